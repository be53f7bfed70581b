package io.alsek.broker;

import io.alsek.event.TaskEvent;
import io.alsek.lock.Locks;
import io.alsek.message.ExceptionDetails;
import io.alsek.message.FailureNote;
import io.alsek.message.Message;
import io.alsek.message.Payload;
import io.alsek.message.WireFormat;
import io.alsek.spi.Backend;
import io.alsek.spi.DeathReason;
import io.alsek.spi.Effects;
import io.alsek.spi.LeaseState;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueueStore;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Settlement;
import io.alsek.spi.StoredMessage;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.Subscription;
import io.alsek.spi.SweepReport;
import io.alsek.spi.WithdrawOutcome;
import io.alsek.spi.Withdrawal;
import io.alsek.task.DuplicateMessageException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Moves messages: accepts them, hands them to consumers, settles them. Applications mostly use {@code Alsek} and worker
 * pools, which stand on it.
 *
 * <p>Thread-safe. Methods throw {@link io.alsek.spi.BackendException} when the backend fails.
 */
public final class Broker {

    private static final int SWEEP_LIMIT = 1_000;
    private static final Duration SWEEP_LEASE = Duration.ofSeconds(30);

    private final Backend backend;
    private final Backend resultBackend;
    private final Environment environment;
    private final BrokerSettings settings;
    private final QueueStore queues;
    private final Transitions transitions;
    private final ResultStore results;
    private final StatusTracker statuses;
    private final DeadLetters deadLetters;
    private final Locks locks;
    private final HandOver handOver;
    private volatile java.util.function.Consumer<Message> onRevokedWaiting = message -> {};

    /** A broker whose results share the messages' backend. */
    public Broker(Backend backend, Environment environment, BrokerSettings settings) {
        this(backend, backend, environment, settings);
    }

    /**
     * A broker.
     *
     * @param backend where messages, statuses and dead letters are
     * @param resultBackend where results are; if it is not the same, a result is written just before its message is
     *     settled, and may be written again after a crash
     */
    public Broker(Backend backend, Backend resultBackend, Environment environment, BrokerSettings settings) {
        this.backend = backend;
        this.resultBackend = resultBackend;
        this.environment = environment;
        this.settings = settings;
        this.queues = backend.queues(settings.policy());
        this.transitions = new Transitions(settings.statusTtl(), backend.equals(resultBackend));
        this.results = new ResultStore(
                resultBackend.values(),
                environment.serializers(),
                backend.clock(),
                new ResultWait(backend.events(), environment.time()));
        this.statuses = new StatusTracker(backend.values(), backend.events(), environment.time());
        this.deadLetters = new DeadLetters(backend, this);
        this.locks = new Locks(backend, environment.time(), environment.node());
        this.handOver = new HandOver(locks.linked(), queues::submit);
    }

    /**
     * A broker as another process has it, that differs in having its messages' backend decorated. Results that are kept
     * elsewhere stay there.
     */
    public Broker decorated(UnaryOperator<Backend> decorator) {
        return decorated(decorator, environment);
    }

    /** The same, in another environment, such as one with a clock of its own. */
    public Broker decorated(UnaryOperator<Backend> decorator, Environment other) {
        Backend outer = decorator.apply(backend);
        Backend outerResults = backend.equals(resultBackend) ? outer : resultBackend;
        Broker decorated = new Broker(outer, outerResults, other.ofAnotherProcess(), settings);
        decorated.onRevokedWaiting(this::revokedWaiting);
        return decorated;
    }

    /** {@return where the messages are} */
    public Backend backend() {
        return backend;
    }

    /** {@return where the results are; mostly the same} */
    public Backend resultBackend() {
        return resultBackend;
    }

    /** {@return what the engine depends on} */
    public Environment environment() {
        return environment;
    }

    /** {@return the rules} */
    public BrokerSettings settings() {
        return settings;
    }

    /** {@return the queues, by these rules} */
    public QueueStore queues() {
        return queues;
    }

    /** {@return what goes along with each transition} */
    public Transitions transitions() {
        return transitions;
    }

    /** {@return the results} */
    public ResultStore results() {
        return results;
    }

    /** {@return the statuses} */
    public StatusTracker statuses() {
        return statuses;
    }

    /** {@return the locks} */
    public Locks locks() {
        return locks;
    }

    /** {@return the dead letters} */
    public DeadLetters deadLetters() {
        return deadLetters;
    }

