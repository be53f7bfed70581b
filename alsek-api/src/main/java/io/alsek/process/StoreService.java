package io.alsek.process;

import io.alsek.broker.Broker;
import io.alsek.broker.Envelope;
import io.alsek.event.TaskEvent;
import io.alsek.message.FailureNote;
import io.alsek.message.Message;
import io.alsek.spi.BackendException;
import io.alsek.spi.ChannelListener;
import io.alsek.spi.DeathReason;
import io.alsek.spi.EventBus;
import io.alsek.spi.Extension;
import io.alsek.spi.LeaseState;
import io.alsek.spi.LockRequest;
import io.alsek.spi.LockStore;
import io.alsek.spi.MessageKey;
import io.alsek.spi.Publication;
import io.alsek.spi.StoredMessage;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.ValueStore;
import io.alsek.spi.ValueWrite;
import io.alsek.spi.WithdrawOutcome;
import io.alsek.spi.Withdrawal;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does in the parent what one child asks of the backend. Thread-safe. */
final class StoreService implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoreService.class);

    private final Broker broker;
    private final FrameOutput out;

    /** Where notes wait for their turn to be written: who publishes must not have to wait for a child. */
    private final ExecutorService notes;

    private final Runnable beforeProgress;
    private final Map<Long, EventBus.Registration> registrations = new ConcurrentHashMap<>();

    StoreService(ChildSurroundings surroundings, FrameOutput out) {
        this.broker = surroundings.broker();
        this.notes = surroundings.notes().get();
        this.beforeProgress = surroundings.beforeProgress();
        this.out = out;
    }

    /** Answers a frame of the type ASK. */
    void serve(Frame ask) {
        Frame answer;
        try {
            answer = new Frame(FrameType.ANSWER, ask.id(), answer(ask));
        } catch (RuntimeException | IOException e) {
            answer = new Frame(
                    FrameType.REFUSAL,
                    ask.id(),
                    new BodyOut()
                            .constant(Refusal.of(e))
                            .text(e.getMessage() == null ? e.toString() : e.getMessage())
                            .toBytes());
        }
        try {
            out.write(answer);
        } catch (IOException e) {
            LOG.debug("Nobody is there any more to be answered", e);
        } catch (IllegalArgumentException e) {
            serveTooLong(ask, e);
        }
    }

    private void serveTooLong(Frame ask, IllegalArgumentException e) {
        try {
            out.write(new Frame(
                    FrameType.REFUSAL,
                    ask.id(),
                    new BodyOut()
                            .constant(Refusal.OTHER)
                            .text("The answer is too long: " + e.getMessage())
                            .toBytes()));
        } catch (IOException gone) {
            LOG.debug("Nobody is there any more to be answered", gone);
        }
    }

    private byte[] answer(Frame ask) throws BrokenFrameException {
        BodyIn in = new BodyIn(ask);
        StoreRequest request = in.constant(StoreRequest.class);
        boolean results = in.number() != 0;
        return request.encodeAnswer(answer(request, request.decodeQuestion(in.bytes()), results));
    }

    @SuppressWarnings("unchecked") // each request decodes its question as what is expected here
    private Object answer(StoreRequest request, Object question, boolean results) {
        ValueStore values = (results ? broker.resultBackend() : broker.backend()).values();
        return switch (request) {
            case SUBMIT -> submit((List<Submission>) question);
            case EXTEND -> extend((List<Extension>) question);
            case WITHDRAW -> withdraw((List<Withdrawal>) question);
            case FIND ->
                List.copyOf(broker.queues().find((List<MessageKey>) question).values());
            case FIND_DEAD ->
                List.copyOf(broker.backend()
                        .deadLetters()
                        .find((List<MessageKey>) question)
                        .values());
            case VALUES_GET -> values.get((List<String>) question);
            case VALUES_EXISTING -> values.existing((List<String>) question);
            case VALUES_SET -> values.set((List<ValueWrite>) question);
            case VALUES_TAKE -> values.take((List<String>) question);
            case VALUES_DELETE -> values.delete((List<String>) question);
            case PUBLISH -> publish((List<Publication>) question);
            case SUBSCRIBE -> subscribe((StoreRequest.Channel) question);
            case UNSUBSCRIBE -> unsubscribe((StoreRequest.Channel) question);
            case LOCK_ACQUIRE ->
                locks().acquire((LockRequest) question).stream().toList();
            case LOCK_RENEW -> renew((StoreRequest.Hold) question);
            case LOCK_RELEASE -> release((StoreRequest.Hold) question);
            case LOCK_HOLDERS -> locks().holders((String) question);
        };
    }

    private List<SubmitOutcome> submit(List<Submission> submissions) {
        List<SubmitOutcome> outcomes = broker.queues().submit(submissions);
        if (broker.environment().events().areHeard()) {
            for (int i = 0; i < outcomes.size(); i++) {
                Message message = Envelope.unpack(submissions.get(i).message());
                broker.environment()
                        .events()
                        .tell(
                                outcomes.get(i) == SubmitOutcome.ACCEPTED
                                        ? new TaskEvent.Submitted(message, broker.now())
                                        : new TaskEvent.Duplicate(message, broker.now()));
            }
        }
        return outcomes;
    }

    /** Tells this process's listeners, too. The child has looked the messages up, and told their tasks. */
    private List<WithdrawOutcome> withdraw(List<Withdrawal> withdrawals) {
        boolean heard = broker.environment().events().areHeard();
        Map<MessageKey, StoredMessage> found = heard
                ? broker.queues().find(withdrawals.stream().map(Withdrawal::key).toList())
                : Map.of();
        List<WithdrawOutcome> outcomes = broker.queues().withdraw(withdrawals);
        for (int i = 0; i < outcomes.size(); i++) {
            Withdrawal withdrawal = withdrawals.get(i);
            StoredMessage stored = found.get(withdrawal.key());
            byte[] note = withdrawal.failure();
            boolean gone = outcomes.get(i) == WithdrawOutcome.WITHDRAWN
                    || outcomes.get(i) == WithdrawOutcome.WITHDRAWN_WHILE_LEASED;
            if (gone && stored != null && note != null && withdrawal.mode() != Withdrawal.Mode.REMOVE) {
                DeathReason reason =
                        withdrawal.mode() == Withdrawal.Mode.FAIL ? DeathReason.FAILED : DeathReason.REVOKED;
                broker.environment()
                        .events()
                        .tell(new TaskEvent.Failed(
                                Envelope.unpack(stored),
                                broker.now(),
                                reason,
                                FailureNote.decode(note).details()));
            }
        }
        return outcomes;
    }

    private List<LeaseState> extend(List<Extension> extensions) {
        beforeProgress.run();
        return broker.queues().extend(extensions);
    }

    private LockStore locks() {
        return broker.backend().locks().orElseThrow(() -> new IllegalStateException("This backend has no locks"));
    }

    private boolean renew(StoreRequest.Hold hold) {
        return locks().renew(hold.name(), hold.owner(), hold.ttl());
    }

    private boolean release(StoreRequest.Hold hold) {
        return locks().release(hold.name(), hold.owner());
    }

    private EventBus bus() {
        return broker.backend()
                .events()
                .orElseThrow(() -> new IllegalStateException("This backend can neither publish nor subscribe"));
    }

    private int publish(List<Publication> publications) {
        bus().publish(publications);
        return publications.size();
    }

    private int subscribe(StoreRequest.Channel channel) {
        EventBus.Registration registration = bus().subscribe(channel.name(), new ChannelListener() {
            @Override
            public void onMessage(byte[] payload) {
                notes.execute(() -> note(channel.registration(), payload, false));
            }

            @Override
            public void onGap() {
                notes.execute(() -> note(channel.registration(), new byte[0], true));
            }
        });
        registrations.put(channel.registration(), registration);
        return 1;
    }

    private int unsubscribe(StoreRequest.Channel channel) {
        EventBus.Registration registration = registrations.remove(channel.registration());
        if (registration == null) {
            return 0;
        }
        registration.close();
        return 1;
    }

    private void note(long registration, byte[] payload, boolean gap) {
        try {
            out.write(new Frame(
                    FrameType.NOTE,
                    registration,
                    new BodyOut().number(gap ? 1 : 0).bytes(payload).toBytes()));
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("A note could not be handed to a child", e);
        }
    }

    /** Ends the child's subscriptions. */
    @Override
    public void close() {
        notes.shutdown();
        for (Long number : List.copyOf(registrations.keySet())) {
            EventBus.Registration registration = registrations.remove(number);
            if (registration != null) {
                closeQuietly(registration);
            }
        }
    }

    private static void closeQuietly(EventBus.Registration registration) {
        try {
            registration.close();
        } catch (RuntimeException e) {
            LOG.debug("A subscription of a child could not be ended", e);
        }
    }

    /** The ways in which a request fails, so that the child can throw the like. */
    enum Refusal {
        NOT_APPLIED,
        OUTCOME_UNKNOWN,
        ILLEGAL_STATE,
        OTHER;

        static Refusal of(Exception e) {
            if (e instanceof BackendException.NotApplied) {
                return NOT_APPLIED;
            }
            if (e instanceof BackendException.OutcomeUnknown) {
                return OUTCOME_UNKNOWN;
            }
            return e instanceof IllegalStateException ? ILLEGAL_STATE : OTHER;
        }

        RuntimeException toException(String message) {
            return switch (this) {
                case NOT_APPLIED -> new BackendException.NotApplied(message, null);
                case OUTCOME_UNKNOWN -> new BackendException.OutcomeUnknown(message, null);
                case ILLEGAL_STATE -> new IllegalStateException(message);
                case OTHER -> new IllegalArgumentException(message);
            };
        }
    }
}
