package io.alsek.test;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.list;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.alsek.Alsek;
import io.alsek.message.Backoff;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/**
 * A task that failed and waits for its next attempt when the test ends has failed all the same: most tasks have retries,
 * and so a handler that never works, or an assertion in it, would go unnoticed otherwise.
 */
class UnseenRetriesTest {

    private static final Task<@Nullable Void, @Nullable Void> FETCH = Task.named("fetch")
            .retry(3, Backoff.constant(Duration.ofMinutes(1)))
            .build();

    private static EngineExecutionResults run(Class<?> testClass) {
        return EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.conditions.deactivate", "*")
                .selectors(selectClass(testClass))
                .execute();
    }

    private static List<Throwable> failuresOf(Class<?> testClass) {
        return run(testClass).testEvents().failed().stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class)
                        .getThrowable()
                        .orElseThrow())
                .toList();
    }

    @Test
    void aFailureThatWaitsForItsRetryFailsTheTest() {
        assertThat(failuresOf(Overlooked.class)).hasSize(3).allSatisfy(thrown -> {
            assertThat(thrown)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("A task failed in this test, and the test did not expect it")
                    .hasMessageContaining("task='fetch'")
                    .hasMessageContaining("attempt 1: java.io.UncheckedIOException: no route")
                    .hasMessageContaining("waits for another attempt at 2030-01-01T00:01:00Z")
                    .hasMessageContaining("harness.runUntilIdle()")
                    .hasMessageContaining("harness.expectFailures()");
            assertThat(thrown.getSuppressed()).anyMatch(UncheckedIOException.class::isInstance);
        });
    }

    @Test
    void oneThatWasLookedAtOrMadeGoodDoesNot() {
        EngineExecutionResults results = run(Noticed.class);
        assertThat(failuresOf(Noticed.class))
                .asInstanceOf(list(Throwable.class))
                .isEmpty();
        results.testEvents().assertStatistics(stats -> stats.started(8).succeeded(8));
        assertThat(failuresOf(Ignored.class)).isEmpty();
    }

    @Test
    void anAssertionThatFailsInAHandlerIsNotMadeGoodByItsRetry() {
        assertThat(failuresOf(HiddenAssertion.class))
                .singleElement()
                .satisfies(thrown -> assertThat(thrown)
                        .hasMessageContaining("An assertion failed in the handler of Message(")
                        .hasMessageContaining("task='fetch'), attempt 1")
                        .hasMessageContaining("Expecting actual")
                        .hasMessageContaining("harness.expectFailures()")
                        .hasCauseInstanceOf(AssertionError.class));
    }

    @AlsekTest
    static class HiddenAssertion {

        @Test
        void isMadeGoodByTheNextAttempt(AlsekHarness harness) {
            assertInAHandler(harness);
        }

        @Test
        void unlessItIsLookedAt(AlsekHarness harness) {
            assertInAHandler(harness);
            assertThat(harness.executions().get(0)).failedWith(AssertionError.class);
        }

        private static void assertInAHandler(AlsekHarness harness) {
            harness.handle(FETCH, (nothing, context) -> {
                assertThat(context.attempt()).isGreaterThan(1);
                return null;
            });
            harness.alsek().submit(FETCH);
            harness.runUntilIdle();
        }
    }

    private static void breakDown(AlsekHarness harness, int times) {
        AtomicInteger calls = new AtomicInteger();
        harness.handle(FETCH, (nothing, context) -> {
            if (calls.incrementAndGet() <= times) {
                throw new UncheckedIOException("no route", new IOException());
            }
            return null;
        });
    }

    @AlsekTest
    static class Overlooked {

        @Test
        void drains(AlsekHarness harness) {
            breakDown(harness, 9);
            harness.alsek().submit(FETCH);
            harness.drain();
        }

        @Test
        void performs(AlsekHarness harness) {
            breakDown(harness, 9);
            harness.perform(FETCH, null);
        }

        @Test
        void seesOnlyThatSomethingWasRun(AlsekHarness harness) {
            breakDown(harness, 9);
            harness.alsek().submit(FETCH);
            assertThat(harness.drain()).hasExecuted(FETCH);
        }
    }

    @AlsekTest
    static class Noticed {

        private final AlsekHarness harness;
        private @Nullable TaskHandle<?> handle;

        Noticed(AlsekHarness harness) {
            this.harness = harness;
        }

        @BeforeEach
        void failOnce(Alsek alsek) {
            breakDown(harness, 1);
            handle = alsek.submit(FETCH);
            harness.drain();
        }

        @Test
        void itsRetrySucceeded() {
            harness.advance(Duration.ofMinutes(1));
        }

        @Test
        void byReadingTheFailure() {
            assertThat(harness.executions().get(0).failure()).isPresent();
        }

        @Test
        void byAssertionOnTheExecution() {
            assertThat(harness.executions().get(0)).willRetryIn(Duration.ofMinutes(1));
        }

        @Test
        void byAssertionOnTheMessage() {
            assertThat(harness).task(handle).hasAttempts(1).willRetryIn(Duration.ofMinutes(1));
        }

        @Test
        void byCountingWhatSucceeded() {
            assertThat(harness).hasExecuted(FETCH).succeeded(0);
        }

        @Test
        void byExpectingFailures() {
            harness.expectFailures(FETCH);
        }

        @Test
        void byStoppingAtTheFailure() {
            breakDown(harness, 1);
            harness.alsek().submit(FETCH);
            assertThat(harness.drain(DrainOptions::stopAtFailure)).stoppedBecause(StopReason.FAILURE);
            harness.runUntilIdle();
        }

        @Test
        void itWasRevoked() {
            assertThat(handle).isNotNull();
            handle.cancel();
        }
    }

    @AlsekTest(onUnexpectedFailure = OnUnexpectedFailure.IGNORE)
    static class Ignored {

        @Test
        void doesNotLook(AlsekHarness harness) {
            breakDown(harness, 9);
            harness.alsek().submit(FETCH);
            harness.drain();
        }
    }
}