    /**
     * Says whom to tell of messages that are revoked while no worker has them, since no worker can tell their task.
     */
    public void onRevokedWaiting(java.util.function.Consumer<Message> listener) {
        onRevokedWaiting = listener;
    }

    void revokedWaiting(Message message) {
        onRevokedWaiting.accept(message);
    }

    /** {@return the present instant, by the backend's clock} */
    public Instant now() {
        return backend.clock().instant();
    }

    /**
     * Submits a message. When this returns, it is accepted.
     *
     * @throws DuplicateMessageException if its id is taken
     * @throws IllegalArgumentException if it is larger than allowed
     */
    public void submit(Message message) {
        if (submitAll(List.of(message)).get(0) == SubmitOutcome.DUPLICATE) {
            throw new DuplicateMessageException(message.queue(), message.id());
        }
    }

    /**
     * Submits messages at once. Duplicates among them are left out and do not harm the others; one that is too large
     * is an error before any is submitted.
     *
     * @return the outcomes, in the order of the messages
     */
    public List<SubmitOutcome> submitAll(List<Message> messages) {
        List<Submission> submissions = new ArrayList<>(messages.size());
        for (Message message : messages) {
            Effects effects = handOver.with(message, transitions.submitted(message), now());
            submissions.add(new Submission(packChecked(message), effects));
        }
        List<SubmitOutcome> outcomes = handOver.submit(messages, submissions);
        if (environment.events().areHeard()) {
            Instant now = now();
            for (int i = 0; i < messages.size(); i++) {
                Message message = messages.get(i);
                environment
                        .events()
                        .tell(
                                outcomes.get(i) == SubmitOutcome.ACCEPTED
                                        ? new TaskEvent.Submitted(message, now)
                                        : new TaskEvent.Duplicate(message, now));
            }
        }
        return outcomes;
    }

    /** Packs a message, if it is not too large. */
    private QueuedMessage packChecked(Message message) {
        QueuedMessage packed = Envelope.pack(message);
        requireAcceptable("message " + message.summary(), packed.body());
        return packed;
    }

    /**
     * Checks that the results and successors among some effects are not larger than messages may be.
     *
     * @throws IllegalArgumentException if one is
     */
    public void requireAcceptable(Effects effects) {
        effects.values().forEach(write -> requireAcceptable("value " + write.key(), write.value()));
        effects.successors().forEach(next -> requireAcceptable("callback " + next.key(), next.body()));
    }

    private void requireAcceptable(String what, byte[] bytes) {
        if (bytes.length > settings.maxMessageBytes()) {
            throw new IllegalArgumentException("The " + what + " has " + bytes.length + " bytes, but at most "
                    + settings.maxMessageBytes()
                    + " are allowed. Store large data elsewhere and pass a reference to it, or raise the limit");
        }
    }

    /** Writes a result ahead of the settlement of its message, if results are kept on another backend. */
    public void writeResultElsewhere(Message message, Instant now, Payload result) {
        if (transitions.resultsAreElsewhere() && message.settings().tracking().storeResult()) {
            results.write(transitions.result(message, now, result));
        }
    }

    /** {@return whether the message is alive: waiting or being run} */
    public boolean exists(MessageKey key) {
        return !queues.find(List.of(key)).isEmpty();
    }

    /** Reads a living message with its history. */
    public Optional<Message> find(MessageKey key) {
        StoredMessage stored = queues.find(List.of(key)).get(key);
        return Optional.ofNullable(stored).map(Envelope::unpack);
    }

    /** Reads a message from its queue or, failing that, from the dead letters. */
    public Optional<Message> sync(MessageKey key) {
        Optional<Message> living = find(key);
        return living.isPresent() ? living : deadLetters.find(key).flatMap(DeadMessage::message);
    }

    /**
     * Writes a changed message over the one in the queue. Its payload, settings but for the priority, and callbacks
     * count; its place, times and history stay.
     *
     * @throws NoSuchElementException if the message is not alive
     */
    public void update(Message message) {
        packChecked(message);
        if (!queues.update(keyOf(message), WireFormat.encodeBody(message))) {
            throw new NoSuchElementException(message.summary() + " is not alive; only living messages can be updated");
        }
    }

    /** Removes a message, in whatever state, and forgets its id; returns whether there was one. */
    public boolean remove(MessageKey key) {
        return withdraw(key, Withdrawal.Mode.REMOVE) != WithdrawOutcome.ABSENT;
    }

