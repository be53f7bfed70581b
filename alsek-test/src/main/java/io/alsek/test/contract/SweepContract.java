package io.alsek.test.contract;

import static io.alsek.spi.LeaseState.HELD;
import static io.alsek.test.contract.Rule.Level.STOCHASTIC;
import static io.alsek.test.contract.Worker.LEASE;
import static io.alsek.test.contract.Worker.idsOfCondemned;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Condemned;
import io.alsek.spi.DeathReason;
import io.alsek.spi.Lease;
import io.alsek.spi.QueueCounts;
import io.alsek.spi.SweepReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

/** The housekeeping that no claim does. */
@DisplayName("Sweeping")
public abstract class SweepContract extends Contract {

    /** Only for subclasses. */
    protected SweepContract() {}

    @Rule(
            id = "SWEEP-01",
            says = "A sweep of nothing finds nothing, and says that nothing is in sight.",
            intent = "An idle namespace costs nothing.")
    void nothing() {
        SweepReport report = client.queues.sweep(100, LEASE);

        assertThat(report.condemned()).isEmpty();
        assertThat(report.purged()).isZero();
        assertThat(report.more()).isFalse();
        assertThat(report.nextAt()).isNull();
    }

    @Rule(
            id = "SWEEP-02",
            says = "A sweep condemns no more than its limit and says if it was cut short.",
            intent = "Housekeeping must not hold up the work.")
    void limited() {
        expired(5);

        SweepReport first = client.queues.sweep(2, LEASE);

        assertThat(first.condemned()).hasSizeLessThanOrEqualTo(2);
        assertThat(first.more()).isTrue();
    }

    @Rule(
            id = "SWEEP-03",
            says = "Sweeps that are repeated until there is no more condemn everything once.",
            intent = "Small steps lead to the end, however small.")
    void toTheEnd() {
        expired(25);

        List<Condemned> condemned = Sweeps.until(client, 3).condemned();

        assertThat(idsOfCondemned(condemned)).hasSize(25).doesNotHaveDuplicates();
        assertThat(Sweeps.until(client, 3).condemned()).isEmpty();
    }

    @Rule(
            id = "SWEEP-04",
            says = "A sweep looks into every queue, also paused ones and ones that nobody ever claimed from.",
            intent = "Nobody else will.")
    void everyQueue() {
        client.accept(
                message("a").queue("q1").expiresAt(now().plusSeconds(1)),
                message("b").queue("q2").expiresAt(now().plusSeconds(1)),
                message("c").queue("q3").expiresAt(now().plusSeconds(1)));
        client.admin.pause("q2");
        passSeconds(1);

        assertThat(idsOfCondemned(Sweeps.until(anotherClient(), 100).condemned()))
                .containsExactlyInAnyOrder("a", "b", "c");
    }

    @Rule(
            id = "SWEEP-05",
            says = "What a sweep condemns is leased to its caller for as long as was asked for.",
            intent = "The caller buries it, in its own time.")
    void leased() {
        requireThatTimeStandsStill();
        expired(1);

        Lease lease = client.queues
                .sweep(100, seconds(7))
                .condemned()
                .get(0)
                .claimed()
                .lease();

        assertThat(lease.expiresAt()).isEqualTo(now().plusSeconds(7));
        assertThat(client.bury(lease, DeathReason.EXPIRED)).isEqualTo(HELD);
        assertThat(client.counts().dead()).isEqualTo(1);
        assertThat(client.counts().alive()).isZero();
    }

    @Rule(
            id = "SWEEP-06",
            says = "Whatever lives and is in time a sweep leaves as it is.",
            intent = "Sweeping is harmless, at any time.")
    void leavesTheLivingAlone() {
        accept("leased", "ready 1", "ready 2");
        client.accept(message("delayed").in(seconds(100)));
        ClaimedMessage claimed = client.worker().takeOne();
        QueueCounts before = client.counts();

        Sweeps.until(client, 100);

        assertThat(client.counts()).isEqualTo(before);
        assertThat(client.worker().idsOneByOne()).containsExactly("ready 1", "ready 2");
        assertThat(client.complete(claimed.lease())).isEqualTo(HELD);
        passSeconds(99);
        Sweeps.until(client, 100);
        assertThat(client.alive(message("delayed")).message().readyAt()).isEqualTo(now().plusSeconds(1));
    }

