package io.alsek.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireFormatTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static Message.Builder plain() {
        return Message.builder("m1", "add", "math_ops", NOON);
    }

    private static Message throughTheWire(Message message) {
        return decode(message, WireFormat.encodeBody(message));
    }

    /** What a backend does: it keeps head and history beside the body. */
    private static Message decode(Message original, byte[] body) {
        History history = original.history();
        FailureNote note = history.failure() == null
                ? null
                : new FailureNote(history.failure(), original.timing().updatedAt());
        MessageHead head = new MessageHead(
                original.id(), original.task(), original.queue(), original.priority(), original.readyAt(), note);
        return WireFormat.decode(head, history, body);
    }

    /** A chain of this many callbacks below the first message. */
    private static Message chain(int callbacks) {
        Message next = plain().id("last").build();
        for (int i = 0; i < callbacks; i++) {
            next = plain().lineage(Lineage.NONE.withCallback(next)).build();
        }
        return next;
    }

    @Nested
    class RoundTrip {

        @Test
        void keepsMetadataInTheTypesThatItHasFromTheStart() {
            Map<String, Object> notes = new LinkedHashMap<>();
            notes.put("small", 5L);
            notes.put("large", 5_000_000_000L);
            notes.put("byte", (byte) 7);
            notes.put("ratio", 0.1f);
            notes.put("nothing", null);
            notes.put("nested", Map.of("list", List.of(1L, Map.of("deep", (short) 2)), "set", Set.of("one")));
            Message message = plain().metadata(notes).build();

            assertThat(message.settings().metadata())
                    .containsEntry("small", 5)
                    .containsEntry("large", 5_000_000_000L)
                    .containsEntry("ratio", 0.1);
            assertThat(throughTheWire(message)).isEqualTo(message);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 3, Integer.MAX_VALUE})
        void keepsTheLockThatTheMessageHolds(int limit) {
            Message message =
                    plain().linkedLock(new LinkedLock("account 7", limit)).build();

            assertThat(throughTheWire(message))
                    .isEqualTo(message)
                    .isNotEqualTo(plain().build())
                    .extracting(Message::linkedLock)
                    .isEqualTo(new LinkedLock("account 7", limit));
        }

        @ParameterizedTest
        @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
        void keepsEveryFieldOfEveryMessage(long seed) {
            RandomMessages messages = new RandomMessages(seed);
            for (int i = 0; i < 250; i++) {
                Message message = messages.next();
                assertThat(throughTheWire(message)).isEqualTo(message);
            }
        }

        @Test
        void keepsAPreviousResultThatStandsAlone() {
            Payload result = new Payload(Serializer.JSON, new byte[] {'7'});
            Message message =
                    plain().lineage(new Lineage(null, null, result, null, null)).build();

            assertThat(throughTheWire(message).lineage().previousResult()).isEqualTo(result);
        }

        @Test
        void refusesMetadataThatJsonCannotExpress() {
            Message message = plain().metadata(Map.of("lock", new Object())).build();

            assertThatExceptionOfType(SerializationException.class)
                    .isThrownBy(() -> WireFormat.encodeBody(message))
                    .withMessageStartingWith(
                            "The metadata of Message(id='m1', queue='math_ops', task='add')"
                                    + " must be values that JSON can express. Cannot write a java.util.Map as json at Map.lock");
        }

        @Test
        void tellsAnEmptyPayloadFromNone() {
            Message empty =
                    plain().payload(new Payload(Serializer.JSON, new byte[0])).build();
            Message none = plain().payload(null).build();

            assertThat(throughTheWire(empty).payload()).isEqualTo(empty.payload());
            assertThat(throughTheWire(none).payload()).isNull();
        }

        @Test
        void theHeadHasTheLastWordOnWhatABackendMayChange() {
            byte[] body = WireFormat.encodeBody(plain().build());
            ExceptionDetails failure = new ExceptionDetails("java.io.IOException", null, "");
            MessageHead head = new MessageHead(
                    "m1", "add", "moved", 9, NOON.plusSeconds(60), new FailureNote(failure, NOON.plusSeconds(1)));

            Message message = WireFormat.decode(head, new History(1, 2, failure), body);

            assertThat(message.queue()).isEqualTo("moved");
            assertThat(message.priority()).isEqualTo(9);
            assertThat(message.readyAt()).isEqualTo(NOON.plusSeconds(60));
            assertThat(message.timing().createdAt()).isEqualTo(NOON);
            assertThat(message.timing().updatedAt()).isEqualTo(NOON.plusSeconds(1));
            assertThat(message.history()).isEqualTo(new History(1, 2, failure));
        }
    }

    @Nested
    class Size {

        @Test
        void aPlainMessageCostsLittleMoreThanItsPayload() {
            byte[] input = "{\"a\":1,\"b\":2}".getBytes(StandardCharsets.UTF_8);
            Message message =
                    plain().payload(new Payload(Serializer.JSON, input)).build();

            assertThat(WireFormat.encodeBody(message)).hasSizeLessThanOrEqualTo(input.length + 16);
        }

        @Test
        void thePayloadStandsInTheBodyAsItsSerializerWroteIt() {
            byte[] input = "{\"a\":1,\"b\":2}".getBytes(StandardCharsets.UTF_8);
            byte[] body = WireFormat.encodeBody(
                    plain().payload(new Payload(Serializer.JSON, input)).build());

            assertThat(new String(body, StandardCharsets.UTF_8)).endsWith("{\"a\":1,\"b\":2}");
        }

        @Test
        void storingTheResultCostsALittleMore() {
            MessageSettings usual = MessageSettings.DEFAULT;
            Message message = plain().settings(new MessageSettings(
                            0,
                            usual.timeout(),
                            usual.mechanism(),
                            false,
                            usual.backoff(),
                            new Tracking(true, Duration.ofDays(1), true, true),
                            Map.of()))
                    .build();

            assertThat(WireFormat.encodeBody(message)).hasSizeLessThanOrEqualTo(24);
        }
    }

    @Nested
    class OtherReleases {

        @Test
        void fieldsThatThisReleaseDoesNotKnowAreSkipped() {
            Message message = new RandomMessages(9).next();
            byte[] body = WireFormat.encodeBody(message);
            TagWriter newer = new TagWriter(WireFormat.VERSION, 16);
            newer.number(200, 42);
            newer.text(255, "from the future");
            byte[] addition = newer.toBytes();

            byte[] longer = Arrays.copyOf(body, body.length + addition.length - 1);
            System.arraycopy(addition, 1, longer, body.length, addition.length - 1);

            assertThat(decode(message, longer)).isEqualTo(message);
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 3, 127, 128, 255})
        void aLaterVersionIsRefusedWithTheAdviceToUpgrade(int version) {
            byte[] body = WireFormat.encodeBody(plain().build());
            body[0] = (byte) version;

            assertThatExceptionOfType(SerializationException.class)
                    .isThrownBy(() -> decode(plain().build(), body))
                    .withMessage("The bytes are not a message of version 1 but begin with " + version
                            + "; a newer version may have written them: upgrade this process");
        }

        @Test
        void anUnknownMechanismIsNamed() {
            TagWriter newer = new TagWriter(WireFormat.VERSION, 16);
            newer.text(Tag.MECHANISM, "GPU");

            assertThatExceptionOfType(SerializationException.class)
                    .isThrownBy(() -> decode(plain().build(), newer.toBytes()))
                    .withMessageContaining("mechanism \"GPU\"")
                    .withMessageContaining("upgrade this process");
        }
    }

    @Nested
    class Damage {

        @Test
        void noBytesAreNoMessage() {
            assertThatExceptionOfType(SerializationException.class)
                    .isThrownBy(() -> decode(plain().build(), new byte[0]))
                    .withMessage("The bytes are not a message: there are none");
        }

        @Test
        void plainTextIsNoMessage() {
            assertThatExceptionOfType(SerializationException.class)
                    .isThrownBy(() -> decode(plain().build(), "{\"task\": \"add\"}".getBytes(StandardCharsets.UTF_8)))
                    .withMessageStartingWith("The bytes are not a message of version 1 but begin with 123");
        }

        @Test
        void aFieldThatIsCutOffSaysSo() {
            byte[] body = {1, Tag.PAYLOAD, 9, 'a', 'b'};

            assertThatExceptionOfType(SerializationException.class)
                    .isThrownBy(() -> decode(plain().build(), body))
                    .withMessage("The bytes are not a message: field 11 claims 9 bytes, but 2 are left");
        }

        @ParameterizedTest
        @ValueSource(longs = {21, 22, 23, 24})
        void aMessageCutOffAnywhereIsReadOrRefused(long seed) {
            RandomMessages messages = new RandomMessages(seed);
            for (int i = 0; i < 10; i++) {
                Message message = messages.next();
                byte[] body = WireFormat.encodeBody(message);
                for (int length = 0; length < body.length; length++) {
                    readOrRefused(message, Arrays.copyOf(body, length));
                }
            }
        }

        @ParameterizedTest
        @ValueSource(longs = {31, 32, 33, 34})
        void aMessageWithFlippedBitsIsReadOrRefused(long seed) {
            RandomMessages messages = new RandomMessages(seed);
            SplitMix64 random = new SplitMix64(seed);
            AtomicInteger refused = new AtomicInteger();
            for (int i = 0; i < 1_500; i++) {
                Message message = messages.next();
                byte[] body = WireFormat.encodeBody(message);
                for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                    body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
                }
                refused.addAndGet(readOrRefused(message, body) ? 0 : 1);
            }
            assertThat(refused).hasValueGreaterThan(100);
        }

        @ParameterizedTest
        @ValueSource(longs = {41, 42, 43, 44})
        void garbageIsReadOrRefused(long seed) {
            RandomMessages messages = new RandomMessages(seed);
            Message message = messages.next();
            for (int i = 0; i < 5_000; i++) {
                byte[] body = messages.bytes();
                if (body.length > 0) {
                    body[0] = WireFormat.VERSION;
                }
                readOrRefused(message, body);
            }
        }

        /** Any exception but the one fails the test. */
        private boolean readOrRefused(Message message, byte[] body) {
            try {
                Message read = decode(message, body);
                assertThat(throughTheWire(read)).isEqualTo(read);
                return true;
            } catch (SerializationException e) {
                assertThat(e.getMessage()).isNotBlank();
                return false;
            }
        }
    }

    @Nested
    class Chains {

        @Test
        void callbacksWithinCallbacksAreKept() {
            Message first = chain(50);

            assertThat(throughTheWire(first)).isEqualTo(first);
            assertThat(throughTheWire(first).descendantIds()).hasSize(50);
        }

        @Test
        void theLongestChainIsKept() {
            assertThat(throughTheWire(chain(1_000)).descendantIds()).hasSize(1_000);
        }

        @Test
        void aLongerOneIsRefusedBeforeAnythingIsWritten() {
            Message tooLong = chain(1_001);

            assertThatExceptionOfType(SerializationException.class)
                    .isThrownBy(() -> WireFormat.encodeBody(tooLong))
                    .withMessage("A chain can have at most 1000 callbacks, but this one has more");
        }

        @Test
        void aLongerOneIsRefusedWhenItIsRead() {
            byte[] nested = WireFormat.encodeBody(plain().build());
            for (int i = 0; i < 1_001; i++) {
                TagWriter whole = new TagWriter(WireFormat.VERSION, nested.length + 16);
                whole.text(Tag.ID, "m");
                whole.text(Tag.TASK, "t");
                whole.text(Tag.QUEUE, "q");
                whole.bytes(Tag.PAYLOAD, nested);
                TagWriter body = new TagWriter(WireFormat.VERSION, nested.length + 32);
                body.bytes(Tag.CALLBACK, whole.toBytes());
                nested = body.toBytes();
            }
            byte[] tooLong = nested;

            assertThatExceptionOfType(SerializationException.class)
                    .isThrownBy(() -> decode(plain().build(), tooLong))
                    .withMessage("A chain can have at most 1000 callbacks, but this one has more");
        }

        @Test
        void aLargePayloadAtTheEndOfALongChainIsNotCopiedPerLevel() {
            Message last =
                    plain().payload(new Payload("my own", new byte[4_000_000])).build();
            Message first = last;
            for (int i = 0; i < 300; i++) {
                first = plain().lineage(Lineage.NONE.withCallback(first)).build();
            }

            // A copy of the rest for each level would need more than a gigabyte at once.
            assertThat(throughTheWire(first)).isEqualTo(first);
        }
    }
}
