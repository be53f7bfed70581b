package io.alsek.spi;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a claim brought.
 *
 * @param messages to be run, in the order of the subscription
 * @param condemned to be buried by the caller; they do not count against the maximum asked for
 * @param more whether something that this session could claim was left behind. If not, the session's signal will be
 *     raised once there is
 * @param nextAt when, without any signal, a waiting message falls due or a lease runs out that this session could
 *     claim; {@code null} if no such instant is known. Only meaningful when {@code more} is false
 */
public record Claims(
        List<ClaimedMessage> messages,
        List<Condemned> condemned,
        boolean more,
        @Nullable Instant nextAt) {

    /** Nothing, and nothing in sight. */
    public static final Claims NONE = new Claims(List.of(), List.of(), false, null);

    /** Copies the lists. */
    public Claims {
        messages = List.copyOf(messages);
        condemned = List.copyOf(condemned);
    }
}
