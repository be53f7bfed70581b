package io.alsek.memory;

import java.util.function.Predicate;

/** What a session claims from, and in which order. Thread-safe. */
sealed interface ClaimScope permits EveryQueue, ListedQueues {

    /** {@return whether messages of this lane are claimed} */
    boolean covers(Lane lane);

    /** Shows the queues in the order of the next claim, as long as the visitor wants to go on. */
    void visit(Predicate<MemoryQueue> visitor);

    /** {@return the lanes of a queue that are claimed from; in the order of the subscription if that has one} */
    Lane[] lanes(MemoryQueue queue);

    /** {@return whether an earlier lane goes before a later one, whatever their messages} */
    boolean isLaneOrderStrict();

    /** Takes note that a claim ended with a message from this queue. */
    void endedWith(MemoryQueue queue);

    /** Makes claimable what has fallen due and what is held by a lease that has run out. */
    void promote(long now);

    /** {@return when the next message falls due or the next lease runs out, without what is due already} */
    long nextAt();

    /** {@return whether there is something to claim} Not yet promoted messages aside. */
    default boolean hasClaimable() {
        boolean[] found = {false};
        visit(queue -> {
            found[0] = !queue.isPaused() && anyClaimable(lanes(queue));
            return !found[0];
        });
        return found[0];
    }

    private static boolean anyClaimable(Lane[] lanes) {
        for (Lane lane : lanes) {
            if (lane.hasClaimable()) {
                return true;
            }
        }
        return false;
    }
}
