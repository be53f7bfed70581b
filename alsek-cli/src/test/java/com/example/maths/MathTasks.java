package com.example.maths;

import io.alsek.message.Mechanism;
import io.alsek.task.AlsekTask;
import io.alsek.task.BoundTask;
import io.alsek.task.Task;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

/** What a user of the program might have. */
public final class MathTasks {

    /** A task value, as producers use it. */
    public static final Task<Integer, Integer> DOUBLE = Task.named("double")
            .input(Integer.class)
            .output(Integer.class)
            .queue("math_ops")
            .trackStatus()
            .build();

    static final BoundTask<Integer, Integer> DOUBLING = DOUBLE.handledBy((number, context) -> 2 * number);

    private MathTasks() {}

    @AlsekTask(queue = "math_ops")
    static int add(int a, int b) {
        return a + b;
    }

    @AlsekTask(queue = "math_ops", mechanism = Mechanism.ASYNC)
    static CompletionStage<Integer> negate(int number) {
        return CompletableFuture.completedFuture(-number);
    }

    @AlsekTask(queue = "math_ops", maxRetries = 0)
    static int fail(String why) {
        throw new IllegalStateException(why);
    }

    @AlsekTask(queue = "math_ops", mechanism = Mechanism.PROCESS)
    static long whereAmI() {
        System.out.println("in a child");
        return ProcessHandle.current().pid();
    }

    /** Says that it began, and never ends by itself. */
    @AlsekTask(queue = "endless")
    static void hang() throws InterruptedException {
        System.out.println("hang begins");
        new CountDownLatch(1).await();
    }
}
