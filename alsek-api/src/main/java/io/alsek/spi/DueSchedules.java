package io.alsek.spi;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which schedules are due.
 *
 * @param due the earliest first
 * @param nextAt when the first of the others is due, in the past if there are more than were asked for; {@code null} =
 *     there are no others, or all of them are paused or over
 */
public record DueSchedules(
        List<StoredSchedule> due, @Nullable Instant nextAt) {

    /** Copies the list. */
    public DueSchedules {
        due = List.copyOf(due);
    }
}
