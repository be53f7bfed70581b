package io.alsek.test.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.Backend;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.DeadLetter;
import io.alsek.spi.DeadLetterStore;
import io.alsek.spi.DeathReason;
import io.alsek.spi.Effects;
import io.alsek.spi.Extension;
import io.alsek.spi.Lease;
import io.alsek.spi.LeaseState;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueueAdmin;
import io.alsek.spi.QueueCounts;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Replay;
import io.alsek.spi.Settlement;
import io.alsek.spi.StoredMessage;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.Subscription;
import io.alsek.spi.Subscription.AllQueues;
import io.alsek.spi.Subscription.QueuesInOrder;
import io.alsek.spi.Subscription.Rotation;
import io.alsek.spi.ValueStore;
import io.alsek.spi.ValueWrite;
import io.alsek.spi.WithdrawOutcome;
import io.alsek.spi.Withdrawal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A backend with short verbs for what rules do all the time. Thread-safe. */
final class Client {

    static final Subscription EVERYTHING = new AllQueues(Set.of(), Rotation.STRICT);

    final Backend backend;
    final QueueStore queues;
    final DeadLetterStore deadLetters;
    final QueueAdmin admin;
    final ValueStore values;
    private final Duration patience;

    Client(Backend backend, QueuePolicy policy, Duration patience) {
        this.backend = backend;
        this.patience = patience;
        queues = backend.queues(policy);
        deadLetters = backend.deadLetters();
        admin = backend.administration();
        values = backend.values();
    }

    // ------------------------------------------------------------------------------------------------ submitting

    List<SubmitOutcome> submit(Draft... drafts) {
        return queues.submit(Arrays.stream(drafts)
                .map(draft -> Submission.of(draft.toMessage()))
                .toList());
    }

    SubmitOutcome submit(Draft draft, Effects effects) {
        return queues.submit(List.of(new Submission(draft.toMessage(), effects)))
                .get(0);
    }

    /** Submits messages that must be accepted. */
    void accept(Draft... drafts) {
        assertThat(submit(drafts)).as("outcomes of submitting").containsOnly(SubmitOutcome.ACCEPTED);
    }

    // -------------------------------------------------------------------------------------------------- claiming

    /** Opens a session on everything. */
    Worker worker() {
        return worker(EVERYTHING);
    }

    Worker worker(Subscription subscription) {
        return new Worker(queues, subscription, patience);
    }

    /** Submits a message, which must be the first of its queue to be claimed, and claims it. */
    Lease leased(Draft draft) {
        accept(draft);
        ClaimedMessage claimed = worker(
                        new QueuesInOrder(List.of(draft.queue()), Set.of(draft.task()), Rotation.STRICT))
                .takeOne();
        assertThat(claimed.message().id()).as("claimed message").isEqualTo(draft.id());
        return claimed.lease();
    }

    LeaseState extend(Lease lease, Duration duration) {
        return extend(lease, duration, Effects.NONE);
    }

    LeaseState extend(Lease lease, Duration duration, Effects effects) {
        return queues.extend(List.of(new Extension(lease, duration, effects))).get(0);
    }

    // -------------------------------------------------------------------------------------------------- settling

    LeaseState settle(Settlement settlement) {
        return queues.settle(List.of(settlement)).get(0);
    }

    LeaseState complete(Lease lease) {
        return complete(lease, Effects.NONE);
    }

    LeaseState complete(Lease lease, Effects effects) {
        return settle(new Settlement.Complete(lease, effects));
    }

    LeaseState retry(Lease lease, Instant readyAt) {
        return retry(lease, readyAt, Effects.NONE);
    }

    LeaseState retry(Lease lease, Instant readyAt, Effects effects) {
        return settle(new Settlement.Retry(lease, readyAt, null, null, effects));
    }

    LeaseState bury(Lease lease, DeathReason reason) {
        return bury(lease, reason, Effects.NONE);
    }

    LeaseState bury(Lease lease, DeathReason reason, Effects effects) {
        return settle(new Settlement.Bury(lease, reason, null, effects));
    }

    LeaseState release(Lease lease) {
        return release(lease, Effects.NONE);
    }

    LeaseState release(Lease lease, Effects effects) {
        return settle(new Settlement.Release(lease, effects));
    }

    /** Submits a message, claims it and buries it as failed. */
    void kill(Draft draft) {
        assertThat(bury(leased(draft), DeathReason.FAILED)).isEqualTo(LeaseState.HELD);
    }

    /** Submits a message, claims it and completes it. */
    void finish(Draft draft) {
        assertThat(complete(leased(draft))).isEqualTo(LeaseState.HELD);
    }

    WithdrawOutcome withdraw(MessageKey key, Withdrawal.Mode mode) {
        return withdraw(key, mode, Effects.NONE);
    }

    WithdrawOutcome withdraw(MessageKey key, Withdrawal.Mode mode, Effects effects) {
        return queues.withdraw(List.of(new Withdrawal(key, mode, null, effects)))
                .get(0);
    }

    boolean replay(QueuedMessage message) {
        return replay(message, Effects.NONE);
    }

    boolean replay(QueuedMessage message, Effects effects) {
        return deadLetters.replay(List.of(new Replay(message, effects))).get(0);
    }

    // --------------------------------------------------------------------------------------------------- looking

    Optional<StoredMessage> find(MessageKey key) {
        return Optional.ofNullable(queues.find(List.of(key)).get(key));
    }

    /** Looks up a message that must be alive. */
    StoredMessage alive(Draft draft) {
        return find(draft.key()).orElseThrow(() -> new AssertionError(draft.key() + " is not alive"));
    }

    Optional<DeadLetter> findDead(MessageKey key) {
        return Optional.ofNullable(deadLetters.find(List.of(key)).get(key));
    }

    /** Looks up a message that must be dead. */
    DeadLetter dead(Draft draft) {
        return findDead(draft.key()).orElseThrow(() -> new AssertionError(draft.key() + " is not a dead letter"));
    }

    QueueCounts counts() {
        return admin.counts(Draft.QUEUE);
    }

    /** Reads a value as text. */
    Optional<String> value(String key) {
        return Optional.ofNullable(values.get(List.of(key)).get(key)).map(bytes -> new String(bytes, UTF_8));
    }

    boolean setValue(String key, String value, @Nullable Duration ttl) {
        return set(ValueWrite.of(key, value.getBytes(UTF_8), ttl));
    }

    boolean set(ValueWrite write) {
        return values.set(List.of(write)).get(0);
    }
}
