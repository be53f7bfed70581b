package io.alsek.test.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.alsek.spi.DeadLetter;
import io.alsek.spi.LockGrant;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueueCounts;
import io.alsek.spi.StoredMessage;
import io.alsek.spi.StoredSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A namespace in which one operation is tried.
 *
 * @param far the client that tries it, perhaps by a wire that is cut
 * @param here the client that prepares everything and looks at what came of it, never by the wire
 * @param passing lets time pass
 */
record Scene(Client far, Client here, Consumer<Duration> passing) {

    static final String LOCK = "lock";
    static final String SCHEDULE = "schedule";
    private static final int PAGE = 100;
    private static final List<String> QUEUES = List.of(Draft.QUEUE, "next");
    private static final List<String> IDS = List.of("a", "b", "successor");

    Instant now() {
        return here.backend.clock().instant();
    }

    Draft message(String id) {
        return Draft.of(id, now());
    }

    /** Everything that can be seen here, as text; also makes sure that it fits together. */
    String picture() {
        StringBuilder picture = new StringBuilder();
        QUEUES.forEach(queue -> picture.append(picture(queue)));
        for (String key : new TreeSet<>(here.values.scan("*"))) {
            picture.append("value ")
                    .append(key)
                    .append(" = ")
                    .append(here.value(key))
                    .append('\n');
        }
        here.backend.locks().ifPresent(locks -> {
            for (LockGrant grant : locks.holders(LOCK)) {
                picture.append("lock of ").append(grant.owner()).append(ending(grant.expiresAt()));
            }
        });
        here.backend.schedules().ifPresent(schedules -> {
            for (StoredSchedule schedule : schedules.browse(null, PAGE).elements()) {
                picture.append("schedule ")
                        .append(schedule.name())
                        .append(" revision ")
                        .append(schedule.revision());
                picture.append(ending(schedule.nextAt()));
            }
            picture.append(schedules.due(PAGE).due().size()).append(" schedules due\n");
        });
        return picture.toString();
    }

    private String picture(String queue) {
        Map<String, String> lines = new TreeMap<>();
        List<MessageKey> keys = Stream.concat(IDS.stream(), Stream.of("c"))
                .map(id -> new MessageKey(queue, id))
                .toList();
        here.queues.find(keys).forEach((key, stored) -> lines.put(key.id(), line(stored)));
        for (Map.Entry<MessageKey, DeadLetter> dead :
                here.deadLetters.find(keys).entrySet()) {
            String living =
                    lines.put(dead.getKey().id(), "dead: " + dead.getValue().reason());
            if (living != null) {
                throw new AssertionError(dead.getKey() + " is dead and alive");
            }
        }
        List<String> listed = new ArrayList<>();
        here.admin.browse(queue, null, PAGE).elements().forEach(stored -> listed.add(line(stored)));
        here.deadLetters.browse(queue, null, PAGE).elements().forEach(dead -> listed.add("dead: " + dead.reason()));
        QueueCounts counts = here.admin.counts(queue);
        if (listed.size() != lines.size() || counts.alive() + counts.dead() != listed.size()) {
            throw new AssertionError("In " + queue + " these were found: " + lines + ", these listed: " + listed
                    + ", and these counted: " + counts);
        }
        return queue + ": " + counts + " " + here.admin.waitingByTask(queue) + " " + lines + " in order " + listed
                + "\n";
    }

    private String line(StoredMessage stored) {
        return stored.message().id() + " " + stored.state() + " body "
                + new String(stored.message().body(), UTF_8)
                + ", deliveries " + stored.deliveries() + ", retries " + stored.retries()
                + ending(stored.leasedUntil());
    }

    private String ending(@Nullable Instant instant) {
        return instant == null ? "" : " until " + Duration.between(now(), instant) + " from now\n";
    }
}
