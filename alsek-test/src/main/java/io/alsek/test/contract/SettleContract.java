package io.alsek.test.contract;

import static io.alsek.spi.LeaseState.GONE;
import static io.alsek.spi.LeaseState.HELD;
import static io.alsek.spi.LeaseState.LOST;
import static io.alsek.test.contract.Rule.Level.STOCHASTIC;
import static io.alsek.test.contract.Worker.LEASE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.DeadLetter;
import io.alsek.spi.DeathReason;
import io.alsek.spi.Effects;
import io.alsek.spi.Lease;
import io.alsek.spi.LeaseState;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.Settlement;
import io.alsek.spi.Withdrawal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

/** How messages are completed and buried, and what late and repeated settlements do: nothing. */
@DisplayName("Settling")
public abstract class SettleContract extends Contract {

    /** Only for subclasses. */
    protected SettleContract() {}

    @Rule(
            id = "SETTLE-01",
            says = "A completed message vanishes.",
            intent = "Done is done: not redelivered, not counted, not a dead letter.")
    void complete() {
        Draft draft = message("a");
        Lease lease = client.leased(draft);

        assertThat(client.complete(lease)).isEqualTo(HELD);

        assertThat(client.find(draft.key())).isEmpty();
        assertThat(client.findDead(draft.key())).isEmpty();
        assertThat(client.counts().alive()).isZero();
        pass(LEASE.multipliedBy(2));
        client.worker().idle();
    }

    @Rule(
            id = "SETTLE-02",
            says = "Completing again is answered with GONE and changes nothing.",
            intent = "A client that repeats itself after a lost reply learns that nothing is left to do.")
    void completeAgain() {
        Lease lease = client.leased(message("a"));
        client.complete(lease);

        assertThat(client.complete(lease)).isEqualTo(GONE);
        assertThat(client.bury(lease, DeathReason.FAILED)).isEqualTo(GONE);
        assertThat(client.retry(lease, now())).isEqualTo(GONE);

        assertThat(client.counts().alive()).isZero();
        assertThat(client.counts().dead()).isZero();
    }

    @Rule(
            id = "SETTLE-03",
            says = "Of two settlements of one lease in a batch the first counts.",
            intent = "A batch means the same as its elements one after the other.")
    void twiceInABatch() {
        Lease lease = client.leased(message("a"));

        assertThat(client.queues.settle(List.of(
                        new Settlement.Complete(lease, Effects.NONE),
                        new Settlement.Bury(lease, DeathReason.FAILED, null, Effects.NONE))))
                .containsExactly(HELD, GONE);

        assertThat(client.counts().dead()).isZero();
    }

    @Rule(
            id = "SETTLE-04",
            says = "The states of a batch are listed in its order, and stale settlements do not harm the others.",
            intent = "Workers collect acknowledgements.")
    void batch() {
        Lease gone = client.leased(message("a"));
        client.complete(gone);
        Lease first = client.leased(message("b"));
        Lease lost = new Lease(message("b").key(), "made up", now());
        Lease second = client.leased(message("c"));
        Lease third = client.leased(message("d"));

        assertThat(client.queues.settle(List.of(
                        new Settlement.Complete(gone, Effects.NONE),
                        new Settlement.Retry(first, now(), null, null, Effects.NONE),
                        new Settlement.Complete(lost, Effects.NONE),
                        new Settlement.Complete(second, Effects.NONE),
                        new Settlement.Release(third, Effects.NONE))))
                .containsExactly(GONE, HELD, LOST, HELD, HELD);

        assertThat(client.worker().idsOneByOne()).containsExactlyInAnyOrder("b", "d");
    }

    @Rule(
            id = "SETTLE-05",
            says = "A settlement of a message that never was is answered with GONE.",
            intent = "An answer, not an exception: the message may be gone for good reasons.")
    void unknown() {
        Lease lease = new Lease(message("a").key(), "made up", now());

        assertThat(client.complete(lease)).isEqualTo(GONE);
        assertThat(client.release(lease)).isEqualTo(GONE);
        assertThat(client.bury(lease, DeathReason.FAILED)).isEqualTo(GONE);
        assertThat(client.counts().dead()).isZero();
    }

