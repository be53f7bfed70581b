/**
 * A backend that keeps everything in the memory of one process.
 *
 * <p>{@link io.alsek.memory.MemoryBackend} is the way in; the rest is the engine, and the reference for whoever writes
 * a backend of their own. Read {@code Entry} for the life of a message and who may change it, {@code Lane} for the
 * orders in which messages are kept, {@code Transitions} and {@code MemoryClaimSession} for what moves them.
 */
@NullMarked
package io.alsek.memory;

import org.jspecify.annotations.NullMarked;
