package io.alsek.test;

import io.alsek.message.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks, in real time, at the threads of a test on a virtual clock. Who sleeps is waiting for something that never comes;
 * he is interrupted and named. Has one thread, from the first handler on until it is closed. Thread-safe.
 */
final class Watch implements AutoCloseable {

    private static final long GLANCE = TimeUnit.MILLISECONDS.toNanos(20);

    /** How many glances in a row must find somebody asleep. */
    private static final int ASLEEP = 2;

    /** How many glances in a row must find a handler waiting for anything else: five seconds. */
    static final int WAITING = 250;

    private final Journal journal;
    private final Set<Offence> watched;
    private final Strangers strangers;
    private final int patience;

    /** Guarded by this; the last one is at work. */
    private final Deque<Subject> subjects = new ArrayDeque<>();

    /** Guarded by this. */
    private @Nullable Thread watcher;

    private volatile boolean closed;

    Watch(Journal journal, Set<Offence> tolerated) {
        this(journal, tolerated, WAITING);
    }

    Watch(Journal journal, Set<Offence> tolerated, int patience) {
        this.journal = journal;
        this.patience = patience;
        this.watched =
                EnumSet.complementOf(tolerated.isEmpty() ? EnumSet.noneOf(Offence.class) : EnumSet.copyOf(tolerated));
        this.strangers = new Strangers(journal);
    }

    /** Somebody who is being watched. */
    static final class Subject {

        private final Thread thread = Thread.currentThread();
        private final @Nullable Message message;

        /** {@code null} for a handler. */
        private final @Nullable Class<?> test;

        /** The handler that this one runs within, on the same thread. */
        private @Nullable Message around;

        // Only used by the watcher, but for the last one, which is guarded by the watch.
        private int asleep;
        private int waiting;
        private boolean interrupted;

        private Subject(@Nullable Message message, @Nullable Class<?> test) {
            this.message = message;
            this.test = test;
        }

        private String what() {
            return message == null ? "the test " + name(test) : "the handler of " + message.summary();
        }

        private static String name(@Nullable Class<?> test) {
            return test == null ? "" : test.getSimpleName();
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(what()).append(", ").append(thread.getState());
            StackTraceElement place = Frames.firstOfOthers(thread.getStackTrace());
            return text.append(place == null ? "" : " at " + Frames.shown(place))
                    .toString();
        }
    }

    Strangers strangers() {
        return strangers;
    }

    /** The calling thread begins to run a test. */
    void beginTest(Class<?> test) {
        if (watched.contains(Offence.REAL_TIME_WAITING)) {
            begin(new Subject(null, test));
        }
    }

    /** The calling thread begins to run a handler. */
    Subject beginHandler(Message message) {
        Subject subject = new Subject(message, null);
        if (watched.contains(Offence.OWN_THREADS)) {
            subject.around = strangers.mayNotCome(message);
        }
        if (watched.contains(Offence.REAL_TIME_WAITING)) {
            begin(subject);
        }
        return subject;
    }

    private synchronized void begin(Subject subject) {
        subjects.add(subject);
        if (watcher == null && !closed) {
            Thread thread = new Thread(this::look, "alsek-watch");
            thread.setDaemon(true);
            watcher = thread;
            thread.start();
        }
    }

    /** The calling thread ends what it began. */
    void end(Subject subject) {
        strangers.mayCome(subject.around);
        synchronized (this) {
            subjects.removeLastOccurrence(subject);
            if (subject.interrupted) {
                Thread.interrupted(); // meant for the handler, which is over
            }
        }
    }

    /** What other threads are at, for dumps. */
    synchronized List<String> subjects() {
        return subjects.stream()
                .filter(subject -> !subject.thread.equals(Thread.currentThread()))
                .map(Subject::toString)
                .toList();
    }

    private void look() {
        while (!closed) {
            LockSupport.parkNanos(this, GLANCE);
            Subject subject;
            synchronized (this) {
                subject = subjects.peekLast();
            }
            if (subject != null && !subject.interrupted) {
                examine(subject);
            }
        }
    }

    private void examine(Subject subject) {
        Thread.State state = subject.thread.getState();
        if (state != Thread.State.TIMED_WAITING && state != Thread.State.WAITING) {
            subject.asleep = 0;
            subject.waiting = 0;
            return;
        }
        StackTraceElement[] stack = subject.thread.getStackTrace();
        subject.asleep = sleeps(subject, stack) ? subject.asleep + 1 : 0;
        subject.waiting = subject.test == null && !Frames.isOurs(Frames.firstOfOthers(stack)) ? subject.waiting + 1 : 0;
        if (subject.asleep >= ASLEEP || subject.waiting >= patience) {
            offend(subject, stack);
        }
    }

    /** A test may wait for what others have started, but not sleep in its own code, or in that of its project. */
    private static boolean sleeps(Subject subject, StackTraceElement[] stack) {
        StackTraceElement place = Frames.firstOfOthers(stack);
        if (place == null) {
            return false;
        }
        if (Frames.isIn(place, "org.awaitility")) {
            return true;
        }
        return Frames.isSleeping(stack)
                && (subject.test == null || Frames.isOfProject(place, subject.test.getPackageName()));
    }

    private synchronized void offend(Subject subject, StackTraceElement[] stack) {
        if (subject != subjects.peekLast()) {
            return; // it has ended meanwhile
        }
        String advice = subject.test == null
                ? "Let a handler take its time with harness.clock().advance(…), and put a fake in the place of what waits"
                        + " for the outside world."
                : "To let something happen, call harness.drain(), harness.advance(…) or harness.runUntilIdle().";
        journal.offend(Frames.errorAt(
                capitalized(subject.what())
                        + " waits in real time, but the clock of this test is virtual: it stands still"
                        + " meanwhile, and nothing runs. " + advice + " If it must wait, test in real time"
                        + " (TimeMode.REAL), or allow it: tolerate = Offence.REAL_TIME_WAITING. It waits here:",
                stack));
        subject.interrupted = true;
        subject.thread.interrupt();
    }

    private static String capitalized(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** Ends the watch, and waits until its thread is gone. */
    @Override
    public void close() {
        Thread thread;
        synchronized (this) {
            closed = true;
            thread = watcher;
            subjects.clear();
        }
        if (thread != null) {
            LockSupport.unpark(thread);
            join(thread);
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
