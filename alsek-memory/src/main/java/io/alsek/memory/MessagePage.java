package io.alsek.memory;

import io.alsek.spi.MessageState;
import io.alsek.spi.Page;
import io.alsek.spi.StoredMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of living messages: first the ready, then the delayed, then the leased ones. Leased ones are in the order of
 * the places from which they were claimed, which heartbeats do not change.
 */
final class MessagePage {

    private static final MessageState[] SECTIONS = {MessageState.READY, MessageState.DELAYED, MessageState.LEASED};

    private final List<Found> page = new ArrayList<>();
    private final int limit;
    private final long now;
    private final int firstSection;
    private final @Nullable Place after;

    MessagePage(@Nullable String from, int limit, long now) {
        this.limit = limit;
        this.now = now;
        this.firstSection = from == null ? 0 : Cursor.section(from, SECTIONS.length);
        this.after = from == null ? null : Cursor.place(from);
    }

    Page<StoredMessage> of(Lane[] lanes) {
        String next = null;
        for (int section = firstSection; section < SECTIONS.length; section++) {
            for (Found found : find(lanes, section, section == firstSection ? after : null)) {
                if (page.size() == limit) {
                    return new Page<>(messages(), next);
                }
                page.add(found);
                next = Cursor.at(section, found.entry);
            }
        }
        return new Page<>(messages(), null);
    }

    private List<StoredMessage> messages() {
        return page.stream().map(Found::message).toList();
    }

    /** {@return the first messages of a section, in order, at least as many as have room} */
    private List<Found> find(Lane[] lanes, int section, @Nullable Place from) {
        List<Found> found = new ArrayList<>();
        for (Lane lane : lanes) {
            switch (SECTIONS[section]) {
                case READY -> findFirst(lane.ready, section, from, found);
                case DELAYED -> findFirst(lane.delayed, section, from, found);
                case LEASED -> {
                    findFirst(lane.overdue, section, from, found);
                    for (Hold hold : lane.leases) {
                        if (from == null || hold.entry.compareTo(from) > 0) {
                            look(hold.entry, section, found);
                        }
                    }
                }
            }
        }
        Comparator<Place> order = SECTIONS[section] == MessageState.DELAYED ? Place.BY_DUE : Place::compareTo;
        found.sort(Comparator.comparing(Found::entry, order));
        return found;
    }

    /** Finds as many as there is room for, and one to know whether there is another page. */
    private void findFirst(Line<Place, Entry> line, int section, @Nullable Place from, List<Found> found) {
        Iterator<Entry> entries = from == null ? line.iterator() : line.after(from);
        int room = limit - page.size();
        while (room >= 0 && entries.hasNext()) {
            if (look(entries.next(), section, found)) {
                room--;
            }
        }
    }

    /** {@return whether the message is still where it was met} */
    private boolean look(Entry entry, int section, List<Found> found) {
        entry.awaitBirth();
        synchronized (entry) {
            if (!entry.isAlive()) {
                return false;
            }
            StoredMessage message = entry.stored(now);
            return message.state() == SECTIONS[section] && found.add(new Found(entry, message));
        }
    }

    private record Found(Entry entry, StoredMessage message) {}
}
