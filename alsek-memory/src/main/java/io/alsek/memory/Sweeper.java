package io.alsek.memory;

import io.alsek.spi.SweepReport;
import java.time.Duration;

/** Does the housekeeping of a namespace. Its monitor lets one sweep at a time through. */
final class Sweeper {

    private final Namespace space;

    Sweeper(Namespace space) {
        this.space = space;
    }

    synchronized SweepReport sweep(int limit, Duration lease) {
        long now = space.clock.millis();
        long leaseUntil = Millis.after(now, lease);
        Queues queues = space.queues;
        queues.promote(now);
        int budget = limit - queues.graveyard.expire(now, limit);
        Harvest harvest = new Harvest(space, limit, Integer.MAX_VALUE, now, leaseUntil);
        Agenda.Item item = queues.expiring.first();
        while (item != null && item.at() <= now && budget > 0) {
            budget -= item.lane().expiry.scan(budget, now, harvest::condemn);
            item = queues.expiring.first();
        }
        space.values.tidy();
        space.locks.tidy();
        queues.tidy();
        long nextAt = Math.min(item == null ? Millis.NEVER : item.at(), queues.graveyard.nextAt());
        boolean more = nextAt <= now;
        if (!harvest.isEmpty()) {
            nextAt = Math.min(nextAt, leaseUntil);
        }
        return new SweepReport(harvest.condemned(), queues.graveyard.report(), more, Millis.orNull(nextAt));
    }
}
