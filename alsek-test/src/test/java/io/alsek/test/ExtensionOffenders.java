package io.alsek.test;

import static io.alsek.test.AlsekAssertions.assertThat;
import static io.alsek.test.ExtensionUsers.BROKEN;
import static io.alsek.test.ExtensionUsers.LENGTH;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.event.TaskEvents;
import io.alsek.spi.Backend;
import io.alsek.task.NonRetryableException;
import io.alsek.task.Task;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Test classes that leave something undone or fail; run by {@link AlsekExtensionTest}. */
final class ExtensionOffenders {

    private ExtensionOffenders() {}

    private static void fail(AlsekHarness harness) {
        harness.handle(BROKEN, nothing -> {
            throw new NonRetryableException("on purpose");
        });
        harness.alsek().submit(BROKEN);
        harness.drain();
    }

    @AlsekTest
    static class UnexpectedFailure {

        @Test
        void doesNotLook(AlsekHarness harness) {
            fail(harness);
        }
    }

    @AlsekTest
    static class ExpectedFailures {

        private final AlsekHarness harness;

        ExpectedFailures(AlsekHarness harness) {
            this.harness = harness;
        }

        @Test
        void beforehand() {
            harness.expectFailures();
            fail(harness);
        }

        @Test
        void afterwards() {
            fail(harness);
            harness.expectFailures();
        }

        @Test
        void ofOneTask() {
            harness.expectFailures(BROKEN);
            fail(harness);
        }

        @Test
        void byAssertionOnTheExecution() {
            fail(harness);
            assertThat(harness.executions().get(0)).failedWith(NonRetryableException.class);
        }

        @Test
        void byReadingTheFailure() {
            fail(harness);
            assertThat(harness.executions().get(0).failure()).isPresent();
        }

        @Test
        void byAssertionOnDeadLetters() {
            fail(harness);
            assertThat(harness).hasDeadLetter(BROKEN);
        }

        @Test
        void byReadingDeadLetters() {
            fail(harness);
            assertThat(harness.deadLetters()).hasSize(1);
        }

        @Test
        void revocationIsNoFailure() {
            harness.alsek().submit(BROKEN).cancel();
        }
    }

    @AlsekTest(onUnexpectedFailure = OnUnexpectedFailure.IGNORE)
    static class IgnoredFailures {

        @Test
        void doesNotLook(AlsekHarness harness) {
            fail(harness);
        }
    }

    private static void circle(AlsekHarness harness) {
        Task<@Nullable Void, @Nullable Void> again = Task.named("again").build();
        harness.handle(again, (nothing, context) -> {
            context.submit(again, null);
            return null;
        });
        harness.alsek().submit(again);
    }

    @AlsekTest(maxExecutions = 20)
    static class EndlessDrain {

        @Test
        void doesNotLook(AlsekHarness harness) {
            circle(harness);
            harness.drain();
        }
    }

    @AlsekTest(dispatch = Dispatch.ON_SUBMIT)
    static class EndlessSubmission {

        @Test
        void doesNotLook(AlsekHarness harness) {
            circle(harness);
        }
    }

    @AlsekTest(onPending = OnPending.FAIL_TEST)
    static class LeftBehind {

        @Test
        void doesNotRun(Alsek alsek) {
            alsek.submit(LENGTH, "forgotten");
        }
    }

    @AlsekTest
    static class FailingTest {

        @Test
        void fails(Alsek alsek) {
            alsek.submit(LENGTH, "waiting");
            throw new AssertionError("one was not two");
        }
    }

    @AlsekTest
    static class FailingSetUp {

        @BeforeEach
        void setUp(Alsek alsek) {
            alsek.submit(LENGTH, "waiting");
            throw new IllegalStateException("no set-up");
        }

        @Test
        void isNotReached() {}
    }

    @AlsekTest
    static class Aborted {

        @Test
        void aborts(Alsek alsek) {
            alsek.submit(LENGTH, "waiting");
            Assumptions.abort("not today");
        }
    }

    @AlsekTest
    static class BeforeAllParameter {

        static final List<AlsekHarness> SEEN = new CopyOnWriteArrayList<>();

        @BeforeAll
        static void setUp(AlsekHarness harness) {
            SEEN.add(harness);
        }

        @Test
        void isNotReached() {}
    }

    @AlsekTest(startAt = "tomorrow")
    static class WrongInstant {

        @Test
        void isNotReached(AlsekHarness harness) {
            assertThat(harness).isNull();
        }
    }

    @AlsekTest
    static class TwoExtensions {

