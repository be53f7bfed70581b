package io.alsek.test.contract;

import static io.alsek.test.contract.AlteredQueues.spoilClaims;
import static io.alsek.test.contract.AlteredQueues.spoilMessages;
import static io.alsek.test.contract.AlteredQueues.spoilSubscriptions;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.alsek.spi.ClaimSession;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Claims;
import io.alsek.spi.Effects;
import io.alsek.spi.Lease;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Settlement;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.Subscription;
import io.alsek.spi.Subscription.AllQueues;
import io.alsek.spi.Subscription.QueuesInOrder;
import io.alsek.spi.Subscription.Rotation;
import io.alsek.spi.Subscription.TasksInOrder;
import io.alsek.spi.Withdrawal;
import io.alsek.spi.Withdrawal.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Mistakes that a queue store can make when it takes messages in and hands them out. */
final class ClaimMutants {

    private static final Duration LONG = Duration.ofDays(1000);

    private ClaimMutants() {}

    static Stream<Mutant> all() {
        return Stream.of(SUBMITTING, CLAIMING).flatMap(List::stream);
    }

    private static Mutant queues(String name, String rule, UnaryOperator<QueueStore> alteration) {
        return Mutant.altering(name, rule, real -> AlteredBackend.queues(real, alteration));
    }

    private static Mutant policy(String name, String rule, UnaryOperator<QueuePolicy> alteration) {
        return Mutant.altering(name, rule, real -> AlteredBackend.policy(real, alteration));
    }

    // ------------------------------------------------------------------------------------------------ submitting

    static final List<Mutant> SUBMITTING = List.of(
            queues("a duplicate overwrites the first", "DUPLICATE-02", real -> new AlteredQueues(real) {
                @Override
                public List<SubmitOutcome> submit(List<Submission> submissions) {
                    List<SubmitOutcome> outcomes = super.submit(submissions);
                    for (int index = 0; index < outcomes.size(); index++) {
                        if (outcomes.get(index) == SubmitOutcome.DUPLICATE) {
                            QueuedMessage message = submissions.get(index).message();
                            withdraw(List.of(new Withdrawal(message.key(), Mode.REMOVE, null, Effects.NONE)));
                            super.submit(List.of(submissions.get(index)));
                        }
                    }
                    return outcomes;
                }
            }),
            queues("looks for the id first and submits later", "DUPLICATE-15", real -> new AlteredQueues(real) {
                @Override
                public List<SubmitOutcome> submit(List<Submission> submissions) {
                    List<SubmitOutcome> outcomes = new ArrayList<>();
                    for (Submission each : submissions) {
                        boolean there = !find(List.of(each.message().key())).isEmpty();
                        dawdle();
                        super.submit(List.of(each));
                        outcomes.add(there ? SubmitOutcome.DUPLICATE : SubmitOutcome.ACCEPTED);
                    }
                    return outcomes;
                }
            }),
            queues("one duplicate spoils the batch", "SUBMIT-03", real -> new AlteredQueues(real) {
                @Override
                public List<SubmitOutcome> submit(List<Submission> submissions) {
                    List<MessageKey> keys = submissions.stream()
                            .map(each -> each.message().key())
                            .toList();
                    return find(keys).isEmpty()
                            ? super.submit(submissions)
                            : Collections.nCopies(submissions.size(), SubmitOutcome.DUPLICATE);
                }
            }),
            queues(
                    "bodies pass through a string",
                    "SUBMIT-07",
                    spoilMessages(each -> with(each, each.priority(), new String(each.body(), UTF_8).getBytes(UTF_8)))),
            queues(
                    "the higher number comes first",
                    "CLAIM-05",
                    spoilMessages(each -> with(each, Integer.MAX_VALUE - each.priority(), each.body()))),
            queues("priorities are forgotten", "CLAIM-06", spoilMessages(each -> with(each, 0, each.body()))),
            queues("a submission has no effects", "SUBMIT-10", real -> new AlteredQueues(real) {
                @Override
                public List<SubmitOutcome> submit(List<Submission> submissions) {
                    return super.submit(submissions.stream()
                            .map(each -> Submission.of(each.message()))
                            .toList());
                }
            }),
            queues(
                    "delays are forgotten",
                    "DELAY-01",
                    spoilMessages(each -> new QueuedMessage(
                            each.id(),
                            each.queue(),
                            each.task(),
                            each.priority(),
                            Instant.EPOCH,
                            each.expiresAt(),
                            each.body()))),
            queues(
                    "expiry is forgotten",
                    "EXPIRY-02",
                    spoilMessages(each -> new QueuedMessage(
                            each.id(), each.queue(), each.task(), each.priority(), each.readyAt(), null, each.body()))),
            policy(
                    "ids are forgotten at once",
                    "DUPLICATE-06",
                    old -> new QueuePolicy(old.maxDeliveries(), Duration.ZERO, old.deadLetterTtl())),
            policy(
                    "ids are remembered a millisecond too long",
                    "DUPLICATE-07",
                    old -> new QueuePolicy(
                            old.maxDeliveries(), old.duplicateWindow().plusMillis(1), old.deadLetterTtl())),
            policy(
                    "dead letters are kept a millisecond too long",
                    "DEAD-07",
                    old -> new QueuePolicy(
                            old.maxDeliveries(), old.duplicateWindow(), plusMillis(old.deadLetterTtl()))),
            policy(
                    "poison pills are delivered for ever",
                    "POISON-01",
                    old -> new QueuePolicy(Integer.MAX_VALUE, old.duplicateWindow(), old.deadLetterTtl())));

