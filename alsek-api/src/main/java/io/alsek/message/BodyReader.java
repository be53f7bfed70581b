package io.alsek.message;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gathers the fields of a message's body, beginning with their defaults. Not thread-safe. */
final class BodyReader {

    private @Nullable Instant createdAt;
    private Duration delay = Duration.ZERO;
    private @Nullable Duration timeToLive = Timing.DEFAULT_TIME_TO_LIVE;
    private Duration timeout = MessageSettings.DEFAULT_TIMEOUT;
    private Mechanism mechanism = Mechanism.THREAD;
    private int flags;
    private @Nullable Duration resultTtl;
    private BackoffSettings backoff = MessageSettings.DEFAULT.backoff();
    private Map<String, Object> metadata = Map.of();
    private String payloadType = Serializer.JSON;
    private byte @Nullable [] payload;
    private @Nullable String progenitorId;
    private @Nullable String previousId;
    private @Nullable String submittedBy;
    private String previousResultType = Serializer.JSON;
    private byte @Nullable [] previousResult;
    private @Nullable String lockName;
    private int lockLimit = 1;
    private @Nullable TagReader callback;

    BodyReader read(TagReader in) {
        while (in.next()) {
            switch (in.tag()) {
                case Tag.CREATED_AT -> createdAt = Instant.ofEpochMilli(in.number());
                case Tag.DELAY -> delay = Duration.ofMillis(in.number());
                case Tag.TIME_TO_LIVE -> timeToLive = timeToLive(in.number());
                case Tag.PAYLOAD_TYPE -> payloadType = in.text();
                case Tag.PAYLOAD -> payload = in.bytes();
                default -> readSetting(in);
            }
        }
        return this;
    }

    private static @Nullable Duration timeToLive(long millis) {
        return millis == Tag.FOREVER ? null : Duration.ofMillis(millis);
    }

    private void readSetting(TagReader in) {
        switch (in.tag()) {
            case Tag.TIMEOUT -> timeout = Duration.ofMillis(in.number());
            case Tag.MECHANISM -> mechanism = mechanism(in.text());
            case Tag.FLAGS -> flags = (int) in.number();
            case Tag.RESULT_TTL -> resultTtl = Duration.ofMillis(in.number());
            case Tag.BACKOFF -> backoff = json(in.bytes(), BackoffSettings.class);
            case Tag.METADATA -> metadata = metadata(in.bytes());
            default -> readLineage(in);
        }
    }

    private void readLineage(TagReader in) {
        switch (in.tag()) {
            case Tag.PROGENITOR_ID -> progenitorId = in.text();
            case Tag.PREVIOUS_ID -> previousId = in.text();
            case Tag.SUBMITTED_BY -> submittedBy = in.text();
            case Tag.PREVIOUS_RESULT_TYPE -> previousResultType = in.text();
            case Tag.PREVIOUS_RESULT -> previousResult = in.bytes();
            case Tag.LOCK_NAME -> lockName = in.text();
            case Tag.LOCK_LIMIT -> lockLimit = Math.toIntExact(in.number());
            case Tag.CALLBACK -> callback = in.nested();
            default -> {} // written by a newer release
        }
    }

    private static Mechanism mechanism(String name) {
        for (Mechanism known : Mechanism.values()) {
            if (known.name().equals(name)) {
                return known;
            }
        }
        throw new SerializationException(
                "The message asks for the mechanism \"" + name + "\", but this version knows only "
                        + Arrays.toString(Mechanism.values())
                        + "; if a newer version wrote it, upgrade this process",
                null);
    }

    private static <T> T json(byte[] bytes, Class<T> type) {
        return type.cast(Objects.requireNonNull(Serializer.json().deserialize(bytes, type), "null"));
    }

    @SuppressWarnings("unchecked") // JSON objects have strings for keys
    private static Map<String, Object> metadata(byte[] bytes) {
        return json(bytes, Map.class);
    }

    /** {@return the callback, still to be read} */
    @Nullable
    TagReader callback() {
        return callback;
    }

    Message toMessage(MessageHead head, History history, @Nullable Message next) {
        Instant created = createdAt == null ? head.readyAt() : createdAt;
        FailureNote failure = head.failure();
        Instant updated = failure == null ? created : failure.at();
        return Message.builder(head.id(), head.task(), head.queue(), created)
                .payload(payload == null ? null : new Payload(payloadType, payload))
                .settings(settings(head.priority()))
                .timing(new Timing(created, updated, delay, head.readyAt(), timeToLive))
                .lineage(lineage(next))
                .linkedLock(lockName == null ? null : new LinkedLock(lockName, lockLimit))
                .history(history)
                .build();
    }

    private MessageSettings settings(int priority) {
        boolean storeResult = (flags & Tag.STORE_RESULT) != 0;
        boolean plain = (flags & ~Tag.MAIN_THREAD) == 0 && resultTtl == null;
        Tracking tracking = plain
                ? Tracking.NONE
                : new Tracking(storeResult, resultTtl, (flags & Tag.TRACK_STATUS) != 0, (flags & Tag.SILENT) == 0);
        return new MessageSettings(
                priority, timeout, mechanism, (flags & Tag.MAIN_THREAD) != 0, backoff, tracking, metadata);
    }

    private Lineage lineage(@Nullable Message next) {
        Payload result = previousResult == null ? null : new Payload(previousResultType, previousResult);
        if (progenitorId == null && previousId == null && result == null && submittedBy == null && next == null) {
            return Lineage.NONE;
        }
        return new Lineage(progenitorId, previousId, result, submittedBy, next);
    }
}
