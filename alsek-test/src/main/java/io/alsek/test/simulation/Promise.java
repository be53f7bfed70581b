package io.alsek.test.simulation;

/**
 * What the library promises, whatever happens; watched in every run, below the faults and directly above the backend. A
 * violation is an error of the library or of its backend, not of the application.
 */
public enum Promise {
    /** A message that was accepted is alive, dead or done, and nowhere else. */
    NOTHING_IS_LOST("nothing that was accepted is lost"),
    /** An id is accepted once, and refused while it is alive or dead and for a while after it is done. */
    ACCEPTED_ONCE("an id is accepted once"),
    /** A message is settled once, by whoever holds it, and not run again after that. */
    SETTLED_ONCE("every message is settled once"),
    /** A message is claimed only if nobody holds it. */
    ONE_HOLDER("a message has one holder"),
    /** A lease is kept until its time is over. */
    LEASE_IS_KEPT("a lease is kept until it runs out"),
    /** Nothing is claimed before it is due. */
    NOT_EARLY("nothing runs before it is due"),
    /** Lower priority numbers first, then first in, first out. */
    IN_ORDER("messages are claimed in order"),
    /** A status never goes back from an end, or to the beginning, and in the end says what became of the message. */
    STATUS_IS_MONOTONIC("a status never goes back"),
    /** There is a result if, and only if, its message is done. */
    RESULT_WITH_COMPLETION("there is a result if and only if its message is done"),
    /** What was buried is among the dead letters. */
    DEAD_LETTERS_ARE_COMPLETE("what was buried is among the dead letters"),
    /** Once the faults are over, every message comes to an end. */
    EVERYTHING_ENDS("every message comes to an end");

    private final String words;

    Promise(String words) {
        this.words = words;
    }

    /** {@return it, in words} */
    public String words() {
        return words;
    }

    Violation broken(String details) {
        return new Violation(words, Violation.Kind.PROMISE, details);
    }
}
