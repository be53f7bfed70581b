package io.alsek.test.contract;

import static io.alsek.test.contract.AlteredQueues.spoilSettlements;
import static io.alsek.test.contract.AlteredQueues.spoilWithdrawals;
import static io.alsek.test.contract.ClaimMutants.dawdle;

import io.alsek.spi.Effects;
import io.alsek.spi.Extension;
import io.alsek.spi.LeaseState;
import io.alsek.spi.MessageKey;
import io.alsek.spi.MessageState;
import io.alsek.spi.QueueStore;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Settlement;
import io.alsek.spi.StoredMessage;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.SweepReport;
import io.alsek.spi.WithdrawOutcome;
import io.alsek.spi.Withdrawal;
import io.alsek.spi.Withdrawal.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Mistakes that a queue store can make with the messages that it has. */
final class SettleMutants {

    private SettleMutants() {}

    static Stream<Mutant> all() {
        return Stream.of(SETTLING, WITHDRAWING).flatMap(List::stream);
    }

    private static Mutant queues(String name, String rule, UnaryOperator<QueueStore> alteration) {
        return Mutant.altering(name, rule, real -> AlteredBackend.queues(real, alteration));
    }

    // -------------------------------------------------------------------------------------------------- settling

    static final List<Mutant> SETTLING = List.of(
            queues("a stale settlement is accepted", "SETTLE-13", real -> new AlteredQueues(real) {
                @Override
                public List<LeaseState> settle(List<Settlement> settlements) {
                    return settlements.stream().map(this::settleAnyhow).toList();
                }

                private LeaseState settleAnyhow(Settlement each) {
                    LeaseState state = real.settle(List.of(each)).get(0);
                    if (state == LeaseState.LOST && each instanceof Settlement.Complete) {
                        withdraw(List.of(new Withdrawal(each.lease().key(), Mode.REMOVE, null, each.effects())));
                        return LeaseState.HELD;
                    }
                    return state;
                }
            }),
            queues("a stale settlement has effects all the same", "SETTLE-14", real -> new AlteredQueues(real) {
                @Override
                public List<LeaseState> settle(List<Settlement> settlements) {
                    settlements.forEach(each -> each.effects()
                            .successors()
                            .forEach(successor -> submit(List.of(Submission.of(successor)))));
                    return super.settle(settlements);
                }
            }),
            queues("a stale heartbeat is accepted", "LEASE-12", real -> new AlteredQueues(real) {
                @Override
                public List<LeaseState> extend(List<Extension> extensions) {
                    return super.extend(extensions).stream()
                            .map(state -> state == LeaseState.LOST ? LeaseState.HELD : state)
                            .toList();
                }
            }),
            queues("a heartbeat does nothing", "LEASE-08", real -> new AlteredQueues(real) {
                @Override
                public List<LeaseState> extend(List<Extension> extensions) {
                    return Collections.nCopies(extensions.size(), LeaseState.HELD);
                }
            }),
            queues(
                    "a retry forgets the failure",
                    "RETRY-07",
                    spoilSettlements(each -> each instanceof Settlement.Retry retry
                            ? new Settlement.Retry(
                                    retry.lease(), retry.readyAt(), retry.expiresAt(), null, retry.effects())
                            : each)),
            queues(
                    "a retry forgets its expiry",
                    "RETRY-09",
                    spoilSettlements(each -> each instanceof Settlement.Retry retry
                            ? new Settlement.Retry(
                                    retry.lease(), retry.readyAt(), null, retry.failure(), retry.effects())
                            : each)),
            queues("a heartbeat cannot shorten a lease", "LEASE-09", real -> new AlteredQueues(real) {
                @Override
                public List<LeaseState> extend(List<Extension> extensions) {
                    return super.extend(extensions.stream()
                            .map(each -> new Extension(
                                    each.lease(),
                                    each.duration().compareTo(Worker.LEASE) < 0 ? Worker.LEASE : each.duration(),
                                    each.effects()))
                            .toList());
                }
            }),
            queues(
                    "a settlement drops its values",
                    "EFFECT-01",
                    spoilSettlements(each -> with(
                            each,
                            new Effects(
                                    List.of(),
                                    each.effects().successors(),
                                    each.effects().publications(),
                                    each.effects().locks())))),
            queues(
                    "a settlement drops its successors",
                    "EFFECT-02",
                    spoilSettlements(each -> with(
                            each,
                            new Effects(
                                    each.effects().values(),
                                    List.of(),
                                    each.effects().publications(),
                                    each.effects().locks())))),
            queues(
                    "a settlement leaves locks alone",
                    "HOLD-01",
                    spoilSettlements(each -> with(
                            each,
                            new Effects(
                                    each.effects().values(),
                                    each.effects().successors(),
                                    each.effects().publications())))),
            queues("a lock is not handed over with a message", "HOLD-03", real -> new AlteredQueues(real) {
                @Override
                public List<SubmitOutcome> submit(List<Submission> submissions) {
                    return super.submit(submissions.stream()
                            .map(each -> each.effects().locks().isEmpty() ? each : Submission.of(each.message()))
                            .toList());
                }
            }),
            queues("effects come after the settlement", "EFFECT-11", real -> new AlteredQueues(real) {
                @Override
                public List<LeaseState> settle(List<Settlement> settlements) {
                    List<LeaseState> states = super.settle(settlements.stream()
                            .map(each -> with(each, Effects.NONE))
                            .toList());
                    dawdle();
                    settlements.forEach(each -> each.effects()
                            .successors()
                            .forEach(successor -> submit(List.of(new Submission(successor, each.effects())))));
                    return states;
                }
            }),
            queues(
                    "a retry is not counted",
                    "RETRY-01",
                    spoilSettlements(each -> each instanceof Settlement.Retry retry
                            ? new Settlement.Release(retry.lease(), retry.effects())
                            : each)),
            queues(
                    "a retry forgets its backoff",
                    "RETRY-03",
                    spoilSettlements(each -> each instanceof Settlement.Retry retry
                            ? new Settlement.Retry(
                                    retry.lease(), Instant.EPOCH, retry.expiresAt(), retry.failure(), retry.effects())
                            : each)),
            queues(
                    "a release counts as a retry",
                    "RETRY-13",
                    spoilSettlements(each -> each instanceof Settlement.Release release
                            ? new Settlement.Retry(release.lease(), Instant.EPOCH, null, null, release.effects())
                            : each)),
            queues(
                    "burying loses the message",
                    "SETTLE-06",
                    spoilSettlements(each -> each instanceof Settlement.Bury bury
                            ? new Settlement.Complete(bury.lease(), bury.effects())
                            : each)));

