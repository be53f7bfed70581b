package io.alsek.task;

import io.alsek.message.MessageSettings;
import io.alsek.message.Serializer;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A kind of work: a name, the types of its input and result, and the defaults of its messages. Immutable; share it, as
 * a constant, between those who submit and those who run it. The function behind it is bound where it runs.
 *
 * <pre>{@code
 * static final Task<Add, Integer> ADD = Task.named("add")
 *         .input(Add.class)
 *         .output(Integer.class)
 *         .queue("math_ops")
 *         .retry(3, Backoff.exponential())
 *         .timeout(Duration.ofSeconds(30))
 *         .build();
 * }</pre>
 *
 * <p>Only the name goes on the wire, no class name ever. To rename a task, keep the old name as an alias until no
 * message bears it any more.
 *
 * @param <I> the input
 * @param <O> the result
 */
public final class Task<I extends @Nullable Object, O extends @Nullable Object> {

    /** The queue of tasks that do not name one. */
    public static final String DEFAULT_QUEUE = "alsek_queue";

    /** How often a task is retried unless it says otherwise. */
    public static final int DEFAULT_RETRIES = 3;

    private final String name;
    private final Set<String> aliases;
    private final String queue;
    private final Type inputType;
    private final Type outputType;
    private final OptionalInt maxRetries;
    private final MessageSettings settings;
    private final @Nullable Duration timeToLive;
    private final boolean keywordsOnly;
    private final OptionalInt maxConcurrency;
    private final @Nullable Serializer serializer;
    private final TaskHooks<O> hooks;
    private final boolean hasHooks;

    Task(TaskBuilder<I, O> builder) {
        name = builder.name;
        aliases = Set.copyOf(builder.aliases);
        queue = builder.queue;
        inputType = builder.inputType;
        outputType = builder.outputType;
        maxRetries = builder.maxRetries;
        settings = builder.settings();
        timeToLive = builder.timeToLive;
        keywordsOnly = builder.keywordsOnly;
        maxConcurrency = builder.maxConcurrency;
        serializer = builder.serializer;
        hooks = builder.hooks();
        hasHooks = builder.hooks != null;
    }

    /** Begins a task with this name, without input and result for now. */
    public static TaskBuilder<@Nullable Void, @Nullable Void> named(String name) {
        return new TaskBuilder<>(name);
    }

    /** This task, then another that takes its result as input. */
    public <P extends @Nullable Object> Chain<I, P> then(Task<? super O, P> next) {
        return Chain.of(this, next);
    }

    /** This task with the function that runs it. */
    public BoundTask<I, O> handledBy(TaskHandler<I, O> handler) {
        return new BoundTask<>(this, handler);
    }

    /** This task with the asynchronous function that runs it. */
    public BoundTask<I, O> handledAsyncBy(AsyncTaskHandler<I, O> handler) {
        return new BoundTask<>(this, handler);
    }

    /** {@return the name, as it goes on the wire} */
    public String name() {
        return name;
    }

    /** {@return other names under which its messages may be waiting} */
    public Set<String> aliases() {
        return aliases;
    }

    /** {@return the queue of its messages, unless one says otherwise} */
    public String queue() {
        return queue;
    }

    /** {@return the type of the input; {@code Void} if there is none} */
    public Type inputType() {
        return inputType;
    }

    /** {@return the type of the result; {@code Void} if there is none} */
    public Type outputType() {
        return outputType;
    }

    /** {@return how many attempts may follow a failed first one; empty = any number} */
    public OptionalInt maxRetries() {
        return maxRetries;
    }

    /** {@return the settings of its messages, unless one says otherwise} */
    public MessageSettings settings() {
        return settings;
    }

    /** {@return how long its messages may wait, once ready; {@code null} = for ever} */
    public @Nullable Duration timeToLive() {
        return timeToLive;
    }

    /** {@return how many runs may go on at the same time, in all workers together; empty = any number} */
    public OptionalInt maxConcurrency() {
        return maxConcurrency;
    }

    /** {@return whether positional arguments are refused} */
    public boolean keywordsOnly() {
        return keywordsOnly;
    }

    /** {@return what encodes its inputs and results; empty = whatever the application uses} */
    public Optional<Serializer> serializer() {
        return Optional.ofNullable(serializer);
    }

    /** {@return whether it was given hooks; without them there is nothing to be told} */
    public boolean hasHooks() {
        return hasHooks;
    }

    /** {@return what it does around its handler} */
    public TaskHooks<O> hooks() {
        return hooks;
    }

    /** {@return the names under which its messages may be waiting, its own first} */
    public List<String> allNames() {
        List<String> names = new ArrayList<>(aliases.size() + 1);
        names.add(name);
        names.addAll(new TreeSet<>(aliases));
        return List.copyOf(names);
    }

    @Override
    public String toString() {
        return "Task[" + name + "]";
    }
}
