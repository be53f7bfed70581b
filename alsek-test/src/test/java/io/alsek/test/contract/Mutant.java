package io.alsek.test.contract;

import io.alsek.spi.Backend;
import io.alsek.spi.ClaimSession;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Claims;
import io.alsek.spi.Effects;
import io.alsek.spi.Extension;
import io.alsek.spi.LeaseState;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Settlement;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.Subscription;
import io.alsek.spi.WithdrawOutcome;
import io.alsek.spi.Withdrawal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A way to break a backend, and the rule that must notice. */
enum Mutant {
    CLAIM_IGNORES_THE_MAXIMUM("CLAIM-02", queues(sound -> new BrokenBackend.Queues(sound) {
        @Override
        Claims claim(ClaimSession session, int max, Duration lease, String nonce) {
            return session.claim(max + 1, lease, nonce);
        }
    })),
    LAST_IN_FIRST_OUT("CLAIM-03", queues(sound -> new BrokenBackend.Queues(sound) {
        @Override
        Claims claim(ClaimSession session, int max, Duration lease, String nonce) {
            Claims claims = session.claim(max, lease, nonce);
            List<ClaimedMessage> reversed = new ArrayList<>(claims.messages());
            Collections.reverse(reversed);
            return new Claims(reversed, claims.condemned(), claims.more(), claims.nextAt());
        }
    })),
    PRIORITIES_THE_WRONG_WAY_ROUND(
            "CLAIM-05",
            submitting(message -> new QueuedMessage(
                    message.id(),
                    message.queue(),
                    message.task(),
                    Integer.MAX_VALUE - message.priority(),
                    message.readyAt(),
                    message.expiresAt(),
                    message.body()))),
    PRIORITY_IGNORED(
            "CLAIM-06",
            submitting(message -> new QueuedMessage(
                    message.id(),
                    message.queue(),
                    message.task(),
                    0,
                    message.readyAt(),
                    message.expiresAt(),
                    message.body()))),
    CLAIMS_UNKNOWN_TASKS("SUBSCRIBE-08", queues(sound -> new BrokenBackend.Queues(sound) {
        @Override
        public ClaimSession open(Subscription subscription, Runnable onReady) {
            return super.open(
                    subscription instanceof Subscription.AllQueues all
                            ? new Subscription.AllQueues(Set.of(), all.rotation())
                            : subscription,
                    onReady);
        }
    })),
    SAYS_THERE_IS_NEVER_MORE("CLAIM-13", queues(sound -> new BrokenBackend.Queues(sound) {
        @Override
        Claims claim(ClaimSession session, int max, Duration lease, String nonce) {
            Claims claims = session.claim(max, lease, nonce);
            return new Claims(claims.messages(), claims.condemned(), false, claims.nextAt());
        }
    })),
    SIGNAL_NEVER_RAISED("SIGNAL-01", queues(sound -> new BrokenBackend.Queues(sound) {
        @Override
        public ClaimSession open(Subscription subscription, Runnable onReady) {
            return super.open(subscription, () -> {});
        }
    })),
    DELIVERED_A_MILLISECOND_EARLY(
            "DELAY-01", submitting(message -> ready(message, message.readyAt().minusMillis(1)))),
    DELAY_FORGOTTEN("DELAY-01", submitting(message -> ready(message, Instant.EPOCH))),
    DELIVERED_A_MILLISECOND_LATE(
            "DELAY-02", submitting(message -> ready(message, message.readyAt().plusMillis(1)))),
    BODY_READ_AS_TEXT(
            "SUBMIT-07",
            submitting(message -> new QueuedMessage(
                    message.id(),
                    message.queue(),
                    message.task(),
                    message.priority(),
                    message.readyAt(),
                    message.expiresAt(),
                    new String(message.body(), java.nio.charset.StandardCharsets.UTF_8)
                            .getBytes(java.nio.charset.StandardCharsets.UTF_8)))),
    SUBMISSION_WITHOUT_EFFECTS("SUBMIT-10", queues(sound -> new BrokenBackend.Queues(sound) {
        @Override
        public List<SubmitOutcome> submit(List<Submission> submissions) {
            return sound.submit(submissions.stream()
                    .map(each -> Submission.of(each.message()))
                    .toList());
        }
    })),
    DUPLICATE_TAKES_THE_PLACE_OF_THE_FIRST("DUPLICATE-02", queues(sound -> new BrokenBackend.Queues(sound) {
        @Override
        public List<SubmitOutcome> submit(List<Submission> submissions) {
            submissions.forEach(each -> sound.withdraw(
                    List.of(new Withdrawal(each.message().key(), Withdrawal.Mode.REMOVE, null, Effects.NONE))));
            return sound.submit(submissions);
        }
    })),
    NO_DUPLICATE_WINDOW(
            "DUPLICATE-06",
            policy(policy -> new QueuePolicy(policy.maxDeliveries(), Duration.ZERO, policy.deadLetterTtl()))),
    DUPLICATE_WINDOW_A_MILLISECOND_TOO_LONG(
            "DUPLICATE-07",
            policy(policy -> new QueuePolicy(
                    policy.maxDeliveries(), policy.duplicateWindow().plusMillis(1), policy.deadLetterTtl()))),
    LEASE_NEVER_RUNS_OUT("LEASE-02", queues(sound -> new BrokenBackend.Queues(sound) {
        @Override
        Claims claim(ClaimSession session, int max, Duration lease, String nonce) {
            return session.claim(max, Duration.ofDays(1_000), nonce);
        }
    })),
    EXTENSION_DOES_NOTHING("LEASE-08", queues(sound -> new BrokenBackend.Queues(sound) {
        @Override
        public List<LeaseState> extend(List<Extension> extensions) {
            return Collections.nCopies(extensions.size(), LeaseState.HELD);
        }
    })),
    STALE_EXTENSION_ACCEPTED("LEASE-12", queues(sound -> new BrokenBackend.Queues(sound) {
        @Override
        public List<LeaseState> extend(List<Extension> extensions) {
            List<LeaseState> states = sound.extend(extensions);
            return Collections.nCopies(states.size(), LeaseState.HELD);
        }
    })),
    STALE_SETTLEMENT_ACCEPTED("SETTLE-13", queues(sound -> new BrokenBackend.Queues(sound) {
        @Override
        public List<LeaseState> settle(List<Settlement> settlements) {
            settlements.forEach(each -> sound.withdraw(
                    List.of(new Withdrawal(each.lease().key(), Withdrawal.Mode.REMOVE, null, each.effects()))));
            return Collections.nCopies(settlements.size(), LeaseState.HELD);
        }
    })),
    SETTLEMENT_DROPS_VALUES(
            "EFFECT-01", settling(effects -> new Effects(List.of(), effects.successors(), effects.publications()))),
    SETTLEMENT_DROPS_SUCCESSORS(
            "EFFECT-02", settling(effects -> new Effects(effects.values(), List.of(), effects.publications()))),
    RETRY_NOT_COUNTED(
            "RETRY-01",
            transition(settlement -> settlement instanceof Settlement.Retry retry
                    ? new Settlement.Release(retry.lease(), retry.effects())
                    : settlement)),
    RETRY_AT_ONCE(
            "RETRY-03",
            transition(settlement -> settlement instanceof Settlement.Retry retry
                    ? new Settlement.Retry(
                            retry.lease(), Instant.EPOCH, retry.expiresAt(), retry.failure(), retry.effects())
                    : settlement)),
    RETRY_FORGETS_THE_FAILURE(
            "RETRY-07",
            transition(settlement -> settlement instanceof Settlement.Retry retry
                    ? new Settlement.Retry(retry.lease(), retry.readyAt(), retry.expiresAt(), null, retry.effects())
                    : settlement)),
    RETRY_KEEPS_THE_OLD_EXPIRY(
            "RETRY-09",
            transition(settlement -> settlement instanceof Settlement.Retry retry
                    ? new Settlement.Retry(retry.lease(), retry.readyAt(), null, retry.failure(), retry.effects())
                    : settlement)),
    BURYING_LOSES_THE_MESSAGE(
            "SETTLE-06",
            transition(settlement -> settlement instanceof Settlement.Bury bury
                    ? new Settlement.Complete(bury.lease(), bury.effects())
                    : settlement)),
    RELEASE_COUNTS_AN_ATTEMPT(
            "RETRY-13",
            transition(settlement -> settlement instanceof Settlement.Release release
                    ? new Settlement.Retry(release.lease(), Instant.EPOCH, null, null, release.effects())
                    : settlement)),
    POISON_IS_RUN_FOR_EVER(
            "POISON-01",
            policy(policy -> new QueuePolicy(1_000_000, policy.duplicateWindow(), policy.deadLetterTtl()))),
    MESSAGES_NEVER_EXPIRE(
            "EXPIRY-02",
            submitting(message -> new QueuedMessage(
                    message.id(),
                    message.queue(),
                    message.task(),
                    message.priority(),
                    message.readyAt(),
                    null,
                    message.body()))),
    REVOCATION_SPARES_WHAT_RUNS("WITHDRAW-03", queues(sound -> new BrokenBackend.Queues(sound) {
        @Override
        public List<WithdrawOutcome> withdraw(List<Withdrawal> withdrawals) {
            return sound.withdraw(withdrawals.stream()
                    .map(each -> each.mode() == Withdrawal.Mode.REVOKE
                            ? new Withdrawal(
                                    each.key(), Withdrawal.Mode.REVOKE_UNLESS_LEASED, each.failure(), each.effects())
                            : each)
                    .toList());
        }
    })),
    NAMESPACES_RUN_INTO_EACH_OTHER("NAMESPACE-01", Function.identity());

