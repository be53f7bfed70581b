package io.alsek.test.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.alsek.spi.Backend;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Claims;
import io.alsek.spi.Effects;
import io.alsek.spi.Extension;
import io.alsek.spi.Lease;
import io.alsek.spi.LeaseState;
import io.alsek.spi.MessageKey;
import io.alsek.spi.MessageState;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Settlement;
import io.alsek.spi.StoredMessage;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import io.alsek.task.DuplicateMessageException;
import io.alsek.test.BackendFactory;
import io.alsek.test.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each promise of the library is watched: a backend that breaks it is found, and by the name of that promise. */
class PromisesTest {

    /** Backends that break a promise. */
    enum Mutant {
        FORGETS_DELAYED_MESSAGES(Promise.NOTHING_IS_LOST) {
            @Override
            BackendFactory backend() {
                return SpoiledBackend.of("submit", (right, backend, arguments) -> {
                    List<Submission> kept = submissions(arguments).stream()
                            .filter(submission -> !submission
                                    .message()
                                    .readyAt()
                                    .isAfter(backend.clock().instant()))
                            .toList();
                    right.call(kept);
                    return submissions(arguments).stream()
                            .map(submission -> SubmitOutcome.ACCEPTED)
                            .toList();
                });
            }
        },
        ACCEPTS_DUPLICATES(Promise.ACCEPTED_ONCE) {
            @Override
            BackendFactory backend() {
                return SpoiledBackend.of("submit", (right, backend, arguments) -> {
                    right.call(arguments);
                    return List.of(SubmitOutcome.ACCEPTED);
                });
            }
        },
        REFUSES_WHAT_IS_NEW(Promise.ACCEPTED_ONCE) {
            @Override
            BackendFactory backend() {
                return SpoiledBackend.of("submit", (right, backend, arguments) -> List.of(SubmitOutcome.DUPLICATE));
            }
        },
        SETTLES_WITHOUT_LOOKING_AT_THE_TOKEN(Promise.SETTLED_ONCE) {
            @Override
            BackendFactory backend() {
                Map<MessageKey, Lease> latest = new HashMap<>();
                BackendFactory watching = SpoiledBackend.of("claim", (right, backend, arguments) -> {
                    Claims claims = (Claims) right.call(arguments);
                    claims.messages()
                            .forEach(message -> latest.put(message.lease().key(), message.lease()));
                    return claims;
                });
                return SpoiledBackend.of(watching, "settle", (right, backend, arguments) -> {
                    Settlement settlement = (Settlement) ((List<?>) arguments[0]).get(0);
                    Lease held = latest.getOrDefault(settlement.lease().key(), settlement.lease());
                    return settlement instanceof Settlement.Complete complete
                            ? right.call(List.of(new Settlement.Complete(held, complete.effects())))
                            : right.call(arguments);
                });
            }
        },
        HANDS_OUT_WHAT_IS_HELD(Promise.ONE_HOLDER) {
            @Override
            BackendFactory backend() {
                AtomicInteger tokens = new AtomicInteger();
                List<ClaimedMessage> given = new ArrayList<>();
                return SpoiledBackend.of("claim", (right, backend, arguments) -> {
                    Claims claims = (Claims) right.call(arguments);
                    given.removeIf(message -> !isLeased(backend, message.lease().key()));
                    if (claims.messages().isEmpty() && !given.isEmpty()) {
                        ClaimedMessage again = given.get(0);
                        Lease other = new Lease(
                                again.lease().key(),
                                "t" + tokens.incrementAndGet(),
                                again.lease().expiresAt());
                        return new Claims(List.of(leased(again, other)), List.of(), false, null);
                    }
                    given.addAll(claims.messages());
                    return claims;
                });
            }
        },
        GIVES_LEASES_UP_EARLY(Promise.LEASE_IS_KEPT) {
            @Override
            BackendFactory backend() {
                return SpoiledBackend.of("claim", (right, backend, arguments) -> {
                    Duration lease = (Duration) arguments[1];
                    Claims claims = (Claims) right.call(arguments[0], lease.dividedBy(10), arguments[2]);
                    Instant promised = backend.clock().instant().plus(lease);
                    List<ClaimedMessage> messages = claims.messages().stream()
                            .map(message -> leased(
                                    message,
                                    new Lease(
                                            message.lease().key(),
                                            message.lease().token(),
                                            promised)))
                            .toList();
                    return new Claims(messages, claims.condemned(), claims.more(), claims.nextAt());
                });
            }
        },
        FORGETS_HEARTBEATS(Promise.LEASE_IS_KEPT) {
            @Override
            BackendFactory backend() {
                return SpoiledBackend.of(
                        "extend",
                        (right, backend, arguments) -> ((List<?>) arguments[0])
                                .stream().map(extension -> LeaseState.HELD).toList());
            }
        },
        IGNORES_DELAYS(Promise.NOT_EARLY) {
            @Override
            BackendFactory backend() {
                return SpoiledBackend.of(
                        "submit",
                        (right, backend, arguments) ->
                                right.call(changed(arguments, message -> message.priority(), true)));
            }
        },
        TURNS_PRIORITIES_ROUND(Promise.IN_ORDER) {
            @Override
            BackendFactory backend() {
                return SpoiledBackend.of(
                        "submit",
                        (right, backend, arguments) ->
                                right.call(changed(arguments, message -> 100 - message.priority(), false)));
            }
        },
        WRITES_THE_STATUS_OF_STALE_WORKERS(Promise.STATUS_IS_MONOTONIC) {
            @Override
            BackendFactory backend() {
                return SpoiledBackend.of("extend", (right, backend, arguments) -> {
                    Object states = right.call(arguments);
                    ((List<?>) arguments[0])
                            .forEach(extension -> backend.values()
                                    .set(((Extension) extension).effects().values()));
                    return states;
                });
            }
        },
        FORGETS_RESULTS(Promise.RESULT_WITH_COMPLETION) {
            @Override
            BackendFactory backend() {
                return SpoiledBackend.of(
                        "settle",
                        (right, backend, arguments) ->
                                ((List<?>) arguments[0]).get(0) instanceof Settlement.Complete complete
                                        ? right.call(List.of(new Settlement.Complete(complete.lease(), Effects.NONE)))
                                        : right.call(arguments));
            }
        },
        BURIES_WITHOUT_A_TRACE(Promise.DEAD_LETTERS_ARE_COMPLETE) {
            @Override
            BackendFactory backend() {
                return SpoiledBackend.of(
                        "settle",
                        (right, backend, arguments) -> ((List<?>) arguments[0]).get(0) instanceof Settlement.Bury bury
                                ? right.call(List.of(new Settlement.Complete(bury.lease(), bury.effects())))
                                : right.call(arguments));
            }
        },
        STOPS_HANDING_OUT(Promise.EVERYTHING_ENDS) {
            @Override
            BackendFactory backend() {
                AtomicInteger claims = new AtomicInteger();
                return SpoiledBackend.of(
                        "claim",
                        (right, backend, arguments) ->
                                claims.incrementAndGet() > 4 ? Claims.NONE : right.call(arguments));
            }
        };

