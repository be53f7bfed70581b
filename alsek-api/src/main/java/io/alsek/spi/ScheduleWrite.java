package io.alsek.spi;

/**
 * A write to a schedule: to add it, to change it, or to move it on because it has fired.
 *
 * @param expected the revision on which this is based; {@link StoredSchedule#ABSENT} to add one that is not there
 * @param schedule what is to be there then, with a new revision
 * @param effects applied only if the schedule is written; the messages that a firing submits are its successors
 */
public record ScheduleWrite(long expected, StoredSchedule schedule, Effects effects) {

    /** Checks that the revision is new. */
    public ScheduleWrite {
        if (expected == schedule.revision()) {
            throw new IllegalArgumentException(
                    "A write must give a schedule a new revision, but that of " + schedule + " is the one expected");
        }
    }
}
