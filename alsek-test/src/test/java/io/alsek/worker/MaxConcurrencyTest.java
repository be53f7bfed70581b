package io.alsek.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.alsek.Alsek;
import io.alsek.lock.Locks;
import io.alsek.memory.MemoryBackend;
import io.alsek.message.Backoff;
import io.alsek.spi.MessageKey;
import io.alsek.task.AlsekTask;
import io.alsek.task.AnnotatedTasks;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import io.alsek.test.SimulatedWorker;
import io.alsek.test.simulation.Fault;
import io.alsek.test.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
            class Tasks {
                @AlsekTask(maxConcurrency = 3)
                void limited() {}

                @AlsekTask
                void free() {}
            }

            assertThat(AnnotatedTasks.of(new Tasks()))
                    .extracting(bound -> bound.task().maxConcurrency().orElse(-1))
                    .containsExactlyInAnyOrder(3, -1);
        }
    }

    @Nested
    class Pools {

        @Test
        void neverRunMoreTogetherAndDoNotLetOthersWait() throws Exception {
            Task<Integer, Integer> three = Task.named("three")
                    .input(Integer.class)
                    .output(Integer.class)
                    .maxConcurrency(3)
                    .build();
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            MemoryBackend backend = new MemoryBackend();
            try (Alsek first = Alsek.on(backend);
                    Alsek second = Alsek.builder(backend).leaveBackendOpen().build()) {
                CountDownLatch free = new CountDownLatch(3);
                for (Alsek each : List.of(first, second)) {
                    each.threadPool()
                            .size(4)
                            .handle(three, (number, context) -> {
                                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                                if (number < 3) {
                                    free.countDown();
                                    free.await();
                                }
                                inside.decrementAndGet();
                                return number;
                            })
                            .handle(WIDE, (text, context) -> text)
                            .start();
                }
                List<TaskHandle<Integer>> handles = new ArrayList<>();
                for (int i = 0; i < 300; i++) {
                    handles.add(first.submit(three, i));
                }
                assertThat(second.submit(WIDE, "goes on").await(Duration.ofSeconds(20)))
                        .isEqualTo("goes on");

                for (TaskHandle<Integer> handle : handles) {
                    handle.await(Duration.ofSeconds(30));
                }
            }
            assertThat(most).hasValue(3);
        }

        @Test
        void asyncOnesToo() throws Exception {
            Task<Integer, Integer> two = Task.named("two")
                    .input(Integer.class)
                    .output(Integer.class)
                    .mechanism(io.alsek.message.Mechanism.ASYNC)
                    .maxConcurrency(2)
                    .build();
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            try (Alsek each = Alsek.on(new MemoryBackend())) {
                each.asyncPool()
                        .size(10)
                        .handleAsync(two, (number, context) -> {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            return java.util.concurrent.CompletableFuture.supplyAsync(() -> {
                                inside.decrementAndGet();
                                return number;
                            });
                        })
                        .start();
                List<TaskHandle<Integer>> handles = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    handles.add(each.submit(two, i));
                }
                for (TaskHandle<Integer> handle : handles) {
                    handle.await(Duration.ofSeconds(30));
                }
            }
            assertThat(most.get()).isBetween(1, 2);
        }
    }

    @Nested
    class InSimulatedTime {

        @Test
        void neverMoreThanTheLimitWhateverGoesMissing() {
            Task<Integer, Integer> two = Task.named("two")
                    .input(Integer.class)
                    .output(Integer.class)
                    .maxConcurrency(2)
                    .build();
            Simulation.seeds(150)
                    .workers(3)
                    .faults(
                            Fault.NOTIFICATION_LOSS,
                            Fault.OPERATION_NOT_APPLIED,
                            Fault.OUTCOME_UNKNOWN,
                            Fault.SLOW_HANDLER,
                            Fault.WORKER_STOP)
                    .rememberNothing()
                    .run(simulation -> {
                        AtomicInteger inside = new AtomicInteger();
                        AtomicInteger most = new AtomicInteger();
                        simulation.handle(two, (number, context) -> {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            try {
                                simulation.sleep(Duration.ofSeconds(2));
                                return number;
                            } finally {
                                inside.decrementAndGet();
                            }
                        });
                        simulation.client(client -> {
                            for (int i = 0; i < 6; i++) {
                                int number = i;
                                client.submit(two, number, options -> options.id("m" + number));
                            }
                        });
                        simulation.always("at most two inside", () -> most.get() <= 2);
                        simulation.sometimes("two inside", () -> most.get() == 2);
                    });
        }

        @Test
        void everythingIsRunWhoeverDies() {
            Task<Integer, Integer> one = Task.named("one")
                    .input(Integer.class)
                    .output(Integer.class)
                    .maxConcurrency(1)
                    .build();
            Simulation.seeds(150).workers(3).rememberNothing().run(simulation -> {
                simulation.handle(one, number -> number);
                simulation.client(client -> {
                    for (int i = 0; i < 5; i++) {
                        client.submit(one, i);
                    }
                });
            });
        }
    }
}
