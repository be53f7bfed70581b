package io.alsek.test;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.alsek.message.Backoff;
import io.alsek.spi.DeathReason;
import io.alsek.spi.MessageKey;
import io.alsek.task.CancelReason;
import io.alsek.task.NonRetryableException;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@AlsekTest
class AssertionsTest {

    record Mail(String to, String subject) {}

    private static final Task<Mail, @Nullable Void> SEND = Task.named("send")
            .input(Mail.class)
            .queue("mail")
            .retry(2, Backoff.constant(Duration.ofMinutes(5)))
            .build();
    private static final Task<String, Integer> COUNT =
            Task.named("count").input(String.class).output(Integer.class).build();

    private final AlsekHarness harness;

    AssertionsTest(AlsekHarness harness) {
        this.harness = harness;
    }

    @Nested
    class Enqueued {

        @Test
        void whatHoldsPasses() {
            TaskHandle<?> handle = harness.alsek()
                    .submit(
                            SEND,
                            new Mail("ann@example.org", "Hello"),
                            options -> options.delay(Duration.ofHours(1))
                                    .priority(5)
                                    .metadata("campaign", "spring"));
            harness.alsek().submit(SEND, new Mail("bob@example.org", "Hello"));
            harness.alsek().submit(COUNT, "x");

            assertThat(harness)
                    .hasEnqueued(SEND)
                    .withInput(new Mail("ann@example.org", "Hello"))
                    .withInputSatisfying(mail -> assertThat(mail.to()).startsWith("ann"))
                    .onQueue("mail")
                    .withPriority(5)
                    .withId(handle.id())
                    .withMetadata("campaign", "spring")
                    .scheduledIn(Duration.ofHours(1))
                    .scheduledAt(VirtualClock.START.plusSeconds(3600))
                    .once();
            assertThat(harness).hasEnqueued(SEND).times(2);
            assertThat(harness).hasEnqueuedInOrder(SEND, COUNT).hasEnqueuedInOrder(SEND, SEND);
            assertThat(harness).hasPendingTasks(3);
        }

        @Test
        void aNearMissIsToldFieldByField() {
            harness.alsek().submit(SEND, new Mail("ann@example.org", "Hello"), options -> options.priority(1));
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(harness)
                            .hasEnqueued(SEND)
                            .onQueue("mail")
                            .withInput(new Mail("ann@example.org", "Bye")))
                    .withMessageContaining("Expected that the task \"send\" was enqueued with queue \"mail\","
                            + " input Mail[to=ann@example.org, subject=Bye]")
                    .withMessageContaining("queue: as expected")
                    .withMessageContaining("input: expected Mail[to=ann@example.org, subject=Bye], but was"
                            + " Mail[to=ann@example.org, subject=Hello]")
                    .withMessageContaining("Alsek at 2030-01-01T00:00:00Z");
        }

