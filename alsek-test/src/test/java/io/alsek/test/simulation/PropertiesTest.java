package io.alsek.test.simulation;

import static io.alsek.test.simulation.Shop.CHARGE;
import static io.alsek.test.simulation.Shop.SHIP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alsek.event.TaskStatus;
import io.alsek.task.TaskHandle;
import io.alsek.test.simulation.Shop.Bank;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a test can say about its world. */
class PropertiesTest {

    static SimulationBuilder simulation() {
        return Simulation.seeds(200).rememberNothing();
    }

    static SimulationFailure failureOf(SimulationBuilder builder, SimulationBody body) {
        return catchThrowableOfType(SimulationFailure.class, () -> builder.run(body));
    }

    @Nested
    class AnEffectThatHappensTwice {

        @Test
        void isFoundWithinTwoHundredSeedsAndShrunkToAtMostThreeFaults() {
            SimulationFailure failure = failureOf(simulation(), Shop::naive);

            assertThat(failure.property()).isEqualTo("no card is charged twice");
            assertThat(failure.seed()).isBetween(1L, 200L);
            assertThat(failure.faults()).isBetween(1, 3);
        }

        @Test
        void isNotThereOnceTheEffectIsIdempotent() {
            SimulationReport report = simulation().seeds(2_000).run(simulation -> {
                Shop.idempotent(simulation);
                simulation.sometimes("a message is delivered again", () -> simulation.redeliveries() > 0);
            });

            assertThat(report.seeds()).isEqualTo(2_000);
            assertThat(report.strikes()).containsOnlyKeys(Fault.standard());
        }

        @Test
        void isFoundByObservationInOneLine() {
            SimulationFailure failure = failureOf(simulation(), simulation -> {
                AtomicInteger cents = new AtomicInteger();
                simulation.handle(CHARGE, card -> "charged " + cents.addAndGet(100));
                Shop.tenCards(simulation);
                simulation.observe("the takings", cents::get);
            });

            assertThat(failure)
                    .hasMessageContaining("the takings is as without faults")
                    .hasMessageContaining("With these faults it is   200")
                    .hasMessageContaining("Without faults it is     100");
        }

        @ParameterizedTest
        @EnumSource(
                names = {
                    "WORKER_CRASH",
                    "WORKER_PAUSE",
                    "LEASE_EXPIRY",
                    "HEARTBEAT_LOSS",
                    "DUPLICATE_DELIVERY",
                    "BACKEND_OUTAGE",
                    "SLOW_OPERATION"
                })
        void isFoundUnderEveryFaultThatLeadsToARedelivery(Fault fault) {
            SimulationFailure failure = failureOf(simulation().faults(fault), Shop::naive);

            assertThat(failure.property()).isEqualTo("no card is charged twice");
            assertThat(failure.faults()).isBetween(1, 3);
        }
    }

    @Nested
    class Always {

        @Test
        void isJudgedAfterEveryStep() {
            SimulationFailure failure = failureOf(simulation().faults(), simulation -> {
                Set<String> half = new TreeSet<>();
                simulation.handle(CHARGE, (card, context) -> {
                    half.add(card);
                    simulation.checkpoint("is half-way");
                    half.remove(card);
                    return card;
                });
                Shop.tenCards(simulation);
                simulation.always("nothing is half-way", half::isEmpty);
            });

            assertThat(failure.property()).isEqualTo("nothing is half-way");
            assertThat(failure).hasMessageContaining("is half-way").hasMessageContaining("No fault is needed");
        }

        @Test
        void failsAlsoWhenItsConditionThrows() {
            SimulationFailure failure = failureOf(simulation(), simulation -> {
                Shop.idempotent(simulation);
                simulation.always("the sum is right", () -> {
                    throw new IllegalStateException("no sum");
                });
            });

            assertThat(failure.property()).isEqualTo("the sum is right");
            assertThat(failure).hasRootCauseMessage("no sum");
        }
    }

    @Nested
    class Eventually {

