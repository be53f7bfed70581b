package io.alsek.cli;

import io.alsek.Alsek;
import io.alsek.message.Arguments;
import io.alsek.message.SerializationException;
import io.alsek.message.Serializer;
import io.alsek.task.DuplicateMessageException;
import io.alsek.task.SubmitOptions;
import io.alsek.task.Task;
import io.alsek.task.TaskFailedException;
import io.alsek.task.TaskHandle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Submits one message. */
@Command(
        name = "submit",
        description =
                "Submits a task, and prints the id of the message. With --package the task is looked up, so that its "
                        + "settings count and a wrong input is refused; without it --queue is needed, and the worker finds "
                        + "out what is wrong.",
        sortOptions = false)
final class SubmitCommand extends ServerCommand {

    @Parameters(index = "0", paramLabel = "TASK", description = "The name of the task.")
    @SuppressWarnings("NullAway.Init") // set by picocli, as are the others
    private String name;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "JSON",
            description =
                    "Its input; - = what comes by standard input. A task that takes arguments takes them as an array "
                            + "or by name as an object.")
    private @Nullable String json;

    @Option(names = "--package", paramLabel = "PACKAGE", split = ",", description = "Where the task is defined.")
    private List<String> packages = List.of();

    @Option(
            names = "--arguments",
            arity = "0",
            fallbackValue = "true",
            description = "Without --package: the task takes arguments, as annotated methods do.")
    private boolean takesArguments;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private TaskSources sources;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private MessageOptions options;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Wait so long for the result, and print it, too.")
    private @Nullable Duration wait;

    /** Both known before {@link #run}. */
    private @Nullable Task<?, ?> task;

    private @Nullable Object input;

    @Override
    public Integer call() throws Exception {
        // Everything that can be wrong is found out before a connection is made.
        options.requireConsistent();
        task = packages.isEmpty() ? unchecked() : known();
        input = input(task);
        if (wait != null && !task.settings().tracking().awaitable()) {
            throw new RefusedException(
                    task + " neither stores a result nor tracks its status, so nobody can wait for it; nothing was"
                            + " submitted. Leave out --wait, or give the task an output or trackStatus()");
        }
        return super.call();
    }

    private Task<?, ?> unchecked() {
        String queue = options.queue();
        if (queue == null) {
            throw new RefusedException("Where is the task \"" + name + "\"? Say where it is defined with --package (and"
                    + " --class-path), or which queue it waits in with --queue");
        }
        try {
            return takesArguments
                    ? Task.named(name)
                            .arguments()
                            .output(Object.class)
                            .queue(queue)
                            .build()
                    : Task.named(name)
                            .input(Object.class)
                            .output(Object.class)
                            .queue(queue)
                            .build();
        } catch (IllegalArgumentException e) {
            throw new RefusedException(e.getMessage(), e);
        }
    }

    private Task<?, ?> known() {
        List<Task<?, ?>> tasks = sources.find(packages).tasks().stream()
                .<Task<?, ?>>map(bound -> bound.task())
                .toList();
        return tasks.stream()
                .filter(each -> each.allNames().contains(name))
                .findFirst()
                .orElseThrow(() -> new RefusedException("There is no task \"" + name + "\" in "
                        + String.join(", ", packages) + "; there are "
                        + tasks.stream().map(Task::name).toList()));
    }

    private @Nullable Object input(Task<?, ?> of) throws IOException {
        if (of.inputType() == Void.class) {
            if (json != null) {
                throw new RefusedException(of + " takes no input");
            }
            return null;
        }
        if (of.inputType() == Arguments.class && json == null) {
            return Arguments.NONE;
        }
        if (json == null) {
            throw new RefusedException(
                    of + " needs an input of type " + of.inputType().getTypeName() + ", as JSON");
        }
        byte[] bytes = json.equals("-") ? System.in.readAllBytes() : json.getBytes(StandardCharsets.UTF_8);
        try {
            return of.inputType() == Arguments.class
                    ? arguments(Serializer.json().deserialize(bytes, Object.class))
                    : Serializer.json().deserialize(bytes, of.inputType());
        } catch (SerializationException e) {
            throw new RefusedException(e.getMessage(), e);
        }
    }

    private static Arguments arguments(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return Arguments.of(list.toArray());
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> named = new LinkedHashMap<>();
            map.forEach((key, each) -> named.put(String.valueOf(key), each));
            return Arguments.named(named);
        }
        throw new RefusedException("Arguments are an array or an object, not " + Json.of(value));
    }

    @Override
    @SuppressWarnings("unchecked") // the input was read as what the task takes
    void run(Alsek alsek) throws InterruptedException {
        Task<@Nullable Object, Object> submitted = (Task<@Nullable Object, Object>) Objects.requireNonNull(task);
        TaskHandle<Object> handle;
        try {
            handle = alsek.submit(submitted, input, this::fill);
        } catch (DuplicateMessageException e) {
            throw new FailedException(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException | SerializationException e) {
            throw new RefusedException(e.getMessage(), e);
        }
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("id", handle.id());
        told.put("queue", handle.message().queue());
        told.put("task", handle.message().task());
        if (wait == null) {
            print(told, handle.id());
            return;
        }
        Object result = await(handle, wait);
        told.put("result", result);
        print(told, handle.id() + System.lineSeparator() + Json.of(result));
    }

    private void fill(SubmitOptions submitOptions) {
        options.fill(submitOptions);
    }

    private static @Nullable Object await(TaskHandle<Object> handle, Duration patience) throws InterruptedException {
        try {
            return handle.await(patience);
        } catch (TimeoutException e) {
            throw new FailedException("The message " + handle.id() + " did not end within " + patience
                    + "; it goes on. Is there a worker?");
        } catch (TaskFailedException e) {
            throw new FailedException(String.valueOf(e.getMessage()));
        }
    }
}
