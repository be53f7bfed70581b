package io.alsek.memory;

import org.jspecify.annotations.Nullable;

/** Lanes by the instant at which somebody should look at them. */
final class Agenda {

    private final Line<Item, Item> items = new Line<>(null);

    /** {@return what comes first; {@code null} if nothing is planned} */
    @Nullable
    Item first() {
        return items.first();
    }

    /** {@return all that is planned, in order} */
    Iterable<Item> items() {
        return items;
    }

    /** Puts a new item in the place of an old one; at no moment there is neither. */
    private void replace(@Nullable Item old, @Nullable Item item) {
        if (item != null) {
            items.add(item);
        }
        if (old != null) {
            items.remove(old);
        }
    }

    /** A lane and when to look at it. */
    record Item(long at, Lane lane) implements Comparable<Item> {
        @Override
        public int compareTo(Item other) {
            return at == other.at ? Long.compare(lane.number, other.lane.number) : Long.compare(at, other.at);
        }
    }

    /** A lane's entry in an agenda. Never later than needed; may be earlier. */
    static final class Alarm {

        private final Agenda agenda;
        private final Lane lane;

        /** Written inside the monitor only. */
        private volatile @Nullable Item item;

        Alarm(Agenda agenda, Lane lane) {
            this.agenda = agenda;
            this.lane = lane;
        }

        /** {@return when to look, {@link Millis#NEVER} if not at all} */
        long at() {
            Item present = item;
            return present == null ? Millis.NEVER : present.at;
        }

        /** Brings the alarm forward if it is later than that. What calls for it must be in its line already. */
        void noLaterThan(long instant) {
            if (instant < at()) {
                synchronized (this) {
                    if (instant < at()) {
                        set(instant);
                    }
                }
            }
        }

        /** Sets the alarm anew, earlier or later. */
        synchronized void set(long instant) {
            if (instant != at()) {
                Item next = instant == Millis.NEVER ? null : new Item(instant, lane);
                agenda.replace(item, next);
                item = next;
            }
        }
    }
}
