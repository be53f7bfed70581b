package io.alsek.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.alsek.Alsek;
import io.alsek.lock.Locks;
import io.alsek.message.Backoff;
import io.alsek.spi.MessageKey;
import io.alsek.task.AlsekTask;
import io.alsek.task.AnnotatedTasks;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import io.alsek.test.SimulatedWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** At most so many runs of a task at a time, in all workers together. */
@AlsekTest
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MaxConcurrencyTest {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Task<String, String> NARROW = Task.named("narrow")
            .input(String.class)
            .output(String.class)
            .retry(1, Backoff.none())
            .maxConcurrency(1)
            .build();
    private static final Task<String, String> WIDE =
            Task.named("wide").input(String.class).output(String.class).build();

    private final AlsekHarness harness;
    private final Alsek alsek;
    private final List<String> ran = new ArrayList<>();

    MaxConcurrencyTest(AlsekHarness harness, Alsek alsek) {
        this.harness = harness;
        this.alsek = alsek;
        harness.handle(WIDE, text -> {
            ran.add(text);
            return text;
        });
    }

    private int permits() {
        return alsek.broker()
                .backend()
                .locks()
                .orElseThrow()
                .holders(Locks.ofRuns("narrow"))
                .size();
    }

    /** While one runs, another worker tries to run all that is there. */
    private void tryMeanwhile(String during) {
        SimulatedWorker other = harness.worker("other");
        harness.handle(NARROW, text -> {
            ran.add(text);
            if (text.equals(during)) {
                assertThat(permits()).isEqualTo(1);
                for (int i = 0; i < 10; i++) {
                    other.runNext();
                }
            }
            ran.add("end of " + text);
            return text;
        });
    }

    @Nested
    class Limiting {

        @Test
        void aSecondRunWaitsInItsPlaceWhileOthersGoOn() {
            tryMeanwhile("a");
            alsek.submit(NARROW, "a");
            alsek.submit(NARROW, "b");
            alsek.submit(WIDE, "c");
            alsek.submit(NARROW, "d");

            harness.worker("one").runNext();
            assertThat(ran).containsExactly("a", "c", "end of a");
            assertThat(permits()).isZero();

            harness.drain();
            assertThat(ran).containsExactly("a", "c", "end of a", "b", "end of b", "d", "end of d");
        }

        @Test
        void neitherAttemptsNorDeliveriesAreCountedForTheRefused() {
            tryMeanwhile("a");
            alsek.submit(NARROW, "a");
            TaskHandle<String> second = alsek.submit(NARROW, "b");
            harness.worker("one").runNext();

            assertThat(alsek.broker().find(new MessageKey("alsek_queue", second.id())))
                    .hasValueSatisfying(message -> {
                        assertThat(message.history().retries()).isZero();
                        assertThat(message.history().deliveries()).isZero();
                    });
        }

        @Test
        void aRefusedWorkerClaimsNothingOfTheTaskUntilARunEnds() {
            SimulatedWorker other = harness.worker("other");
            harness.handle(NARROW, text -> {
                if (text.equals("a")) {
                    assertThat(other.runNext()).isPresent();
                    assertThat(other.claim()).isEmpty();
                    assertThat(other.claim()).isEmpty();
                }
                return text;
            });
            alsek.submit(NARROW, "a");
            alsek.submit(NARROW, "b");

            harness.worker("one").runNext();

            assertThat(other.claim()).isPresent();
        }

        @Test
        void aRunThatFailsGivesItsPermitBack() {
            harness.expectFailures();
            harness.handle(NARROW, text -> {
                throw new IllegalStateException("not today");
            });
            alsek.submit(NARROW, "a");

            harness.drain();

            assertThat(harness.executions()).hasSize(2);
            assertThat(permits()).isZero();
        }

        @Test
        void aRunThatIsRevokedGivesItsPermitBack() {
            harness.handle(NARROW, (text, context) -> {
                alsek.revoke(new MessageKey("alsek_queue", context.message().id()));
                return text;
            });
            alsek.submit(NARROW, "a");

            harness.drain();

            assertThat(permits()).isZero();
        }

        @Test
        void theRunOfADeadWorkerCountsUntilItsLeaseIsOver() {
            SimulatedWorker dying = harness.worker("dying");
            harness.handle(NARROW, text -> {
                ran.add(text);
                if (ran.size() == 1) {
                    dying.crash();
                }
                return text;
            });
            alsek.submit(NARROW, "a");
            alsek.submit(NARROW, "b");
            dying.runNext();
            assertThat(dying.isCrashed()).isTrue();

            harness.drain();
            harness.advance(LEASE.minusMillis(1));
            assertThat(ran).containsExactly("a");
            harness.advance(Duration.ofMillis(1));

            assertThat(ran).containsExactly("a", "a", "b");
        }

        @Test
        void aLongRunKeepsItsPermitByItsHeartbeats() {
            SimulatedWorker other = harness.worker("other");
            harness.handle(NARROW, text -> {
                ran.add(text);
                if (text.equals("a")) {
                    harness.clock().advance(LEASE.multipliedBy(10));
                    other.runNext();
                }
                return text;
            });
            alsek.submit(NARROW, "a");
            alsek.submit(NARROW, "b");

            harness.worker("one").runNext();

            assertThat(ran).containsExactly("a");
        }

        @Test
        void progressKeepsThePermitToo() {
            Task<String, String> tracked = Task.named("narrow")
                    .input(String.class)
                    .output(String.class)
                    .trackStatus()
                    .maxConcurrency(1)
                    .build();
            List<Integer> seen = new ArrayList<>();
            harness.handle(tracked, (text, context) -> {
                for (int i = 0; i < 100; i++) {
                    harness.clock().advance(Duration.ofSeconds(1));
                    context.progress(i);
                }
                seen.add(permits());
                return text;
            });
            alsek.submit(tracked, "a");

            harness.drain();

            assertThat(seen).containsExactly(1);
        }

        @Test
        void messagesUnderAnAliasCountToo() {
            Task<String, String> renamed = Task.named("narrow")
                    .alias("once narrow")
                    .input(String.class)
                    .output(String.class)
                    .maxConcurrency(1)
                    .build();
            Task<String, String> old = Task.named("once narrow")
                    .input(String.class)
                    .output(String.class)
                    .build();
            SimulatedWorker other = harness.worker("other");
            harness.handle(renamed, text -> {
                if (text.equals("a")) {
                    other.runNext();
                    assertThat(other.claim()).isEmpty();
                }
                ran.add(text);
                return text;
            });
            alsek.submit(renamed, "a");
            alsek.submit(old, "b");

            harness.worker("one").runNext();
            assertThat(ran).containsExactly("a");
            harness.drain();

            assertThat(ran).containsExactly("a", "b");
        }
    }

    /** Tasks of annotated methods. */
    static final class Tasks {
        @AlsekTask(maxConcurrency = 3)
        void limited() {}

        @AlsekTask
        void free() {}
    }

    @Nested
    class Defining {

        @Test
        void needsAtLeastOne() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Task.named("x").maxConcurrency(0))
                    .withMessageContaining("\"x\"");
        }

        @Test
        void byAnnotation() {
            assertThat(AnnotatedTasks.of(new Tasks()))
                    .extracting(bound -> bound.task().maxConcurrency().orElse(-1))
                    .containsExactlyInAnyOrder(3, -1);
        }
    }
}
