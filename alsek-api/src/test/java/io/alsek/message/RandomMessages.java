package io.alsek.message;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Messages of every kind: each field has its default half of the time. The same seed gives the same messages. */
final class RandomMessages {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final RandomGenerator random;

    RandomMessages(long seed) {
        random = new SplitMix64(seed);
    }

    Message next() {
        return next(random.nextInt(4), true);
    }

    /** Bytes without any meaning. */
    byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        return bytes;
    }

    private Message next(int callbacks, boolean submitted) {
        History history = submitted ? history() : History.NONE;
        Instant created = instant();
        Instant updated = history.failure() == null ? created : instant();
        return Message.builder(text(), text(), text(), created)
                .payload(orNull(this::payload))
                .settings(settings())
                .timing(new Timing(
                        created,
                        updated,
                        or(Duration.ZERO, this::duration),
                        instant(),
                        random.nextInt(3) == 0 ? null : or(Timing.DEFAULT_TIME_TO_LIVE, this::duration)))
                .lineage(lineage(callbacks))
                .history(history)
                .build();
    }

    private MessageSettings settings() {
        return new MessageSettings(
                or(0, random::nextInt) & Integer.MAX_VALUE,
                or(MessageSettings.DEFAULT_TIMEOUT, this::duration),
                oneOf(Mechanism.values()),
                random.nextBoolean(),
                or(MessageSettings.DEFAULT.backoff(), this::backoff),
                tracking(),
                or(Map.of(), this::metadata));
    }

    private Tracking tracking() {
        boolean stored = random.nextBoolean();
        return new Tracking(stored, stored ? orNull(this::duration) : null, random.nextBoolean(), random.nextBoolean());
    }

    private BackoffSettings backoff() {
        Backoff.Bounds bounds = new Backoff.Bounds(
                Duration.ofMillis(random.nextInt(1_000)),
                Duration.ofDays(1 + random.nextInt(100)),
                random.nextBoolean(),
                random.nextDouble());
        Backoff backoff = oneOf(
                Backoff.none(),
                new ConstantBackoff(duration(), bounds),
                new LinearBackoff(duration(), bounds),
                new ExponentialBackoff(duration(), 1 + random.nextDouble(), bounds));
        return backoff.settings();
    }

    private Map<String, Object> metadata() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            metadata.put(text(), oneOf(random.nextInt(), text(), true, 0.5, List.of(1, "two"), Map.of("in", "side")));
        }
        return metadata;
    }

    private Lineage lineage(int callbacks) {
        return new Lineage(
                orNull(this::text),
                orNull(this::text),
                orNull(this::payload),
                orNull(this::text),
                callbacks == 0 ? null : next(callbacks - 1, false));
    }

    private History history() {
        if (random.nextBoolean()) {
            return new History(0, random.nextInt(3), null);
        }
        return new History(
                1 + random.nextInt(9),
                random.nextInt(3),
                new ExceptionDetails("java.io.IOException", orNull(this::text), text()));
    }

    private Payload payload() {
        return new Payload(oneOf(Serializer.JSON, Serializer.CBOR, "my own"), bytes());
    }

    private Instant instant() {
        return START.plusMillis(random.nextInt());
    }

    /** From a millisecond to a thousand years, on a scale where each order of magnitude is as likely as another. */
    private Duration duration() {
        return Duration.ofMillis(1 + (random.nextLong() >>> (20 + random.nextInt(44))));
    }

    private String text() {
        return oneOf("a", "math_ops", "Rechnung über 5 €", "日本語 🙂", "x".repeat(20)) + random.nextInt(1_000);
    }

    private <T> T or(T usual, Supplier<T> other) {
        return random.nextBoolean() ? usual : other.get();
    }

    private <T> @Nullable T orNull(Supplier<T> other) {
        return random.nextBoolean() ? null : other.get();
    }

    @SafeVarargs
    private <T> T oneOf(T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
