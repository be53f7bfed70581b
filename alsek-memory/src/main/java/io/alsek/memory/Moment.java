package io.alsek.memory;

import org.jspecify.annotations.Nullable;

/** A place in an order by time. */
sealed class Moment implements Comparable<Moment> permits Hold, Grave {

    final long at;

    /** Unique in the namespace, and increasing. */
    final long sequence;

    Moment(long at, long sequence) {
        this.at = at;
        this.sequence = sequence;
    }

    @Override
    public final int compareTo(Moment other) {
        return at == other.at ? Long.compare(sequence, other.sequence) : Long.compare(at, other.at);
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public final int hashCode() {
        return Long.hashCode(sequence);
    }
}
