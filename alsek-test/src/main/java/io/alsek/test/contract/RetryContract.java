package io.alsek.test.contract;

import static io.alsek.spi.LeaseState.HELD;
import static io.alsek.spi.LeaseState.LOST;
import static io.alsek.test.contract.Rule.Level.STOCHASTIC;
import static io.alsek.test.contract.Worker.LEASE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Effects;
import io.alsek.spi.Lease;
import io.alsek.spi.MessageState;
import io.alsek.spi.Settlement;
import io.alsek.spi.StoredMessage;
import io.alsek.spi.SubmitOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

/** Settlements after which a message lives on: retry and release. */
@DisplayName("Retry and release")
public abstract class RetryContract extends Contract {

    /** Only for subclasses. */
    protected RetryContract() {}

    @Rule(
            id = "RETRY-01",
            says = "A retry counts one more failed attempt and begins to count deliveries anew.",
            intent = "Attempts and deliveries are two limits.")
    void counters() {
        accept("a");
        Worker worker = client.worker();
        worker.takeOne();
        pass(LEASE);
        client.retry(worker.takeOne().lease(), now());

        ClaimedMessage second = worker.takeOne();
        assertThat(second.retries()).isEqualTo(1);
        assertThat(second.deliveries()).isEqualTo(1);
        client.retry(second.lease(), now());

        assertThat(worker.takeOne().retries()).isEqualTo(2);
    }

    @Rule(
            id = "RETRY-02",
            says = "A retried message is not leased, and found with its counters and instants.",
            intent = "It is in exactly one place.")
    void found() {
        Draft draft = message("a");
        Lease lease = client.leased(draft);
        Instant due = now().plusSeconds(10);

        assertThat(client.retry(lease, due)).isEqualTo(HELD);

        StoredMessage stored = client.alive(draft);
        assertThat(stored.state()).isEqualTo(MessageState.DELAYED);
        assertThat(stored.message().readyAt()).isEqualTo(due);
        assertThat(stored.retries()).isEqualTo(1);
        assertThat(stored.deliveries()).isZero();
        assertThat(stored.leasedUntil()).isNull();
        assertThat(client.counts().leased()).isZero();
        assertThat(client.counts().delayed()).isEqualTo(1);
    }

    @Rule(
            id = "RETRY-03",
            says = "A retried message is claimable at its very instant and not a millisecond earlier.",
            intent = "Backoff is kept.")
    void backoff() {
        client.retry(client.leased(message("a")), now().plusSeconds(10));
        Worker worker = client.worker();

        pass(seconds(10).minusMillis(1));
        worker.idle();
        passMillis(1);

        assertThat(worker.ids(1)).containsExactly("a");
    }

    @Rule(
            id = "RETRY-04",
            says = "A retried message queues behind those of its priority that are ready when it falls due.",
            intent = "A message that keeps failing must not hold up the healthy ones.")
    void behindTheReady() {
        client.retry(client.leased(message("a")), now().plusSeconds(10));
        accept("b");
        passSeconds(10);
        passMillis(1);
        accept("c");

        assertThat(client.worker().idsOneByOne()).containsExactly("b", "a", "c");
    }

    @Rule(
            id = "RETRY-05",
            says = "A retry that is due at once queues behind all that are ready.",
            intent = "Also without backoff the others come first.")
    void atOnceBehindTheReady() {
        accept("a", "b", "c");
        client.retry(client.worker().takeOne().lease(), now().minusSeconds(5));

        assertThat(client.worker().idsOneByOne()).containsExactly("b", "c", "a");
    }

    @Rule(
            id = "RETRY-06",
            says = "A retried message keeps its priority, task and body.",
            intent = "The next attempt runs the same message.")
    void sameMessage() {
        Draft draft = message("a").task("resize").priority(3).body(new byte[] {0, -1, 7});
        client.retry(client.leased(draft), now());

        ClaimedMessage claimed = client.worker().takeOne();

        assertThat(claimed.message().task()).isEqualTo("resize");
        assertThat(claimed.message().priority()).isEqualTo(3);
        assertThat(claimed.message().body()).isEqualTo(draft.body());
    }

    @Rule(
            id = "RETRY-07",
            says = "What a failed attempt left is found with the message and handed out with the next claim.",
            intent = "The next attempt, and whoever looks, knows why the last one failed.")
    void failureIsKept() {
        Draft draft = message("a");
        byte[] failure = {0, 1, -1, -128, 127};
        Lease lease = client.leased(draft);

        client.settle(new Settlement.Retry(lease, now(), null, failure, Effects.NONE));

        assertThat(client.alive(draft).failure()).isEqualTo(failure);
        assertThat(client.worker().takeOne().failure()).isEqualTo(failure);
        assertThat(client.alive(draft).failure()).isEqualTo(failure);
    }

    @Rule(
            id = "RETRY-08",
            says = "Each failed attempt replaces what the one before it left, also by nothing.",
            intent = "The last failure is told, not some earlier one.")
    void failureIsReplaced() {
        Draft draft = message("a");
        Worker worker = client.worker();
        client.accept(draft);
        client.settle(
                new Settlement.Retry(worker.takeOne().lease(), now(), null, "first".getBytes(UTF_8), Effects.NONE));
        client.settle(
                new Settlement.Retry(worker.takeOne().lease(), now(), null, "second".getBytes(UTF_8), Effects.NONE));
        assertThat(client.alive(draft).failure()).isEqualTo("second".getBytes(UTF_8));

        client.settle(new Settlement.Retry(worker.takeOne().lease(), now(), null, null, Effects.NONE));

        assertThat(worker.takeOne().failure()).isNull();
    }

