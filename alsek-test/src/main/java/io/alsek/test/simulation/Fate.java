package io.alsek.test.simulation;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides what chance decides. */
interface Fate {

    /** The seed of all that is decided beforehand. */
    long seed();

    /**
     * Who goes on.
     *
     * @param able at least two; the first one is whoever was at it, if he can go on
     * @return a position in the list
     */
    int choose(List<Actor> able);

    /** What strikes, if anything does. */
    @Nullable
    PlannedFault strike(String node, int point, Set<Fault> possible);

    /** The ids of messages that clients do not submit after all. */
    Set<String> dropped();
}
