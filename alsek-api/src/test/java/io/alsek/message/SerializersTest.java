package io.alsek.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several serializers side by side, and the results that they wrote. */
class SerializersTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    /** Writes anything as text. */
    private record Text(String contentType) implements Serializer {
        @Override
        public byte[] serialize(Object value, Type type) {
            return String.valueOf(value).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Object deserialize(byte[] bytes, Type type) {
            return contentType + ":" + new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static Payload written(Serializer serializer, Object value) {
        return new Payload(serializer.contentType(), serializer.serialize(value, Object.class));
    }

    @Test
    void whateverWroteAPayloadReadsIt() {
        Text text = new Text("text");
        Serializers serializers = new Serializers(Serializer.cbor(), List.of(text));

        assertThat(serializers.writer()).isSameAs(Serializer.cbor());
        assertThat(serializers.read(written(Serializer.json(), 7), int.class)).isEqualTo(7);
        assertThat(serializers.read(written(Serializer.cbor(), 7), int.class)).isEqualTo(7);
        assertThat(serializers.read(written(text, 7), int.class)).isEqualTo("text:7");
    }

    @Test
    void oneOfTheSameContentTypeReplacesTheStockOne() {
        Text json = new Text(Serializer.JSON);

        assertThat(new Serializers(json, List.of()).read(written(Serializer.json(), 7), int.class))
                .isEqualTo("json:7");
        assertThat(new Serializers(Serializer.cbor(), List.of(json)).read(written(Serializer.json(), 7), int.class))
                .isEqualTo("json:7");
    }

    @Test
    void anUnknownContentTypeIsRefusedWithTheOnesThatAreKnown() {
        Serializers serializers = new Serializers(Serializer.json(), List.of());

        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> serializers.read(written(new Text("msgpack"), 7), int.class))
                .withMessage("No serializer for the content type \"msgpack\"; known are [cbor, json]."
                        + " Add it to the builder of Alsek");
    }

    @ParameterizedTest
    @ValueSource(strings = {Serializer.JSON, Serializer.CBOR, "msgpack"})
    void aStoredResultSurvivesTheWay(String contentType) {
        ResultNote note = new ResultNote(NOON, new Payload(contentType, new byte[] {'7'}));

        assertThat(ResultNote.decode(note.encode())).isEqualTo(note);
    }

    @Test
    void aStoredStatusSurvivesTheWay() {
        StatusNote plain = new StatusNote(4, NOON, "mail", "welcome", null);
        StatusNote detailed = new StatusNote(1, NOON, "", "\u00e9", Map.of("progress", 7, "of", List.of("a", true)));

        assertThat(StatusNote.decode(plain.encode())).isEqualTo(plain);
        assertThat(StatusNote.decode(detailed.encode())).isEqualTo(detailed);
        assertThat(plain.encode()).as("a status is small").hasSizeLessThan(32);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aDamagedStatusIsReadOrRefused(long seed) {
        SplitMix64 random = new SplitMix64(seed);
        byte[] valid = new StatusNote(3, NOON, "q", "task", Map.of("reason", "FAILED")).encode();
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = Arrays.copyOf(valid, 1 + random.nextInt(valid.length));
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(StatusNote.decode(damaged).queue()).isNotNull();
            } catch (SerializationException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aDamagedResultIsReadOrRefused(long seed) {
        RandomMessages messages = new RandomMessages(seed);
        SplitMix64 random = new SplitMix64(seed);
        byte[] valid = new ResultNote(NOON, new Payload("msgpack", new byte[] {1, 2, 3})).encode();
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = Arrays.copyOf(valid, 1 + random.nextInt(valid.length));
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            for (byte[] bytes : List.of(damaged, messages.bytes())) {
                try {
                    assertThat(ResultNote.decode(bytes).payload()).isNotNull();
                } catch (SerializationException e) {
                    assertThat(e.getMessage()).isNotBlank();
                }
            }
        }
    }
}
