package io.alsek.worker;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.alsek.Alsek;
import io.alsek.event.TaskStatus;
import io.alsek.lock.HeldLock;
import io.alsek.lock.Lock;
import io.alsek.lock.LockHolder;
import io.alsek.message.Backoff;
import io.alsek.spi.BackendException;
import io.alsek.spi.MessageKey;
import io.alsek.task.CancelReason;
import io.alsek.task.DuplicateMessageException;
import io.alsek.task.NonRetryableException;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import io.alsek.test.AlsekExtension;
import io.alsek.test.AlsekHarness;
import io.alsek.test.BackendOperation;
import io.alsek.test.Faults;
import io.alsek.test.TaskExecution;
import io.alsek.test.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happens when the backend fails: before it did anything, or after, when only its reply is lost. */
class OutagesTest {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Task<String, String> WORK = Task.named("work")
            .input(String.class)
            .output(String.class)
            .trackStatus()
            .retry(1, Backoff.constant(Duration.ofMinutes(1)))
            .build();

    @RegisterExtension
    static final AlsekExtension ALSEK = AlsekExtension.with(harness -> {}).ignoringUnexpectedFailures();

    private final AlsekHarness harness;
    private final Alsek alsek;
    private final Faults faults;
    private final List<String> ran = new ArrayList<>();

    OutagesTest(AlsekHarness harness) {
        this.harness = harness;
        this.alsek = harness.alsek();
        this.faults = harness.faults();
        harness.handle(WORK, text -> {
            ran.add(text);
            return "done " + text;
        });
    }

    private TaskExecution run() {
        return harness.drain().executions().get(0);
    }

    @Nested
    class Settling {

        @Test
        void aLostReplyOfASuccessIsASuccess() {
            TaskHandle<String> handle =
                    alsek.submit(WORK, "a", options -> options.callback(alsek.generate(WORK, "next")));
            faults.loseNextReply(BackendOperation.SETTLE);
            assertThat(run()).withResult("done a");
            assertThat(ran).containsExactly("a", "next");
            assertThat(alsek.results().get(handle.id(), String.class)).isEqualTo("done a");
            assertThat(harness).hasNoPendingTasks();
        }

        @Test
        void aLostReplyOfARetryCountsOneAttempt() {
            harness.handle(WORK, text -> {
                throw new IOException("down");
            });
            alsek.submit(WORK, "a");
            faults.loseNextReply(BackendOperation.SETTLE);
            assertThat(run()).willRetryIn(Duration.ofMinutes(1));
            assertThat(harness.pending())
                    .singleElement()
                    .satisfies(task ->
                            assertThat(task.message().history().retries()).isEqualTo(1));
        }

        @Test
        void aLostReplyOfAFailureBuriesOnce() {
            harness.handle(WORK, text -> {
                throw new NonRetryableException("never");
            });
            alsek.submit(WORK, "a");
            faults.loseNextReply(BackendOperation.SETTLE);
            assertThat(run()).isDead();
            assertThat(harness.deadLetters()).hasSize(1);
        }

        @Test
        void aCallThatFailsOnceIsRepeated() {
            alsek.submit(WORK, "a");
            faults.failNext(BackendOperation.SETTLE, 1);
            assertThat(run()).withResult("done a");
            assertThat(harness).hasNoPendingTasks();
        }

        @Test
        void whatCannotBeSettledIsDeliveredAgain() {
            TaskHandle<String> handle = alsek.submit(WORK, "a");
            faults.failNext(BackendOperation.SETTLE, 2);
            assertThat(run()).wasDiscarded(CancelReason.LEASE_LOST);
            assertThat(alsek.results().exists(handle.id())).isFalse();
            harness.advance(LEASE);
            assertThat(ran).containsExactly("a", "a");
            assertThat(handle.status()).isEqualTo(TaskStatus.SUCCEEDED);
        }
    }

    @Nested
    class Claiming {

        @Test
        void aLostReplyLosesNoMessage() {
            alsek.submit(WORK, "a");
            alsek.submit(WORK, "b");
            faults.loseNextReply(BackendOperation.CLAIM);
            assertThat(harness.drain()).hasExecuted(2).allSucceeded();
            assertThat(ran).containsExactly("a", "b");
            assertThat(harness.clock().instant()).isEqualTo(VirtualClock.START); // nobody waited for a lease
        }
    }

    @Nested
    class Beginning {

        @Test
        void aMessageWhoseBeginCannotBeToldIsNotLost() {
            alsek.submit(WORK, "a");
            faults.failNext(BackendOperation.EXTEND, 5);
            harness.drain();
            faults.callOff();
            harness.runUntilIdle();
            assertThat(harness).hasNoPendingTasks().hasNoDeadLetters();
            assertThat(ran).isNotEmpty();
        }
    }

    @Nested
    class BeginningForLong {

        @Test
        void aMessageIsRunOnceEvenIfNobodyCanBeToldThatItRuns() {
            alsek.submit(WORK, "a");
            faults.failNext(BackendOperation.EXTEND, 1_000);

            assertThat(harness.drain()).hasExecuted(1).allSucceeded();
            faults.callOff();

            assertThat(ran).containsExactly("a");
            assertThat(harness).hasNoPendingTasks();
        }
    }

