package io.alsek.test.contract;

import static io.alsek.spi.LeaseState.GONE;
import static io.alsek.spi.LeaseState.HELD;
import static io.alsek.spi.WithdrawOutcome.ABSENT;
import static io.alsek.spi.WithdrawOutcome.LEFT_RUNNING;
import static io.alsek.spi.WithdrawOutcome.WITHDRAWN;
import static io.alsek.spi.WithdrawOutcome.WITHDRAWN_WHILE_LEASED;
import static io.alsek.spi.Withdrawal.Mode.FAIL;
import static io.alsek.spi.Withdrawal.Mode.REMOVE;
import static io.alsek.spi.Withdrawal.Mode.REVOKE;
import static io.alsek.spi.Withdrawal.Mode.REVOKE_UNLESS_LEASED;
import static io.alsek.test.contract.Rule.Level.STOCHASTIC;
import static io.alsek.test.contract.Worker.LEASE;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.DeadLetter;
import io.alsek.spi.DeathReason;
import io.alsek.spi.Effects;
import io.alsek.spi.Lease;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.WithdrawOutcome;
import io.alsek.spi.Withdrawal;
import io.alsek.spi.Withdrawal.Mode;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

/** How messages are taken out of their queues without a lease. */
@DisplayName("Withdrawing")
public abstract class WithdrawContract extends Contract {

    /** Only for subclasses. */
    protected WithdrawContract() {}

    @Rule(
            id = "WITHDRAW-01",
            says = "A revoked message that was ready is a dead letter with the reason REVOKED, and is not run.",
            intent = "Revoked before it began, it must not begin.")
    void revokeReady() {
        Draft draft = message("a");
        client.accept(draft);

        assertThat(client.withdraw(draft.key(), REVOKE)).isEqualTo(WITHDRAWN);

        isDead(draft, DeathReason.REVOKED);
    }

    @Rule(
            id = "WITHDRAW-02",
            says = "A delayed message can be revoked, and does not come back when it falls due.",
            intent = "A reminder that is no longer wanted.")
    void revokeDelayed() {
        Draft draft = message("a").in(seconds(60));
        client.accept(draft);

        assertThat(client.withdraw(draft.key(), REVOKE)).isEqualTo(WITHDRAWN);

        isDead(draft, DeathReason.REVOKED);
        passSeconds(60);
        client.worker().idle();
    }

    @Rule(
            id = "WITHDRAW-03",
            says = "A leased message can be revoked: its lease is GONE, and the worker's settlement changes nothing.",
            intent = "Revoked while it runs, its result is discarded.")
    void revokeLeased() {
        Draft draft = message("a");
        Lease lease = client.leased(draft);

        assertThat(client.withdraw(draft.key(), REVOKE)).isEqualTo(WITHDRAWN_WHILE_LEASED);

        assertThat(client.extend(lease, LEASE)).isEqualTo(GONE);
        assertThat(client.complete(lease, EffectsOf.both("result", "late", message("b"))))
                .isEqualTo(GONE);
        assertThat(client.value("result")).isEmpty();
        isDead(draft, DeathReason.REVOKED);
        pass(LEASE);
        client.worker().idle();
    }

    @Rule(
            id = "WITHDRAW-04",
            says = "A message whose lease ran out counts as leased when it is withdrawn.",
            intent = "Its worker may be slow, not dead.")
    void revokeOverdue() {
        Draft draft = message("a");
        Lease lease = client.leased(draft);
        pass(LEASE);

        assertThat(client.withdraw(draft.key(), REVOKE)).isEqualTo(WITHDRAWN_WHILE_LEASED);

        assertThat(client.complete(lease)).isEqualTo(GONE);
        client.worker().idle();
    }

    @Rule(
            id = "WITHDRAW-05",
            says = "REVOKE_UNLESS_LEASED revokes what waits and leaves alone what a worker holds.",
            intent = "Cancel, but do not interrupt.")
    void revokeUnlessLeased() {
        Draft ready = message("a");
        Draft delayed = message("b").in(seconds(5));
        Draft running = message("c").queue("other");
        Lease lease = client.leased(running);
        client.accept(ready, delayed);

        assertThat(client.withdraw(ready.key(), REVOKE_UNLESS_LEASED)).isEqualTo(WITHDRAWN);
        assertThat(client.withdraw(delayed.key(), REVOKE_UNLESS_LEASED)).isEqualTo(WITHDRAWN);
        assertThat(client.withdraw(running.key(), REVOKE_UNLESS_LEASED)).isEqualTo(LEFT_RUNNING);

        assertThat(client.dead(ready).reason()).isEqualTo(DeathReason.REVOKED);
        assertThat(client.dead(delayed).reason()).isEqualTo(DeathReason.REVOKED);
        assertThat(client.findDead(running.key())).isEmpty();
        assertThat(client.complete(lease)).isEqualTo(HELD);
    }

