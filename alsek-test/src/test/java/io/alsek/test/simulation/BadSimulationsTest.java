package io.alsek.test.simulation;

import static io.alsek.test.simulation.PropertiesTest.failureOf;
import static io.alsek.test.simulation.PropertiesTest.simulation;
import static io.alsek.test.simulation.Shop.CHARGE;
import static io.alsek.test.simulation.Shop.SHIP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.alsek.task.BoundTask;
import io.alsek.task.Task;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a simulation cannot follow fails at once, with what happened and what to do. */
@Timeout(20)
class BadSimulationsTest {

    private static void oneCard(Simulation simulation) {
        simulation.client(alsek -> alsek.submit(CHARGE, "4711"));
    }

    @Nested
    class WaitingInRealTime {

        @Test
        void byAPause() {
            SimulationFailure failure = failureOf(simulation(), simulation -> {
                simulation.handle(CHARGE, card -> {
                    TimeUnit.SECONDS.sleep(15);
                    return card;
                });
                oneCard(simulation);
            });

            assertThat(failure)
                    .hasMessageContaining("The handler of charge of client#1, on w1, waits in real time")
                    .hasMessageContaining("Wait with simulation.sleep(…)")
                    .hasMessageContaining("BadSimulationsTest");
        }

        @Test
        void forSomethingThatNobodyBringsAbout() {
            SimulationFailure failure = failureOf(simulation(), simulation -> {
                simulation.handle(CHARGE, card -> {
                    new CountDownLatch(1).await();
                    return card;
                });
                oneCard(simulation);
            });

            assertThat(failure).hasMessageContaining("waits in real time").hasMessageContaining("CountDownLatch");
        }

