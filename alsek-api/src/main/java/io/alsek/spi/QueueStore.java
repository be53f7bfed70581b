package io.alsek.spi;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The life of messages, from acceptance to settlement.
 *
 * <p><b>States.</b> A message that was accepted is in exactly one place: ready, delayed, leased, dead or gone. Every
 * operation moves it as a whole, together with its {@link Effects}.
 *
 * <p><b>Order.</b> A claim takes the first messages in the order of its subscription that are ready at that moment. In
 * a queue: lower priority number first, then first in, first out by the moment of becoming ready. A message whose
 * lease ran out, or that was released, keeps its old place; one that is retried queues anew.
 *
 * <p><b>Batches.</b> Each element stands for itself: outcomes are listed in the order of the arguments, and one that
 * is refused does not harm the others. An empty batch does nothing.
 *
 * <p><b>Idempotence.</b> Repeating an operation with the same arguments changes nothing more.
 *
 * <p><b>Failure.</b> Methods throw {@link BackendException} when the backend fails and {@link IllegalStateException}
 * when it is closed. Implementations are thread-safe.
 */
public interface QueueStore {

    /** Accepts messages. A message with a past {@code readyAt} becomes ready at once. */
    List<SubmitOutcome> submit(List<Submission> submissions);

    /**
     * Begins to claim messages.
     *
     * @param onReady the signal: called after a claim has said that nothing more was there, once something may be, and
     *     once there may be something at an earlier instant than that claim announced. It may be called too often, from
     *     any thread, also from within a call of this store; it must return at once and must not call back. What
     *     changes while a claim is under way is either in its answer or signalled, if need be before it returns. It is
     *     called promptly, never instead of what {@link Claims#nextAt()} announces. A claim that failed is not called
     *     back for that; but what changes after it is signalled, as after one that found nothing
     */
    ClaimSession open(Subscription subscription, Runnable onReady);

    /**
     * Prolongs leases. A lease that ran out and was not taken over is held again. The new end may be earlier than the
     * old one.
     */
    List<LeaseState> extend(List<Extension> extensions);

    /** Settles leased messages: {@link LeaseState#HELD} = done, anything else = nothing changed. */
    List<LeaseState> settle(List<Settlement> settlements);

    /** Takes messages out of their queues. */
    List<WithdrawOutcome> withdraw(List<Withdrawal> withdrawals);

    /** Looks living messages up. What is dead, done or unknown is not in the answer. */
    Map<MessageKey, StoredMessage> find(Collection<MessageKey> keys);

    /**
     * Replaces the body of a living message, in whatever state.
     *
     * @return whether there was one
     */
    boolean update(MessageKey key, byte[] body);

    /**
     * Does the housekeeping that no claim does: condemns expired messages that nobody holds (ready, delayed, or left
     * behind by a lease that ran out), removes dead letters whose time is over, heals what a crash may have left. Poison
     * pills that have not expired are left to claims. Any number of processes may sweep at the same time.
     *
     * @param limit how many messages to look at, at most
     * @param lease how long the caller may take to bury what is condemned
     */
    SweepReport sweep(int limit, Duration lease);
}
