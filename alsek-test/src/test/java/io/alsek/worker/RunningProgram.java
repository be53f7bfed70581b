package io.alsek.worker;

import io.alsek.Alsek;
import io.alsek.memory.MemoryBackend;
import io.alsek.task.Task;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program that runs a pool whose only task takes as many milliseconds as its argument says. */
final class RunningProgram {

    private static final Task<@Nullable Void, @Nullable Void> WORK =
            Task.named("work").build();

    private RunningProgram() {}

    public static void main(String[] arguments) throws InterruptedException {
        Duration work = Duration.ofMillis(Long.parseLong(arguments[0]));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("told to end")));
        Alsek alsek = Alsek.on(new MemoryBackend());
        alsek.submit(WORK);
        alsek.threadPool()
                .handle(WORK, nothing -> {
                    System.out.println("begun");
                    boolean never = new CountDownLatch(1).await(work.toMillis(), TimeUnit.MILLISECONDS);
                    System.out.println(never ? "impossible" : "finished");
                    return null;
                })
                .build()
                .run();
    }
}
