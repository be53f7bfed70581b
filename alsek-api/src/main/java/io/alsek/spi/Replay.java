package io.alsek.spi;

/**
 * Brings a dead letter back to life: it becomes ready now, behind those that are, with both counters at none and
 * exempt from the duplicate window.
 *
 * @param message what to queue in its place: the dead message itself, or one with the same queue and id and, say, a
 *     mended body or a new time to live; its {@code readyAt} counts
 * @param effects applied only if there was such a dead letter
 */
public record Replay(QueuedMessage message, Effects effects) {}