        @Test
        void whatWasNotEnqueuedAtAllIsToldWithWhatWas() {
            harness.alsek().submit(COUNT, "x");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(harness).hasEnqueued(SEND))
                    .withMessageContaining("It was not enqueued at all; enqueued were [count]");
        }

        @Test
        void numbersAreTold() {
            harness.alsek().submit(COUNT, "x");
            harness.alsek().submit(COUNT, "x");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(harness).hasEnqueued(COUNT).once())
                    .withMessageContaining("was enqueued once, but it was 2 times");
        }

        @Test
        void whatShouldNotBeThereIsListed() {
            harness.alsek().submit(COUNT, "x");
            assertThat(harness).hasNotEnqueued(SEND);
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(harness).hasNotEnqueued(COUNT))
                    .withMessageContaining("count(\"x\")");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(harness).hasNoPendingTasks())
                    .withMessageContaining("Expected no pending tasks, but there are 1:");
        }

        @Test
        void aWrongOrderNamesWhatIsMissing() {
            harness.alsek().submit(COUNT, "x");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(harness).hasEnqueuedInOrder(COUNT, SEND))
                    .withMessageContaining("\"send\" is missing in its place. Enqueued were [count]");
        }

        @Test
        void whatATaskSubmittedNamesItsSubmitter() {
            harness.handle(COUNT, (text, context) -> {
                context.submit(SEND, new Mail(text, "from inside"));
                return 1;
            });
            TaskHandle<Integer> handle = harness.alsek().submit(COUNT, "x");
            harness.drain();
            assertThat(harness).hasEnqueued(SEND).submittedBy(handle.id());
        }
    }

    @Nested
    class Executions {

        @Test
        void successAndResult() {
            harness.handle(COUNT, String::length);
            harness.alsek().submit(COUNT, "four");
            DrainResult drained = harness.drain();
            TaskExecution execution = drained.executions().get(0);
            assertThat(execution).succeeded().withResult(4).isAttempt(1);
            assertThat(drained).hasExecuted(COUNT).allSucceeded();
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(execution).withResult(5))
                    .withMessageContaining("succeeded with the result 5")
                    .withMessageContaining("succeeded with 4");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(execution).failedWith(IOException.class))
                    .withMessageContaining("Expected that it failed with a java.io.IOException");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(drained).hasExecuted(SEND))
                    .withMessageContaining("Expected the executions of [send], but there were 1:");
        }

        @Test
        void failureAndRetry() {
            harness.handle(SEND, mail -> {
                throw new IOException("connection refused");
            });
            TaskHandle<?> handle = harness.alsek().submit(SEND, new Mail("a", "b"));
            assertThat(harness.runNext().orElseThrow())
                    .failedWith(IOException.class)
                    .withMessageContaining("refused")
                    .willRetryIn(Duration.ofMinutes(5))
                    .willRetryAt(VirtualClock.START.plusSeconds(300));
            harness.runUntilIdle();
            assertThat(harness.executions().get(2)).isDead().isDeadBecause(DeathReason.FAILED);
            assertThat(harness)
                    .task(handle)
                    .hasAttempts(3)
                    .backedOffBy(Duration.ofMinutes(5), Duration.ofMinutes(5))
                    .isDeadLetteredWith(IOException.class);
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(harness).task(handle).backedOffBy(Duration.ofMinutes(1)))
                    .withMessageContaining("(it did by [5 min, 5 min])");
        }

        @Test
        void aResultThatIsNotThereIsExplained() {
            harness.handle(SEND, mail -> {
                throw new IOException("connection refused");
            });
            TaskExecution execution = harness.expectFailures().perform(SEND, new Mail("a", "b"));
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(execution::result)
                    .withMessageContaining("did not succeed")
                    .withMessageContaining("connection refused");
        }
    }

    @Nested
    class Dead {

        @Test
        void deadLettersAreNarrowedDown() {
            harness.handle(SEND, mail -> {
                throw new NonRetryableException("no such address");
            });
            assertThat(harness).hasNoDeadLetters();
            harness.alsek().submit(SEND, new Mail("nobody", "b"));
            harness.drain();
            assertThat(harness)
                    .hasDeadLetter(SEND)
                    .because(DeathReason.FAILED)
                    .withException(NonRetryableException.class)
                    .withMessageContaining("no such");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(harness).hasDeadLetter(SEND).because(DeathReason.EXPIRED))
                    .withMessageContaining("with the reason EXPIRED, but there are only 1:")
                    .withMessageContaining("no such address");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(harness).hasNoDeadLetters())
                    .withMessageContaining("Expected no dead letters, but there are 1:");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(harness).hasDeadLetter(COUNT))
                    .withMessageContaining("Expected a dead letter of the task \"count\", but there is none");
        }

        @Test
        void discardedAttemptsSayWhy() {
            harness.handle(SEND, (mail, context) -> {
                harness.alsek().revoke(new MessageKey("mail", context.message().id()));
                return null;
            });
            harness.alsek().submit(SEND, new Mail("a", "b"));
            assertThat(harness.drain().executions().get(0)).wasDiscarded(CancelReason.REVOKED);
        }
    }
}
