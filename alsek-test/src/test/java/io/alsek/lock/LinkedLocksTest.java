package io.alsek.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alsek.Alsek;
import io.alsek.message.Backoff;
import io.alsek.message.LinkedLock;
import io.alsek.message.Message;
import io.alsek.spi.MessageKey;
import io.alsek.task.DuplicateMessageException;
import io.alsek.task.NonRetryableException;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import io.alsek.test.CrashPoint;
import io.alsek.test.SimulatedWorker;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Locks that go with messages. */
@AlsekTest
class LinkedLocksTest {

    private static final Task<String, String> WORK = Task.named("work")
            .input(String.class)
            .output(String.class)
            .retry(1, Backoff.constant(Duration.ofMinutes(10)))
            .build();

    private final AlsekHarness harness;
    private final Alsek alsek;
    private final Lock lock;

    LinkedLocksTest(AlsekHarness harness, Alsek alsek) {
        this.harness = harness;
        this.alsek = alsek;
        this.lock = alsek.lock("account 7");
        harness.handle(WORK, (input, context) -> {
            assertThat(lock.holders()).as("holders while it runs").hasSize(1);
            return switch (input) {
                case "fails" -> throw new IllegalStateException("not today");
                case "fails for good" -> throw new NonRetryableException("never");
                default -> input;
            };
        });
        harness.expectFailures();
    }

    private TaskHandle<String> submit(String input) {
        try (HeldLock held = lock.tryAcquire().orElseThrow()) {
            return alsek.submit(WORK, input, options -> options.lock(held));
        }
    }

    private void assertThatTheMessageHoldsIt(TaskHandle<?> handle) {
        assertThat(lock.holders())
                .singleElement()
                .extracting(LockHolder::owner)
                .isEqualTo("message alsek_queue/" + handle.id());
        assertThat(lock.tryAcquire()).isEmpty();
    }

    @Nested
    class Becoming {

        @Test
        void theMessagesWithItsAcceptance() {
            HeldLock held = lock.tryAcquire().orElseThrow();
            TaskHandle<String> handle = alsek.submit(WORK, "a", options -> options.lock(held));

            assertThatTheMessageHoldsIt(handle);
            assertThat(held.isHeld()).isFalse();
            assertThat(held.release()).isFalse();
            assertThatTheMessageHoldsIt(handle);
            assertThatThrownBy(held::requireHeld)
                    .isInstanceOf(LockNotHeldException.class)
                    .hasMessageContaining(handle.id());
        }

        @Test
        void aRefusedMessageLeavesItWithWhoAcquiredIt() {
            alsek.submit(WORK, "a", options -> options.id("taken"));
            HeldLock held = lock.tryAcquire().orElseThrow();

            assertThatThrownBy(() -> alsek.submit(
                            WORK, "b", options -> options.id("taken").lock(held)))
                    .isInstanceOf(DuplicateMessageException.class);

            assertThat(held.isHeld()).isTrue();
            assertThat(lock.isHeld()).isTrue();
            assertThat(held.release()).isTrue();
        }

        @Test
        void aMessageThatIsNotSubmittedLeavesItToo() {
            HeldLock held = lock.tryAcquire().orElseThrow();
            Message message = alsek.generate(WORK, "a", options -> options.lock(held));
            harness.clock().advance(Locks.DEFAULT_HEARTBEAT.multipliedBy(3));
            assertThat(held.isHeld()).isTrue();

            alsek.broker().submit(message);

            assertThat(held.isHeld()).isFalse();
            assertThat(lock.holders()).hasSize(1);
        }

        @Test
        void theFenceStaysTheSame() {
            HeldLock held = lock.tryAcquire().orElseThrow();
            alsek.submit(WORK, "a", options -> options.lock(held));

            assertThat(lock.holders()).extracting(LockHolder::fence).containsExactly(held.fence());
        }

