package io.alsek.test;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.alsek.task.NonRetryableException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Runs test classes that are meant to be run by it alone, and looks at what becomes of them. */
class AlsekExtensionTest {

    private static EngineExecutionResults run(Class<?> testClass) {
        return EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.conditions.deactivate", "*")
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "same_thread")
                .selectors(selectClass(testClass))
                .execute();
    }

    private static void allSucceed(Class<?> testClass, int tests) {
        EngineExecutionResults results = run(testClass);
        assertThat(results.testEvents().failed().stream().map(AlsekExtensionTest::failureOf))
                .isEmpty();
        results.testEvents().assertStatistics(stats -> stats.started(tests).succeeded(tests));
    }

    private static EngineExecutionResults oneFails(Class<?> testClass, Condition<Throwable> failure) {
        EngineExecutionResults results = run(testClass);
        results.testEvents().assertStatistics(stats -> stats.started(1).failed(1));
        results.testEvents().failed().assertThatEvents().haveExactly(1, event(finishedWithFailure(failure)));
        return results;
    }

    private static Condition<Throwable> says(String... parts) {
        return message(text -> List.of(parts).stream().allMatch(text::contains));
    }

    @Test
    void parametersOfOneTestBelongTogether() {
        allSucceed(ExtensionUsers.Parameters.class, 3);
    }

    @Test
    void eachTestHasAHarnessOfItsOwnAndItIsClosed() {
        ExtensionUsers.OwnHarness.SEEN.clear();
        allSucceed(ExtensionUsers.OwnHarness.class, 5);
        assertThat(ExtensionUsers.OwnHarness.SEEN).hasSize(5).allMatch(harness -> {
            try {
                harness.alsek().submit(ExtensionUsers.BROKEN);
                return false;
            } catch (IllegalStateException closed) {
                return true;
            }
        });
    }

    @Test
    void testsMayRunInParallel() {
        ExtensionUsers.Parallel.SEEN.clear();
        allSucceed(ExtensionUsers.Parallel.class, 64);
        assertThat(ExtensionUsers.Parallel.SEEN).hasSize(64);
    }

    @Test
    void settingsAreInheritedFromEnclosingClassesAndAnnotations() {
        allSucceed(ExtensionUsers.Settings.class, 4);
    }

    @Test
    void aRegisteredExtensionSharesItsTasksNotItsHarness() {
        allSucceed(ExtensionUsers.Registered.class, 2);
    }

    @Test
    void anUnexpectedFailureFailsTheTest() {
        oneFails(
                        ExtensionOffenders.UnexpectedFailure.class,
                        says(
                                "A task failed in this test, and the test did not expect it",
                                "task='broken'",
                                "FAILED: io.alsek.task.NonRetryableException: on purpose",
                                "harness.expectFailures()"))
                .testEvents()
                .failed()
                .stream()
                .map(AlsekExtensionTest::failureOf)
                .forEach(thrown -> {
                    assertThat(thrown.getSuppressed()).anyMatch(NonRetryableException.class::isInstance);
                    assertThat(thrown).hasSuppressedException(thrown.getSuppressed()[1]);
                });
    }

    private static Throwable failureOf(Event event) {
        return event.getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();
    }

    @Test
    void failuresThatTheTestLooksAtAreExpected() {
        allSucceed(ExtensionOffenders.ExpectedFailures.class, 8);
    }

    @Test
    void unexpectedFailuresCanBeIgnored() {
        allSucceed(ExtensionOffenders.IgnoredFailures.class, 1);
    }

    @Test
    void aBoundThatWasReachedUnseenFailsTheTest() {
        oneFails(ExtensionOffenders.EndlessDrain.class, says("bound of 20 executions", "again → again → …"));
    }

    @Test
    void aBoundThatWasReachedOnSubmitFailsTheTest() {
        oneFails(ExtensionOffenders.EndlessSubmission.class, says("bound of 1000 executions", "again → again → …"));
    }

    @Test
    void messagesLeftBehindFailTheTestOnRequest() {
        oneFails(
                ExtensionOffenders.LeftBehind.class,
                says("This test leaves 1 message behind", "task='length'", "READY"));
    }

    @Test
    void aFailingTestTellsTheStateOfItsHarness() {
        EngineExecutionResults results = oneFails(ExtensionOffenders.FailingTest.class, message("one was not two"));
        Throwable thrown = failureOf(results.testEvents().failed().list().get(0));
        assertThat(thrown.getSuppressed())
                .singleElement()
                .asString()
                .contains("the state of the harness when the test failed")
                .contains("length(\"waiting\") READY");
        assertThat(results.testEvents().reportingEntryPublished().list()).hasSize(1);
    }

    @Test
    void aFailingSetUpTellsTheStateOfItsHarness() {
        EngineExecutionResults results = oneFails(ExtensionOffenders.FailingSetUp.class, message("no set-up"));
        assertThat(failureOf(results.testEvents().failed().list().get(0)).getSuppressed())
                .hasSize(1);
    }

    @Test
    void anAbortedTestStaysAborted() {
        run(ExtensionOffenders.Aborted.class).testEvents().assertStatistics(stats -> stats.aborted(1));
    }

    @Test
    void aHarnessForAllTestsIsRefusedWithAdvice() {
        run(ExtensionOffenders.BeforeAllParameter.class)
                .containerEvents()
                .failed()
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(finishedWithFailure(
                                instanceOf(ParameterResolutionException.class),
                                says("one Alsek per test", "@BeforeEach"))));
    }

    @Test
    void aWrongInstantIsExplained() {
        oneFails(ExtensionOffenders.WrongInstant.class, instanceOf(ParameterResolutionException.class));
        Throwable thrown = failureOf(run(ExtensionOffenders.WrongInstant.class)
                .testEvents()
                .failed()
                .list()
                .get(0));
        assertThat(thrown).hasRootCauseInstanceOf(java.time.format.DateTimeParseException.class);
        assertThat(thrown.getCause())
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageContaining("tomorrow");
    }

    @Test
    void severalBackendsAreSeveralInvocations() {
        ExtensionUsers.OnSeveralBackends.SEEN.clear();
        EngineExecutionResults results = run(ExtensionUsers.OnSeveralBackends.class);
        results.testEvents().assertStatistics(stats -> stats.started(6).succeeded(6));
        assertThat(ExtensionUsers.OnSeveralBackends.SEEN)
                .containsExactlyInAnyOrder("test here", "test there", "inner here", "inner there");
        assertThat(results.containerEvents().started().stream()
                        .map(event -> event.getTestDescriptor().getDisplayName()))
                .contains("on Here", "on the other side");
    }

    @Test
    void oneMethodCanHaveSeveralBackends() {
        ExtensionUsers.OneMethodOnSeveralBackends.SEEN.clear();
        allSucceed(ExtensionUsers.OneMethodOnSeveralBackends.class, 4);
        assertThat(ExtensionUsers.OneMethodOnSeveralBackends.SEEN).hasSize(3).contains("here", "there");
        allSucceed(ExtensionUsers.OnAnotherBackend.class, 1);
    }

    @Test
    void aBackendThatCannotBeMadeIsExplained() {
        run(ExtensionOffenders.UnmakableBackend.class)
                .containerEvents()
                .failed()
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(finishedWithFailure(
                                instanceOf(ExtensionConfigurationException.class),
                                says("Unmakable", "needs a constructor without parameters"))));
    }

    @Test
    void twoExtensionsOnOneClassAreExplained() {
        oneFails(
                ExtensionOffenders.TwoExtensions.class,
                says("two Alsek extensions on", "@AlsekTest or @ExtendWith", "a @RegisterExtension field", "keep one"));
        oneFails(ExtensionOffenders.TwoFields.class, says("two Alsek extensions on", "keep one"));
    }

    @Test
    void aParameterThatThereIsNotIsExplained() {
        oneFails(
                ExtensionOffenders.UnknownParameter.class,
                says("cannot have a io.alsek.event.TaskEvents", "EventLog", "@WorkerName"));
    }

    @Test
    void aFaultThatNeverStruckFailsTheTest() {
        oneFails(
                ExtensionOffenders.VacuousFault.class,
                says(
                        "announced faults that never struck",
                        "the next delivery of the task \"length\" is duplicated",
                        "the next SETTLE takes effect, but its reply is lost"));
    }

    @Test
    void soDoesACrashOfAWorkerThatNeverCame() {
        oneFails(
                ExtensionOffenders.VacuousCrash.class,
                says("announced faults that never struck", "the worker \"w1\" crashes AFTER_HANDLER", "w1.runNext()"));
    }

    @Test
    void aTestThatTimesOutTellsWhatItIsAt() {
        EngineExecutionResults results =
                oneFails(ExtensionOffenders.TimesOut.class, instanceOf(TimeoutException.class));
        assertThat(results.testEvents()
                        .reportingEntryPublished()
                        .list()
                        .get(0)
                        .getRequiredPayload(ReportEntry.class)
                        .getKeyValuePairs()
                        .get("alsek"))
                .contains("length(\"patience\") LEASED, lease ends in 30 s")
                .contains("Running now (2)")
                .contains("the handler of Message(")
                .contains("WAITING at io.alsek.test.ExtensionOffenders$TimesOut");
        assertThat(failureOf(results.testEvents().failed().list().get(0)).getSuppressed())
                .anyMatch(suppressed -> String.valueOf(suppressed).contains("the state of the harness"));
    }

    @Test
    void sleepingInRealTimeFailsTheTestAtOnce() {
        oneFails(
                WaitingOffenders.SleepingTest.class,
                says(
                        "The test SleepingTest waits in real time",
                        "harness.advance(…)",
                        "tolerate = Offence.REAL_TIME_WAITING"));
        oneFails(
                WaitingOffenders.SleepingHandler.class,
                says(
                        "The handler of Message(",
                        "task='length') waits in real time",
                        "harness.clock().advance(…)",
                        "TimeMode.REAL"));
    }

    /** Which cannot be interrupted, but gives up when what it asks throws. */
    @Test
    @Timeout(30)
    void waitingByAwaitilityFailsTheTestAtOnce() {
        EngineExecutionResults results = run(WaitingOffenders.WaitingByAwaitility.class);
        results.testEvents().assertStatistics(stats -> stats.started(2).failed(2));
        results.testEvents()
                .failed()
                .assertThatEvents()
                .haveExactly(2, event(finishedWithFailure(says("WaitingByAwaitility waits in real time"))));
    }

    @Test
    void aHandlerThatStartsAThreadFailsTheTest() {
        EngineExecutionResults results = oneFails(
                ExtensionOffenders.OwnThread.class,
                says("A thread was started by the handler of Message(", "harness.track(executor)"));
        assertThat(failureOf(results.testEvents().failed().list().get(0)).getStackTrace())
                .anyMatch(frame -> frame.getClassName().contains("ExtensionOffenders$OwnThread"));
    }

    @Test
    void whatIsToleratedOrTrackedIsFine() {
        allSucceed(ExtensionOffenders.Tolerated.class, 1);
        allSucceed(ExtensionOffenders.Tracked.class, 3);
    }
}
