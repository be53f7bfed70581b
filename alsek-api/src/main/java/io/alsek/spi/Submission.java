package io.alsek.spi;

/**
 * A message to be accepted, with what is to happen if it is.
 *
 * @param message the message
 * @param effects applied only if the message is accepted
 */
public record Submission(QueuedMessage message, Effects effects) {

    /** A submission without effects. */
    public static Submission of(QueuedMessage message) {
        return new Submission(message, Effects.NONE);
    }
}