        @Test
        void isJudgedWhenAllFaultsAreOverAndAllMessagesHaveEnded() {
            simulation().run(simulation -> {
                Bank bank = Shop.idempotent(simulation);
                simulation.eventually(
                        "nothing is dead", () -> simulation.deadLetters().isEmpty());
                simulation.eventually("ten", () -> bank.charges() == 10);
            });
        }

        @Test
        void findsAMessageThatAHandlerDropsWhenItIsDeliveredAgain() {
            SimulationFailure failure = failureOf(simulation(), simulation -> {
                Bank bank = new Bank();
                simulation.handle(
                        CHARGE,
                        (card, context) -> context.deliveries() > 1
                                ? "skipped"
                                : bank.charge(context.message().id(), card));
                Shop.tenCards(simulation);
                simulation.eventually("all cards are charged", () -> bank.charges() == 10);
            });

            assertThat(failure.property()).isEqualTo("all cards are charged");
        }

        @Test
        void canLookThroughTheHandlesOfClients() {
            simulation().run(simulation -> {
                List<TaskHandle<?>> handles = new ArrayList<>();
                simulation.handle(CHARGE, card -> card);
                simulation.client(alsek -> handles.add(alsek.submit(CHARGE, "4711")));
                simulation.eventually(
                        "it has succeeded",
                        () -> handles.stream().allMatch(handle -> handle.status() == TaskStatus.SUCCEEDED));
            });
        }
    }

    @Nested
    class Sometimes {

        @Test
        void isSatisfiedByOneStepOfOneSeed() {
            simulation().run(simulation -> {
                Shop.idempotent(simulation);
                simulation.sometimes("two workers die", () -> simulation.strikes(Fault.WORKER_CRASH) == 2);
            });
        }

        @Test
        void failsIfItNeverHappens() {
            SimulationFailure failure = failureOf(simulation().faults(), simulation -> {
                Shop.idempotent(simulation);
                simulation.sometimes("a worker dies", () -> simulation.strikes(Fault.WORKER_CRASH) > 0);
            });

            assertThat(failure)
                    .hasMessageContaining("has not shown what it was to show: in 200 seeds this never happened:")
                    .hasMessageContaining("- a worker dies");
        }
    }

    @Nested
    class Observe {

        @Test
        void comparesCollectionsByWhatIsInThem() {
            simulation().run(simulation -> {
                Set<String> shipped = new TreeSet<>();
                simulation.handle(SHIP, (parcel, context) -> {
                    shipped.add(parcel);
                    return null;
                });
                simulation.client(alsek -> List.of("a", "b", "c").forEach(parcel -> alsek.submit(SHIP, parcel)));
                simulation.observe(() -> shipped);
            });
        }

        @Test
        void saysWhenAValueDependsOnTheOrderAlone() {
            SimulationFailure failure = failureOf(simulation().faults(), simulation -> {
                List<String> shipped = new ArrayList<>();
                simulation.handle(SHIP, (parcel, context) -> {
                    simulation.checkpoint("packs " + parcel);
                    shipped.add(parcel);
                    return null;
                });
                simulation.client(alsek -> List.of("a", "b", "c").forEach(parcel -> alsek.submit(SHIP, parcel)));
                simulation.observe(() -> shipped);
            });

            assertThat(failure.faults()).isZero();
            assertThat(failure).hasMessageContaining("depends on the order");
        }

        @Test
        void comparesWithTheSameWorkloadWhenThatDependsOnTheSeed() {
            simulation().run(simulation -> {
                AtomicInteger sum = new AtomicInteger();
                Set<String> seen = new TreeSet<>();
                int number = 1 + (int) Math.floorMod(simulation.random().nextLong(), 5L);
                simulation.handle(SHIP, (parcel, context) -> {
                    if (seen.add(context.message().id())) {
                        sum.addAndGet(Integer.parseInt(parcel));
                    }
                    return null;
                });
                simulation.client(alsek -> {
                    for (int i = 0; i < number; i++) {
                        alsek.submit(SHIP, Integer.toString(i));
                    }
                });
                simulation.observe(sum::get);
            });
        }
    }
}
