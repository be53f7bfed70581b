package io.alsek.test;

import io.alsek.message.Message;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notices threads that are started by a handler: new threads inherit what this holds, and to inherit is to be seen. So
 * it costs nothing while nobody starts one.
 */
final class Strangers extends InheritableThreadLocal<@Nullable Message> {

    /** Threads of the JDK that come and go by themselves, and end nobody's work late. */
    private static final List<String> HARMLESS = List.of(
            "java.util.concurrent.ForkJoinWorkerThread", "java.net.http", "jdk.internal", "sun", "java.lang.ref");

    private final Journal journal;

    Strangers(Journal journal) {
        this.journal = journal;
    }

    /** From now on, threads that this thread starts are noticed. Returns what it was running before. */
    @Nullable
    Message mayNotCome(Message message) {
        Message around = get();
        set(message);
        return around;
    }

    /** The handler is over; another one may go on around it. */
    void mayCome(@Nullable Message around) {
        if (around == null) {
            remove();
        } else {
            set(around);
        }
    }

    /** Does something that may start threads, such as handing work to an executor that is waited for. */
    void unnoticed(Runnable action) {
        @Nullable Message running = get();
        remove();
        try {
            action.run();
        } finally {
            if (running != null) {
                set(running);
            }
        }
    }

    @Override
    protected @Nullable Message childValue(@Nullable Message running) {
        if (running != null) {
            StackTraceElement[] stack = Thread.currentThread().getStackTrace();
            StackTraceElement[] seen = Arrays.copyOfRange(stack, skipped(stack), stack.length);
            if (HARMLESS.stream().noneMatch(each -> Frames.comesFrom(seen, each))
                    && !Frames.isOurs(Frames.firstOfOthers(seen))) {
                report(running, seen);
            }
        }
        return null;
    }

    /** How many frames are about the new thread's inheritance. */
    private static int skipped(StackTraceElement[] stack) {
        for (int i = 0; i < stack.length; i++) {
            if (stack[i].getMethodName().equals("<init>")
                    && stack[i].getClassName().startsWith("java.lang.Thread")
                    && !stack[i].getClassName().startsWith("java.lang.ThreadLocal")) {
                return i;
            }
        }
        return 0;
    }

    private void report(Message running, StackTraceElement[] stack) {
        journal.offend(Frames.errorAt(
                "A thread was started by the handler of " + running.summary()
                        + ". The harness cannot see what it does, and so the test may end"
                        + " before it does. Do the work in the handler; or return a CompletionStage (handledAsyncBy), which"
                        + " is waited for; or hand the work to harness.track(executor), which is waited for, too. If the"
                        + " thread does no harm, allow it: tolerate = Offence.OWN_THREADS. It was started here:",
                stack));
    }
}
