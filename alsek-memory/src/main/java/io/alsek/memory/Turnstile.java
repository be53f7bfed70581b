package io.alsek.memory;

import java.util.concurrent.atomic.AtomicLong;

/** Hands out places in the order of arrival. */
final class Turnstile {

    private final AtomicLong sequence = new AtomicLong();

    /** The latest instant at which somebody arrived; never goes back, even if the clock does. */
    private final AtomicLong latest = new AtomicLong(Long.MIN_VALUE);

    /** {@return a number greater than all before} */
    long next() {
        return sequence.incrementAndGet();
    }

    Moment at(long instant) {
        return new Moment(instant, next());
    }

    /**
     * {@return when something becomes ready that arrives now} It is not before anything that arrived earlier, so that
     * first come stays first served whatever the clock does.
     */
    long due(long readyAt, long now) {
        if (readyAt > now) {
            return readyAt;
        }
        long before = latest.get();
        while (now > before) {
            if (latest.compareAndSet(before, now)) {
                return now;
            }
            before = latest.get();
        }
        return before;
    }
}
