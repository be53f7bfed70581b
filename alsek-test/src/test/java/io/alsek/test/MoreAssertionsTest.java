package io.alsek.test;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.alsek.message.Backoff;
import io.alsek.message.Serializer;
import io.alsek.spi.DeathReason;
import io.alsek.task.DuplicateMessageException;
import io.alsek.task.NonRetryableException;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.error.AssertJMultipleFailuresError;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@AlsekTest
class MoreAssertionsTest {

    record Mail(String to, String subject) {}

    private static final Task<Mail, @Nullable Void> SEND = Task.named("send")
            .input(Mail.class)
            .queue("mail")
            .retry(2, Backoff.constant(Duration.ofMinutes(5)))
            .build();
    private static final Task<String, Integer> COUNT =
            Task.named("count").input(String.class).output(Integer.class).build();
    private static final Mail HELLO = new Mail("ann@example.org", "Hello");

    private final AlsekHarness harness;

    MoreAssertionsTest(AlsekHarness harness) {
        this.harness = harness;
    }

    private static void fails(ThrowingCallable assertion, String... parts) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(assertion)
                .satisfies(failure -> assertThat(failure).hasMessageContainingAll(parts));
    }

    @Nested
    class Enqueued {

        @Test
        void nothingElse() {
            assertThat(harness).hasEnqueuedNothing();
            harness.alsek().submit(SEND, HELLO);
            assertThat(harness)
                    .hasEnqueued(SEND)
                    .withTimeout(Duration.ofHours(1))
                    .scheduledIn(Duration.ofSeconds(2), Duration.ofSeconds(2))
                    .once()
                    .andNothingElse();
            assertThat(harness).hasEnqueuedOnly(SEND).hasEnqueuedExactly(SEND);
            harness.alsek().submit(COUNT, "x");
            assertThat(harness).hasEnqueuedOnly(SEND, COUNT).hasEnqueuedExactly(SEND, COUNT);
            fails(
                    () -> assertThat(harness).hasEnqueued(SEND).andNothingElse(),
                    "nothing else was enqueued than the task \"send\", but there were also 1:\n  count(\"x\")");
            fails(() -> assertThat(harness).hasEnqueuedOnly(SEND), "only [send]", "count(\"x\")");
            fails(() -> assertThat(harness).hasEnqueuedOnly(COUNT), "only [count]", "send(");
            fails(
                    () -> assertThat(harness).hasEnqueuedExactly(COUNT, SEND),
                    "exactly the tasks [count, send] in this order, but enqueued were [send, count]");
            fails(() -> assertThat(harness).hasEnqueuedNothing(), "nothing was enqueued, but there were 2:");
            fails(
                    () -> assertThat(harness)
                            .hasEnqueued(SEND)
                            .scheduledIn(Duration.ofSeconds(3), Duration.ofSeconds(2)),
                    "delay: expected 3 s ± 2 s, but was 0 s");
        }

        @Test
        void duringABlock() {
            harness.alsek().submit(SEND, HELLO);
            assertThat(harness)
                    .enqueuesDuring(() -> harness.alsek().submit(COUNT, "x"))
                    .exactly(1, COUNT)
                    .exactly(0, SEND)
                    .inAll(1)
                    .task(COUNT)
                    .withInput("x")
                    .andNothingElse();
            assertThat(harness).enqueuesDuring(() -> {}).nothing();
            fails(
                    () -> assertThat(harness)
                            .enqueuesDuring(() -> harness.alsek().submit(COUNT, "x"))
                            .nothing(),
                    "Expected that this enqueues nothing, but there were 1:\n  count(\"x\")");
            fails(
                    () -> assertThat(harness)
                            .enqueuesDuring(() -> harness.alsek().submit(COUNT, "x"))
                            .task(SEND),
                    "the task \"send\" was enqueued by this.\nIt was not enqueued by this at all");
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> assertThat(harness).enqueuesDuring(() -> {
                        throw new IOException("no page");
                    }))
                    .withMessageContaining("no page");
        }

        @Test
        void duplicates() {
            assertThat(harness).hasDeduplicatedNothing();
            harness.alsek().submit(SEND, HELLO, options -> options.id("one"));
            for (int i = 0; i < 2; i++) {
                assertThatExceptionOfType(DuplicateMessageException.class)
                        .isThrownBy(() -> harness.alsek().submit(SEND, HELLO, options -> options.id("one")));
            }
            assertThat(harness)
                    .hasDeduplicated(SEND)
                    .withId("one")
                    .withInput(HELLO)
                    .times(2);
            assertThat(harness).hasEnqueued(SEND).once();
            fails(
                    () -> assertThat(harness).hasDeduplicated(COUNT),
                    "the task \"count\" was refused as a duplicate.\nIt was not refused as a duplicate at all; refused"
                            + " as a duplicate were [send]");
            fails(() -> assertThat(harness).hasDeduplicatedNothing(), "but there were 2:");
        }
    }

    @Nested
    class Executions {

        @Test
        void neverRuns() {
            List<String> counted = new ArrayList<>();
            harness.handle(COUNT, text -> {
                counted.add(text);
                return 1;
            });
            harness.handle(SEND, mail -> null);
            harness.alsek().submit(COUNT, "x", options -> options.delay(Duration.ofDays(31)));
            harness.alsek().submit(SEND, HELLO, options -> options.delay(Duration.ofDays(1)));
            assertThat(harness).neverRuns(COUNT).during(Duration.ofDays(30));
            assertThat(counted).isEmpty();
            assertThat(harness).hasExecuted(SEND).once();
            assertThat(harness.clock().instant()).isEqualTo(VirtualClock.START.plus(Duration.ofDays(30)));
            fails(
                    () -> assertThat(harness).neverRuns(COUNT).during(Duration.ofDays(1)),
                    "the task \"count\" is never run during 1 day",
                    "2030-02-01T00:00:00Z (after 1 day) count(\"x\")");
        }

        @Test
        void ofATask() {
            harness.handle(SEND, (mail, context) -> {
                if (context.attempt() == 1) {
                    throw new IOException("refused");
                }
                return null;
            });
            TaskHandle<?> handle = harness.alsek().submit(SEND, HELLO);
            harness.drain();
            assertThat(harness).task(handle).hasAttempts(1).willRetryIn(Duration.ofMinutes(5));
            harness.runUntilIdle();
            assertThat(harness)
                    .hasExecuted(SEND)
                    .times(2)
                    .succeeded(1)
                    .byWorkers("harness", "harness")
                    .execution(1)
                    .failedWith(IOException.class);
            assertThat(harness).hasExecuted(SEND).last().succeeded();
            assertThat(harness).hasNotExecuted(COUNT);
            assertThat(harness).task(handle).hasDeliveries(1).hasSucceeded().hasResult(null);
            fails(() -> assertThat(harness).hasExecuted(SEND).once(), "was run once, but its executions were 2:");
            fails(() -> assertThat(harness).hasExecuted(SEND).allSucceeded(), "always succeeded");
            fails(() -> assertThat(harness).hasExecuted(SEND).execution(3), "an execution number 3");
            fails(() -> assertThat(harness).hasExecuted(COUNT), "\"count\" was run, but run were [send]");
            fails(() -> assertThat(harness).hasNotExecuted(SEND), "was not run, but it was, 2:");
            fails(() -> assertThat(harness).task(handle).hasDeliveries(2), "2 times (it was 1 times)");
            fails(() -> assertThat(harness).task(handle).hasResult("sent"), "succeeded with the result \"sent\"");
        }

        @Test
        void deadLetters() {
            harness.handle(SEND, mail -> {
                throw new NonRetryableException("no such address");
            });
            TaskHandle<?> handle = harness.alsek().submit(SEND, HELLO);
            harness.drain();
            assertThat(harness).hasDeadLetter(SEND).withId(handle.id()).once();
            assertThat(harness).task(handle).isDeadLetteredBecause(DeathReason.FAILED);
            fails(() -> assertThat(harness).hasDeadLetter(SEND).times(2), "Expected 2 dead letters, but there are 1:");
            fails(
                    () -> assertThat(harness).task(handle).isDeadLetteredBecause(DeathReason.EXPIRED),
                    "is a dead letter with the reason EXPIRED");
        }
    }

    @Nested
    class Payloads {

        /** Its subject is not written: a mistake that only shows when it is read. */
        static final class Forgetful {

            public String to = "";
            private String subject = "";

            @SuppressWarnings("unused") // by the serializer
            Forgetful() {}

            Forgetful(String to, String subject) {
                this.to = to;
                this.subject = subject;
            }

            @Override
            public String toString() {
                return to + ": " + subject;
            }
        }

        private static final Task<Forgetful, byte[]> FORGET =
                Task.named("forget").input(Forgetful.class).output(byte[].class).build();

        @Test
        void whatIsLeftOutOnTheWireIsFound() {
            assertThat(SEND).roundTripsInput(HELLO);
            assertThat(FORGET).roundTripsResult(new byte[] {1, 2, 3});
            assertThat(FORGET).with(Serializer.cbor()).roundTripsResult(new byte[] {1, 2, 3});
            fails(
                    () -> assertThat(FORGET).roundTripsInput(new Forgetful("ann", "Hello")),
                    "The input of the task \"forget\" is not the same as what is left of it after the wire",
                    "({\"to\":\"ann\"})",
                    "subject");
        }

        @Test
        void aStoredPayloadIsWrittenAtFirstAndReadFromThenOn(@TempDir Path directory) throws IOException {
            Path stored = directory.resolve("payloads/send-v1.json");
            fails(
                    () -> assertThat(SEND).readsInput(stored, HELLO),
                    "There was no ",
                    "so it was written: {\"to\":\"ann@example.org\",\"subject\":\"Hello\"}",
                    "put it under version control");
            assertThat(SEND).readsInput(stored, HELLO).writesInput(stored, HELLO);

            Files.writeString(stored, "{\"to\":\"ann@example.org\",\"subject\":\"Hello\",\"color\":\"red\"}");
            assertThat(SEND).readsInput(stored, HELLO); // what is not known is ignored
            fails(
                    () -> assertThat(SEND).writesInput(stored, HELLO),
                    "is not written as it was",
                    "\"color\":\"red\"",
                    "now: {\"to\":\"ann@example.org\",\"subject\":\"Hello\"}");

            Files.writeString(stored, "{\"recipient\":\"ann@example.org\",\"subject\":\"Hello\"}");
            fails(() -> assertThat(SEND).readsInput(stored, HELLO), "to (expected \"ann@example.org\", was null)");
            Files.writeString(stored, "[]");
            fails(() -> assertThat(SEND).readsInput(stored, HELLO), "cannot be read from", "dead letters");
        }

        @Test
        void resultsToo(@TempDir Path directory) throws IOException {
            Path stored = directory.resolve("count.json");
            Files.writeString(stored, "7");
            assertThat(COUNT).readsResult(stored, 7).writesResult(stored, 7);
            fails(() -> assertThat(COUNT).readsResult(stored, 8), "The result of the task \"count\"");
        }

        @Test
        void waitsBetweenAttempts() {
            assertThat(SEND).backsOffBy(Duration.ofMinutes(5), Duration.ofMinutes(5));
            fails(
                    () -> assertThat(SEND).backsOffBy(Duration.ofMinutes(5), Duration.ofMinutes(10)),
                    "\"send\" waits for [5 min, 10 min] between its attempts, but it waits for [5 min, 5 min]");
        }
    }

    @Nested
    class Soft {

        @Test
        void allFailuresAreToldTogetherAndTheStateOnce() {
            harness.alsek().submit(SEND, HELLO);
            AlsekSoftAssertions softly = new AlsekSoftAssertions();
            softly.assertThat(harness)
                    .hasEnqueued(COUNT)
                    .withInput("x")
                    .onQueue("mail")
                    .once();
            softly.assertThat(harness).hasNoPendingTasks().hasDeadLetter(SEND).because(DeathReason.FAILED);
            softly.assertThat(harness).hasExecuted(SEND).once().allSucceeded();
            softly.assertThat(harness).hasEnqueued(SEND).withInput(HELLO).once();
            softly.assertThat(harness.drain()).hasExecuted(1);
            softly.assertThat(SEND).backsOffBy(Duration.ZERO);
            softly.assertThat("a string").isEmpty();

            assertThatExceptionOfType(AssertJMultipleFailuresError.class)
                    .isThrownBy(softly::close)
                    .satisfies(failure -> {
                        assertThat(failure.getFailures()).hasSize(7);
                        assertThat(failure.getMessage()).containsOnlyOnce("Alsek at 2030-01-01T00:00:00Z");
                    });
        }

        @Test
        void whatHoldsIsSilent() {
            harness.alsek().submit(SEND, HELLO);
            try (AlsekSoftAssertions softly = new AlsekSoftAssertions()) {
                softly.assertThat(harness).hasEnqueued(SEND).once();
                softly.assertThat(harness).hasPendingTasks(1);
            }
        }
    }
}
