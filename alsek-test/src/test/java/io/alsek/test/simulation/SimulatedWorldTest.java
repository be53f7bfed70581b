package io.alsek.test.simulation;

import static io.alsek.test.simulation.PropertiesTest.simulation;
import static io.alsek.test.simulation.Shop.CHARGE;
import static io.alsek.test.simulation.Shop.SHIP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.alsek.message.Backoff;
import io.alsek.task.CancelReason;
import io.alsek.task.Task;
import io.alsek.test.VirtualClock;
import io.alsek.time.TimerKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a simulated world goes. */
class SimulatedWorldTest {

    @Nested
    class Faults {

        @ParameterizedTest
        @EnumSource(Fault.class)
        void eachStrikesAndNeverKeepsAMessageFromItsEnd(Fault fault) {
            SimulationReport report = simulation().faults(fault).run(simulation -> {
                Set<String> shipped = new TreeSet<>();
                simulation.handle(SHIP, (parcel, context) -> {
                    simulation.sleep(Duration.ofSeconds(20));
                    shipped.add(parcel);
                    return null;
                });
                simulation.client(alsek -> {
                    for (int i = 0; i < 3; i++) {
                        alsek.submit(SHIP, "parcel " + i);
                    }
                });
                simulation.eventually("all are shipped", () -> shipped.size() == 3);
            });

            assertThat(report.strikes()).containsOnlyKeys(fault);
        }

        @Test
        void areNoneIfNoneAreWanted() {
            assertThat(simulation().faults().run(Shop::idempotent).faults()).isZero();
        }

        @Test
        void areAtMostAsManyInARunAsWanted() {
            simulation().maxFaults(1).run(simulation -> {
                Shop.idempotent(simulation);
                simulation.always(
                        "at most one",
                        () -> Arrays.stream(Fault.values())
                                        .mapToLong(simulation::strikes)
                                        .sum()
                                <= 1);
            });
        }
    }

    @Nested
    class Time {

        @Test
        void isVirtualForHandlersAndClients() {
            simulation().faults().run(simulation -> {
                List<Instant> seen = new ArrayList<>();
                simulation.handle(CHARGE, (card, context) -> {
                    simulation.sleep(Duration.ofMinutes(2));
                    return card;
                });
                simulation.client(alsek -> {
                    alsek.submit(CHARGE, "4711").await(Duration.ofHours(1));
                    seen.add(simulation.clock().instant());
                });
                simulation.eventually(
                        "the client has waited two minutes",
                        () -> seen.equals(List.of(VirtualClock.START.plus(Duration.ofMinutes(2)))));
            });
        }

        @Test
        void isVirtualForThoseWhoBlockOnAFuture() {
            simulation().faults().run(simulation -> {
                List<Instant> seen = new ArrayList<>();
                simulation.handle(CHARGE, (card, context) -> {
                    simulation.sleep(Duration.ofMinutes(2));
                    return card;
                });
                simulation.client(alsek -> {
                    CompletableFuture<String> charged =
                            alsek.submit(CHARGE, "4711").future();
                    assertThatExceptionOfType(TimeoutException.class)
                            .isThrownBy(() -> charged.get(1, TimeUnit.MINUTES));
                    seen.add(simulation.clock().instant());
                    charged.thenApply(String::length).join();
                    seen.add(simulation.clock().instant());
                });
                simulation.eventually(
                        "the client has waited one minute, and another",
                        () -> seen.equals(List.of(
                                VirtualClock.START.plus(Duration.ofMinutes(1)),
                                VirtualClock.START.plus(Duration.ofMinutes(2)))));
            });
        }

        @Test
        void passesQuicklyWhileNobodyHasAnythingToDo() {
            SimulationReport report = simulation().seeds(10).run(simulation -> {
                simulation.handle(SHIP, (parcel, context) -> null);
                simulation.client(
                        alsek -> alsek.submit(SHIP, "a calendar", options -> options.delay(Duration.ofDays(365))));
                simulation.eventually(
                        "a year is over",
                        () -> !simulation.clock().instant().isBefore(VirtualClock.START.plus(Duration.ofDays(365))));
            });

            assertThat(report.steps()).isLessThan(5_000);
        }

        @Test
        void doesNotLeapOverANoteThatComesLate() {
            simulation().faults(Fault.NOTIFICATION_LOSS).run(simulation -> {
                simulation.handle(CHARGE, card -> card);
                List<Instant> heard = new ArrayList<>();
                simulation.client(alsek -> {
                    alsek.submit(CHARGE, "4711").await(Duration.ofHours(5));
                    heard.add(simulation.clock().instant());
                });
                simulation.eventually(
                        "it is heard of soon",
                        () -> heard.get(0).isBefore(VirtualClock.START.plus(Duration.ofMinutes(1))));
            });
        }

        @Test
        void interruptsHandlersThatTakeTooLong() {
            Task<String, Void> slow = Task.named("slow")
                    .input(String.class)
                    .timeout(Duration.ofSeconds(5))
                    .retry(0, Backoff.constant(Duration.ZERO))
                    .build();
            simulation().faults().run(simulation -> {
                AtomicReference<CancelReason> reason = new AtomicReference<>();
                simulation.handle(slow, (input, context) -> {
                    try {
                        simulation.sleep(Duration.ofHours(1));
                    } finally {
                        reason.set(context.cancelled().orElseThrow());
                    }
                    return null;
                });
                simulation.client(alsek -> alsek.submit(slow, "x"));
                simulation.eventually("it was timed out", () -> reason.get() == CancelReason.TIMEOUT);
                simulation.eventually(
                        "and is dead", () -> simulation.deadLetters().size() == 1);
            });
        }
    }

    @Nested
    class Handlers {

        @Test
        void mayBeAsynchronousIfTheSimulationCompletesThem() {
            simulation().run(simulation -> {
                VirtualClock clock = (VirtualClock) simulation.clock();
                Set<String> done = new TreeSet<>();
                simulation.add(CHARGE.handledAsyncBy((card, context) -> {
                    CompletableFuture<String> answer = new CompletableFuture<>();
                    clock.at(
                            clock.instant().plusSeconds(3),
                            TimerKind.FOREGROUND,
                            "the answer",
                            () -> answer.complete("receipt for " + card));
                    return answer.whenComplete((receipt, failure) -> done.add(card));
                }));
                Shop.tenCards(simulation);
                simulation.eventually("all are charged", () -> done.size() == 10);
            });
        }

        @Test
        void maySubmitAndWait() {
            simulation().run(simulation -> {
                List<String> receipts = new ArrayList<>();
                simulation.handle(
                        CHARGE,
                        (card, context) -> card.startsWith("both of ")
                                ? context.submit(CHARGE, card.substring(8), options -> {})
                                        .await(Duration.ofMinutes(30))
                                : "receipt for " + card);
                simulation.client(alsek ->
                        receipts.add(alsek.submit(CHARGE, "both of 4711").await(Duration.ofHours(2))));
                simulation.observe(() -> receipts);
            });
        }

        @Test
        void mayAllBeRunByOneWorker() {
            SimulationReport report = simulation().workers(1).run(Shop::idempotent);

            assertThat(report.seeds()).isEqualTo(200);
        }
    }
}
