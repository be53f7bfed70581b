package io.alsek.memory;

/** Where a message is: the one fact from which the lines that hold it follow. */
sealed interface Stage permits Stage.Plain, Hold, Grave {

    /** The stages about which there is nothing more to say. */
    enum Plain implements Stage {
        /** In the line of the ready ones. */
        READY,
        /** In the line of those that wait for their instant. */
        DELAYED,
        /** Nowhere: not accepted yet, or done. */
        GONE
    }
}
