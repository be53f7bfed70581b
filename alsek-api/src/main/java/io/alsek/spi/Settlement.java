package io.alsek.spi;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a leased message leaves its lease. Each case is one atomic transition, made only while the lease's token is the
 * message's current one and the lease has not been taken over; an overdue lease that nobody has taken over yet still
 * counts as held.
 */
public sealed interface Settlement {

    /** {@return the lease to be given up; only its key and token count} */
    Lease lease();

    /** {@return what happens together with the transition} */
    Effects effects();

    /**
     * The message is done. It vanishes, and its id is remembered for the duplicate window.
     *
     * @param lease the lease
     * @param effects what happens with it
     */
    record Complete(Lease lease, Effects effects) implements Settlement {}

    /**
     * The attempt failed, there will be another one: one more retry is counted, deliveries start again at none, and
     * the message queues behind those of its priority that are ready when it falls due.
     *
     * @param lease the lease
     * @param readyAt when the next attempt is due
     * @param expiresAt replaces the message's own: the time to live counts anew from each readiness; {@code null} =
     *     never
     * @param failure kept with the message and handed out with the next claim
     * @param effects what happens with it
     */
    record Retry(Lease lease, Instant readyAt, @Nullable Instant expiresAt, byte @Nullable [] failure, Effects effects)
            implements Settlement {}

    /**
     * The message goes to the dead letter queue (or vanishes, if the policy keeps none), and its id is remembered for
     * the duplicate window.
     *
     * @param lease the lease
     * @param reason why
     * @param failure kept with the dead letter
     * @param effects what happens with it
     */
    record Bury(Lease lease, DeathReason reason, byte @Nullable [] failure, Effects effects) implements Settlement {}

    /**
     * The message was not run, or not to its end, through no fault of its own: it returns to its place in the order,
     * and neither an attempt nor a delivery is counted.
     *
     * @param lease the lease
     * @param effects what happens with it
     */
    record Release(Lease lease, Effects effects) implements Settlement {}
}
