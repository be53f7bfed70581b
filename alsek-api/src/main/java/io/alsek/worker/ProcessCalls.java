package io.alsek.worker;

import io.alsek.broker.Broker;
import io.alsek.broker.Delivery;
import io.alsek.broker.Envelope;
import io.alsek.message.ExceptionDetails;
import io.alsek.message.FailureNote;
import io.alsek.message.History;
import io.alsek.message.Message;
import io.alsek.message.Payload;
import io.alsek.message.SerializationException;
import io.alsek.process.ChildProcess;
import io.alsek.process.ChildProcessException;
import io.alsek.process.Order;
import io.alsek.process.Place;
import io.alsek.process.Reply;
import io.alsek.spi.ClaimedMessage;
import io.alsek.task.BoundTask;
import io.alsek.task.CancelReason;
import io.alsek.task.NonRetryableException;
import io.alsek.task.TaskContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls handlers in child processes. The calling thread waits; when it is interrupted, because the attempt is to stop,
 * it first asks the child to interrupt the handler, and ends the child if that does not help. Thread-safe.
 */
final class ProcessCalls implements Calls {

    /** How long a handler may take to obey before its process is ended. */
    static final Duration COURTESY = Duration.ofMillis(250);

    private final Broker broker;
    private final Duration lease;

    /** Where each thread has its handler run. */
    private final Map<Thread, Place> places = new ConcurrentHashMap<>();

    ProcessCalls(Broker broker, Duration lease) {
        this.broker = broker;
        this.lease = lease;
    }

    /** Lets what the calling thread calls next be run there. */
    void enter(Place place) {
        places.put(Thread.currentThread(), place);
    }

    /** Undoes {@link #enter}. */
    void leave() {
        Place place = places.remove(Thread.currentThread());
        if (place != null) {
            place.leave();
        }
    }

    /** Ends the child for which a thread waits in vain, perhaps for its ear: it may not even read its pipe. */
    void giveUp(Thread hung) {
        Place place = places.get(hung);
        if (place != null) {
            place.end("it did not react at all");
        }
    }

    @Override
    public Returned run(BoundTask<?, ?> bound, TaskContext context) {
        Place where = places.get(Thread.currentThread());
        if (where == null) {
            throw new IllegalStateException("No child process was found for " + context.message());
        }
        AttemptContext attempt = (AttemptContext) context;
        ChildProcess.Call call = where.child().run(order(attempt.delivery()));
        Reply reply;
        boolean stopped = false;
        try {
            reply = call.reply().get();
        } catch (InterruptedException e) {
            stopped = true;
            reply = stop(call, where, attempt.cancelled().orElse(CancelReason.SHUTDOWN));
        } catch (ExecutionException e) {
            throw new IllegalStateException("Replies do not fail", e);
        }
        return returned(reply, bound, attempt, stopped);
    }

    /** Waits a while for the handler to obey, and then for its process to end. */
    private Reply stop(ChildProcess.Call call, Place where, CancelReason reason) {
        where.suspend();
        try {
            where.child().cancel(call, reason);
            if (!comesWithin(COURTESY, call.reply())) {
                where.end("one of its messages was to stop (" + reason + ") and did not obey");
            }
        } finally {
            where.resume();
        }
        return call.reply().join(); // comes, at the latest, with the end of the process, which nothing survives
    }

    private boolean comesWithin(Duration patience, CompletableFuture<Reply> reply) {
        try {
            return broker.environment().time().await("a handler that was interrupted", reply, patience);
        } catch (InterruptedException e) {
            return false;
        }
    }

    private Order order(Delivery delivery) {
        Message message = delivery.message();
        History history = message.history();
        ExceptionDetails failure = history.failure();
        byte[] note = failure == null
                ? null
                : new FailureNote(failure, message.timing().updatedAt()).encode();
        ClaimedMessage claimed = new ClaimedMessage(
                Envelope.pack(message), delivery.lease(), history.retries(), history.deliveries(), note);
        return new Order(claimed, lease, broker.now());
    }

    private Returned returned(Reply reply, BoundTask<?, ?> bound, AttemptContext context, boolean stopped) {
        if (reply instanceof Reply.Returned value) {
            Payload result = value.result();
            return Returned.fromElsewhere(decoded(result, bound), result);
        }
        if (reply instanceof Reply.Threw threw) {
            return Returned.thrownElsewhere(exception(threw), threw.details());
        }
        Reply.Gone gone = (Reply.Gone) reply;
        if (!stopped && gone.exit().blameless()) {
            context.giveBack();
        }
        return Returned.thrown(new ChildProcessException(gone.exit().describe()));
    }

    /** What hooks get to see. The stored result is as the child encoded it, whether it can be decoded here or not. */
    private @Nullable Object decoded(@Nullable Payload result, BoundTask<?, ?> bound) {
        if (result == null || !bound.task().hasHooks() || bound.task().outputType() == Void.class) {
            return null;
        }
        try {
            return broker.environment().serializers().read(result, bound.task().outputType());
        } catch (SerializationException e) {
            return null;
        }
    }

    private static Throwable exception(Reply.Threw threw) {
        ExceptionDetails details = threw.details();
        return switch (threw.kind()) {
            case UNDECODABLE ->
                new HandlerCall.UndecodableInput(new SerializationException(
                        details.message() == null ? details.className() : details.message(), null));
            case NOT_RETRYABLE -> {
                Throwable rebuilt = details.toExceptionOrGeneric();
                yield rebuilt instanceof NonRetryableException
                        ? rebuilt
                        : new NonRetryableException(details.summary(), rebuilt);
            }
            case ORDINARY -> details.toExceptionOrGeneric();
        };
    }

    @Override
    public void start(
            BoundTask<?, ?> bound, TaskContext context, Consumer<Runnable> onStart, Consumer<Returned> onReturn) {
        throw new UnsupportedOperationException("The threads of a process pool wait for what they run");
    }
}
