package io.alsek.memory;

import io.alsek.spi.DeathReason;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** A dead letter's particulars, ordered by the instant of death. */
final class Grave extends Moment implements Stage {

    /** The order in which dead letters are removed for good. */
    static final Comparator<Grave> BY_END =
            Comparator.<Grave>comparingLong(grave -> grave.expiresAt).thenComparingLong(grave -> grave.sequence);

    final Entry entry;
    final DeathReason reason;
    final byte @Nullable [] failure;
    final long expiresAt;

    Grave(Moment death, Entry entry, DeathReason reason, byte @Nullable [] failure, long expiresAt) {
        super(death.at, death.sequence);
        this.entry = entry;
        this.reason = reason;
        this.failure = failure;
        this.expiresAt = expiresAt;
    }
}