        @Test
        void aPermitOfASemaphoreGoesWithAMessageToo() {
            Lock semaphore = alsek.lock("s").limit(2);
            HeldLock held = semaphore.tryAcquire().orElseThrow();
            harness.handle(WORK, input -> input);
            alsek.submit(WORK, "a", options -> options.lock(held));
            HeldLock mine = semaphore.tryAcquire().orElseThrow();

            harness.drain();

            assertThat(semaphore.holders()).extracting(LockHolder::fence).containsExactly(mine.fence());
        }
    }

    @Nested
    class Ending {

        @Test
        void whenItIsDone() {
            submit("a");

            harness.drain();

            assertThat(lock.holders()).isEmpty();
        }

        @Test
        void notWhenItIsToBeRetriedButWhenItFailsForGood() {
            TaskHandle<String> handle = submit("fails");
            harness.drain();
            assertThatTheMessageHoldsIt(handle);

            harness.runUntilIdle();

            assertThat(harness.executions()).hasSize(2);
            assertThat(lock.holders()).isEmpty();
        }

        @Test
        void whenItFailsForGoodAtOnce() {
            submit("fails for good");

            harness.drain();

            assertThat(lock.holders()).isEmpty();
        }

        @Test
        void whenItIsRevokedBeforeItRuns() {
            submit("a").cancel();

            assertThat(lock.holders()).isEmpty();
        }

        @Test
        void whenItIsRevokedWhileItRuns() {
            harness.handle(WORK, (input, context) -> {
                alsek.revoke(new MessageKey(
                        context.message().queue(), context.message().id()));
                return input;
            });
            submit("a");

            harness.drain();

            assertThat(lock.holders()).isEmpty();
        }

        @Test
        void whenItExpires() {
            HeldLock held = lock.tryAcquire().orElseThrow();
            TaskHandle<String> handle = alsek.submit(
                    WORK,
                    "a",
                    options -> options.timeToLive(Duration.ofMinutes(5)).lock(held));
            harness.clock().advance(Duration.ofMinutes(5).minusMillis(1));
            assertThatTheMessageHoldsIt(handle);
            harness.clock().advance(Duration.ofMillis(1));

            harness.drain();

            assertThat(harness.executions()).isEmpty();
            assertThat(lock.holders()).isEmpty();
        }

        @Test
        void whenItIsRemovedOrFailedByHand() {
            TaskHandle<String> first = submit("a");
            alsek.broker().remove(new MessageKey("alsek_queue", first.id()));
            assertThat(lock.holders()).isEmpty();

            TaskHandle<String> second = submit("b");
            alsek.broker().fail(new MessageKey("alsek_queue", second.id()), new IllegalStateException("by hand"));
            assertThat(lock.holders()).isEmpty();
        }

        @Test
        void whenAConsumerAcknowledgesIt() throws Exception {
            submit("a");
            var consumer = alsek.broker()
                    .consume(new io.alsek.spi.Subscription.AllQueues(
                            java.util.Set.of(), io.alsek.spi.Subscription.Rotation.STRICT));

            alsek.broker()
                    .ack(consumer.next(Duration.ofSeconds(30), Duration.ZERO).orElseThrow());

            assertThat(lock.holders()).isEmpty();
        }

        @Test
        void afterItsWorkerDiedAndAnotherRanIt() {
            TaskHandle<String> handle = submit("a");
            SimulatedWorker dying = harness.worker("dying").crashAt(CrashPoint.AFTER_HANDLER);
            dying.runNext();
            assertThat(dying.isCrashed()).isTrue();
            assertThatTheMessageHoldsIt(handle);

            harness.runUntilIdle();

            assertThat(harness.executions()).hasSize(1);
            assertThat(lock.holders()).isEmpty();
        }

        @Test
        void whenAWorkerIsToldThatItIsAPoisonPill() {
            TaskHandle<String> handle = submit("a");
            for (int i = 0; i < 5; i++) {
                SimulatedWorker worker = harness.worker("victim " + i);
                worker.claim();
                worker.crash();
                assertThatTheMessageHoldsIt(handle);
                harness.clock().advance(Duration.ofSeconds(30));
            }

            harness.drain();

            assertThat(lock.holders()).isEmpty();
        }

