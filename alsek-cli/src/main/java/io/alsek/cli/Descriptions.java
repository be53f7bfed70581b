package io.alsek.cli;

import io.alsek.broker.DeadMessage;
import io.alsek.broker.Envelope;
import io.alsek.broker.StatusUpdate;
import io.alsek.message.FailureNote;
import io.alsek.spi.DeadLetter;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.StoredMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is told of messages, name by name. */
final class Descriptions {

    private Descriptions() {}

    static Map<String, @Nullable Object> of(StoredMessage stored) {
        Map<String, @Nullable Object> map = head(stored.message());
        map.put("state", stored.state());
        map.put("retries", stored.retries());
        map.put("deliveries", stored.deliveries());
        map.put("leasedUntil", stored.leasedUntil());
        byte[] failure = stored.failure();
        map.put(
                "failure",
                failure == null ? null : FailureNote.decode(failure).details().summary());
        return map;
    }

    static Map<String, @Nullable Object> of(DeadMessage dead) {
        DeadLetter letter = dead.letter();
        Map<String, @Nullable Object> map = head(letter.message());
        map.put("state", "DEAD");
        map.put("reason", dead.reason());
        map.put("failure", dead.failure().summary());
        map.put("stackTrace", dead.failure().stackTrace());
        map.put("retries", letter.retries());
        map.put("deliveries", letter.deliveries());
        map.put("diedAt", letter.diedAt());
        map.put("removedAt", letter.expiresAt());
        map.put("readable", dead.message().isPresent());
        return map;
    }

    static Map<String, @Nullable Object> of(StatusUpdate status) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("status", status.status());
        map.put("at", status.at());
        map.put("details", status.details());
        return map;
    }

    private static Map<String, @Nullable Object> head(QueuedMessage message) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("id", message.id());
        map.put("queue", message.queue());
        map.put("task", Envelope.taskOf(message.task()));
        map.put("mechanism", Envelope.mechanismOf(message.task()));
        map.put("priority", message.priority());
        map.put("readyAt", message.readyAt());
        map.put("expiresAt", message.expiresAt());
        map.put("bytes", message.body().length);
        return map;
    }
}
