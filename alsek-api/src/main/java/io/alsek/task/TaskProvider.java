package io.alsek.task;

import java.util.Collection;

/**
 * Supplies tasks together with the functions that run them, to whoever starts workers without knowing the application:
 * the command line, and the processes of a pool.
 *
 * <p>An implementation is found through {@link java.util.ServiceLoader}, or by its class name. So it has a public
 * constructor without parameters or, as a service of a named module, a static {@code provider} method that returns its
 * own class; and it is named in {@code META-INF/services/io.alsek.task.TaskProvider}, or in a {@code provides} directive
 * of its module. This is the place to put together what handlers need: connections, configuration, clients.
 *
 * <pre>{@code
 * public final class ShopTasks implements TaskProvider {
 *     public Collection<BoundTask<?, ?>> tasks() {
 *         Payments payments = Payments.fromEnvironment();
 *         return List.of(CHARGE.handledBy((order, context) -> payments.charge(order)));
 *     }
 * }
 * }</pre>
 */
@FunctionalInterface
public interface TaskProvider {

    /**
     * Makes the tasks. Called once per worker process, or once per child process, on the thread that starts it; what it
     * throws keeps the workers from starting.
     *
     * @return the tasks with their functions; no two of one name
     */
    Collection<? extends BoundTask<?, ?>> tasks();
}