    @Rule(
            id = "SWEEP-07",
            says = "A sweep neither loses, nor reorders, nor recounts messages whose lease ran out.",
            intent = "Whether a sweep comes before a claim must make no difference.")
    void overdueLeases() {
        accept("a", "b", "c");
        Worker dying = client.worker();
        dying.takeOne();
        dying.takeOne();
        pass(LEASE);

        Sweeps.until(client, 1);
        Sweeps.until(client, 100);

        Worker worker = client.worker();
        ClaimedMessage first = worker.takeOne();
        assertThat(first.message().id()).isEqualTo("a");
        assertThat(first.deliveries()).isEqualTo(2);
        assertThat(worker.idsOneByOne()).containsExactly("b", "c");
    }

    @Rule(
            id = "SWEEP-08",
            says = "Sweeps remove dead letters whose time is over, and count them once.",
            intent = "Dead letters do not pile up for ever.")
    void deadLetters() {
        for (int number = 0; number < 5; number++) {
            client.kill(message("a" + number));
        }
        pass(DEAD_LETTER_TTL.minusMillis(1));
        assertThat(Sweeps.until(client, 100).purged()).isZero();
        passMillis(1);
        client.kill(message("b"));

        assertThat(Sweeps.until(client, 2).purged()).isEqualTo(5);

        assertThat(Sweeps.until(client, 2).purged()).isZero();
        assertThat(client.findDead(message("b").key())).isPresent();
    }

    @Rule(
            id = "SWEEP-09",
            says = "A sweep tells an instant no later than that at which the next message expires.",
            intent = "The sweeper sleeps until then, not until some interval is over.")
    void nextExpiry() {
        Instant end = now().plusSeconds(60);
        client.accept(message("a").expiresAt(end), message("b").expiresAt(end.plusSeconds(60)));

        assertThat(Sweeps.until(client, 100).nextAt())
                .isNotNull()
                .isAfter(now())
                .isBeforeOrEqualTo(end);
    }

    @Rule(
            id = "SWEEP-10",
            says = "A sweep tells an instant no later than that at which the next dead letter is over.",
            intent = "The sweeper sleeps until then, not until some interval is over.")
    void nextDeadLetter() {
        requireThatTimeStandsStill();
        client.kill(message("a"));

        assertThat(Sweeps.until(client, 100).nextAt())
                .isNotNull()
                .isAfter(now())
                .isBeforeOrEqualTo(now().plus(DEAD_LETTER_TTL));
    }

    @Rule(
            id = "SWEEP-11",
            says = "A sweep tells an instant no later than that at which a condemned message may be told again.",
            intent = "Should the one who was told die, the next sweep comes on time.")
    void nextTelling() {
        requireThatTimeStandsStill();
        expired(1);

        SweepReport report = Sweeps.until(client, 100);

        assertThat(report.condemned()).hasSize(1);
        assertThat(report.nextAt()).isNotNull().isAfter(now()).isBeforeOrEqualTo(now().plus(LEASE));
    }

    @Rule(
            id = "SWEEP-12",
            says = "Any number of processes may sweep at the same time; each message is told to one of them.",
            intent = "Sweepers need no leader.",
            level = STOCHASTIC)
    void manySweepers() {
        expired(200);
        List<Client> clients = List.of(client, anotherClient());

        List<List<String>> told = Race.run(6, number -> {
            List<String> ids = new ArrayList<>();
            SweepReport report;
            do {
                report = clients.get(number % 2).queues.sweep(7, LEASE);
                ids.addAll(idsOfCondemned(report.condemned()));
            } while (report.more());
            return ids;
        });

        assertThat(told.stream().flatMap(List::stream)).hasSize(200).doesNotHaveDuplicates();
    }

    @Rule(
            id = "SWEEP-13",
            says = "When a sweep races with a claim, each expired message is told to one of them.",
            intent = "Workers and sweepers do not wait for each other.",
            level = STOCHASTIC)
    void sweepAgainstClaim() {
        Client other = anotherClient();
        for (int round = 0; round < 50; round++) {
            String id = "a" + round;
            client.accept(message(id).expiresAt(now()));
            List<List<String>> told = Race.between(
                    () -> idsOfCondemned(client.queues.sweep(10, LEASE).condemned()),
                    () -> idsOfCondemned(other.worker().claim(1).condemned()));
            assertThat(told.stream().flatMap(List::stream))
                    .as("round %s", round)
                    .containsExactly(id);
        }
    }

    private void expired(int messages) {
        for (int number = 0; number < messages; number++) {
            client.accept(message("m" + number).expiresAt(now().plusSeconds(1)));
        }
        passSeconds(1);
    }
}
