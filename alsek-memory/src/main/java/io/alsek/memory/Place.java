package io.alsek.memory;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A place in the order of a queue: lower priority number first, then first due first, then first come. It is known as
 * soon as a message is accepted, and final: a message that falls due or comes back finds its place by itself.
 */
sealed class Place implements Comparable<Place> permits Entry {

    /** The order in which waiting messages fall due. */
    static final Comparator<Place> BY_DUE = Place::compareByDue;

    final int priority;

    /** When it becomes ready: what was asked for, but not before it was accepted. */
    final long due;

    /** Unique in the namespace, and increasing. */
    final long sequence;

    Place(int priority, long due, long sequence) {
        this.priority = priority;
        this.due = due;
        this.sequence = sequence;
    }

    @Override
    public final int compareTo(Place other) {
        return priority == other.priority ? compareByDue(other) : Integer.compare(priority, other.priority);
    }

    private int compareByDue(Place other) {
        return due == other.due ? Long.compare(sequence, other.sequence) : Long.compare(due, other.due);
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
