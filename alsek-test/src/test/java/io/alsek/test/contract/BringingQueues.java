package io.alsek.test.contract;

import io.alsek.spi.Backend;
import io.alsek.spi.ClaimSession;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Claims;
import io.alsek.spi.Effects;
import io.alsek.spi.QueueAdmin;
import io.alsek.spi.QueueStore;
import io.alsek.spi.Settlement;
import io.alsek.spi.StandingClaimSession;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Queues in memory that bring messages to sessions whose claims stand, as a remote backend would; perhaps with a flaw. */
final class BringingQueues extends AlteredQueues {

    /** What may be wrong. */
    enum Flaw {
        TELLS_NOBODY,
        CUTS_THE_LEASE,
        BRINGS_TO_ALL,
        BRINGS_TOO_MUCH,
        BRINGS_WHAT_OTHERS_TAKE,
        IGNORES_PAUSES,
        KEEPS_AT_CLOSE,
        BRINGS_TO_THE_CLOSED,
        LEASES_FOR_EVER,
        TELLS_ONE_ONLY,
        BRINGS_THE_LAST,
        LOSES_SOME,
        FORGETS_WHEN_ASKED_AGAIN,
        KEEPS_WHAT_STOOD,
        LOOKS_BACK,
        FORGETS_AFTER_PAUSES
    }

    /** The sessions of one namespace that wait, of whatever client. */
    private static final Map<String, List<Session>> WAITING = new ConcurrentHashMap<>();

    private final List<Session> waiting;
    private final QueueAdmin admin;
    private final @Nullable Flaw flaw;

    private BringingQueues(QueueStore real, Backend backend, @Nullable Flaw flaw) {
        super(real);
        this.waiting = WAITING.computeIfAbsent(backend.namespace(), key -> new CopyOnWriteArrayList<>());
        this.admin = backend.administration();
        this.flaw = flaw;
    }

    /** Queues that bring messages, with a flaw or without. */
    static Backend of(Backend real, @Nullable Flaw flaw) {
        return AlteredBackend.queues(real, queues -> new BringingQueues(queues, real, flaw));
    }

    @Override
    public ClaimSession open(Subscription subscription, Runnable onReady) {
        return new Session(this, subscription, onReady);
    }

    @Override
    public List<SubmitOutcome> submit(List<Submission> submissions) {
        boolean paused = flaw == Flaw.IGNORES_PAUSES && admin.resume(Draft.QUEUE);
        List<SubmitOutcome> outcomes = super.submit(submissions);
        for (Session session : waiting) {
            List<ClaimedMessage> brought = session.fetch();
            if (!brought.isEmpty() && flaw == Flaw.BRINGS_TO_ALL) {
                waiting.forEach(each -> each.bring(brought));
            }
        }
        if (paused) {
            admin.pause(Draft.QUEUE);
        }
        return outcomes;
    }

    private static final class Session implements StandingClaimSession {

        private final BringingQueues queues;
        private final @Nullable Flaw flaw;
        private final ClaimSession real;
        private final Runnable onReady;
        private final List<ClaimedMessage> brought = new ArrayList<>();
        private boolean stands;
        private int wanted;
        private Duration lease = Worker.LEASE;
        private int fetched;
        private String nonce = "";
        private Claims latest = Claims.NONE;
        private volatile boolean pausedOnce;

        Session(BringingQueues queues, Subscription subscription, Runnable onReady) {
            this.queues = queues;
            this.flaw = queues.flaw;
            this.onReady = onReady;
            Subscription taken = flaw == Flaw.BRINGS_WHAT_OTHERS_TAKE ? Client.EVERYTHING : subscription;
            this.real = queues.real.open(taken, () -> {
                if (flaw != Flaw.TELLS_NOBODY && flaw != Flaw.TELLS_ONE_ONLY && !pausedOnce) {
                    onReady.run();
                }
            });
        }

        @Override
        public synchronized void leaveClaimsStanding() {
            stands = true;
            queues.waiting.add(this);
        }

        /** Claims what is wanted still. */
        List<ClaimedMessage> fetch() {
            List<ClaimedMessage> claimed;
            synchronized (this) {
                int most = flaw == Flaw.BRINGS_TOO_MUCH || flaw == Flaw.BRINGS_THE_LAST ? 100 : wanted;
                claimed = wanted == 0 && flaw != Flaw.BRINGS_TOO_MUCH
                        ? List.of()
                        : real.claim(most, length(), "fetched " + ++fetched).messages();
                if (flaw == Flaw.BRINGS_THE_LAST && claimed.size() > 1) {
                    release(claimed.subList(0, claimed.size() - 1));
                    claimed = claimed.subList(claimed.size() - 1, claimed.size());
                }
                wanted -= Math.min(wanted, claimed.size());
            }
            if (flaw != Flaw.LOSES_SOME || fetched % 4 > 0) {
                bring(claimed);
            }
            return claimed;
        }

        private Duration length() {
            return flaw == Flaw.CUTS_THE_LEASE
                    ? lease.dividedBy(10)
                    : flaw == Flaw.LEASES_FOR_EVER ? Duration.ofDays(1) : lease;
        }

        void bring(List<ClaimedMessage> messages) {
            synchronized (this) {
                brought.addAll(messages);
            }
            if (!messages.isEmpty() && flaw != Flaw.TELLS_NOBODY) {
                onReady.run();
            }
        }

        private void release(List<ClaimedMessage> messages) {
            queues.settle(messages.stream()
                    .<Settlement>map(message -> new Settlement.Release(message.lease(), Effects.NONE))
                    .toList());
        }

        @Override
        public synchronized Claims claim(int max, Duration length, String nonce) {
            if (stands && nonce.equals(this.nonce) && !latest.messages().isEmpty()) {
                boolean more = flaw != Flaw.FORGETS_WHEN_ASKED_AGAIN && !brought.isEmpty();
                return new Claims(latest.messages(), latest.condemned(), more, latest.nextAt());
            }
            pausedOnce |= flaw == Flaw.FORGETS_AFTER_PAUSES
                    && queues.admin.counts(Draft.QUEUE).paused();
            List<ClaimedMessage> messages = new ArrayList<>();
            while (messages.size() < max && !brought.isEmpty()) {
                messages.add(brought.remove(0));
            }
            Claims rest = messages.isEmpty() ? real.claim(max, length, nonce) : Claims.NONE;
            messages.addAll(rest.messages());
            lease = length;
            int before = flaw == Flaw.KEEPS_WHAT_STOOD ? wanted : 0;
            wanted = stands ? Math.max(before, max - messages.size()) : 0;
            Instant nextAt = flaw == Flaw.LOOKS_BACK && rest.nextAt() == null ? Instant.EPOCH : rest.nextAt();
            this.nonce = nonce;
            latest = new Claims(messages, rest.condemned(), rest.more() || !brought.isEmpty(), nextAt);
            return latest;
        }

        @Override
        public synchronized void close() {
            if (flaw != Flaw.BRINGS_TO_THE_CLOSED) {
                queues.waiting.remove(this);
                wanted = 0;
                real.close();
            }
            if (flaw != Flaw.KEEPS_AT_CLOSE) {
                release(brought);
            }
            brought.clear();
        }
    }
}
