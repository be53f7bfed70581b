package io.alsek.memory;

import io.alsek.spi.Effects;
import io.alsek.spi.QueuedMessage;
import java.util.ArrayList;
import java.util.List;

/** Does what an operation brings with it: in the first step what is part of it, in the second what follows from it. */
final class Consequences {

    private final Admission admission;
    private final ValueTable values;
    private final LockTable locks;
    private final Channels channels;
    private final Watchers watchers;

    Consequences(Admission admission, ValueTable values, LockTable locks, Channels channels, Watchers watchers) {
        this.admission = admission;
        this.values = values;
        this.locks = locks;
        this.channels = channels;
        this.watchers = watchers;
    }

    /**
     * Writes the values and lets the successors in. Nobody sees a successor before the caller leaves the gate's
     * monitor; whoever sees a value before that and asks for one of the messages concerned has to wait.
     *
     * @param gate an object whose monitor the caller holds until the operation is complete
     * @return the successors that were let in, for the second step
     */
    List<Entry> enact(Effects effects, Object gate, long now) {
        List<Entry> born = List.of();
        if (!effects.successors().isEmpty()) {
            born = new ArrayList<>();
            for (QueuedMessage successor : effects.successors()) {
                Entry entry = admission.admit(successor, gate, now);
                if (entry != null) {
                    born.add(entry);
                }
            }
        }
        values.writeTogether(effects.values());
        effects.locks().forEach(locks::change);
        return born;
    }

    /** Tells everybody concerned. With no monitor held. */
    void announce(Effects effects, List<Entry> born, long now) {
        for (Entry entry : born) {
            arrived(entry, now);
        }
        channels.publish(effects.publications());
    }

    /** Lets everybody see an entry and wakes who waits for it. With no monitor held. */
    void arrived(Entry entry, long now) {
        entry.openGate();
        watchers.arrived(entry, now);
    }
}