        @RegisterExtension
        static final AlsekExtension ALSEK = AlsekExtension.with(harness -> harness.handle(LENGTH, String::length));

        @Test
        void isNotReached(AlsekHarness harness) {
            assertThat(harness).isNull();
        }
    }

    static class TwoFields {

        @RegisterExtension
        final AlsekExtension one = AlsekExtension.with(harness -> {});

        @RegisterExtension
        final AlsekExtension other = AlsekExtension.with(harness -> {});

        @Test
        void isNotReached() {
            assertThat(one).isSameAs(other);
        }
    }

    @AlsekTest
    static class UnknownParameter {

        @Test
        void isNotReached(TaskEvents events) {
            assertThat(events).isNull();
        }
    }

    @AlsekTest
    static class VacuousFault {

        @Test
        void announcesWhatNeverStrikes(Faults faults) {
            faults.duplicateNext(LENGTH).loseNextReply(BackendOperation.SETTLE);
        }
    }

    @AlsekTest
    static class VacuousCrash {

        @Test
        void letsAnotherWorkerRunIt(AlsekHarness harness, SimulatedWorker w1) {
            harness.handle(LENGTH, String::length);
            w1.crashAt(CrashPoint.AFTER_HANDLER);
            harness.alsek().submit(LENGTH, "a");
            harness.drain();
        }
    }

    @AlsekTest
    static class TimesOut {

        @Test
        @Timeout(value = 300, unit = TimeUnit.MILLISECONDS)
        void waitsForEver(AlsekHarness harness) {
            CountDownLatch never = new CountDownLatch(1);
            harness.handle(LENGTH, text -> {
                never.await();
                return 0;
            });
            harness.alsek().submit(LENGTH, "patience");
            harness.drain();
        }
    }

    @AlsekTest
    @AlsekBackends({ExtensionOffenders.Unmakable.class})
    static class UnmakableBackend {

        @Test
        void isNotReached(AlsekHarness harness) {
            assertThat(harness).isNull();
        }
    }

    static final class Unmakable implements BackendFactory {

        private final String url;

        Unmakable(String url) {
            this.url = url;
        }

        @Override
        public Backend open(Setup setup) {
            throw new IllegalStateException(url);
        }
    }

    @AlsekTest
    static class OwnThread {

        @Test
        void isNoticed(AlsekHarness harness) {
            harness.handle(LENGTH, text -> {
                new Thread(Thread::onSpinWait, "my-own").start();
                return 0;
            });
            harness.alsek().submit(LENGTH, "a");
            harness.drain();
        }
    }

    @AlsekTest(tolerate = {Offence.OWN_THREADS, Offence.REAL_TIME_WAITING})
    static class Tolerated {

        @Test
        void isAllowed(AlsekHarness harness) {
            harness.handle(LENGTH, text -> {
                Thread thread = new Thread(Thread::onSpinWait);
                thread.start();
                thread.join();
                TimeUnit.MILLISECONDS.sleep(100);
                return 0;
            });
            harness.alsek().submit(LENGTH, "a");
            assertThat(harness.drain()).allSucceeded();
        }
    }

    @AlsekTest
    static class Tracked {

        @Test
        void isWaitedFor(AlsekHarness harness) {
            ExecutorService own = Executors.newSingleThreadExecutor();
            try {
                Executor tracked = harness.track(own);
                List<String> done = new CopyOnWriteArrayList<>();
                harness.handle(LENGTH, text -> {
                    tracked.execute(() -> done.add(text));
                    return 0;
                });
                for (int i = 0; i < 20; i++) {
                    harness.alsek().submit(LENGTH, "text " + i);
                    harness.drain();
                    assertThat(done).hasSize(i + 1);
                }
            } finally {
                own.shutdown();
            }
        }

        @Test
        void soIsAnAsynchronousHandler(AlsekHarness harness) {
            harness.add(LENGTH.handledAsyncBy((text, context) -> {
                CompletableFuture<Integer> length = new CompletableFuture<>();
                new Thread(() -> length.complete(text.length())).start();
                return length;
            }));
            harness.alsek().submit(LENGTH, "four");
            assertThat(harness.drain().executions().get(0)).withResult(4);
        }

        @Test
        void andParallelStreamsAreHarmless(AlsekHarness harness) {
            harness.handle(LENGTH, text -> text.chars().parallel().map(c -> 1).sum());
            harness.alsek().submit(LENGTH, "four");
            assertThat(harness.drain().executions().get(0)).withResult(4);
        }
    }
}