    @Rule(
            id = "SETTLE-06",
            says = "A buried message becomes a dead letter with message, reason, failure, counters and instants.",
            intent = "People read it to understand what happened.")
    void bury() {
        Draft draft = message("a").task("resize").priority(4).expiresAt(now().plusSeconds(500));
        client.retry(client.leased(draft), now());
        Worker worker = client.worker();
        worker.takeOne();
        pass(LEASE);
        Lease lease = worker.takeOne().lease();
        byte[] failure = "boom".getBytes(UTF_8);

        assertThat(client.settle(new Settlement.Bury(lease, DeathReason.FAILED, failure, Effects.NONE)))
                .isEqualTo(HELD);

        DeadLetter dead = client.dead(draft);
        assertThat(dead.message().body()).isEqualTo(draft.body());
        assertThat(dead.message().task()).isEqualTo("resize");
        assertThat(dead.message().priority()).isEqualTo(4);
        assertThat(dead.reason()).isEqualTo(DeathReason.FAILED);
        assertThat(dead.failure()).isEqualTo(failure);
        assertThat(dead.retries()).isEqualTo(1);
        assertThat(dead.deliveries()).isEqualTo(2);
        assertThat(dead.diedAt()).isEqualTo(now());
        assertThat(dead.expiresAt()).isEqualTo(now().plus(DEAD_LETTER_TTL));
    }

    @Rule(id = "SETTLE-07", says = "A buried message is dead and nothing else.", intent = "It is in exactly one place.")
    void buriedIsNotAlive() {
        Draft draft = message("a");
        client.kill(draft);

        assertThat(client.find(draft.key())).isEmpty();
        assertThat(client.counts().alive()).isZero();
        assertThat(client.counts().dead()).isEqualTo(1);
        pass(LEASE.multipliedBy(2));
        client.worker().idle();
    }

    @Rule(
            id = "SETTLE-08",
            says = "Every reason of death is kept as it was given.",
            intent = "Alerts and replays are chosen by reason.")
    void everyReason() {
        for (DeathReason reason : DeathReason.values()) {
            Draft draft = message("a-" + reason);
            assertThat(client.bury(client.leased(draft), reason)).isEqualTo(HELD);
            assertThat(client.dead(draft).reason()).isEqualTo(reason);
        }
    }

    @Rule(
            id = "SETTLE-09",
            says = "A dead letter tells only what was said when it was buried, also if that was nothing.",
            intent = "The failure of an earlier attempt is not the cause of death.")
    void buriedWithoutFailure() {
        Draft draft = message("a");
        client.settle(
                new Settlement.Retry(client.leased(draft), now(), null, "first attempt".getBytes(UTF_8), Effects.NONE));

        client.bury(client.worker().takeOne().lease(), DeathReason.REVOKED);

        assertThat(client.dead(draft).failure()).isNull();
    }

    @Rule(
            id = "SETTLE-10",
            says = "Burying again is answered with GONE and changes nothing.",
            intent = "One dead letter, with its first reason.")
    void buryAgain() {
        Draft draft = message("a");
        Lease lease = client.leased(draft);
        client.bury(lease, DeathReason.FAILED);
        passSeconds(5);

        assertThat(client.bury(lease, DeathReason.UNDECODABLE)).isEqualTo(GONE);

        assertThat(client.dead(draft).reason()).isEqualTo(DeathReason.FAILED);
        assertThat(client.dead(draft).diedAt()).isEqualTo(now().minusSeconds(5));
        assertThat(client.counts().dead()).isEqualTo(1);
    }

    @Rule(
            id = "SETTLE-11",
            says = "If the policy keeps no dead letters, a buried message vanishes.",
            intent = "Some queues do not want them.")
    void buryWithoutDeadLetters() {
        Client dropping = client(new QueuePolicy(5, WINDOW, null));
        Draft draft = message("a");

        dropping.kill(draft);

        assertThat(dropping.find(draft.key())).isEmpty();
        assertThat(dropping.findDead(draft.key())).isEmpty();
        assertThat(dropping.counts().alive()).isZero();
        assertThat(dropping.counts().dead()).isZero();
    }

    @Rule(
            id = "SETTLE-12",
            says = "A lease that ran out but was not taken over can still be settled, in each way.",
            intent = "Late work is better than work done twice.")
    void lateButHeld() {
        List<Lease> leases = List.of(
                client.leased(message("a")),
                client.leased(message("b")),
                client.leased(message("c")),
                client.leased(message("d")));
        pass(LEASE.plusHours(1));

        assertThat(client.complete(leases.get(0))).isEqualTo(HELD);
        assertThat(client.retry(leases.get(1), now())).isEqualTo(HELD);
        assertThat(client.bury(leases.get(2), DeathReason.FAILED)).isEqualTo(HELD);
        assertThat(client.release(leases.get(3))).isEqualTo(HELD);

        assertThat(client.worker().idsOneByOne()).containsExactlyInAnyOrder("b", "d");
        assertThat(client.counts().dead()).isEqualTo(1);
    }

