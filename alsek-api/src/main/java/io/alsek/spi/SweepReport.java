package io.alsek.spi;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sweep found.
 *
 * @param condemned to be buried by the caller
 * @param purged how many dead letters past their time were removed
 * @param more whether the limit cut the sweep short
 * @param nextAt when the next sweep is due at the latest, as far as is known now; {@code null} if nothing is in sight
 */
public record SweepReport(
        List<Condemned> condemned,
        int purged,
        boolean more,
        @Nullable Instant nextAt) {

    /** Copies the list. */
    public SweepReport {
        condemned = List.copyOf(condemned);
    }
}
