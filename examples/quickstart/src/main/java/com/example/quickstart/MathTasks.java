package com.example.quickstart;

import io.alsek.task.BoundTask;
import io.alsek.task.Task;

/** What is to be done in the background. */
public final class MathTasks {

    /** What a producer needs: the task's name, and the types of its input and result. */
    public static final Task<Add, Integer> ADD = Task.named("add")
            .input(Add.class)
            .output(Integer.class)
            .queue("math_ops")
            .build();

    /** What a worker needs: the task with the function that runs it. The command line finds it in this field. */
    static final BoundTask<Add, Integer> ADDING = ADD.handledBy((add, context) -> add.a() + add.b());

    private MathTasks() {}

    /** The numbers to add. */
    public record Add(int a, int b) {}
}
