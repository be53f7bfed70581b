package io.alsek.spi;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as a backend sees it: when it is due, and opaque bytes.
 *
 * @param name unique in the namespace
 * @param revision changes with every write; never {@link #ABSENT}
 * @param definition what is to be submitted and when, opaque; not to be modified
 * @param state how far it has got, opaque; not to be modified
 * @param nextAt when it is due, in whole milliseconds; {@code null} = never again
 * @param paused whether it is not to be looked at for the time being
 */
public record StoredSchedule(
        String name,
        long revision,
        byte[] definition,
        byte[] state,
        @Nullable Instant nextAt,
        boolean paused) {

    /** Stands for the revision of a schedule that is not there. */
    public static final long ABSENT = 0;

    /** Checks name and revision; rounds up to milliseconds, so that nothing is due early. */
    public StoredSchedule {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("A schedule needs a name");
        }
        if (revision == ABSENT) {
            throw new IllegalArgumentException(
                    "A schedule's revision must not be " + ABSENT + " (schedule \"" + name + "\")");
        }
        Objects.requireNonNull(definition, "definition");
        Objects.requireNonNull(state, "state");
        if (nextAt != null) {
            Instant whole = nextAt.truncatedTo(ChronoUnit.MILLIS);
            nextAt = whole.equals(nextAt) ? whole : whole.plusMillis(1);
        }
    }

    /** Two schedules are equal when all fields are, the bytes one by one. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoredSchedule that
                && name.equals(that.name)
                && revision == that.revision
                && Arrays.equals(definition, that.definition)
                && Arrays.equals(state, that.state)
                && Objects.equals(nextAt, that.nextAt)
                && paused == that.paused;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, revision);
    }

    @Override
    public String toString() {
        return "StoredSchedule[" + name + ", revision=" + revision + ", nextAt=" + nextAt + (paused ? ", paused" : "")
                + ", " + definition.length + "+" + state.length + " bytes]";
    }
}
