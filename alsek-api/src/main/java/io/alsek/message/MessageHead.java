package io.alsek.message;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a message that travel beside its body, where a backend can see them.
 *
 * @param id the message's id
 * @param task its task
 * @param queue its queue
 * @param priority its priority
 * @param readyAt when the present attempt may run
 * @param failure what the last failed attempt left; {@code null} if none did
 */
public record MessageHead(
        String id,
        String task,
        String queue,
        int priority,
        Instant readyAt,
        @Nullable FailureNote failure) {}
