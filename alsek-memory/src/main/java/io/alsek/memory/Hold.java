package io.alsek.memory;

import io.alsek.spi.DeathReason;
import org.jspecify.annotations.Nullable;

/** A lease on a message, ordered by its end. Extending a lease makes a new hold with the same token. */
final class Hold extends Moment implements Stage {

    final Entry entry;
    final String token;

    /** Why the message is to be buried and not run; no delivery was counted then. {@code null} = it is to be run. */
    final @Nullable DeathReason verdict;

    /**
     * Whether it ran out and its message is claimable again. Until somebody claims it, the holder may still settle it
     * or extend the lease.
     */
    final boolean overdue;

    Hold(Moment end, Entry entry, String token, @Nullable DeathReason verdict) {
        this(end, entry, token, verdict, false);
    }

    private Hold(Moment end, Entry entry, String token, @Nullable DeathReason verdict, boolean overdue) {
        super(end.at, end.sequence);
        this.entry = entry;
        this.token = token;
        this.verdict = verdict;
        this.overdue = overdue;
    }

    Hold until(Moment newEnd) {
        return new Hold(newEnd, entry, token, verdict, false);
    }

    Hold asOverdue() {
        return new Hold(this, entry, token, verdict, true);
    }
}
