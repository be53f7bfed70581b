package io.alsek.worker;

import io.alsek.broker.Broker;
import io.alsek.broker.Delivery;
import io.alsek.broker.Hooks;
import io.alsek.broker.Retries;
import io.alsek.event.TaskEvent;
import io.alsek.message.ExceptionDetails;
import io.alsek.message.FailureNote;
import io.alsek.message.Message;
import io.alsek.message.Payload;
import io.alsek.message.Serializer;
import io.alsek.spi.BackendException;
import io.alsek.spi.DeathReason;
import io.alsek.spi.Effects;
import io.alsek.spi.Lease;
import io.alsek.spi.LeaseState;
import io.alsek.spi.MessageKey;
import io.alsek.spi.Settlement;
import io.alsek.task.BoundTask;
import io.alsek.task.CancelReason;
import io.alsek.task.NonRetryableException;
import io.alsek.task.Task;
import io.alsek.task.TaskHooks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides how an attempt ends, and makes it so: one settlement with everything that goes along, then the events and
 * hooks that tell of it. Called by whoever won {@link Attempt#decide()}.
 */
final class Settler {

    private static final Logger LOG = LoggerFactory.getLogger(Settler.class);

    private final Broker broker;
    private final String worker;

    Settler(Broker broker, String worker) {
        this.broker = broker;
        this.worker = worker;
    }

    /**
     * Ends an attempt whose handler came back.
     *
     * @param reason why it was to stop when it came back; {@code null} if it was not
     */
    @SuppressWarnings("unchecked") // the hooks get what the task's own handler returned
    Outcome settle(Attempt attempt, Returned returned, @Nullable CancelReason reason) {
        Throwable thrown = returned.thrown();
        if (reason == CancelReason.REVOKED || reason == CancelReason.LEASE_LOST) {
            return discarded(attempt, returned, reason);
        }
        if (reason == CancelReason.TIMEOUT) {
            return settleTimeout(attempt);
        }
        if (reason == CancelReason.SHUTDOWN && thrown != null) {
            return settleShutdown(attempt);
        }
        return thrown == null
                ? succeeded(attempt, (Task<?, @Nullable Object>) attempt.bound().task(), returned)
                : failed(attempt, thrown, returned);
    }

    /** Ends an attempt that took too long, whether its handler came back or not. */
    Outcome settleTimeout(Attempt attempt) {
        Duration timeout = attempt.message().settings().timeout();
        TimeoutException failure =
                new TimeoutException("The task \"" + attempt.message().task() + "\" did not finish within " + timeout);
        return failed(attempt, failure, Returned.thrown(failure));
    }

    /** Gives a message back because the pool is being stopped, whether its handler came back or not. */
    Outcome settleShutdown(Attempt attempt) {
        Settlement release = new Settlement.Release(lease(attempt), Effects.NONE);
        if (!held(attempt, release)) {
            return discarded(attempt, Returned.value(null), CancelReason.LEASE_LOST);
        }
        tell(new TaskEvent.Released(attempt.message(), broker.now()));
        return new Outcome.Released();
    }

    /** Gives a message back that was claimed and not begun. */
    void giveBack(Delivery delivery) {
        Settlement release = new Settlement.Release(delivery.lease(), Effects.NONE);
        if (broker.queues().settle(List.of(release)).get(0) == LeaseState.HELD) {
            tell(new TaskEvent.Released(delivery.message(), broker.now()));
        }
    }

    private Outcome succeeded(Attempt attempt, Task<?, @Nullable Object> task, Returned returned) {
        Completion completion;
        try {
            completion = completion(attempt, task, returned);
        } catch (NonRetryableException e) {
            return failed(attempt, e, returned);
        }
        if (!held(attempt, completion.settlement())) {
            return discarded(attempt, returned, CancelReason.LEASE_LOST);
        }
        tellSuccess(attempt, completion);
        Message message = attempt.message();
        TaskHooks<@Nullable Object> hooks = task.hooks();
        Hooks.tell(task, message, () -> hooks.onSuccess(message, returned.value()));
        return new Outcome.Succeeded(returned.value(), completion.successor());
    }

    private void tellSuccess(Attempt attempt, Completion completion) {
        if (broker.environment().events().areHeard()) {
            tell(new TaskEvent.Succeeded(attempt.message(), completion.at(), worker));
            Message successor = completion.successor();
            if (successor != null) {
                tell(new TaskEvent.Submitted(successor, completion.at()));
            }
        }
    }

    /** The end of an attempt that went well: what to settle, and what comes after it. */
    private record Completion(
            Settlement.Complete settlement, @Nullable Message successor, Instant at) {}

    /**
     * Works out how an attempt that went well ends.
     *
     * @throws NonRetryableException if its result cannot be kept: the handler has done its work; running it again
     *     would not make its result any better
     */
    private Completion completion(Attempt attempt, Task<?, @Nullable Object> task, Returned returned) {
        Message message = attempt.message();
        Instant now = broker.now();
        try {
            Payload encoded = returned.encoded();
            Payload result = encoded == null ? encode(task, message, returned.value()) : encoded;
            Message successor = successor(task, message, returned.value(), result, now);
            Effects effects = broker.transitions().succeeded(message, now, result, successor);
            broker.requireAcceptable(effects);
            broker.writeResultElsewhere(message, now, result);
            return new Completion(new Settlement.Complete(lease(attempt), effects), successor, now);
        } catch (BackendException e) {
            throw e;
        } catch (RuntimeException e) {
            throw resultCannotBeKept(e);
        }
    }

    /**
     * Ends an attempt like {@link #settle}, but without waiting for it, if it went well and its task has no hooks, which
     * must be called on the thread of the attempt.
     *
     * @param onEnd told how it ended, at once or when it is settled, on whatever thread finds that out; {@code null} if
     *     the backend failed
     */
    @SuppressWarnings("unchecked") // as above
    void settleSoon(
            Attempt attempt,
            Returned returned,
            @Nullable CancelReason reason,
            Reports reports,
            Consumer<@Nullable Outcome> onEnd) {
        Task<?, @Nullable Object> task =
                (Task<?, @Nullable Object>) attempt.bound().task();
        if (reason != null || returned.thrown() != null || task.hasHooks()) {
            onEnd.accept(settle(attempt, returned, reason));
            return;
        }
        Completion completion;
        try {
            completion = completion(attempt, task, returned);
        } catch (NonRetryableException e) {
            onEnd.accept(failed(attempt, e, returned));
            return;
        }
        reports.ended(attempt, withPermit(attempt, completion.settlement()), counts -> {
            if (counts == null) {
                onEnd.accept(null);
            } else if (counts) {
                permitIsBack(attempt);
                tellSuccess(attempt, completion);
                onEnd.accept(new Outcome.Succeeded(returned.value(), completion.successor()));
            } else {
                onEnd.accept(discarded(attempt, returned, CancelReason.LEASE_LOST));
            }
        });
    }

    private Payload encode(Task<?, ?> task, Message message, @Nullable Object value) {
        boolean wanted =
                message.settings().tracking().storeResult() || message.lineage().callback() != null;
        Serializer writer =
                task.serializer().orElse(broker.environment().serializers().writer());
        return wanted
                ? new Payload(writer.contentType(), writer.serialize(value, task.outputType()))
                : new Payload(writer.contentType(), new byte[0]);
    }

    private @Nullable Message successor(
            Task<?, @Nullable Object> task, Message message, @Nullable Object value, Payload result, Instant now) {
        Message callback = message.lineage().callback();
        if (callback == null || !wantsCallback(task, message, value)) {
            return null;
        }
        return Successors.of(message, callback, result, now);
    }

    private static boolean wantsCallback(Task<?, @Nullable Object> task, Message message, @Nullable Object value) {
        try {
            return task.hooks().doCallback(message, value);
        } catch (RuntimeException | Error e) {
            LOG.error("doCallback of {} failed on {}; the callback is submitted", task, message.summary(), e);
            return true;
        }
    }

    private Outcome failed(Attempt attempt, Throwable thrown, Returned returned) {
        Message message = attempt.message();
        Instant now = broker.now();
        ExceptionDetails details = returned.detailsOf(thrown);
        FailureNote note = new FailureNote(details, now);
        Outcome outcome;
        Settlement settlement;
        if (wantsRetry(attempt.bound(), message, thrown)) {
            Message next = Retries.next(message, details, now, broker.environment());
            outcome = new Outcome.Retried(thrown, next.readyAt());
            settlement = new Settlement.Retry(
                    lease(attempt),
                    next.readyAt(),
                    next.timing().expiresAt(),
                    note.encode(),
                    broker.transitions().retrying(message, now, details));
        } else {
            DeathReason reason = reasonOf(thrown);
            outcome = new Outcome.Failed(thrown, reason);
            settlement = new Settlement.Bury(
                    lease(attempt), reason, note.encode(), broker.transitions().failed(message, now, reason, details));
        }
        if (!held(attempt, settlement)) {
            return discarded(attempt, returned, CancelReason.LEASE_LOST);
        }
        tellFailure(attempt.bound().task(), message, details, now, outcome);
        return outcome;
    }

    static NonRetryableException resultCannotBeKept(Exception e) {
        return new NonRetryableException("The result cannot be kept: " + e.getMessage(), e);
    }

    static DeathReason reasonOf(Throwable thrown) {
        return thrown instanceof HandlerCall.UndecodableInput ? DeathReason.UNDECODABLE : DeathReason.FAILED;
    }

    static boolean wantsRetry(BoundTask<?, ?> bound, Message message, Throwable thrown) {
        if (thrown instanceof HandlerCall.UndecodableInput) {
            return false;
        }
        OptionalInt limit = bound.task().maxRetries();
        boolean left = !(thrown instanceof NonRetryableException)
                && (limit.isEmpty() || message.history().retries() < limit.getAsInt());
        try {
            return bound.task().hooks().doRetry(message, thrown, left);
        } catch (RuntimeException | Error e) {
            LOG.error("doRetry of {} failed on {}; retries left: {}", bound.task(), message.summary(), left, e);
            return left;
        }
    }

    private void tellFailure(Task<?, ?> task, Message message, ExceptionDetails details, Instant now, Outcome outcome) {
        if (outcome instanceof Outcome.Retried retried) {
            Message waiting = message.afterFailure(details, now, retried.readyAt());
            tell(new TaskEvent.Retrying(waiting, now, retried.readyAt()));
            Hooks.tell(task, message, () -> task.hooks().onRetry(message, retried.failure()));
        } else if (outcome instanceof Outcome.Failed failed) {
            tell(new TaskEvent.Failed(message, now, failed.reason(), details));
            Hooks.tell(task, message, () -> task.hooks().onFailure(message, failed.failure()));
        }
    }

    /** The message is not this worker's any more. If that is because it was revoked, its task is told. */
    @SuppressWarnings("unchecked") // the hooks get what the task's own handler returned
    private Outcome discarded(Attempt attempt, Returned returned, CancelReason reason) {
        Message message = attempt.message();
        boolean revoked = reason == CancelReason.REVOKED || isRevoked(message);
        tell(new TaskEvent.LeaseLost(message, broker.now()));
        if (revoked) {
            Task<?, @Nullable Object> task =
                    (Task<?, @Nullable Object>) attempt.bound().task();
            Hooks.tell(task, message, () -> task.hooks().onRevocation(message, returned.thrown(), returned.value()));
        }
        return new Outcome.Discarded(revoked ? CancelReason.REVOKED : reason);
    }

    private boolean isRevoked(Message message) {
        try {
            return broker.isRevoked(new MessageKey(message.queue(), message.id()));
        } catch (BackendException e) {
            return false;
        }
    }

    private static Lease lease(Attempt attempt) {
        return attempt.delivery().lease();
    }

    /**
     * Settles, and once more if the outcome is unknown. After an unknown outcome, not holding the lease any more means
     * that the first call took effect.
     */
    private boolean held(Attempt attempt, Settlement settlement) {
        boolean held = isHeld(attempt, withPermit(attempt, settlement));
        if (held) {
            permitIsBack(attempt);
        }
        return held;
    }

    private static Settlement withPermit(Attempt attempt, Settlement settlement) {
        Permit permit = attempt.permit();
        return permit == null ? settlement : permit.endedBy(settlement);
    }

    private static void permitIsBack(Attempt attempt) {
        Permit permit = attempt.permit();
        if (permit != null) {
            permit.givenBack();
        }
    }

    private boolean isHeld(Attempt attempt, Settlement settlement) {
        try {
            return broker.queues().settle(List.of(settlement)).get(0) == LeaseState.HELD;
        } catch (BackendException.OutcomeUnknown e) {
            broker.queues().settle(List.of(settlement));
            return true;
        } catch (BackendException.NotApplied e) {
            LOG.warn("Settling {} failed, trying once more", attempt.message().summary(), e);
            return broker.queues().settle(List.of(settlement)).get(0) == LeaseState.HELD;
        }
    }

    private void tell(TaskEvent event) {
        if (broker.environment().events().areHeard()) {
            broker.environment().events().tell(event);
        }
    }
}
