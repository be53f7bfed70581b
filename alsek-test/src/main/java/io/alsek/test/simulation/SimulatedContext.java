package io.alsek.test.simulation;

import io.alsek.lock.Lock;
import io.alsek.message.Message;
import io.alsek.task.CancelReason;
import io.alsek.task.Chain;
import io.alsek.task.SubmitOptions;
import io.alsek.task.Task;
import io.alsek.task.TaskContext;
import io.alsek.task.TaskHandle;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** The context of production, but that others may go on at its checkpoints. */
final class SimulatedContext implements TaskContext {

    private final WorkerNode node;
    private final TaskContext real;

    SimulatedContext(WorkerNode node, TaskContext real) {
        this.node = node;
        this.real = real;
    }

    @Override
    public void checkpoint() {
        node.point(Moment.WORKER_IN_HANDLER);
        real.checkpoint();
    }

    @Override
    public Message message() {
        return real.message();
    }

    @Override
    public boolean isInWorker() {
        return real.isInWorker();
    }

    @Override
    public String leaseToken() {
        return real.leaseToken();
    }

    @Override
    public Map<String, Object> state() {
        return real.state();
    }

    @Override
    public Optional<CancelReason> cancelled() {
        return real.cancelled();
    }

    @Override
    public void progress(Object details) {
        real.progress(details);
    }

    @Override
    public @Nullable Object previousResult(Type type) {
        return real.previousResult(type);
    }

    @Override
    public Lock lock(String name) {
        return real.lock(name);
    }

    @Override
    public Instant now() {
        return real.now();
    }

    @Override
    public Logger logger() {
        return real.logger();
    }

    @Override
    public <I extends @Nullable Object, O extends @Nullable Object> TaskHandle<O> submit(
            Task<I, O> task, I input, Consumer<SubmitOptions> options) {
        return real.submit(task, input, options);
    }

    @Override
    public <I extends @Nullable Object, O extends @Nullable Object> TaskHandle<O> submit(
            Chain<I, O> chain, I input, Consumer<SubmitOptions> options) {
        return real.submit(chain, input, options);
    }
}