        @Test
        void inAProperty() {
            SimulationFailure failure = failureOf(simulation(), simulation -> {
                simulation.handle(CHARGE, card -> card);
                CompletableFuture<Integer> length = new CompletableFuture<>();
                simulation.client(alsek -> {
                    var handle = alsek.submit(CHARGE, "4711");
                    simulation.eventually("it has ended", () -> {
                        try {
                            return handle.await(Duration.ofDays(1)) != null;
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    });
                    simulation.always("it is being waited for", () -> {
                        try {
                            return handle.await(Duration.ofDays(1)) != null && length.isDone();
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    });
                });
            });

            assertThat(failure).hasMessageContaining("only clients and handlers can wait in a simulation");
        }
    }

    @Nested
    class ThreadsOfOnesOwn {

        @Test
        void startedByAHandler() {
            SimulationFailure failure = failureOf(simulation(), simulation -> {
                CountDownLatch end = new CountDownLatch(1);
                simulation.handle(CHARGE, card -> {
                    Thread helper = new Thread(
                            () -> {
                                try {
                                    end.await();
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            },
                            "the helper");
                    helper.setDaemon(true);
                    helper.start();
                    return card;
                });
                oneCard(simulation);
            });

            assertThat(failure)
                    .hasMessageContaining("The thread \"the helper\" was started")
                    .hasMessageContaining("w1 comes to the end of charge of client#1")
                    .hasMessageContaining("an executor that runs at once (Runnable::run)");
        }

        @Test
        void thatUseTheSimulation() {
            try (Helpers helpers = new Helpers()) {
                SimulationFailure failure = failureOf(simulation(), simulation -> {
                    simulation.handle(
                            CHARGE,
                            (card, context) -> helpers.executor
                                    .submit(() -> context.submit(SHIP, card, options -> {})
                                            .id())
                                    .get());
                    simulation.handle(SHIP, (parcel, context) -> null);
                    oneCard(simulation);
                });

                assertThat(failure)
                        .hasMessageContaining("The thread \"outsider\" tried to submit")
                        .hasMessageContaining("handlers start no threads");
            }
        }

        @Test
        void thatCompleteTheStageOfAHandler() {
            try (Helpers helpers = new Helpers()) {
                SimulationFailure failure = failureOf(simulation(), simulation -> {
                    CountDownLatch asked = new CountDownLatch(1);
                    simulation.add(CHARGE.handledAsyncBy((card, context) -> CompletableFuture.supplyAsync(
                            () -> {
                                await(asked);
                                return card;
                            },
                            helpers.executor)));
                    oneCard(simulation);
                    simulation.always("the helper is asked to go on", () -> {
                        asked.countDown();
                        return true;
                    });
                });

                assertThat(failure).hasMessageContaining("handlers start no threads");
            }
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Threads from outside of the simulation. */
    private static final class Helpers implements AutoCloseable {

        private final ExecutorService executor =
                Executors.newSingleThreadExecutor(body -> new Thread(body, "outsider"));

        @Override
        public void close() {
            executor.shutdownNow();
        }
    }

    @Nested
    class TasksWithoutEnd {

        static final Task<Integer, Void> PING =
                Task.named("ping").input(Integer.class).build();
        static final Task<Integer, Void> PONG =
                Task.named("pong").input(Integer.class).build();

        @Test
        void thatSubmitEachOther() {
            SimulationFailure failure = failureOf(simulation(), simulation -> {
                simulation.add(passOn(PING, PONG), passOn(PONG, PING));
                simulation.client(alsek -> alsek.submit(PING, 1));
            });

            assertThat(failure)
                    .hasMessageContaining("There were 1000 executions, and more are waiting.")
                    .hasMessageContaining("The same tasks run again and again: ")
                    .hasMessageMatching("(?s).*(ping → pong|pong → ping) → ….*");
        }

        private static BoundTask<Integer, Void> passOn(Task<Integer, Void> from, Task<Integer, Void> to) {
            return from.handledBy((number, context) -> {
                context.submit(to, number + 1, options -> {});
                return null;
            });
        }

        @Test
        void thatNobodyRuns() {
            SimulationFailure failure = failureOf(simulation(), simulation -> {
                simulation.handle(CHARGE, card -> card);
                simulation.client(alsek -> alsek.submit(SHIP, "a parcel"));
            });

            assertThat(failure)
                    .hasMessageContaining("nobody runs the message client#1 (ship, queue \"parcels\")")
                    .hasMessageContaining("Is there a handler for its task?");
        }
    }

    @Nested
    class HandlersThatDoNotRepeat {

        private void isFound(SimulationFailure failure) {
            assertThat(failure)
                    .hasMessageContaining("does not repeat: seed 1 gave one course the first time")
                    .hasMessageContaining("The first difference is at step")
                    .hasMessageContaining("look for what changes from run to run");
        }

        @Test
        void becauseOfARandomResult() {
            SimulationFailure failure = failureOf(simulation(), simulation -> {
                simulation.handle(CHARGE, card -> UUID.randomUUID().toString());
                oneCard(simulation);
            });

            isFound(failure);
            assertThat(failure).hasMessageContaining("that of charge of client#1, on w1");
        }

        @Test
        void becauseOfStateThatOutlivesARun() {
            AtomicInteger counter = new AtomicInteger();

            SimulationFailure failure = failureOf(simulation(), simulation -> {
                simulation.handle(CHARGE, card -> "receipt " + counter.incrementAndGet());
                oneCard(simulation);
            });

            isFound(failure);
        }
    }

    @Nested
    class Incomplete {

        @Test
        void withoutATask() {
            assertThatIllegalStateException()
                    .isThrownBy(() -> simulation().run(BadSimulationsTest::oneCard))
                    .withMessageContaining("call simulation.handle(task, …)");
        }

        @Test
        void withoutAClient() {
            assertThatIllegalStateException()
                    .isThrownBy(() -> simulation().run(simulation -> simulation.handle(CHARGE, card -> card)))
                    .withMessageContaining("call simulation.client(alsek -> …)");
        }

        @Test
        void withTwoClientsOfOneName() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> simulation().run(simulation -> {
                        simulation.client("ann", alsek -> {});
                        simulation.client("ann", alsek -> {});
                    }))
                    .withMessage("There is a client or worker \"ann\" already");
        }

        @Test
        void withAClientThatFails() {
            SimulationFailure failure = failureOf(simulation(), simulation -> {
                simulation.handle(CHARGE, card -> card);
                simulation.client("ann", alsek -> {
                    throw new IllegalStateException("no money");
                });
            });

            assertThat(failure).hasMessageContaining("client \"ann\"").hasRootCauseMessage("no money");
        }
    }
}
