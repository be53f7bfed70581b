package io.alsek.test;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.alsek.Alsek;
import io.alsek.message.Backoff;
import io.alsek.task.Task;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** A thousand tests at a time get in nobody's way and leave no thread behind. The time is told, not judged. */
@Isolated("looks at all threads there are")
class ThousandTestsTest {

    private static final int TESTS = 1_000;
    private static final Task<String, String> CHARGE = Task.named("charge")
            .input(String.class)
            .output(String.class)
            .retry(2, Backoff.constant(Duration.ofMinutes(5)))
            .build();

    /** Run by the test below. */
    @AlsekTest
    @Execution(ExecutionMode.CONCURRENT)
    static class Thousand {

        @RepeatedTest(TESTS)
        void isAlone(AlsekHarness harness, Alsek alsek, SimulatedWorker w1) throws Exception {
            harness.handle(CHARGE, (card, context) -> {
                if (context.attempt() == 1) {
                    throw new IllegalStateException("not yet");
                }
                return "paid " + card;
            });
            var handle = alsek.submit(CHARGE, "4711");
            alsek.submit(CHARGE, "4712", options -> options.delay(Duration.ofDays(1)));
            assertThat(w1.crashAt(CrashPoint.AFTER_HANDLER).runNext()).isEmpty();

            assertThat(harness.runUntilIdle()).hasExecuted(4);

            assertThat(handle.await(Duration.ZERO)).isEqualTo("paid 4711");
            assertThat(harness).hasEnqueued(CHARGE).times(2);
            assertThat(harness).hasNoPendingTasks();
        }
    }

    @Test
    void inParallel(TestReporter reporter) throws InterruptedException {
        for (int round = 1; round <= Integer.getInteger("alsek.test.rounds", 1); round++) {
            Set<Thread> before = Thread.getAllStackTraces().keySet();
            SummaryGeneratingListener summary = new SummaryGeneratingListener();
            LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                    .selectors(selectClass(Thousand.class))
                    .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                    .build();

            long start = System.nanoTime();
            LauncherFactory.create().execute(request, summary);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

            reporter.publishEntry("1,000 tests in parallel, round " + round, millis + " ms");
            assertThat(summary.getSummary().getFailures()).isEmpty();
            assertThat(summary.getSummary().getTestsSucceededCount()).isEqualTo(TESTS);
            assertThat(leftBehind(before)).isEmpty();
        }
    }

    /** The threads that are new and do not end. JUnit's own of this run are given the time to. */
    private static Set<Thread> leftBehind(Set<Thread> before) throws InterruptedException {
        Set<Thread> left = new LinkedHashSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!before.contains(thread) && !isOfThisRun(thread)) {
                thread.join(TimeUnit.SECONDS.toMillis(20));
                if (thread.isAlive()) {
                    left.add(thread);
                }
            }
        }
        return left;
    }

    /** Whether JUnit may have started it for the tests around this one. */
    private static boolean isOfThisRun(Thread thread) {
        ForkJoinPool mine =
                ForkJoinWorkerThread.currentThread() instanceof ForkJoinWorkerThread worker ? worker.getPool() : null;
        return thread instanceof ForkJoinWorkerThread other && mine != null && mine.equals(other.getPool());
    }
}
