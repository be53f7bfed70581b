package io.alsek.test.contract;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until it is moved. Thread-safe. */
public final class MovableClock implements InstantSource {

    private final AtomicReference<Instant> now;

    /** A clock that shows {@code start}. */
    public MovableClock(Instant start) {
        now = new AtomicReference<>(start);
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    /** Moves the clock forward. */
    public void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("Time only goes forward, not by " + by);
        }
        now.updateAndGet(instant -> instant.plus(by));
    }

    /** Moves the clock backward, as people and time servers do. */
    public void setBack(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("Setting back by " + by + " is going forward");
        }
        now.updateAndGet(instant -> instant.minus(by));
    }

    @Override
    public String toString() {
        return "MovableClock[" + now.get() + "]";
    }
}
