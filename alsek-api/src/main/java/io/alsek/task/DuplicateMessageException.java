package io.alsek.task;

/** A message was not accepted because its id is alive, dead or recently finished in its queue. */
public final class DuplicateMessageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Names the message. */
    public DuplicateMessageException(String queue, String id) {
        super("The id \"" + id + "\" is taken in the queue \"" + queue
                + "\": it is alive, in the dead letter queue, or was finished within the duplicate window."
                + " Nothing was submitted; to run a dead message again, replay it");
    }
}
