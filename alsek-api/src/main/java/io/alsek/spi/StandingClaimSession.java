package io.alsek.spi;

/**
 * A claim session that can be brought messages instead of being told to come for them; an ability of its own, for
 * backends that are a round trip away. It saves a worker that waits most of the time between a submission and the start.
 *
 * <p>The rules of {@link QueueStore} hold as they are. In particular a message has one holder, is not brought past
 * others that could be claimed in its queue, and is claimable again once its lease has run out.
 */
public interface StandingClaimSession extends ClaimSession {

    /**
     * From now on, what a claim asked for and did not get may be claimed for this session as soon as it becomes ready,
     * with a lease of the same length from that moment. The signal is raised then, and the next claim brings it. A new
     * claim takes the place of the one before.
     *
     * <p>So whoever calls this promises to claim whenever the signal is raised, and to run as many messages as it asked
     * for last. {@link #close} gives back what was claimed in this way and has not been brought.
     *
     * <p>A backend need not do it for every message, nor for every subscription.
     */
    void leaveClaimsStanding();
}
