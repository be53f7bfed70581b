package io.alsek.process;

import io.alsek.message.ExceptionDetails;
import io.alsek.message.Serializer;
import io.alsek.message.TypeRef;
import io.alsek.spi.ChannelListener;
import io.alsek.task.CancelReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The child's end of the pipes. One thread {@linkplain #serve reads} them; once it returns or throws, the parent is gone
 * or mad, and the child has no reason to live. Thread-safe otherwise.
 */
public final class ParentLink {

    /** What a child does on its parent's word. Called on the thread that reads, and so must return at once. */
    public interface Duties {
        /** Runs a message, some time soon, and {@linkplain ParentLink#reply replies} under this id. */
        void run(long id, Order order);

        /** Lets a message stop, if it is still running. */
        void cancel(long id, CancelReason reason);
    }

    private final FrameInput in;
    private final FrameOutput out;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, CompletableFuture<byte[]>> questions = new ConcurrentHashMap<>();
    private final Map<Long, ChannelListener> listeners = new ConcurrentHashMap<>();

    /** A link over two pipes. */
    public ParentLink(InputStream in, OutputStream out, int longestFrame) {
        this.in = new FrameInput(in, longestFrame);
        this.out = new FrameOutput(out, longestFrame);
    }

    /** Waits for the first frame. */
    public Setup readSetup() throws IOException {
        Frame frame = in.read();
        if (frame == null || frame.type() != FrameType.SETUP) {
            throw new BrokenFrameException("The parent did not say what to do, but sent " + frame);
        }
        return Setup.decode(frame);
    }

    /** Says that this child can run the tasks of these names. */
    public void ready(Collection<String> tasks) throws IOException {
        byte[] names = Serializer.cbor().serialize(List.copyOf(tasks), new TypeRef<List<String>>() {}.type());
        out.write(new Frame(FrameType.READY, 0, names));
    }

    /** Says why this child cannot start. */
    public void unfit(ExceptionDetails why) throws IOException {
        out.write(new Frame(FrameType.UNFIT, 0, Serializer.cbor().serialize(why, ExceptionDetails.class)));
    }

    /**
     * Does what the parent says, until it is gone.
     *
     * @param notes where notes are handed on: their listeners ask the parent, and so cannot run on this thread
     * @throws IOException if what came is no frame
     */
    public void serve(Duties duties, Executor notes) throws IOException {
        for (Frame frame = in.read(); frame != null; frame = in.read()) {
            switch (frame.type()) {
                case RUN -> duties.run(frame.id(), Order.decode(frame));
                case CANCEL -> duties.cancel(frame.id(), new BodyIn(frame).constant(CancelReason.class));
                case ANSWER, REFUSAL -> answered(frame);
                case NOTE -> noted(frame, notes);
                default -> throw new BrokenFrameException("A frame " + frame.type() + " is not for a child");
            }
        }
    }

    private void answered(Frame frame) throws BrokenFrameException {
        CompletableFuture<byte[]> question = questions.remove(frame.id());
        if (question == null) {
            return;
        }
        if (frame.type() == FrameType.ANSWER) {
            question.complete(frame.body());
        } else {
            BodyIn in = new BodyIn(frame);
            StoreService.Refusal refusal = in.constant(StoreService.Refusal.class);
            question.completeExceptionally(refusal.toException(in.text()));
        }
    }

    private void noted(Frame frame, Executor notes) throws BrokenFrameException {
        ChannelListener listener = listeners.get(frame.id());
        if (listener == null) {
            return;
        }
        BodyIn in = new BodyIn(frame);
        boolean gap = in.number() != 0;
        byte[] payload = in.bytes();
        notes.execute(() -> {
            if (gap) {
                listener.onGap();
            } else {
                listener.onMessage(payload);
            }
        });
    }

    /**
     * Says what became of a message.
     *
     * @throws IllegalArgumentException if the result is too long; then the parent knows nothing yet
     */
    public void reply(long id, Reply reply) throws IOException {
        out.write(Reply.frame(id, reply));
    }

    /** Hands on a line that was printed. */
    void printed(long id, boolean error, byte[] text) throws IOException {
        out.write(new Frame(
                FrameType.PRINTED,
                id,
                new BodyOut().number(error ? 1 : 0).bytes(text).toBytes()));
    }

    /** Asks the parent's backend, and waits for the answer; an interruption is left for later. */
    Object ask(StoreRequest request, Object question, boolean results) {
        long number = numbers.incrementAndGet();
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        questions.put(number, answer);
        try {
            out.write(new Frame(
                    FrameType.ASK,
                    number,
                    new BodyOut()
                            .constant(request)
                            .number(results ? 1 : 0)
                            .bytes(request.encodeQuestion(question))
                            .toBytes()));
            return request.decodeAnswer(answer.join());
        } catch (IOException e) {
            throw new IllegalStateException("The parent of this process is gone", e);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            questions.remove(number);
        }
    }

    /** Listens to a channel; returns the number of the subscription. */
    long subscribe(String channel, ChannelListener listener) {
        long number = numbers.incrementAndGet();
        listeners.put(number, listener);
        ask(StoreRequest.SUBSCRIBE, new StoreRequest.Channel(channel, number), false);
        return number;
    }

    void unsubscribe(String channel, long number) {
        if (listeners.remove(number) != null) {
            ask(StoreRequest.UNSUBSCRIBE, new StoreRequest.Channel(channel, number), false);
        }
    }

    /** Redirects what this JVM prints to the parent. Returns whose output a thread's is. */
    public PrintedBy capture() {
        PrintedBy printedBy = new PrintedBy(this);
        System.setIn(InputStream.nullInputStream());
        System.setOut(printedBy.out);
        System.setErr(printedBy.err);
        return printedBy;
    }

    /** Whose output that of a thread is, and of the threads that it starts. Thread-safe. */
    public static final class PrintedBy {

        private final InheritableThreadLocal<@Nullable Long> ids = new InheritableThreadLocal<>();

        private final PrintStream out;
        private final PrintStream err;

        private PrintedBy(ParentLink link) {
            out = CapturedOutput.stream(link, this, false);
            err = CapturedOutput.stream(link, this, true);
        }

        /** What this thread prints from now on is printed by this message. */
        public void set(long id) {
            ids.set(id);
        }

        /** What this thread prints from now on is printed by no message. A line that it began ends here. */
        public void clear() {
            out.flush();
            err.flush();
            ids.remove();
        }

        long get() {
            Long id = ids.get();
            return id == null ? 0 : id;
        }
    }
}
