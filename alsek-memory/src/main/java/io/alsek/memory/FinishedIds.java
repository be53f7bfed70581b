package io.alsek.memory;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers which ids were finished, each until an instant of its own, and at most so many: beyond that the oldest
 * are forgotten early. Takes about 36 bytes per id.
 */
final class FinishedIds {

    private static final Logger LOG = LoggerFactory.getLogger(FinishedIds.class);

    private static final int MOST_STRIPES = 64;
    private static final int IDS_WORTH_A_STRIPE = 1_000;

    /** A power of two, so that threads rarely wait for each other. */
    private final Stripe[] stripes;

    private final int limit;
    private final AtomicBoolean warned = new AtomicBoolean();

    FinishedIds(int limit) {
        this.limit = limit;
        int wanted = Math.max(1, Math.min(MOST_STRIPES, limit / IDS_WORTH_A_STRIPE));
        stripes = new Stripe[Integer.highestOneBit(wanted)];
        Arrays.setAll(stripes, i -> new Stripe(Math.max(1, limit / stripes.length)));
    }

    /** Remembers an id until an instant. */
    void remember(Fingerprint id, long until, long now) {
        if (until > now && stripe(id).put(id, until, now)) {
            warnOnce();
        }
    }

    boolean remembers(Fingerprint id, long now) {
        return stripe(id).untilOf(id) > now;
    }

    void forget(Fingerprint id) {
        stripe(id).forget(id);
    }

    void clear() {
        for (Stripe stripe : stripes) {
            stripe.clear();
        }
    }

    private Stripe stripe(Fingerprint id) {
        return stripes[(int) id.high() & stripes.length - 1];
    }

    private void warnOnce() {
        if (warned.compareAndSet(false, true)) {
            LOG.warn(
                    "More than {} messages were finished within the duplicate window; the oldest of their ids are "
                            + "accepted again from now on",
                    limit);
        }
    }

    /**
     * A hash table with open addressing and linear probing. Slots of ids whose time is over stay in use until there are
     * too many slots in use; then all that is still remembered moves to a table of the right size.
     */
    private static final class Stripe {

        private static final long[] NOTHING = {};

        /** Longs per slot: both halves of the fingerprint, and until when. A lower half of zero marks a free slot. */
        private static final int WIDTH = 3;

        private static final int LOW = 1;
        private static final int UNTIL = 2;

        /** Of four slots at most three are used, or long runs would build up. */
        private static final int FULL_USED = 3;

        private static final int FULL_SLOTS = 4;

        private final int limit;

        // All guarded by this.
        private long[] table = NOTHING;
        private int slots;
        private int used;
        private int mostUsed;

        Stripe(int limit) {
            this.limit = limit;
        }

        synchronized long untilOf(Fingerprint id) {
            if (slots == 0) {
                return Long.MIN_VALUE;
            }
            int slot = find(id.high(), id.low());
            return table[slot + LOW] == 0 ? Long.MIN_VALUE : table[slot + UNTIL];
        }

        synchronized void forget(Fingerprint id) {
            if (slots > 0) {
                int slot = find(id.high(), id.low());
                if (table[slot + LOW] != 0) {
                    table[slot + UNTIL] = Long.MIN_VALUE;
                }
            }
        }

        /** {@return whether others had to be forgotten early} */
        synchronized boolean put(Fingerprint id, long until, long now) {
            boolean crowded = used >= mostUsed && rebuild(now);
            write(id.high(), id.low(), until);
            return crowded;
        }

        synchronized void clear() {
            table = NOTHING;
            slots = 0;
            used = 0;
            mostUsed = 0;
        }

        private void write(long high, long low, long until) {
            int slot = find(high, low);
            if (table[slot + LOW] == 0) {
                used++;
                table[slot] = high;
                table[slot + LOW] = low;
            }
            table[slot + UNTIL] = until;
        }

        /** {@return the index of the slot that has this fingerprint, or of the free slot where it would go} */
        private int find(long high, long low) {
            int slot = (int) (((high >>> Integer.SIZE) * slots) >>> Integer.SIZE) * WIDTH;
            while (table[slot + LOW] != 0 && (table[slot + LOW] != low || table[slot] != high)) {
                slot += WIDTH;
                if (slot == table.length) {
                    slot = 0;
                }
            }
            return slot;
        }

        private boolean rebuild(long now) {
            long[] old = table;
            long[] ends = ends(old, now);
            boolean crowded = ends.length > limit;
            long cutoff = Long.MIN_VALUE;
            int room = ends.length;
            if (crowded) {
                // An eighth more than necessary, so that the next rebuild is some way off.
                room = limit - limit / 8;
                cutoff = Selection.nthSmallest(ends, ends.length - room);
            }
            int tied = room - countAfter(ends, cutoff);
            resize(room);
            for (int slot = 0; slot < old.length; slot += WIDTH) {
                long until = old[slot + UNTIL];
                if (old[slot + LOW] != 0 && until > now && (until > cutoff || (until == cutoff && tied-- > 0))) {
                    write(old[slot], old[slot + LOW], until);
                }
            }
            return crowded;
        }

        private static long[] ends(long[] table, long now) {
            long[] ends = new long[table.length / WIDTH];
            int count = 0;
            for (int slot = 0; slot < table.length; slot += WIDTH) {
                if (table[slot + LOW] != 0 && table[slot + UNTIL] > now) {
                    ends[count++] = table[slot + UNTIL];
                }
            }
            return Arrays.copyOf(ends, count);
        }

        private static int countAfter(long[] ends, long cutoff) {
            int count = 0;
            for (long end : ends) {
                if (end > cutoff) {
                    count++;
                }
            }
            return count;
        }

        /** Makes an empty table with room for so many and as many again, but not for many more than the limit. */
        private void resize(int expected) {
            mostUsed = (int) Math.max(expected + 1, Math.min(2L * expected + 8, (long) limit + limit / 8));
            slots = (int) ((long) mostUsed * FULL_SLOTS / FULL_USED) + 1;
            table = new long[slots * WIDTH];
            used = 0;
        }
    }
}
