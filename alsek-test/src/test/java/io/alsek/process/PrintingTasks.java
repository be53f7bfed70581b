package io.alsek.process;

import io.alsek.message.Backoff;
import io.alsek.message.Mechanism;
import io.alsek.task.BoundTask;
import io.alsek.task.Task;
import io.alsek.task.TaskProvider;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tasks for child processes that write where others have their pipes. */
public final class PrintingTasks implements TaskProvider {

    /** Prints its input in every way there is, and returns it. */
    static final Task<String, String> PRINT = Task.named("print")
            .mechanism(Mechanism.PROCESS)
            .retry(0, Backoff.none())
            .input(String.class)
            .output(String.class)
            .build();

    /** Returns how many bytes there are to read on standard input. */
    static final Task<@Nullable Void, Integer> READ = Task.named("read")
            .mechanism(Mechanism.PROCESS)
            .output(Integer.class)
            .build();

    @Override
    public Collection<BoundTask<?, ?>> tasks() {
        return List.of(
                PRINT.handledBy((text, context) -> print(text)),
                READ.handledBy((nothing, context) -> System.in.readAllBytes().length));
    }

    private static String print(String text) throws Exception {
        System.out.println("out " + text);
        System.err.println("err " + text);
        Thread helper = new Thread(() -> System.out.println("thread " + text));
        helper.start();
        helper.join();
        new FileOutputStream(FileDescriptor.out).write(("raw " + text + "\n").getBytes(StandardCharsets.UTF_8));
        new ProcessBuilder("/bin/echo", "program " + text).inheritIO().start().waitFor();
        System.out.println("x".repeat(20_000));
        System.out.print("unfinished " + text);
        return text;
    }
}