    final String rule;
    private final Function<Backend, Backend> breaking;

    Mutant(String rule, Function<Backend, Backend> breaking) {
        this.rule = rule;
        this.breaking = breaking;
    }

    /** One storage, and broken clients of it. */
    BackendUnderTest backendUnderTest() {
        MemoryBackendContractTest.MemoryUnderTest storage = new MemoryBackendContractTest.MemoryUnderTest();
        return (namespace, clock) -> breaking.apply(
                storage.open(this == NAMESPACES_RUN_INTO_EACH_OTHER ? "the only one" : namespace, clock));
    }

    private static Function<Backend, Backend> queues(UnaryOperator<QueueStore> breaking) {
        return backend -> new BrokenBackend(backend) {
            @Override
            public QueueStore queues(QueuePolicy policy) {
                return breaking.apply(sound.queues(policy));
            }
        };
    }

    private static Function<Backend, Backend> policy(UnaryOperator<QueuePolicy> breaking) {
        return backend -> new BrokenBackend(backend) {
            @Override
            public QueueStore queues(QueuePolicy policy) {
                return sound.queues(breaking.apply(policy));
            }
        };
    }

    private static Function<Backend, Backend> submitting(UnaryOperator<QueuedMessage> breaking) {
        return queues(sound -> new BrokenBackend.Queues(sound) {
            @Override
            public List<SubmitOutcome> submit(List<Submission> submissions) {
                return sound.submit(submissions.stream()
                        .map(each -> new Submission(breaking.apply(each.message()), each.effects()))
                        .toList());
            }
        });
    }

    private static Function<Backend, Backend> transition(UnaryOperator<Settlement> breaking) {
        return queues(sound -> new BrokenBackend.Queues(sound) {
            @Override
            public List<LeaseState> settle(List<Settlement> settlements) {
                return sound.settle(settlements.stream().map(breaking).toList());
            }
        });
    }

    private static Function<Backend, Backend> settling(UnaryOperator<Effects> breaking) {
        return transition(settlement -> settlement instanceof Settlement.Complete complete
                ? new Settlement.Complete(complete.lease(), breaking.apply(complete.effects()))
                : settlement);
    }

    private static QueuedMessage ready(QueuedMessage message, Instant at) {
        return new QueuedMessage(
                message.id(),
                message.queue(),
                message.task(),
                message.priority(),
                at,
                message.expiresAt(),
                message.body());
    }
}