    @Rule(
            id = "RETRY-09",
            says = "A retry replaces the instant at which the message expires.",
            intent = "The time to live counts anew from each readiness.")
    void newExpiry() {
        Draft draft = message("a").expiresAt(now().plusSeconds(60));
        Instant end = now().plusSeconds(600);
        client.settle(new Settlement.Retry(client.leased(draft), now().plusSeconds(100), end, null, Effects.NONE));
        assertThat(client.alive(draft).message().expiresAt()).isEqualTo(end);
        passSeconds(100);

        ClaimedMessage claimed = client.worker().takeOne();
        client.retry(claimed.lease(), now());

        assertThat(client.alive(draft).message().expiresAt()).isNull();
    }

    @Rule(
            id = "RETRY-10",
            says = "Repeating a retry is answered with LOST and counts nothing more.",
            intent = "A lost reply must not cost an attempt.")
    void again() {
        requireThatTimeStandsStill();
        Draft draft = message("a");
        Lease lease = client.leased(draft);
        client.retry(lease, now());

        assertThat(client.retry(lease, now().plusSeconds(99))).isEqualTo(LOST);

        assertThat(client.alive(draft).retries()).isEqualTo(1);
        assertThat(client.alive(draft).message().readyAt()).isEqualTo(now());
    }

    @Rule(
            id = "RETRY-11",
            says = "The id of a message that waits for its next attempt is refused.",
            intent = "It is alive.")
    void idStaysTaken() {
        client.retry(client.leased(message("a")), now().plusSeconds(10));

        assertThat(client.submit(message("a"))).containsExactly(SubmitOutcome.DUPLICATE);
    }

    @Rule(
            id = "RETRY-12",
            says = "A released message returns to its old place.",
            intent = "It was not run, so nothing has happened.")
    void releaseKeepsThePlace() {
        accept("a", "b", "c");
        Worker worker = client.worker();
        Lease a = worker.takeOne().lease();
        Lease b = worker.takeOne().lease();
        accept("d");
        passSeconds(5);

        client.release(b);
        client.release(a);

        assertThat(client.worker().idsOneByOne()).containsExactly("a", "b", "c", "d");
    }

    @Rule(
            id = "RETRY-13",
            says = "A release counts neither an attempt nor a delivery, and the message is ready at once.",
            intent = "A worker that shuts down is not the message's fault.")
    void releaseCountsNothing() {
        Draft draft = message("a");
        client.accept(draft);
        StoredMessage before = client.alive(draft);
        Worker worker = client.worker();

        assertThat(client.release(worker.takeOne().lease())).isEqualTo(HELD);

        assertThat(client.alive(draft)).isEqualTo(before);
        assertThat(worker.takeOne().deliveries()).isEqualTo(1);
    }

    @Rule(
            id = "RETRY-14",
            says = "A release after a crash takes back its own delivery and not the crashed one.",
            intent = "Otherwise releases would hide a poison pill.")
    void releaseAfterCrash() {
        accept("a");
        Worker worker = client.worker();
        worker.takeOne();
        pass(LEASE);
        ClaimedMessage second = worker.takeOne();
        assertThat(second.deliveries()).isEqualTo(2);

        client.release(second.lease());

        assertThat(worker.takeOne().deliveries()).isEqualTo(2);
    }

    @Rule(
            id = "RETRY-15",
            says = "A release keeps the failed attempts and what the last of them left.",
            intent = "Nothing has happened since.")
    void releaseKeepsTheFailure() {
        client.settle(
                new Settlement.Retry(client.leased(message("a")), now(), null, "boom".getBytes(UTF_8), Effects.NONE));
        Worker worker = client.worker();
        client.release(worker.takeOne().lease());

        ClaimedMessage claimed = worker.takeOne();

        assertThat(claimed.retries()).isEqualTo(1);
        assertThat(claimed.failure()).isEqualTo("boom".getBytes(UTF_8));
    }

    @Rule(
            id = "RETRY-16",
            says = "Repeating a release is answered with LOST and takes the message from nobody.",
            intent = "A lost reply must not throw out the next holder.")
    void releaseAgain() {
        Lease lease = client.leased(message("a"));
        client.release(lease);
        assertThat(client.release(lease)).isEqualTo(LOST);
        Lease next = anotherClient().worker().takeOne().lease();

        assertThat(client.release(lease)).isEqualTo(LOST);

        client.worker().idle();
        assertThat(client.complete(next)).isEqualTo(HELD);
    }

    @Rule(
            id = "RETRY-17",
            says = "Whoever claims a message as it is retried gets it with the failed attempt counted.",
            intent = "A window in which the old count is claimable lets a message fail for ever.",
            level = STOCHASTIC)
    void retriedAtThatMoment() {
        Worker other = anotherClient().worker();
        for (int round = 0; round < 50; round++) {
            Lease lease = client.leased(message("m" + round));
            List<ClaimedMessage> claimed = new ArrayList<>();
            Race.<String>between(
                    () -> {
                        client.retry(lease, now());
                        return "retried";
                    },
                    () -> {
                        while (claimed.isEmpty() && !Thread.currentThread().isInterrupted()) {
                            claimed.addAll(other.take(1));
                        }
                        return "claimed";
                    });
            assertThat(claimed).hasSize(1);
            assertThat(claimed.get(0).retries())
                    .as("retries in round %s", round)
                    .isEqualTo(1);
            assertThat(claimed.get(0).deliveries())
                    .as("deliveries in round %s", round)
                    .isEqualTo(1);
            client.complete(claimed.get(0).lease());
        }
    }
}
