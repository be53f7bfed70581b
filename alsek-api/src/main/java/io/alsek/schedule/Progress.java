package io.alsek.schedule;

import io.alsek.message.SerializationException;
import io.alsek.message.Serializer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a schedule has got.
 *
 * @param firstIds of the first run's message and of what follows after it, in order
 * @param since when it was first scheduled
 * @param next the run that it waits for, without jitter; {@code null} = there is none
 * @param last the latest run that was submitted; {@code null} = there was none
 * @param runs how many were submitted
 */
record Progress(
        List<String> firstIds,
        Instant since,
        @Nullable Instant next,
        @Nullable Instant last,
        long runs) {

    Progress {
        firstIds = new ArrayList<>(firstIds);
    }

    String firstId() {
        return firstIds.get(0);
    }

    Progress waitingFor(@Nullable Instant run) {
        return new Progress(firstIds, since, run, last, runs);
    }

    Progress after(List<Instant> done, @Nullable Instant following) {
        Instant latest = done.isEmpty() ? last : done.get(done.size() - 1);
        return new Progress(firstIds, since, following, latest, runs + done.size());
    }

    byte[] encode() {
        return Serializer.json().serialize(this, Progress.class);
    }

    static Progress decode(String name, byte[] bytes) {
        Progress progress = (Progress) Serializer.json().deserialize(bytes, Progress.class);
        if (progress == null || progress.firstIds.isEmpty()) {
            throw new SerializationException(
                    "The schedule \"" + name + "\" cannot be read: it does not say how far it has got; clear it", null);
        }
        return progress;
    }
}
