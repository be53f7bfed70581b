package io.alsek.worker;

import io.alsek.broker.Broker;
import io.alsek.broker.Delivery;
import io.alsek.broker.Submitter;
import io.alsek.lock.Lock;
import io.alsek.message.Message;
import io.alsek.message.Payload;
import io.alsek.spi.Effects;
import io.alsek.spi.Extension;
import io.alsek.spi.LeaseState;
import io.alsek.task.CancelReason;
import io.alsek.task.Chain;
import io.alsek.task.SubmitOptions;
import io.alsek.task.Task;
import io.alsek.task.TaskCancelledException;
import io.alsek.task.TaskContext;
import io.alsek.task.TaskHandle;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a handler gets to see of its attempt. */
final class AttemptContext implements TaskContext {

    private final Broker broker;
    private final Attempt attempt;

    /** How long progress prolongs the lease; {@code null} if there is none. */
    private final @Nullable Duration lease;

    // Made when first asked for: most handlers need neither.
    private @Nullable Map<String, Object> state;
    private @Nullable Submitter submitter;

    AttemptContext(Broker broker, Attempt attempt, @Nullable Duration lease) {
        this.broker = broker;
        this.attempt = attempt;
        this.lease = lease;
    }

    @Override
    public Message message() {
        return attempt.message();
    }

    @Override
    public boolean isInWorker() {
        return lease != null;
    }

    @Override
    public String leaseToken() {
        return attempt.delivery().lease().token();
    }

    @Override
    public Map<String, Object> state() {
        if (state == null) {
            state = new HashMap<>();
        }
        return state;
    }

    @Override
    public Optional<CancelReason> cancelled() {
        return Optional.ofNullable(attempt.cancelReason());
    }

    Delivery delivery() {
        return attempt.delivery();
    }

    /** Lets the message go back to its queue without counting the attempt, which fails through no fault of its own. */
    void giveBack() {
        attempt.cancel(CancelReason.SHUTDOWN);
    }

    @Override
    public void progress(Object details) {
        if (!message().settings().tracking().trackStatus()) {
            throw new IllegalStateException("The task \"" + message().task()
                    + "\" does not track its status, so its progress has nowhere to go; define it with trackStatus()");
        }
        checkpoint();
        if (lease == null) {
            logger().debug("Progress: {}", details);
            return;
        }
        attempt.prepareProgress();
        Instant now = broker.now();
        Effects running = broker.transitions().running(message(), now, details);
        Extension extension = attempt.extension(lease, running);
        if (broker.queues().extend(List.of(extension)).get(0) != LeaseState.HELD) {
            attempt.cancel(CancelReason.LEASE_LOST);
            throw new TaskCancelledException(CancelReason.LEASE_LOST);
        }
        attempt.leasedUntil(now.plus(lease));
    }

    @Override
    public @Nullable Object previousResult(Type type) {
        Payload previous = message().lineage().previousResult();
        return previous == null ? null : broker.environment().serializers().read(previous, type);
    }

    @Override
    public Lock lock(String name) {
        return broker.locks().named(name);
    }

    @Override
    public Instant now() {
        return broker.now();
    }

    @Override
    public Logger logger() {
        return LoggerFactory.getLogger(message().task());
    }

    private synchronized Submitter submitter() {
        if (submitter == null) {
            submitter = new Submitter(broker).onBehalfOf(message());
        }
        return submitter;
    }

    @Override
    public <I extends @Nullable Object, O extends @Nullable Object> TaskHandle<O> submit(
            Task<I, O> task, I input, Consumer<SubmitOptions> options) {
        return submitter().submit(task, input, options);
    }

    @Override
    public <I extends @Nullable Object, O extends @Nullable Object> TaskHandle<O> submit(
            Chain<I, O> chain, I input, Consumer<SubmitOptions> options) {
        return submitter().submit(chain, input, options);
    }
}
