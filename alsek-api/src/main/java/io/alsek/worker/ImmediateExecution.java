package io.alsek.worker;

import io.alsek.broker.Broker;
import io.alsek.broker.Delivery;
import io.alsek.broker.Envelope;
import io.alsek.broker.Hooks;
import io.alsek.event.TaskEvent;
import io.alsek.message.ExceptionDetails;
import io.alsek.message.FailureNote;
import io.alsek.message.Message;
import io.alsek.message.Serializer;
import io.alsek.message.Serializers;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.DeathReason;
import io.alsek.spi.Lease;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueuedMessage;
import io.alsek.task.BoundTask;
import io.alsek.task.Task;
import io.alsek.task.TaskFailedException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Runs a task on the calling thread without a queue: the message goes through its bytes, the hooks and events are
 * told, and a failed attempt is retried at once as long as the task says so. Nothing is stored, so there is no lease
 * to lose, and callbacks are not submitted.
 */
public final class ImmediateExecution {

    private final Broker broker;
    private final HandlerCall calls;

    /** An execution in the surroundings of a broker. */
    public ImmediateExecution(Broker broker) {
        this.broker = broker;
        this.calls = new HandlerCall(broker.environment());
    }

    /**
     * Runs a message of the task.
     *
     * @throws TaskFailedException if it fails for good
     */
    @SuppressWarnings("unchecked") // the handler of the task returned it
    public <O extends @Nullable Object> @Nullable O run(BoundTask<?, O> bound, Message message) {
        QueuedMessage packed = Envelope.pack(message);
        Lease lease = new Lease(new MessageKey(message.queue(), message.id()), "immediate", Instant.MAX);
        int retries = 0;
        byte @Nullable [] failure = null;
        while (true) {
            Message attempted = Envelope.unpack(new ClaimedMessage(packed, lease, retries, 1, failure));
            Attempt attempt = new Attempt(new Delivery(attempted, lease), bound, broker.now());
            tell(new TaskEvent.Started(attempted, broker.now(), "immediate"));
            Returned returned = overTheWire(bound, calls.run(bound, new AttemptContext(broker, attempt, null)));
            Throwable thrown = returned.thrown();
            if (thrown == null) {
                @Nullable O result = (O) returned.value();
                tell(new TaskEvent.Succeeded(attempted, broker.now(), "immediate"));
                Hooks.tell(bound.task(), attempted, () -> bound.task().hooks().onSuccess(attempted, result));
                return result;
            }
            if (!Settler.wantsRetry(bound, attempted, thrown)) {
                throw failed(bound, attempted, thrown);
            }
            retries++;
            failure = new FailureNote(ExceptionDetails.of(thrown), broker.now()).encode();
            tell(new TaskEvent.Retrying(attempted, broker.now(), broker.now()));
            Hooks.tell(bound.task(), attempted, () -> bound.task().hooks().onRetry(attempted, thrown));
        }
    }

    /** What the handler returned, as whoever waits for a stored result would get it. */
    private Returned overTheWire(BoundTask<?, ?> bound, Returned returned) {
        Task<?, ?> task = bound.task();
        if (returned.thrown() != null || !task.settings().tracking().storeResult()) {
            return returned;
        }
        Serializers serializers = broker.environment().serializers();
        Serializer writer = task.serializer().orElse(serializers.writer());
        try {
            byte[] bytes = writer.serialize(returned.value(), task.outputType());
            return Returned.value(writer.deserialize(bytes, task.outputType()));
        } catch (RuntimeException e) {
            return Returned.thrown(Settler.resultCannotBeKept(e));
        }
    }

    private TaskFailedException failed(BoundTask<?, ?> bound, Message message, Throwable thrown) {
        ExceptionDetails details = ExceptionDetails.of(thrown);
        DeathReason reason = Settler.reasonOf(thrown);
        tell(new TaskEvent.Failed(message, broker.now(), reason, details));
        Hooks.tell(bound.task(), message, () -> bound.task().hooks().onFailure(message, thrown));
        TaskFailedException failure = new TaskFailedException(message.summary(), reason, details);
        failure.initCause(thrown);
        return failure;
    }

    private void tell(TaskEvent event) {
        if (broker.environment().events().areHeard()) {
            broker.environment().events().tell(event);
        }
    }
}