    @Rule(
            id = "SETTLE-13",
            says = "After a takeover the old holder's settlements are LOST, in each way, and change nothing.",
            intent = "The fence: a worker that wakes up late must not settle what another is running.")
    void lateAndLost() {
        Draft draft = message("a");
        Lease old = client.leased(draft);
        pass(LEASE);
        Lease current = anotherClient().worker().takeOne().lease();

        assertThat(client.complete(old)).isEqualTo(LOST);
        assertThat(client.retry(old, now())).isEqualTo(LOST);
        assertThat(client.bury(old, DeathReason.FAILED)).isEqualTo(LOST);
        assertThat(client.release(old)).isEqualTo(LOST);

        assertThat(client.alive(draft).leasedUntil()).isEqualTo(current.expiresAt());
        assertThat(client.alive(draft).retries()).isZero();
        assertThat(client.counts().dead()).isZero();
        client.worker().idle();
        assertThat(client.complete(current)).isEqualTo(HELD);
    }

    @Rule(
            id = "SETTLE-14",
            says = "A lost settlement's effects do not happen: neither values nor successors.",
            intent = "Results come from the holder.")
    void lostEffects() {
        Lease old = client.leased(message("a"));
        pass(LEASE);
        client.worker().takeOne();

        assertThat(client.complete(old, EffectsOf.both("result", "stale", message("b"))))
                .isEqualTo(LOST);
        assertThat(client.bury(old, DeathReason.FAILED, EffectsOf.both("status", "stale", message("c"))))
                .isEqualTo(LOST);

        assertThat(client.value("result")).isEmpty();
        assertThat(client.value("status")).isEmpty();
        client.worker().idle();
    }

    @Rule(
            id = "SETTLE-15",
            says = "Of any number of threads that complete one lease exactly one is told HELD.",
            intent = "Whoever is told HELD has done it.",
            level = STOCHASTIC)
    void racingSettlements() {
        List<Client> clients = List.of(client, anotherClient());
        for (int round = 0; round < 10; round++) {
            Lease lease = client.leased(message("a" + round));
            List<LeaseState> states =
                    Race.run(16, number -> clients.get(number % 2).complete(lease));
            assertThat(states).as("round %s", round).containsOnlyOnce(HELD).containsOnly(HELD, GONE);
        }
    }

    @Rule(
            id = "SETTLE-16",
            says = "When a late settlement races with a takeover, exactly one of them wins.",
            intent = "A message is either done or runs again, never both.",
            level = STOCHASTIC)
    void settlementAgainstTakeover() {
        Client other = anotherClient();
        for (int round = 0; round < 50; round++) {
            Lease lease = client.leased(message("a" + round));
            pass(LEASE);
            List<Boolean> won = Race.between(
                    () -> client.complete(lease) == HELD,
                    () -> !other.worker().take(1).isEmpty());
            assertThat(won).as("settlement, takeover in round %s", round).containsOnlyOnce(true);
            client.withdraw(lease.key(), Withdrawal.Mode.REMOVE);
        }
    }

    @Rule(
            id = "SETTLE-17",
            says = "While messages are buried, an observer finds each alive or dead, never neither and never both.",
            intent = "A failed message that is nowhere for a moment is lost if that moment is the last.",
            level = STOCHASTIC)
    void alwaysAliveOrDead() {
        int messages = 100;
        Client observing = anotherClient();
        List<Lease> leases = new ArrayList<>();
        for (int number = 0; number < messages; number++) {
            leases.add(client.leased(message("m" + number)));
        }
        Race.<String>between(
                () -> {
                    leases.forEach(lease -> client.bury(lease, DeathReason.FAILED));
                    return "buried";
                },
                () -> {
                    for (Lease lease : leases) {
                        boolean dead = false;
                        while (!dead) {
                            dead = observing.findDead(lease.key()).isPresent();
                            boolean alive = observing.find(lease.key()).isPresent();
                            assertThat(dead && alive)
                                    .as("%s is dead and alive", lease.key())
                                    .isFalse();
                            assertThat(alive || observing.findDead(lease.key()).isPresent())
                                    .as("%s is there, alive or dead", lease.key())
                                    .isTrue();
                        }
                    }
                    return "observed";
                });
    }
}