    private static Duration plusMillis(Duration ttl) {
        return ttl == null ? null : ttl.plusMillis(1);
    }

    static QueuedMessage with(QueuedMessage old, int priority, byte[] body) {
        return new QueuedMessage(old.id(), old.queue(), old.task(), priority, old.readyAt(), old.expiresAt(), body);
    }

    /** Gives other threads time to come in between. */
    @SuppressWarnings("ThreadPriorityCheck") // any order will do, the more the better
    static void dawdle() {
        for (int turn = 0; turn < 100; turn++) {
            Race.letOthersRun();
        }
    }

    // -------------------------------------------------------------------------------------------------- claiming

    static final List<Mutant> CLAIMING = List.of(
            queues(
                    "a claim ignores its maximum",
                    "CLAIM-02",
                    spoilClaims((real, max, lease, nonce) -> real.claim(max + 1, lease, nonce))),
            queues("last in, first out", "CLAIM-04", real -> new AlteredQueues(real) {
                @Override
                public ClaimSession open(Subscription subscription, Runnable onReady) {
                    return spoilClaims((session, max, lease, nonce) -> lastOf(this, session, max, lease, nonce))
                            .apply(real)
                            .open(subscription, onReady);
                }
            }),
            queues(
                    "leases never run out",
                    "LEASE-02",
                    spoilClaims((real, max, lease, nonce) -> real.claim(max, LONG, nonce))),
            queues(
                    "a repeated nonce claims again",
                    "SESSION-01",
                    spoilClaims((real, max, lease, nonce) ->
                            real.claim(max, lease, nonce + System.identityHashCode(new Object())))),
            queues("no claim names an instant", "SESSION-08", spoilClaims((real, max, lease, nonce) -> {
                Claims claims = real.claim(max, lease, nonce);
                return new Claims(claims.messages(), claims.condemned(), claims.more(), null);
            })),
            queues("a claim never says that there is more", "CLAIM-13", spoilClaims((real, max, lease, nonce) -> {
                Claims claims = real.claim(max, lease, nonce);
                return new Claims(claims.messages(), claims.condemned(), false, claims.nextAt());
            })),
            queues("no signal is raised", "SIGNAL-01", real -> new AlteredQueues(real) {
                @Override
                public ClaimSession open(Subscription subscription, Runnable onReady) {
                    return super.open(subscription, () -> {});
                }
            }),
            queues("a claim always says that there is more", "CLAIM-13", spoilClaims((real, max, lease, nonce) -> {
                Claims claims = real.claim(max, lease, nonce);
                return new Claims(claims.messages(), claims.condemned(), true, claims.nextAt());
            })),
            queues("the fence stands still", "LEASE-03", spoilClaims((real, max, lease, nonce) -> {
                Claims claims = real.claim(max, lease, nonce);
                return new Claims(
                        claims.messages().stream().map(ClaimMutants::unfenced).toList(),
                        claims.condemned(),
                        claims.more(),
                        claims.nextAt());
            })),
            queues("fair rotation is strict", "SUBSCRIBE-16", spoilSubscriptions(ClaimMutants::strict)),
            queues(
                    "ordered tasks are not ordered",
                    "SUBSCRIBE-13",
                    spoilSubscriptions(each -> each instanceof TasksInOrder lanes
                            ? new QueuesInOrder(
                                    List.copyOf(lanes.tasksByQueue().keySet()), union(lanes), lanes.rotation())
                            : each)),
            queues(
                    "tasks are not looked at",
                    "SUBSCRIBE-08",
                    spoilSubscriptions(
                            each -> each instanceof AllQueues all ? new AllQueues(Set.of(), all.rotation()) : each)),
            queues(
                    "queues are served in alphabetical order",
                    "SUBSCRIBE-01",
                    spoilSubscriptions(each -> each instanceof QueuesInOrder listed
                            ? new QueuesInOrder(
                                    listed.queues().stream().sorted().toList(), listed.tasks(), listed.rotation())
                            : each)),
            new Mutant("delivers a millisecond early", "DELAY-01", clockOff(Duration.ofMillis(1))),
            new Mutant("delivers a millisecond late", "DELAY-02", clockOff(Duration.ofMillis(-1))));

    private static Mutant.Opening clockOff(Duration by) {
        return (storage, namespace, clock) -> AlteredBackend.clock(
                storage.open(namespace, () -> clock.instant().plus(by)), clock);
    }

    private static Claims lastOf(QueueStore queues, ClaimSession session, int max, Duration lease, String nonce) {
        Claims claims = session.claim(1000, lease, nonce);
        List<ClaimedMessage> messages = new ArrayList<>(claims.messages());
        Collections.reverse(messages);
        int kept = Math.min(max, messages.size());
        messages.subList(kept, messages.size())
                .forEach(each -> queues.settle(List.of(new Settlement.Release(each.lease(), Effects.NONE))));
        return new Claims(messages.subList(0, kept), claims.condemned(), kept < messages.size(), claims.nextAt());
    }

    private static ClaimedMessage unfenced(ClaimedMessage old) {
        Lease lease = new Lease(old.lease().key(), "same", old.lease().expiresAt());
        return new ClaimedMessage(old.message(), lease, old.retries(), old.deliveries(), old.failure());
    }

    private static Subscription strict(Subscription each) {
        if (each instanceof QueuesInOrder listed) {
            return new QueuesInOrder(listed.queues(), listed.tasks(), Rotation.STRICT);
        }
        return each;
    }

    private static Set<String> union(TasksInOrder lanes) {
        Set<String> tasks = new LinkedHashSet<>();
        lanes.tasksByQueue().values().forEach(tasks::addAll);
        return tasks;
    }
}