    @Rule(
            id = "WITHDRAW-06",
            says = "FAIL makes a dead letter with the reason FAILED, from wherever the message is.",
            intent = "People give messages up by hand.")
    void fail() {
        Draft leased = message("a");
        client.leased(leased);
        Draft ready = message("b");
        Draft delayed = message("c").in(seconds(5));
        client.accept(ready, delayed);

        assertThat(client.withdraw(leased.key(), FAIL)).isEqualTo(WITHDRAWN_WHILE_LEASED);
        assertThat(client.withdraw(ready.key(), FAIL)).isEqualTo(WITHDRAWN);
        assertThat(client.withdraw(delayed.key(), FAIL)).isEqualTo(WITHDRAWN);

        assertThat(client.counts().alive()).isZero();
        isDead(leased, DeathReason.FAILED);
        isDead(ready, DeathReason.FAILED);
        isDead(delayed, DeathReason.FAILED);
    }

    @Rule(
            id = "WITHDRAW-07",
            says = "REMOVE forgets a message, id and all, from wherever it is; no dead letter remains.",
            intent = "As if it had never been submitted.")
    void remove() {
        Draft leased = message("a");
        client.leased(leased);
        Draft ready = message("b");
        Draft delayed = message("c").in(seconds(5));
        client.accept(ready, delayed);

        assertThat(client.withdraw(leased.key(), REMOVE)).isEqualTo(WITHDRAWN_WHILE_LEASED);
        assertThat(client.withdraw(ready.key(), REMOVE)).isEqualTo(WITHDRAWN);
        assertThat(client.withdraw(delayed.key(), REMOVE)).isEqualTo(WITHDRAWN);

        assertThat(client.counts().alive()).isZero();
        assertThat(client.counts().dead()).isZero();
        assertThat(client.submit(leased, ready, delayed)).containsOnly(SubmitOutcome.ACCEPTED);
        assertThat(client.worker().ids(10)).containsExactly("a", "b");
    }

    @Rule(
            id = "WITHDRAW-08",
            says = "The lease of a removed message is good for nothing, also when its id is submitted again.",
            intent = "The new message is not the old worker's.")
    void leaseOfRemoved() {
        Draft draft = message("a");
        Lease lease = client.leased(draft);
        client.withdraw(draft.key(), REMOVE);
        assertThat(client.complete(lease)).isEqualTo(GONE);
        client.accept(draft);

        assertThat(client.complete(lease)).isNotEqualTo(HELD);
        assertThat(client.extend(lease, LEASE)).isNotEqualTo(HELD);

        assertThat(client.worker().ids(1)).containsExactly("a");
    }

    @Rule(
            id = "WITHDRAW-09",
            says = "The id of a revoked or failed message is refused, for the duplicate window at least.",
            intent = "What was revoked must not come back by a repeated submission.")
    void idsAreRemembered() {
        Client dropping = client(new QueuePolicy(5, WINDOW, null));
        for (Mode mode : List.of(REVOKE, REVOKE_UNLESS_LEASED, FAIL)) {
            Draft draft = message("a-" + mode);
            dropping.accept(draft);
            assertThat(dropping.withdraw(draft.key(), mode)).isEqualTo(WITHDRAWN);
        }
        pass(WINDOW.minusMillis(1));
        assertThat(dropping.submit(message("a-REVOKE"), message("a-REVOKE_UNLESS_LEASED"), message("a-FAIL")))
                .containsOnly(SubmitOutcome.DUPLICATE);
        passMillis(1);
        assertThat(dropping.submit(message("a-REVOKE"), message("a-REVOKE_UNLESS_LEASED"), message("a-FAIL")))
                .containsOnly(SubmitOutcome.ACCEPTED);
    }

    @Rule(
            id = "WITHDRAW-10",
            says = "If the policy keeps no dead letters, a withdrawn message vanishes.",
            intent = "Whichever way a message ends, the policy holds.")
    void withoutDeadLetters() {
        Client dropping = client(new QueuePolicy(5, WINDOW, null));
        Draft draft = message("a");
        dropping.accept(draft);

        assertThat(dropping.withdraw(draft.key(), REVOKE)).isEqualTo(WITHDRAWN);

        assertThat(dropping.counts().dead()).isZero();
        assertThat(dropping.findDead(draft.key())).isEmpty();
        assertThat(dropping.find(draft.key())).isEmpty();
    }

    @Rule(
            id = "WITHDRAW-11",
            says = "What is not alive is ABSENT: never submitted, done, dead or in another queue.",
            intent = "Revoking a finished message does nothing.")
    void absent() {
        client.finish(message("done"));
        Draft dead = message("dead");
        client.kill(dead);
        client.accept(message("elsewhere").queue("other"));

        for (String id : List.of("never", "done", "dead", "elsewhere")) {
            for (Mode mode : Mode.values()) {
                assertThat(client.withdraw(message(id).key(), mode))
                        .as("%s of %s", mode, id)
                        .isEqualTo(ABSENT);
            }
        }

        isDead(dead, DeathReason.FAILED);
        assertThat(client.submit(message("done"))).containsExactly(SubmitOutcome.DUPLICATE);
        assertThat(client.find(message("elsewhere").queue("other").key())).isPresent();
    }