    private static Settlement with(Settlement old, Effects effects) {
        if (old instanceof Settlement.Complete each) {
            return new Settlement.Complete(each.lease(), effects);
        } else if (old instanceof Settlement.Retry each) {
            return new Settlement.Retry(each.lease(), each.readyAt(), each.expiresAt(), each.failure(), effects);
        } else if (old instanceof Settlement.Bury each) {
            return new Settlement.Bury(each.lease(), each.reason(), each.failure(), effects);
        }
        return new Settlement.Release(old.lease(), effects);
    }

    // -------------------------------------------------------------------- withdrawing, finding, updating, sweeping

    static final List<Mutant> WITHDRAWING = List.of(
            queues(
                    "running messages cannot be revoked",
                    "WITHDRAW-03",
                    spoilWithdrawals(each -> each.mode() == Mode.REVOKE
                            ? new Withdrawal(each.key(), Mode.REVOKE_UNLESS_LEASED, each.failure(), each.effects())
                            : each)),
            queues(
                    "running messages are not spared",
                    "WITHDRAW-05",
                    spoilWithdrawals(each -> each.mode() == Mode.REVOKE_UNLESS_LEASED
                            ? new Withdrawal(each.key(), Mode.REVOKE, each.failure(), each.effects())
                            : each)),
            queues(
                    "removed ids are remembered",
                    "WITHDRAW-07",
                    spoilWithdrawals(each -> each.mode() == Mode.REMOVE
                            ? new Withdrawal(each.key(), Mode.FAIL, each.failure(), each.effects())
                            : each)),
            queues("a withdrawal spares by looking first", "WITHDRAW-15", real -> new AlteredQueues(real) {
                @Override
                public List<WithdrawOutcome> withdraw(List<Withdrawal> withdrawals) {
                    return withdrawals.stream().map(this::lookAndWithdraw).toList();
                }

                private WithdrawOutcome lookAndWithdraw(Withdrawal each) {
                    StoredMessage found = find(List.of(each.key())).get(each.key());
                    dawdle();
                    if (each.mode() != Mode.REVOKE_UNLESS_LEASED || found == null || found.leasedUntil() != null) {
                        return real.withdraw(List.of(each)).get(0);
                    }
                    real.withdraw(List.of(new Withdrawal(each.key(), Mode.REVOKE, each.failure(), each.effects())));
                    return WithdrawOutcome.WITHDRAWN;
                }
            }),
            queues("an update sends to the back", "FIND-06", real -> new AlteredQueues(real) {
                @Override
                public boolean update(MessageKey key, byte[] body) {
                    StoredMessage found = find(List.of(key)).get(key);
                    if (found == null || found.leasedUntil() != null) {
                        return super.update(key, body);
                    }
                    withdraw(List.of(new Withdrawal(key, Mode.REMOVE, null, Effects.NONE)));
                    QueuedMessage message =
                            ClaimMutants.with(found.message(), found.message().priority(), body);
                    submit(List.of(Submission.of(message)));
                    return true;
                }
            }),
            queues("delayed messages are not found", "FIND-01", real -> new AlteredQueues(real) {
                @Override
                public Map<MessageKey, StoredMessage> find(Collection<MessageKey> keys) {
                    Map<MessageKey, StoredMessage> found = new LinkedHashMap<>(super.find(keys));
                    found.values().removeIf(each -> each.state() == MessageState.DELAYED);
                    return found;
                }
            }),
            queues("a sweep knows no limit", "SWEEP-02", real -> new AlteredQueues(real) {
                @Override
                public SweepReport sweep(int limit, Duration lease) {
                    return super.sweep(1_000_000, lease);
                }
            }),
            queues("a sweep is always the last", "SWEEP-09", real -> new AlteredQueues(real) {
                @Override
                public SweepReport sweep(int limit, Duration lease) {
                    SweepReport report = super.sweep(limit, lease);
                    return new SweepReport(report.condemned(), report.purged(), report.more(), null);
                }
            }));
}
