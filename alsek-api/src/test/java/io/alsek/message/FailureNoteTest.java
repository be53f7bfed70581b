package io.alsek.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureNoteTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final FailureNote NOTE =
            new FailureNote(ExceptionDetails.of(new IllegalStateException("no 🙂 left")), NOON);

    @Test
    void survivesTheWay() {
        FailureNote withoutText = new FailureNote(new ExceptionDetails("x.Y", null, ""), NOON);

        assertThat(FailureNote.decode(NOTE.encode())).isEqualTo(NOTE);
        assertThat(FailureNote.decode(withoutText.encode())).isEqualTo(withoutText);
    }

    @Test
    void isAsPreciseAsTheWire() {
        FailureNote precise = new FailureNote(NOTE.details(), NOON.plusNanos(1_999_999));

        assertThat(precise.at()).isEqualTo(NOON.plusMillis(1));
    }

    @Test
    void skipsFieldsOfANewerRelease() {
        TagWriter newer = new TagWriter(WireFormat.VERSION, 16);
        newer.text(Tag.FAILURE_CLASS, "x.Y");
        newer.text(250, "from the future");

        assertThat(FailureNote.decode(newer.toBytes()).details()).isEqualTo(new ExceptionDetails("x.Y", null, ""));
    }

    @Test
    void saysSoWhenItCannotBeRead() {
        assertThat(FailureNote.decode(new byte[0]).details().message())
                .isEqualTo("(unreadable failure note: The bytes are not a message: there are none)");
    }

    @Test
    void keepsWhatCouldBeReadOfADamagedOne() {
        byte[] bytes = NOTE.encode();
        FailureNote read = FailureNote.decode(Arrays.copyOf(bytes, bytes.length - 1));

        assertThat(read.at()).isEqualTo(NOON);
        assertThat(read.details().className()).isEqualTo("java.lang.IllegalStateException");
        assertThat(read.details().message()).startsWith("(unreadable failure note: ");
    }

    /** It is handed out with its message, which must not be lost because of it. */
    @Test
    void anImpossibleInstantDoesNoHarmToTheMessage() {
        TagWriter damaged = new TagWriter(WireFormat.VERSION, 16);
        damaged.number(Tag.FAILED_AT, Long.MAX_VALUE);
        damaged.text(Tag.FAILURE_CLASS, "x.Y");
        FailureNote read = FailureNote.decode(damaged.toBytes());
        byte[] body = WireFormat.encodeBody(Message.builder("m", "t", "q", NOON).build());

        Message message = WireFormat.decode(
                new MessageHead("m", "t", "q", 0, NOON, read), new History(1, 0, read.details()), body);

        assertThat(message.history().failure()).isEqualTo(read.details());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void neverFails(long seed) {
        RandomMessages messages = new RandomMessages(seed);
        SplitMix64 random = new SplitMix64(seed);
        byte[] valid = NOTE.encode();
        for (int i = 0; i < 2_000; i++) {
            byte[] garbage = messages.bytes();
            if (garbage.length > 0 && random.nextBoolean()) {
                garbage[0] = WireFormat.VERSION;
            }
            byte[] damaged = valid.clone();
            damaged[random.nextInt(40)] ^= (byte) (1 << random.nextInt(8));

            assertThat(FailureNote.decode(garbage)).isNotNull();
            assertThat(FailureNote.decode(damaged)).isNotNull();
        }
    }
}
