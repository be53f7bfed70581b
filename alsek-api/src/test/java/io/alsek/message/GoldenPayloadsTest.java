package io.alsek.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Bytes that wait in somebody's queue must be readable for ever: the files in {@code payloads} are never changed, only
 * joined by others. {@code WireFormat} and {@code Tag} say what the numbers mean.
 */
class GoldenPayloadsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    /** Every kind of value for which the serializers have a rule of their own. */
    record Order(
            String customer,
            List<Line> lines,
            Instant placedAt,
            LocalDate due,
            Duration patience,
            byte[] token,
            Map<State, Integer> counts) {}

    record Line(String article, int pieces, BigDecimal price, Optional<String> note) {}

    enum State {
        OPEN,
        DONE
    }

    @Nested
    class Messages {

        private final Message plain = Message.builder("m1", "add", "math_ops", NOON)
                .payload(json("{\"a\":1,\"b\":2}"))
                .build();

        private final Message callback = Message.builder("m3", "notify", "mails", NOON)
                .timing(new Timing(NOON, NOON, Duration.ofMinutes(1), NOON.plusSeconds(60), Duration.ofDays(1)))
                .settings(new MessageSettings(
                        7,
                        Duration.ofSeconds(30),
                        Mechanism.THREAD,
                        true,
                        Backoff.none().settings(),
                        new Tracking(false, null, true, true),
                        Map.of()))
                .build();

        private final Message full = Message.builder("m2", "charge", "payments", NOON)
                .payload(new Payload(Serializer.CBOR, new byte[] {(byte) 0x82, 1, 2}))
                .timing(new Timing(NOON, NOON, Duration.ofSeconds(5), NOON.plusSeconds(5), null))
                .settings(new MessageSettings(
                        3,
                        Duration.ofSeconds(90),
                        Mechanism.PROCESS,
                        false,
                        Backoff.constant(Duration.ofSeconds(2)).settings(),
                        new Tracking(true, Duration.ofHours(1), true, false),
                        metadata()))
                .lineage(new Lineage("m0", "m1", new Payload("my own", new byte[] {9, 8}), "m9", callback))
                .build();

        private static Map<String, Object> metadata() {
            Map<String, Object> metadata = new LinkedHashMap<>();
            metadata.put("customer", "Ann");
            metadata.put("tags", List.of("new", 1, true));
            return metadata;
        }

        @Test
        void aPlainMessageIsReadAndWritten() throws IOException {
            assertThat(decode(plain, hex("message-v1-plain.hex"))).isEqualTo(plain);
            assertThat(WireFormat.encodeBody(plain)).isEqualTo(hex("message-v1-plain.hex"));
        }

        @Test
        void aMessageWithEveryFieldIsReadAndWritten() throws IOException {
            assertThat(decode(full, hex("message-v1-full.hex"))).isEqualTo(full);
            assertThat(WireFormat.encodeBody(full)).isEqualTo(hex("message-v1-full.hex"));
        }

        private static Message decode(Message expected, byte[] body) {
            MessageHead head = new MessageHead(
                    expected.id(), expected.task(), expected.queue(), expected.priority(), expected.readyAt(), null);
            return WireFormat.decode(head, History.NONE, body);
        }
    }

    @Test
    void aFailureNoteIsReadAndWritten() throws IOException {
        FailureNote note = new FailureNote(
                new ExceptionDetails("java.io.IOException", "disk full", "java.io.IOException: disk full\n\tat …\n"),
                NOON);

        assertThat(FailureNote.decode(hex("failure-note-v1.hex"))).isEqualTo(note);
        assertThat(note.encode()).isEqualTo(hex("failure-note-v1.hex"));
    }

    @Nested
    class Values {

        private final Order order = new Order(
                "Änn",
                List.of(
                        new Line("tea", 2, new BigDecimal("3.50"), Optional.of("green")),
                        new Line("cup", 1, new BigDecimal("12"), Optional.empty())),
                NOON.plusMillis(5),
                LocalDate.of(2026, 3, 31),
                Duration.ofMinutes(90),
                new byte[] {1, 2, (byte) 0xFF},
                new LinkedHashMap<>(Map.of(State.OPEN, 1)));

        @Test
        void aRecordInJsonIsReadAndWritten() throws IOException {
            assertReadAndWritten(Serializer.json(), bytes("order-v1.json"));
        }

        @Test
        void aRecordInCborIsReadAndWritten() throws IOException {
            assertReadAndWritten(Serializer.cbor(), hex("order-v1.cbor.hex"));
        }

        private void assertReadAndWritten(Serializer serializer, byte[] golden) {
            assertThat(serializer.deserialize(golden, Order.class))
                    .usingRecursiveComparison()
                    .isEqualTo(order);
            assertThat(serializer.serialize(order, Order.class)).isEqualTo(golden);
        }

        @Test
        void argumentsAreReadAndWritten() throws IOException {
            byte[] golden = bytes("arguments-v1.json");
            Arguments arguments = Arguments.of(1, "two", null, List.of(3)).with("verbose", true);

            assertThat(Serializer.json().deserialize(golden, Arguments.class)).isEqualTo(arguments);
            assertThat(Serializer.json().serialize(arguments, Arguments.class)).isEqualTo(golden);
        }
    }

    private static Payload json(String text) {
        return new Payload(Serializer.JSON, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Hexadecimal numbers; the rest of a line from # on is a comment. */
    private static byte[] hex(String file) throws IOException {
        String text = new String(bytes(file), StandardCharsets.UTF_8);
        return HexFormat.of().parseHex(text.replaceAll("#.*|\\s", ""));
    }

    /** The file but for the line break at its end. */
    private static byte[] bytes(String file) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(GoldenPayloadsTest.class.getResourceAsStream("/payloads/" + file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .stripTrailing()
                    .getBytes(StandardCharsets.UTF_8);
        }
    }
}