    @Nested
    class Heartbeats {

        @Test
        void aShortOutageIsSurvived() {
            harness.handle(WORK, (text, context) -> {
                faults.failNext(BackendOperation.EXTEND, 1);
                harness.clock().advance(LEASE.multipliedBy(2));
                assertThat(context.isCancelled()).isFalse();
                return "survived";
            });
            alsek.submit(WORK, "a");
            assertThat(run()).withResult("survived");
        }

        @Test
        void aLongOutageEndsTheAttemptWhenTheLeaseRunsOut() {
            harness.handle(WORK, (text, context) -> {
                if (context.deliveries() == 1) {
                    faults.failNext(BackendOperation.EXTEND, 1_000);
                    harness.clock().advance(LEASE.minusMillis(1));
                    assertThat(context.isCancelled()).isFalse();
                    harness.clock().advance(LEASE);
                    assertThat(context.cancelled()).contains(CancelReason.LEASE_LOST);
                    faults.callOff();
                }
                return "delivery " + context.deliveries();
            });
            alsek.submit(WORK, "a");
            assertThat(run()).wasDiscarded(CancelReason.LEASE_LOST);
            harness.runUntilIdle();
            assertThat(harness.executions().get(1)).withResult("delivery 2");
        }
    }

    @Nested
    class Submitting {

        @Test
        void aCallThatFailsIsToldAndNothingIsSubmitted() {
            faults.failNext(BackendOperation.SUBMIT, 1);
            assertThatExceptionOfType(BackendException.NotApplied.class).isThrownBy(() -> alsek.submit(WORK, "a"));
            assertThat(harness).hasNoPendingTasks();
        }

        @Test
        void aLostReplyIsToldAndTheSameIdIsAcceptedOnce() {
            faults.loseNextReply(BackendOperation.SUBMIT);
            assertThatExceptionOfType(BackendException.OutcomeUnknown.class)
                    .isThrownBy(() -> alsek.submit(WORK, "a", options -> options.id("one")));
            assertThat(harness).hasPendingTasks(1);
            assertThatExceptionOfType(DuplicateMessageException.class)
                    .isThrownBy(() -> alsek.submit(WORK, "a", options -> options.id("one")));
            assertThat(harness).hasPendingTasks(1);
        }
    }

    @Nested
    class SubmittingAgain {

        @Test
        void aLostReplyTellsTheIdUnderWhichToRepeat() {
            faults.loseNextReply(BackendOperation.SUBMIT);

            assertThatExceptionOfType(BackendException.OutcomeUnknown.class)
                    .isThrownBy(() -> alsek.submit(WORK, "a"))
                    .satisfies(unknown -> {
                        MessageKey key = unknown.submitted().get(0);
                        assertThat(unknown).hasMessageContaining(key.id());
                        assertThatExceptionOfType(DuplicateMessageException.class)
                                .isThrownBy(() -> alsek.submit(WORK, "a", options -> options.id(key.id())));
                    });

            assertThat(harness).hasPendingTasks(1);
        }

        @Test
        void aLockOfAMessageThatWasAcceptedAllTheSameIsTheMessages() {
            Lock lock = alsek.lock("door");
            HeldLock held = lock.tryAcquire().orElseThrow();
            faults.loseNextReply(BackendOperation.SUBMIT);
            assertThatExceptionOfType(BackendException.OutcomeUnknown.class)
                    .isThrownBy(() ->
                            alsek.submit(WORK, "a", options -> options.id("one").lock(held)));
            assertThatExceptionOfType(DuplicateMessageException.class)
                    .isThrownBy(() ->
                            alsek.submit(WORK, "a", options -> options.id("one").lock(held)));

            held.close();

            assertThat(lock.holders()).extracting(LockHolder::owner).containsExactly("message alsek_queue/one");
        }

        @Test
        void aLockOfAMessageThatWasNotSubmittedStays() {
            HeldLock held = alsek.lock("door").tryAcquire().orElseThrow();
            faults.failNext(BackendOperation.SUBMIT, 1);
            assertThatExceptionOfType(BackendException.NotApplied.class)
                    .isThrownBy(() ->
                            alsek.submit(WORK, "a", options -> options.id("one").lock(held)));

            harness.clock().advance(LEASE.multipliedBy(3));
            assertThat(held.isHeld()).isTrue();
            alsek.submit(WORK, "a", options -> options.id("one").lock(held));

            assertThat(held.isHeld()).isFalse();
        }
    }

    @Nested
    class Sweeping {

        @Test
        void anOutageDoesNotEndIt() {
            Task<String, String> expiring = Task.named("expiring")
                    .input(String.class)
                    .output(String.class)
                    .timeToLive(Duration.ofMinutes(5))
                    .build();
            alsek.submit(expiring, "nobody's");
            faults.failNext(BackendOperation.SWEEP, 3);
            harness.advance(Duration.ofMinutes(10));
            assertThat(harness).hasDeadLetter(expiring);
        }
    }
}
