package io.alsek.lincheck;

import io.alsek.spi.Withdrawal.Mode;
import org.jetbrains.lincheck.datastructures.Operation;

/** A queue that looks first and acts afterwards, as nobody may: two may be told that they have removed {@code b}. */
public final class RacyRemoval {

    private final QueueOperations right = new QueueOperations();

    /** Begins with {@code b} in the queue. */
    public RacyRemoval() {}

    @Operation
    public boolean remove() {
        boolean there = !right.find("b").equals("not alive");
        right.withdraw("b", Mode.REMOVE);
        return there;
    }

    @Operation
    public String find() {
        return right.find("b");
    }
}
