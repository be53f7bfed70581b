package io.alsek.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alsek.message.ExceptionDetails;
import io.alsek.message.Payload;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Lease;
import io.alsek.spi.QueuedMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes through the pipes between a parent and its children. */
class FramesTest {

    private static final int LONGEST = 100_000;

    private final ByteArrayOutputStream pipe = new ByteArrayOutputStream();
    private final FrameOutput out = new FrameOutput(pipe, LONGEST);

    private FrameInput in() {
        return in(pipe.toByteArray());
    }

    private static FrameInput in(byte[] bytes) {
        return new FrameInput(new ByteArrayInputStream(bytes), LONGEST);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return bytes;
    }

    private static @Nullable Frame assertSame(@Nullable Frame read, Frame written) {
        assertThat(read).isNotNull();
        assertThat(read.type()).isEqualTo(written.type());
        assertThat(read.id()).isEqualTo(written.id());
        assertThat(read.body()).isEqualTo(written.body());
        return read;
    }

    @Nested
    class WholeOnes {

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 65_520, 65_521, 65_522, 65_536, LONGEST})
        void come_out_as_they_went_in_whatever_their_size(int size) throws IOException {
            Frame before = Frame.empty(FrameType.CANCEL, -1);
            Frame frame = new Frame(FrameType.RUN, Long.MAX_VALUE, bytes(size));
            out.write(before);
            out.write(frame);
            out.write(before);

            FrameInput in = in();
            assertSame(in.read(), before);
            assertSame(in.read(), frame);
            assertSame(in.read(), before);
            assertThat(in.read()).isNull();
        }

        @Test
        void come_out_whole_even_if_the_pipe_gives_one_byte_at_a_time() throws IOException {
            Frame frame = new Frame(FrameType.ANSWER, 5, bytes(300));
            out.write(frame);
            out.write(frame);
            InputStream slow = new FilterInputStream(new ByteArrayInputStream(pipe.toByteArray())) {
                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    return super.read(target, offset, Math.min(length, 1));
                }
            };

            FrameInput in = new FrameInput(slow, LONGEST);
            assertSame(in.read(), frame);
            assertSame(in.read(), frame);
            assertThat(in.read()).isNull();
        }

        @Test
        void of_many_threads_are_not_mixed() throws Exception {
            int each = 500;
            CountDownLatch begin = new CountDownLatch(1);
            List<Thread> writers = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                byte[] body = new byte[t * 700];
                Arrays.fill(body, (byte) t);
                Frame frame = new Frame(FrameType.PRINTED, t, body);
                Thread writer = new Thread(() -> {
                    try {
                        begin.await();
                        for (int i = 0; i < each; i++) {
                            out.write(frame);
                        }
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
                writers.add(writer);
                writer.start();
            }
            begin.countDown();
            for (Thread writer : writers) {
                writer.join();
            }

            FrameInput in = in();
            int[] seen = new int[8];
            for (Frame frame = in.read(); frame != null; frame = in.read()) {
                int t = (int) frame.id();
                seen[t]++;
                assertThat(frame.body()).hasSize(t * 700).containsOnly(t == 0 ? new byte[0] : new byte[] {(byte) t});
            }
            assertThat(seen).containsOnly(each);
        }
    }

    @Nested
    class BrokenOnes {

        @Test
        void something_else_in_the_pipe_is_shown() {
            byte[] garbage = "Hello from printf\u0007\nand more of it".getBytes(StandardCharsets.ISO_8859_1);

            assertThatThrownBy(() -> in(garbage).read())
                    .isInstanceOf(BrokenFrameException.class)
                    .hasMessageContaining("\"Hello from printf..and more of it\"");
        }

        @Test
        void something_else_after_a_frame_is_noticed() throws IOException {
            out.write(Frame.empty(FrameType.READY, 0));
            pipe.write("Hello".getBytes(StandardCharsets.ISO_8859_1));

            FrameInput in = in();
            in.read();

            assertThatThrownBy(in::read)
                    .isInstanceOf(BrokenFrameException.class)
                    .hasMessageContaining("\"Hello\"");
        }

        @Test
        void another_version_is_refused_with_the_remedy() {
            byte[] other = ByteBuffer.allocate(Frame.HEADER)
                    .put(Frame.MARK)
                    .put((byte) 9)
                    .array();

            assertThatThrownBy(() -> in(other).read())
                    .isInstanceOf(BrokenFrameException.class)
                    .hasMessage("A frame of version 9 came, but this process reads version 1; let parent and child use"
                            + " the same release of Alsek");
        }

        @ParameterizedTest
        @ValueSource(bytes = {-1, 0, 31, 32, 127})
        void an_unknown_type_is_refused(byte type) {
            byte[] unknown = ByteBuffer.allocate(Frame.HEADER)
                    .put(Frame.MARK)
                    .put(Frame.VERSION)
                    .put(type)
                    .array();

            assertThatThrownBy(() -> in(unknown).read())
                    .isInstanceOf(BrokenFrameException.class)
                    .hasMessage("A frame of the unknown type " + type + " came");
        }

        @ParameterizedTest
        @ValueSource(ints = {LONGEST + 1, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
        void one_that_is_too_long_is_refused_before_memory_is_given_to_it(int length) {
            byte[] header = ByteBuffer.allocate(Frame.HEADER)
                    .put(Frame.MARK)
                    .put(Frame.VERSION)
                    .put((byte) FrameType.RUN.code())
                    .putLong(1)
                    .putInt(length)
                    .array();

            assertThatThrownBy(() -> in(header).read())
                    .isInstanceOf(BrokenFrameException.class)
                    .hasMessageContaining("announces " + Integer.toUnsignedLong(length) + " bytes, but at most "
                            + LONGEST + " are allowed");
        }

        @Test
        void one_that_is_cut_off_anywhere_is_noticed() throws IOException {
            out.write(new Frame(FrameType.RUN, 7, bytes(20)));
            byte[] whole = pipe.toByteArray();

            for (int length = 1; length < whole.length; length++) {
                FrameInput in = in(Arrays.copyOf(whole, length));
                assertThatThrownBy(in::read)
                        .as("%s bytes", length)
                        .isInstanceOfSatisfying(
                                BrokenFrameException.class,
                                broken -> assertThat(broken.isTruncation()).isTrue());
            }
        }

        @Test
        void one_that_is_too_long_is_not_even_written() {
            Frame tooLong = new Frame(FrameType.RETURNED, 1, new byte[LONGEST + 1]);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> out.write(tooLong))
                    .withMessageContaining("can take 100000 bytes, but this one has 100001");
            assertThat(pipe.size()).isZero();
        }

        @Test
        void a_body_that_lacks_a_field_is_refused() {
            byte[] order = order(null, null).encode();

            for (int length = 0; length < order.length; length++) {
                Frame cut = new Frame(FrameType.RUN, 1, Arrays.copyOf(order, length));
                assertThatThrownBy(() -> Order.decode(cut))
                        .as("%s bytes", length)
                        .isInstanceOf(BrokenFrameException.class)
                        .hasMessageContaining("lacks a field");
            }
        }

        @Test
        void a_field_that_claims_to_be_longer_than_the_body_is_refused() {
            Frame frame = new Frame(
                    FrameType.THREW, 1, new BodyOut().number(Long.MAX_VALUE).toBytes());

            assertThatThrownBy(() -> Reply.of(frame)).isInstanceOf(BrokenFrameException.class);
        }

        @Test
        void a_word_that_this_release_does_not_know_is_refused() {
            Frame frame =
                    new Frame(FrameType.THREW, 1, new BodyOut().text("FUNNY").toBytes());

            assertThatThrownBy(() -> Reply.of(frame))
                    .isInstanceOf(BrokenFrameException.class)
                    .hasMessageContaining("names the unknown Kind \"FUNNY\"");
        }
    }

    private static Order order(@Nullable Instant expiresAt, byte @Nullable [] failure) {
        QueuedMessage message = new QueuedMessage(
                "id-ä", "queue", "task@process", 3, Instant.ofEpochMilli(17), expiresAt, new byte[] {1, 2, 3});
        Lease lease = new Lease(message.key(), "token", Instant.ofEpochMilli(40));
        return new Order(
                new ClaimedMessage(message, lease, 2, 1, failure), Duration.ofSeconds(30), Instant.ofEpochMilli(20));
    }

    @Nested
    class Bodies {

        @Test
        void an_order_survives_the_trip() throws IOException {
            for (Order order : List.of(
                    order(null, null), order(Instant.ofEpochMilli(99), new byte[] {9}), order(null, new byte[0]))) {
                Order read = Order.decode(new Frame(FrameType.RUN, 1, order.encode()));

                assertThat(read).usingRecursiveComparison().isEqualTo(order);
            }
        }

        @Test
        void replies_survive_the_trip() throws IOException {
            for (Reply reply : List.<Reply>of(
                    new Reply.Returned(null),
                    new Reply.Returned(new Payload("json", new byte[0])),
                    new Reply.Returned(new Payload("cbor", bytes(70_000))),
                    new Reply.Threw(new ExceptionDetails("a.B", null, ""), Reply.Kind.ORDINARY),
                    new Reply.Threw(new ExceptionDetails("a.B", "text", "trace"), Reply.Kind.UNDECODABLE))) {
                assertThat(Reply.of(Reply.frame(1, reply))).isEqualTo(reply);
            }
        }
    }
}
