package io.alsek.process;

import io.alsek.broker.Envelope;
import io.alsek.message.ExceptionDetails;
import io.alsek.message.Serializer;
import io.alsek.message.TypeRef;
import io.alsek.task.CancelReason;
import io.alsek.time.Timekeeper;
import io.alsek.time.TimerKind;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One child, from its parent's point of view. Thread-safe. */
public final class ChildProcess {

    /** How long a child may take to end after SIGTERM, before SIGKILL. */
    public static final Duration KILL_PATIENCE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);

    /** How long to wait for the rest of what a process wrote that has ended. */
    private static final Duration LAST_WORDS_PATIENCE = Duration.ofMillis(200);

    private final Process process;
    private final Timekeeper time;
    private final Executor helpers;
    private final FrameInput in;
    private final FrameOutput out;
    private final StoreService store;
    private final ChildErrors errors;
    private final ProcessOutput output;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Call> calls = new ConcurrentHashMap<>();

    /** Whose end the child told last. */
    private volatile @Nullable Call lastEnded;

    private final CompletableFuture<Set<String>> ready = new CompletableFuture<>();
    private final CompletableFuture<ChildExit> exit = new CompletableFuture<>();

    /** Guarded by this: why the parent ends it; empty if it does not. The first reason stands. */
    private String cause = "";

    private boolean blameless;

    /** A message that the child runs. Its future always completes, and never exceptionally. */
    public static final class Call {

        private final long number;
        private final Order order;
        private final CompletableFuture<Reply> reply = new CompletableFuture<>();

        private Call(long number, Order order) {
            this.number = number;
            this.order = order;
        }

        /** {@return what will become of it} */
        public CompletableFuture<Reply> reply() {
            return reply;
        }
    }

    ChildProcess(Process process, ChildSurroundings surroundings) {
        this.process = process;
        this.time = surroundings.broker().environment().time();
        this.helpers = surroundings.helpers();
        this.in = new FrameInput(process.getInputStream(), surroundings.longestFrame());
        this.out = new FrameOutput(process.getOutputStream(), surroundings.longestFrame());
        this.store = new StoreService(surroundings, out);
        this.output = surroundings.output();
        this.errors = new ChildErrors(process.getErrorStream(), this::onErrorLine);
    }

    /** Begins to read what the child says, and tells it what to do. */
    void begin(Setup setup, String name) {
        daemon(errors, name + "-errors");
        daemon(this::read, name + "-reader");
        try {
            out.write(new Frame(FrameType.SETUP, 0, setup.encode()));
        } catch (IOException e) {
            LOG.debug("The child {} is gone before it began", pid(), e);
        }
    }

    private static void daemon(Runnable body, String name) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** {@return its number in the system} */
    public long pid() {
        return process.pid();
    }

    /** {@return the names of the tasks that it can run, once it is ready; exceptionally if it cannot start} */
    CompletableFuture<Set<String>> ready() {
        return ready;
    }

    /** {@return its end} */
    public CompletableFuture<ChildExit> exit() {
        return exit;
    }

    /** Lets it run a message. */
    public Call run(Order order) {
        Call call = new Call(numbers.incrementAndGet(), order);
        calls.put(call.number, call);
        try {
            out.write(new Frame(FrameType.RUN, call.number, order.encode()));
        } catch (IOException e) {
            end("its pipe is broken (" + e.getMessage() + ")", true); // if it is not over anyway
        } catch (IllegalArgumentException e) {
            calls.remove(call.number);
            call.reply.complete(new Reply.Threw(ExceptionDetails.of(e), Reply.Kind.NOT_RETRYABLE));
        }
        if (exit.isDone()) {
            call.reply.complete(new Reply.Gone(exit.join()));
        }
        return call;
    }

    /** Asks it to stop running a message; whether it does is up to the handler. */
    public void cancel(Call call, CancelReason reason) {
        try {
            out.write(new Frame(
                    FrameType.CANCEL,
                    call.number,
                    new BodyOut().constant(reason).toBytes()));
        } catch (IOException e) {
            LOG.debug("The child {} is gone already", pid(), e);
        }
    }

    /**
     * Ends it, and what it has started itself: SIGTERM now, SIGKILL after {@link #KILL_PATIENCE}. Does not wait.
     *
     * @param why continues the words "was ended because"
     * @param innocent whether no message is to blame, so that those that it runs do not count as failed
     */
    public void end(String why, boolean innocent) {
        synchronized (this) {
            if (cause.isEmpty()) {
                cause = why;
                blameless = innocent;
            }
        }
        // Not by the process itself, which would close its pipes: it would wait for whoever is writing, and lose
        // replies.
        List<ProcessHandle> family = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        family.forEach(ProcessHandle::destroy);
        try {
            time.at(
                    time.instant().plus(KILL_PATIENCE),
                    TimerKind.BACKGROUND,
                    "killing child " + pid(),
                    () -> family.forEach(ProcessHandle::destroyForcibly));
        } catch (IllegalStateException e) {
            LOG.debug("The clock is stopped, so there is no patience left", e);
            family.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private void read() {
        try {
            for (Frame frame = in.read(); frame != null; frame = in.read()) {
                received(frame);
            }
        } catch (BrokenFrameException e) {
            if (!e.isTruncation()) {
                LOG.error("The child {} broke the rules of the pipe", pid(), e);
                end("it broke the rules of the pipe: " + e.getMessage(), false);
            }
        } catch (IOException e) {
            LOG.debug("The pipe of the child {} broke", pid(), e);
        } catch (RuntimeException | Error e) {
            LOG.error("The parent cannot understand its child {}", pid(), e);
            end("its parent could not understand it: " + e, false);
        }
        ended();
    }

    private void received(Frame frame) throws BrokenFrameException {
        switch (frame.type()) {
            case RETURNED, THREW -> {
                Call call = calls.remove(frame.id());
                if (call != null) {
                    lastEnded = call;
                    call.reply.complete(Reply.of(frame));
                }
            }
            case PRINTED -> printed(frame);
            case ASK -> helpers.execute(() -> store.serve(frame));
            case READY -> ready.complete(names(frame));
            case UNFIT -> ready.completeExceptionally(unfit(frame));
            default -> throw new BrokenFrameException("A frame " + frame.type() + " is not for a parent");
        }
    }

    @SuppressWarnings("unchecked") // decoded as just this
    private static Set<String> names(Frame frame) {
        Object names = Serializer.cbor().deserialize(frame.body(), new TypeRef<List<String>>() {}.type());
        return names == null ? Set.of() : new LinkedHashSet<>((List<String>) names);
    }

    private static ChildProcessException unfit(Frame frame) {
        Object details = Serializer.cbor().deserialize(frame.body(), ExceptionDetails.class);
        return new ChildProcessException(
                details instanceof ExceptionDetails why
                        ? why.message() == null ? why.className() : why.message()
                        : "no reason was given");
    }

    private void printed(Frame frame) throws BrokenFrameException {
        BodyIn in = new BodyIn(frame);
        boolean error = in.number() != 0;
        print(calls.get(frame.id()), error, in.text());
    }

    /**
     * What comes this way was not printed by Java. If only one message runs it is that one's; if none does, it is the last
     * one's, whose end has overtaken it.
     */
    private void onErrorLine(String text) {
        List<Call> running = List.copyOf(calls.values());
        Call likely = running.size() == 1 ? running.get(0) : null;
        print(running.isEmpty() ? lastEnded : likely, true, text);
    }

    private void print(@Nullable Call call, boolean error, String text) {
        var message = call == null ? null : call.order.claimed().message();
        try {
            output.printed(new ProcessOutput.Line(
                    pid(),
                    message == null ? null : message.id(),
                    message == null ? null : Envelope.taskOf(message.task()),
                    error,
                    text));
        } catch (RuntimeException | Error e) {
            LOG.error("Whoever takes the output of child processes failed", e);
        }
    }

    /** The pipe has come to its end, and so has the process, or it is about to. */
    private void ended() {
        ChildExit how;
        try {
            if (!time.await("the end of child " + pid(), process.onExit(), KILL_PATIENCE)) {
                process.toHandle().destroyForcibly();
            }
            int code = process.waitFor();
            time.await("the last words of child " + pid(), errors.done(), LAST_WORDS_PATIENCE);
            how = exitOf(code);
        } catch (InterruptedException | RuntimeException e) {
            LOG.debug("Nobody waits for the child {} any more", pid(), e);
            process.toHandle().destroyForcibly();
            how = exitOf(-1);
        }
        store.close();
        exit.complete(how);
        ready.completeExceptionally(new ChildProcessException(how.describe()));
        for (Call call : List.copyOf(calls.values())) {
            call.reply.complete(new Reply.Gone(how));
        }
        calls.clear();
    }

    private synchronized ChildExit exitOf(int code) {
        return new ChildExit(pid(), code, errors.lastWords(), cause, blameless);
    }
}
