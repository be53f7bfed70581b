package io.alsek.test;

import static io.alsek.test.AlsekAssertions.assertThat;
import static io.alsek.test.ExtensionUsers.BROKEN;
import static io.alsek.test.ExtensionUsers.LENGTH;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.task.NonRetryableException;
import io.alsek.task.Task;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
}
