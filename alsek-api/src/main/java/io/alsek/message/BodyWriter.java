package io.alsek.message;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the fields of a message that differ from their defaults, but for its callback. Not thread-safe. */
final class BodyWriter {

    private final TagWriter out;

    BodyWriter(TagWriter out) {
        this.out = out;
    }

    void write(Message message) {
        writeTiming(message.timing());
        writeSettings(message.settings());
        if (!message.settings().metadata().isEmpty()) {
            writeMetadata(message);
        }
        if (!message.lineage().equals(Lineage.NONE)) {
            writeLineage(message.lineage());
        }
        LinkedLock lock = message.linkedLock();
        if (lock != null) {
            writeLock(lock);
        }
        Payload payload = message.payload();
        if (payload != null) {
            writePayload(payload, Tag.PAYLOAD_TYPE, Tag.PAYLOAD);
        }
    }

    private void writeTiming(Timing timing) {
        out.number(Tag.CREATED_AT, timing.createdAt().toEpochMilli());
        if (!timing.delay().isZero()) {
            out.number(Tag.DELAY, timing.delay().toMillis());
        }
        Duration timeToLive = timing.timeToLive();
        if (timeToLive == null) {
            out.number(Tag.TIME_TO_LIVE, Tag.FOREVER);
        } else if (!timeToLive.equals(Timing.DEFAULT_TIME_TO_LIVE)) {
            out.number(Tag.TIME_TO_LIVE, timeToLive.toMillis());
        }
    }

    private void writeSettings(MessageSettings settings) {
        if (!settings.timeout().equals(MessageSettings.DEFAULT_TIMEOUT)) {
            out.number(Tag.TIMEOUT, settings.timeout().toMillis());
        }
        if (settings.mechanism() != Mechanism.THREAD) {
            out.text(Tag.MECHANISM, settings.mechanism().name());
        }
        Tracking tracking = settings.tracking();
        int flags = (tracking.storeResult() ? Tag.STORE_RESULT : 0)
                | (tracking.trackStatus() ? Tag.TRACK_STATUS : 0)
                | (tracking.publish() ? 0 : Tag.SILENT)
                | (settings.mainThread() ? Tag.MAIN_THREAD : 0);
        if (flags != 0) {
            out.number(Tag.FLAGS, flags);
        }
        Duration resultTtl = tracking.resultTtl();
        if (resultTtl != null) {
            out.number(Tag.RESULT_TTL, resultTtl.toMillis());
        }
        if (!settings.backoff().equals(MessageSettings.DEFAULT.backoff())) {
            out.bytes(Tag.BACKOFF, Serializer.json().serialize(settings.backoff(), BackoffSettings.class));
        }
    }

    private void writeMetadata(Message message) {
        try {
            out.bytes(
                    Tag.METADATA, Serializer.json().serialize(message.settings().metadata(), Map.class));
        } catch (SerializationException e) {
            throw new SerializationException(
                    "The metadata of " + message.summary() + " must be values that JSON can express. " + e.getMessage(),
                    e);
        }
    }

    private void writeLineage(Lineage lineage) {
        ifPresent(lineage.progenitorId(), Tag.PROGENITOR_ID);
        ifPresent(lineage.previousId(), Tag.PREVIOUS_ID);
        ifPresent(lineage.submittedBy(), Tag.SUBMITTED_BY);
        Payload previousResult = lineage.previousResult();
        if (previousResult != null) {
            writePayload(previousResult, Tag.PREVIOUS_RESULT_TYPE, Tag.PREVIOUS_RESULT);
        }
    }

    private void writeLock(LinkedLock lock) {
        out.text(Tag.LOCK_NAME, lock.name());
        if (lock.limit() != 1) {
            out.number(Tag.LOCK_LIMIT, lock.limit());
        }
    }

    private void ifPresent(@Nullable String value, int tag) {
        if (value != null) {
            out.text(tag, value);
        }
    }

    private void writePayload(Payload payload, int typeTag, int bytesTag) {
        if (!payload.contentType().equals(Serializer.JSON)) {
            out.text(typeTag, payload.contentType());
        }
        out.bytes(bytesTag, payload.bytes());
    }
}