    /**
     * Revokes a message: it is not run any more, and a worker that is at it is interrupted soon.
     *
     * @return what it found; {@link WithdrawOutcome#ABSENT} if the message is finished or unknown, which is no error
     */
    public WithdrawOutcome revoke(MessageKey key) {
        return withdraw(key, Withdrawal.Mode.REVOKE);
    }

    /** Revokes a message, but only if no worker is at it. */
    public WithdrawOutcome revokeUnlessRunning(MessageKey key) {
        return withdraw(key, Withdrawal.Mode.REVOKE_UNLESS_LEASED);
    }

    /** {@return whether a message was revoked and is still among the dead letters} */
    public boolean isRevoked(MessageKey key) {
        return deadLetters
                .find(key)
                .filter(dead -> dead.reason() == DeathReason.REVOKED)
                .isPresent();
    }

    /**
     * Sends a message to the dead letters, in whatever state. Repeating it is harmless.
     *
     * @return whether it was alive
     */
    public boolean fail(MessageKey key, Throwable reason) {
        return new Withdrawer(this, ExceptionDetails.of(reason)).withdraw(key, Withdrawal.Mode.FAIL)
                != WithdrawOutcome.ABSENT;
    }

    private WithdrawOutcome withdraw(MessageKey key, Withdrawal.Mode mode) {
        ExceptionDetails details = new ExceptionDetails("revoked", "The message was revoked", "");
        return new Withdrawer(this, details).withdraw(key, mode);
    }

    /** A consumer of whatever the subscription says. */
    public Consumer consume(Subscription subscription) {
        return new Consumer(this, subscription);
    }

    /**
     * Acknowledges a delivery: the message is done.
     *
     * @throws LeaseLostException if the consumer does not hold it any more
     */
    public void ack(Delivery delivery) {
        Effects effects = transitions.acknowledged(delivery.message());
        settle("acknowledge", delivery, new Settlement.Complete(delivery.lease(), effects));
    }

    /**
     * Gives a delivery back: the message may be delivered again at once.
     *
     * @throws LeaseLostException if the consumer does not hold it any more
     */
    public void nack(Delivery delivery) {
        settle("give back", delivery, new Settlement.Release(delivery.lease(), Effects.NONE));
        environment.events().tell(new TaskEvent.Released(delivery.message(), now()));
    }

    /**
     * Counts a failed attempt and lets the message wait for another, as long as its backoff says.
     *
     * @throws LeaseLostException if the consumer does not hold it any more
     */
    public void retry(Delivery delivery, Throwable failure) {
        Instant now = now();
        Message message = delivery.message();
        Message next = Retries.next(message, ExceptionDetails.of(failure), now, environment);
        FailureNote note = new FailureNote(ExceptionDetails.of(failure), now);
        Settlement retry = new Settlement.Retry(
                delivery.lease(),
                next.readyAt(),
                next.timing().expiresAt(),
                note.encode(),
                transitions.retrying(message, now, note.details()));
        settle("retry", delivery, retry);
        environment.events().tell(new TaskEvent.Retrying(next, now, next.readyAt()));
    }

    /**
     * Sends a delivery to the dead letters.
     *
     * @throws LeaseLostException if the consumer does not hold it any more
     */
    public void fail(Delivery delivery, Throwable failure) {
        Instant now = now();
        ExceptionDetails details = ExceptionDetails.of(failure);
        Settlement bury = new Settlement.Bury(
                delivery.lease(),
                DeathReason.FAILED,
                new FailureNote(details, now).encode(),
                transitions.failed(delivery.message(), now, DeathReason.FAILED, details));
        settle("fail", delivery, bury);
        environment.events().tell(new TaskEvent.Failed(delivery.message(), now, DeathReason.FAILED, details));
    }

    private void settle(String what, Delivery delivery, Settlement settlement) {
        if (queues.settle(List.of(settlement)).get(0) != LeaseState.HELD) {
            throw new LeaseLostException(what, delivery.message().summary());
        }
    }

    /**
     * Does the housekeeping that no consumer does: buries messages that expired while nobody took them, and removes
     * dead letters whose time is over. Worker pools do it in the background.
     *
     * @return what was found
     */
    public SweepReport sweep() {
        SweepReport report = queues.sweep(SWEEP_LIMIT, SWEEP_LEASE);
        Burials burials = new Burials(this);
        report.condemned().forEach(burials::bury);
        return report;
    }

    static MessageKey keyOf(Message message) {
        return new MessageKey(message.queue(), message.id());
    }
}