        private final Promise broken;

        Mutant(Promise broken) {
            this.broken = broken;
        }

        abstract BackendFactory backend();

        static boolean isLeased(Backend backend, MessageKey key) {
            StoredMessage stored =
                    backend.queues(QueuePolicy.DEFAULT).find(List.of(key)).get(key);
            return stored != null && stored.state() == MessageState.LEASED;
        }

        static List<Submission> submissions(Object[] arguments) {
            return ((List<?>) arguments[0]).stream().map(Submission.class::cast).toList();
        }

        static ClaimedMessage leased(ClaimedMessage message, Lease lease) {
            return new ClaimedMessage(
                    message.message(), lease, message.retries(), message.deliveries(), message.failure());
        }

        static List<Submission> changed(Object[] arguments, ToIntFunction<QueuedMessage> priority, boolean atOnce) {
            return submissions(arguments).stream()
                    .map(submission -> {
                        QueuedMessage old = submission.message();
                        QueuedMessage changed = new QueuedMessage(
                                old.id(),
                                old.queue(),
                                old.task(),
                                priority.applyAsInt(old),
                                atOnce ? VirtualClock.START : old.readyAt(),
                                old.expiresAt(),
                                old.body());
                        return new Submission(changed, submission.effects());
                    })
                    .toList();
        }
    }

    /** Something of everything: delays, priorities, duplicates, statuses, results, retries and dead letters. */
    private static void workload(Simulation simulation) {
        simulation.expectFailures();
        simulation.handle(Shop.CHARGE, (card, context) -> {
            if (card.startsWith("stolen")) {
                throw new IllegalStateException("stolen card");
            }
            return "receipt for " + card;
        });
        simulation.handle(Shop.SHIP, (parcel, context) -> {
            simulation.sleep(Duration.ofSeconds(15));
            return null;
        });
        simulation.client("customer", alsek -> {
            for (String card : List.of("card 1", "card 2", "stolen card")) {
                alsek.submit(Shop.CHARGE, card);
            }
            alsek.submit(Shop.SHIP, "late", options -> options.delay(Duration.ofSeconds(40)));
            for (int i = 0; i < 3; i++) {
                int priority = i;
                alsek.submit(Shop.SHIP, "parcel " + i, options -> options.priority(priority));
            }
            try {
                alsek.submit(Shop.SHIP, "once", options -> options.id("once"));
                alsek.submit(Shop.SHIP, "once", options -> options.id("once"));
            } catch (DuplicateMessageException e) {
                // As it should be.
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Mutant.class)
    void aBackendThatBreaksAPromiseIsFoundByTheNameOfThatPromise(Mutant mutant) {
        assertThatThrownBy(() -> Simulation.seeds(500)
                        .backend(setup -> mutant.backend().open(setup))
                        .rememberNothing()
                        .run(PromisesTest::workload))
                .asInstanceOf(type(SimulationFailure.class))
                .satisfies(failure -> {
                    assertThat(failure.property()).as(failure.getMessage()).isEqualTo(mutant.broken.words());
                    assertThat(failure).hasMessageContaining("a promise of the library");
                });
    }

    @Test
    void thereIsAMutantForEveryPromise() {
        assertThat(Arrays.stream(Mutant.values()).map(mutant -> mutant.broken).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Promise.values());
    }

    @Test
    void aBackendThatKeepsItsPromisesPasses() {
        SimulationReport report =
                Simulation.seeds(500).rememberNothing().named("promises").run(PromisesTest::workload);

        assertThat(report.seeds()).isEqualTo(500);
        assertThat(report.strikes()).containsOnlyKeys(Fault.standard());
    }
}
