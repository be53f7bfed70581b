package io.alsek.spi;

import java.util.List;

/**
 * What happens together with a transition of a message, or not at all.
 *
 * <p>Values, successors and changes of locks are part of the atomic operation. Where the store cannot reach a
 * successor's queue in the same operation (another shard), it records the successor atomically and forwards it as soon
 * as it can. Publications go out after the operation, best effort.
 *
 * @param values results, statuses and the like
 * @param successors messages to submit; one whose id is taken already is left out without harm
 * @param publications notes for listeners
 * @param locks holds that are released, renewed or handed over; a backend without locks is never given any
 */
public record Effects(
        List<ValueWrite> values,
        List<QueuedMessage> successors,
        List<Publication> publications,
        List<LockChange> locks) {

    /** Nothing besides the transition itself. */
    public static final Effects NONE = new Effects(List.of(), List.of(), List.of());

    /** Copies the lists. */
    public Effects {
        values = List.copyOf(values);
        successors = List.copyOf(successors);
        publications = List.copyOf(publications);
        locks = List.copyOf(locks);
    }

    /** Effects that leave locks alone. */
    public Effects(List<ValueWrite> values, List<QueuedMessage> successors, List<Publication> publications) {
        this(values, successors, publications, List.of());
    }
}
