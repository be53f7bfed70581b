package io.alsek.spi;

/**
 * How many messages a queue holds.
 *
 * @param ready claimable, or due and not yet looked at
 * @param delayed waiting for their instant
 * @param leased held by workers, overdue leases included
 * @param dead in the dead letter queue
 * @param paused whether claims are refused
 */
public record QueueCounts(long ready, long delayed, long leased, long dead, boolean paused) {

    /** {@return how many are alive: ready, delayed or leased} */
    public long alive() {
        return ready + delayed + leased;
    }
}
