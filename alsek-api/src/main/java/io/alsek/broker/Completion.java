package io.alsek.broker;

import io.alsek.event.TaskStatus;
import io.alsek.message.ExceptionDetails;
import io.alsek.message.Message;
import io.alsek.message.Payload;
import io.alsek.spi.BackendException;
import io.alsek.spi.ChannelListener;
import io.alsek.spi.DeathReason;
import io.alsek.spi.EventBus;
import io.alsek.spi.MessageKey;
import io.alsek.task.TaskFailedException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The end of a message, as a future. Notes only say when to look; what is true is read from the backend:
 *
 * <ol>
 *   <li>subscribe to the message, and to those before it in its chain;
 *   <li>look, because the end may have come before the subscription was in force;
 *   <li>look again at every note, and after every gap in the notes; and later, if the backend fails;
 *   <li>once there is an end, complete and unsubscribe.
 * </ol>
 *
 * <p>A look asks first whether the message is alive, and only then for its result: both change in one step, so a
 * message that is not alive any more has its result in place.
 */
final class Completion<O extends @Nullable Object> implements ChannelListener {

    private final Broker broker;
    private final List<Message> chain;
    private final Type outputType;
    private final LaterLooks laterLooks;
    private final CompletableFuture<@Nullable O> future;

    /** One for each message at the head of the chain; the others are to be subscribed to yet. */
    private final List<EventBus.Registration> registrations = new CopyOnWriteArrayList<>();

    Completion(Broker broker, List<Message> chain, Type outputType) {
        this.broker = broker;
        this.chain = chain;
        this.outputType = outputType;
        this.laterLooks = broker.results().laterLooks();
        this.future = broker.environment().time().futureOf("the end of " + last().summary());
    }

    CompletableFuture<@Nullable O> begin() {
        bus(); // which there must be
        CompletableFuture<?> unused = future.whenComplete((result, failure) -> end());
        guarded(this::lookAgain);
        return future;
    }

    private void end() {
        laterLooks.remove(this);
        registrations.forEach(EventBus.Registration::close);
    }

    private EventBus bus() {
        return broker.backend()
                .events()
                .orElseThrow(() -> new IllegalStateException("This backend cannot publish, so nobody can wait for "
                        + last().summary() + "; ask for its status instead"));
    }

    private Message last() {
        return chain.get(chain.size() - 1);
    }

    @Override
    public void onMessage(byte[] payload) {
        guarded(this::look);
    }

    @Override
    public void onGap() {
        guarded(this::look);
    }

    boolean isAwaited() {
        return !future.isDone();
    }

    private void guarded(Runnable looking) {
        try {
            try {
                looking.run();
            } catch (BackendException e) {
                laterLooks.add(this, e);
                if (future.isDone()) {
                    end(); // it was cancelled meanwhile
                }
            }
        } catch (RuntimeException e) {
            future.completeExceptionally(e);
        }
    }

    /**
     * Does what could not be done at first: subscribes to what is not subscribed to yet, and looks. Never called by two
     * at a time.
     *
     * @throws BackendException if the backend fails; then it may be called again
     */
    void lookAgain() {
        try {
            for (Message message : chain.subList(registrations.size(), chain.size())) {
                registrations.add(bus().subscribe(Transitions.channel(message.id()), this));
            }
            look();
        } catch (BackendException e) {
            throw e;
        } catch (RuntimeException e) {
            future.completeExceptionally(e);
        }
        if (future.isDone()) {
            end(); // for what was subscribed to after the end
        }
    }

    /**
     * Looks now, if the end has not come yet.
     *
     * @throws BackendException if the backend fails
     */
    void look() {
        if (!future.isDone()) {
            lookOnce();
        }
    }

    private void lookOnce() {
        List<MessageKey> keys = new ArrayList<>();
        for (Message message : chain) {
            MessageKey key = Broker.keyOf(message);
            if (broker.exists(key)) {
                return;
            }
            keys.add(key);
        }
        Optional<Payload> result = broker.results().payload(last().id());
        if (result.isPresent()) {
            future.complete(decoded(result.get()));
            return;
        }
        for (MessageKey key : keys) {
            Optional<DeadMessage> dead = broker.deadLetters().find(key);
            if (dead.isPresent()) {
                failed(dead.get().reason(), dead.get().failure());
                return;
            }
        }
        lookAtStatus();
    }

    private void lookAtStatus() {
        Optional<StatusUpdate> status = broker.statuses().find(last().id());
        if (status.isPresent() && status.get().status() == TaskStatus.SUCCEEDED) {
            future.complete(null);
        } else if (status.isPresent() && status.get().status() == TaskStatus.FAILED) {
            String details = String.valueOf(status.get().details());
            failed(DeathReason.FAILED, new ExceptionDetails("failed", details, ""));
        } else if (chain.size() == 1 && !broker.exists(Broker.keyOf(last()))) {
            future.completeExceptionally(new IllegalStateException(last().summary()
                    + " is gone without a trace: it was removed, or its result or dead letter is past its time"));
        }
        // Otherwise a later message of the chain is on its way, and will be heard of.
    }

    private void failed(DeathReason reason, ExceptionDetails details) {
        future.completeExceptionally(new TaskFailedException(last().summary(), reason, details));
    }

    @SuppressWarnings("unchecked") // the payload is decoded as the output type of the task
    private @Nullable O decoded(Payload payload) {
        return outputType == Void.class ? null : (O) broker.results().decode(payload, outputType);
    }
}