    @Rule(
            id = "WITHDRAW-12",
            says = "A withdrawal's failure, and the counters of the message, are kept with the dead letter.",
            intent = "People see who gave it up, and how far it had come.")
    void deadLetterTellsAll() {
        requireThatTimeStandsStill();
        Draft draft = message("a");
        client.retry(client.leased(draft), now());
        client.worker().takeOne();
        byte[] failure = {9, 8, 7};
        passSeconds(3);

        client.queues.withdraw(List.of(new Withdrawal(draft.key(), REVOKE, failure, Effects.NONE)));

        DeadLetter dead = client.dead(draft);
        assertThat(dead.failure()).isEqualTo(failure);
        assertThat(dead.message().body()).isEqualTo(draft.body());
        assertThat(dead.retries()).isEqualTo(1);
        assertThat(dead.deliveries()).isEqualTo(1);
        assertThat(dead.diedAt()).isEqualTo(now());
        assertThat(dead.expiresAt()).isEqualTo(now().plus(DEAD_LETTER_TTL));
    }

    @Rule(
            id = "WITHDRAW-13",
            says = "Repeating a withdrawal finds the message absent and changes nothing more.",
            intent = "The first one counts.")
    void again() {
        Draft draft = message("a");
        client.accept(draft);
        client.withdraw(draft.key(), REVOKE, EffectsOf.value("status", "1"));
        client.setValue("status", "2", null);

        assertThat(client.withdraw(draft.key(), REVOKE, EffectsOf.value("status", "3")))
                .isEqualTo(ABSENT);
        assertThat(client.withdraw(draft.key(), FAIL)).isEqualTo(ABSENT);

        assertThat(client.value("status")).contains("2");
        isDead(draft, DeathReason.REVOKED);
    }

    @Rule(
            id = "WITHDRAW-14",
            says = "The outcomes of a batch are listed in its order.",
            intent = "Whole chains are revoked at once.")
    void batch() {
        Draft leased = message("a");
        client.leased(leased);
        Draft ready = message("b");
        client.accept(ready);

        List<WithdrawOutcome> outcomes = client.queues.withdraw(List.of(
                new Withdrawal(message("never").key(), REVOKE, null, Effects.NONE),
                new Withdrawal(leased.key(), REVOKE_UNLESS_LEASED, null, Effects.NONE),
                new Withdrawal(ready.key(), REVOKE, null, Effects.NONE),
                new Withdrawal(ready.key(), REMOVE, null, Effects.NONE),
                new Withdrawal(leased.key(), REMOVE, null, Effects.NONE)));

        assertThat(outcomes).containsExactly(ABSENT, LEFT_RUNNING, WITHDRAWN, ABSENT, WITHDRAWN_WHILE_LEASED);
    }

    @Rule(
            id = "WITHDRAW-15",
            says = "When a withdrawal that spares running messages races with a claim, exactly one of them wins.",
            intent = "What was withdrawn does not run; what runs was not withdrawn.",
            level = STOCHASTIC)
    void againstClaim() {
        Client other = anotherClient();
        Worker worker = other.worker();
        for (int round = 0; round < 100; round++) {
            Draft draft = message("a" + round);
            client.accept(draft);
            List<Boolean> won = Race.between(
                    () -> client.withdraw(draft.key(), REVOKE_UNLESS_LEASED) == WITHDRAWN,
                    () -> !worker.take(1).isEmpty());
            assertThat(won).as("withdrawal, claim in round %s", round).containsOnlyOnce(true);
        }
    }

    @Rule(
            id = "WITHDRAW-16",
            says = "When a withdrawal races with a settlement, exactly one of them wins.",
            intent = "A message is done or revoked, never both and never neither.",
            level = STOCHASTIC)
    void againstSettlement() {
        Client other = anotherClient();
        for (int round = 0; round < 100; round++) {
            Draft draft = message("a" + round);
            Lease lease = client.leased(draft);
            List<Boolean> won = Race.between(
                    () -> client.withdraw(draft.key(), REVOKE) == WITHDRAWN_WHILE_LEASED,
                    () -> other.complete(lease) == HELD);
            assertThat(won).as("withdrawal, settlement in round %s", round).containsOnlyOnce(true);
            assertThat(client.findDead(draft.key()).isPresent()).isEqualTo(won.get(0));
        }
    }

    private void isDead(Draft draft, DeathReason reason) {
        assertThat(client.dead(draft).reason()).isEqualTo(reason);
        assertThat(client.find(draft.key())).isEmpty();
        assertThat(client.counts().alive()).isZero();
    }
}
