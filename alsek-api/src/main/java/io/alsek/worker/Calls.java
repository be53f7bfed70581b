package io.alsek.worker;

import io.alsek.task.BoundTask;
import io.alsek.task.TaskContext;
import java.util.function.Consumer;

/** How a worker calls handlers, with the hooks around them. Whatever these throw, errors included, is returned. */
interface Calls {

    /** Runs a handler to its end; the calling thread waits, and is interrupted if the attempt is to stop. */
    Returned run(BoundTask<?, ?> bound, TaskContext context);

    /**
     * Starts an asynchronous handler.
     *
     * @param onStart told how to interrupt it
     * @param onReturn told at its end, on the thread that brings it about
     */
    void start(BoundTask<?, ?> bound, TaskContext context, Consumer<Runnable> onStart, Consumer<Returned> onReturn);
}