        @Test
        void aReplayedDeadLetterRunsWithoutIt() {
            TaskHandle<String> handle = submit("fails for good");
            harness.drain();
            HeldLock mine = lock.tryAcquire().orElseThrow();
            harness.handle(WORK, input -> input);
            alsek.deadLetters().replay(new MessageKey("alsek_queue", handle.id()));

            harness.drain();

            assertThat(mine.isHeld()).isTrue();
            assertThat(lock.isHeld()).isTrue();
        }
    }

    @Nested
    class Lasting {

        @Test
        void asLongAsItsMessageWaits() {
            HeldLock held = lock.ttl(Duration.ofMinutes(1)).tryAcquire().orElseThrow();
            TaskHandle<String> handle = alsek.submit(
                    WORK, "a", options -> options.delay(Duration.ofDays(30)).lock(held));

            harness.clock().advance(Duration.ofDays(30).plus(Duration.ofDays(6)));

            assertThatTheMessageHoldsIt(handle);
        }

        @Test
        void theMessageSaysWhichLockItHolds() {
            TaskHandle<String> handle = submit("a");

            assertThat(handle.message().linkedLock()).isEqualTo(new LinkedLock("account 7", 1));
            assertThat(alsek.broker().find(new MessageKey("alsek_queue", handle.id())))
                    .contains(handle.message());
            assertThat(handle.message().duplicate("other").linkedLock()).isNull();
        }
    }

    @Nested
    class Misuse {

        @Test
        void aSecondLockIsAnErrorUnlessItIsToReplaceTheFirst() {
            HeldLock first = lock.tryAcquire().orElseThrow();
            HeldLock second = alsek.lock("other").tryAcquire().orElseThrow();

            assertThatIllegalStateException()
                    .isThrownBy(() -> alsek.submit(
                            WORK, "a", options -> options.lock(first).lock(second)))
                    .withMessageContaining("account 7")
                    .withMessageContaining("other");
            alsek.submit(WORK, "a", options -> options.lock(first).lockInstead(second));

            assertThat(first.isHeld()).isTrue();
            assertThat(second.isHeld()).isFalse();
        }

        @Test
        void oneLockGoesWithOneMessage() {
            HeldLock held = lock.tryAcquire().orElseThrow();
            alsek.generate(WORK, "a", options -> options.id("first").lock(held));

            assertThatIllegalStateException()
                    .isThrownBy(() -> alsek.submit(WORK, "b", options -> options.lock(held)))
                    .withMessageContaining("first");
        }

        @Test
        void aLockThatIsNotHeldCannotBeLinked() {
            HeldLock held = lock.tryAcquire().orElseThrow();
            held.close();

            assertThatThrownBy(() -> alsek.submit(WORK, "a", options -> options.lock(held)))
                    .isInstanceOf(LockNotHeldException.class);
            assertThat(harness.pending()).isEmpty();
        }

        @Test
        void norOneThatWasAcquiredElsewhere() {
            HeldLock held = alsek.broker()
                    .decorated(java.util.function.UnaryOperator.identity())
                    .locks()
                    .named("a")
                    .tryAcquire()
                    .orElseThrow();

            assertThatIllegalStateException()
                    .isThrownBy(() -> alsek.submit(WORK, "a", options -> options.lock(held)))
                    .withMessageContaining("another Alsek");
        }

        @Test
        void aCallbackCannotHaveOne() {
            HeldLock held = lock.tryAcquire().orElseThrow();
            Message callback = alsek.generate(WORK, "b", options -> options.lock(held));

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> alsek.submit(WORK, "a", options -> options.callback(callback)))
                    .withMessageContaining("account 7");
        }

        @Test
        void aMessageThatCarriesALockThatNobodyHoldsForItIsRefused() {
            Message message = alsek.generate(WORK, "a").toBuilder()
                    .linkedLock(new LinkedLock("account 7", 1))
                    .build();

            assertThatIllegalStateException()
                    .isThrownBy(() -> alsek.broker().submitAll(List.of(message)))
                    .withMessageContaining("account 7");
            assertThat(harness.pending()).isEmpty();
        }
    }
}
