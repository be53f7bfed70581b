package io.alsek.test.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.alsek.spi.ClaimSession;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Claims;
import io.alsek.spi.Condemned;
import io.alsek.spi.QueueStore;
import io.alsek.spi.StandingClaimSession;
import io.alsek.spi.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A claim session in the hands of a rule: makes up nonces and counts signals. Thread-safe. */
final class Worker {

    static final Duration LEASE = Duration.ofSeconds(30);

    /** Bounds the rounds of whatever is repeated until nothing is left. */
    private static final int ENOUGH_ROUNDS = 10_000;

    private final ClaimSession session;
    private final Duration patience;
    private final Semaphore signals = new Semaphore(0);
    private final AtomicInteger nonces = new AtomicInteger();

    /**
     * Opens a session.
     *
     * @param patience how long a signal may take
     */
    Worker(QueueStore queues, Subscription subscription, Duration patience) {
        this.patience = patience;
        session = queues.open(subscription, signals::release);
    }

    ClaimSession session() {
        return session;
    }

    /** Lets messages be brought; a rule that needs it is skipped if the backend brings none. */
    Worker leaveClaimsStanding() {
        Absence.unless(session instanceof StandingClaimSession, "This backend brings nobody messages");
        ((StandingClaimSession) session).leaveClaimsStanding();
        return this;
    }

    Claims claim(int max) {
        return claim(max, LEASE);
    }

    Claims claim(int max, Duration lease) {
        return claim(max, lease, "nonce " + nonces.incrementAndGet());
    }

    Claims claim(int max, Duration lease, String nonce) {
        return session.claim(max, lease, nonce);
    }

    /** Claims and looks only at what is to be run. */
    List<ClaimedMessage> take(int max) {
        return claim(max).messages();
    }

    /** Claims one message, which must be there. */
    ClaimedMessage takeOne() {
        return takeOne(LEASE);
    }

    ClaimedMessage takeOne(Duration lease) {
        List<ClaimedMessage> taken = claim(1, lease).messages();
        assertThat(taken).as("messages brought by a claim of one").hasSize(1);
        return taken.get(0);
    }

    /** Claims and tells the ids, in order. */
    List<String> ids(int max) {
        return idsOf(take(max));
    }

    /** Claims one at a time until nothing comes any more, and tells the ids in order. */
    List<String> idsOneByOne() {
        List<String> ids = new ArrayList<>();
        for (int round = 0; round < ENOUGH_ROUNDS; round++) {
            List<String> next = ids(1);
            if (next.isEmpty()) {
                return ids;
            }
            ids.addAll(next);
        }
        return fail("Claims of one bring message after message, without end");
    }

    /** Claims until nothing more is there, and collects the condemned. Messages that come along stay leased. */
    List<Condemned> condemned() {
        List<Condemned> all = new ArrayList<>();
        for (int round = 0; round < ENOUGH_ROUNDS; round++) {
            Claims claims = claim(100);
            all.addAll(claims.condemned());
            if (!claims.more()) {
                return all;
            }
        }
        return fail("Claims say without end that there is more");
    }

    /** Makes sure that nothing is claimable. From now on the session is owed a signal. */
    void idle() {
        Claims claims = claim(10);
        assertThat(idsOf(claims.messages())).as("messages claimed").isEmpty();
        assertThat(claims.condemned()).as("condemned").isEmpty();
        assertThat(claims.more()).as("more").isFalse();
        signals.drainPermits();
    }

    /** Waits for the signal, which must come. */
    void awaitSignal() {
        try {
            assertThat(signals.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS))
                    .as("signal of the session, within %s", patience)
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail("Interrupted while waiting for a signal", e);
        }
    }

    /** Tells how many signals have come since they were last asked for. */
    int signals() {
        return signals.drainPermits();
    }

    static List<String> idsOf(List<ClaimedMessage> messages) {
        return messages.stream().map(claimed -> claimed.message().id()).toList();
    }

    static List<String> idsOfCondemned(List<Condemned> condemned) {
        return condemned.stream().map(each -> each.claimed().message().id()).toList();
    }
}
