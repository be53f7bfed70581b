package io.alsek.test.contract;

import static io.alsek.spi.LeaseState.GONE;
import static io.alsek.spi.LeaseState.HELD;
import static io.alsek.spi.LeaseState.LOST;
import static io.alsek.test.contract.Rule.Level.STOCHASTIC;
import static io.alsek.test.contract.Worker.LEASE;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.DeathReason;
import io.alsek.spi.Effects;
import io.alsek.spi.Extension;
import io.alsek.spi.Lease;
import io.alsek.spi.LeaseState;
import io.alsek.spi.MessageState;
import io.alsek.spi.Withdrawal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

/** How long a message belongs to a worker, and what happens then. */
@DisplayName("Leases")
public abstract class LeaseContract extends Contract {

    /** Only for subclasses. */
    protected LeaseContract() {}

    @Rule(
            id = "LEASE-01",
            says = "Until the last millisecond of a lease nobody else gets the message.",
            intent = "One holder.")
    void validUntilItsEnd() {
        client.leased(message("a"));

        pass(LEASE.minusMillis(1));

        client.worker().idle();
        anotherClient().worker().idle();
    }

    @Rule(
            id = "LEASE-02",
            says = "At the very end of its lease a message is claimable, without any sweep.",
            intent = "A dead worker's messages return on time.")
    void overdueAtItsEnd() {
        client.leased(message("a"));

        pass(LEASE);

        assertThat(anotherClient().worker().ids(1)).containsExactly("a");
    }

    @Rule(
            id = "LEASE-03",
            says = "A redelivery has a new token, counts one more delivery and no more retries.",
            intent = "Crashes and failures are counted apart, and the old holder is fenced off.")
    void redelivery() {
        accept("a");
        ClaimedMessage first = client.worker().takeOne();
        pass(LEASE);

        ClaimedMessage second = client.worker().takeOne();

        assertThat(second.lease().token()).isNotEqualTo(first.lease().token());
        assertThat(second.lease().expiresAt()).isEqualTo(now().plus(LEASE));
        assertThat(second.deliveries()).isEqualTo(2);
        assertThat(second.retries()).isZero();
        assertThat(second.message()).isEqualTo(first.message());
    }

    @Rule(
            id = "LEASE-04",
            says = "A redelivered message comes before those of its priority that waited behind it.",
            intent = "It has waited longest; a crash must not send it to the back.")
    void redeliveredFirst() {
        accept("a", "b");
        client.worker().takeOne();
        accept("c", "d");
        pass(LEASE);

        assertThat(client.worker().idsOneByOne()).containsExactly("a", "b", "c", "d");
    }

    @Rule(
            id = "LEASE-05",
            says = "Priority goes before redelivery.",
            intent = "A redelivered message keeps its place, and that is behind more urgent ones.")
    void priorityBeforeRedelivery() {
        client.accept(message("b").priority(5));
        client.worker().takeOne();
        client.accept(message("a").priority(4));
        pass(LEASE);

        assertThat(client.worker().idsOneByOne()).containsExactly("a", "b");
    }

    @Rule(
            id = "LEASE-06",
            says = "Several messages whose leases ran out return in their old order, whichever ran out first.",
            intent = "Each keeps its place.")
    void redeliveredInOldOrder() {
        accept("a", "b", "c", "d");
        Worker dying = client.worker();
        dying.takeOne(seconds(30));
        dying.takeOne(seconds(10));
        dying.takeOne(seconds(20));
        passSeconds(30);

        assertThat(client.worker().idsOneByOne()).containsExactly("a", "b", "c", "d");
    }

    @Rule(
            id = "LEASE-07",
            says = "A lease that ran out counts as leased until somebody takes the message over.",
            intent = "A message is always in exactly one place, and this one is not ready in the order of the queue.")
    void overdueCountsAsLeased() {
        Draft draft = message("a");
        client.leased(draft);
        pass(LEASE.plusSeconds(5));

        assertThat(client.alive(draft).state()).isEqualTo(MessageState.LEASED);
        assertThat(client.alive(draft).leasedUntil()).isEqualTo(now().minusSeconds(5));
        assertThat(client.counts().leased()).isEqualTo(1);
        assertThat(client.counts().ready()).isZero();
    }

    @Rule(
            id = "LEASE-08",
            says = "Extending prolongs a lease to its duration from now on.",
            intent = "A heartbeat keeps long work.")
    void extend() {
        Draft draft = message("a");
        Lease lease = client.leased(draft);
        passSeconds(20);

        assertThat(client.extend(lease, seconds(30))).isEqualTo(HELD);

        assertThat(client.alive(draft).leasedUntil()).isEqualTo(now().plusSeconds(30));
        pass(seconds(30).minusMillis(1));
        client.worker().idle();
        passMillis(1);
        assertThat(client.worker().ids(1)).containsExactly("a");
    }

    @Rule(
            id = "LEASE-09",
            says = "Extending may also shorten a lease.",
            intent = "A worker may announce that it will be done sooner.")
    void shorten() {
        Lease lease = client.leased(message("a"));

        assertThat(client.extend(lease, seconds(5))).isEqualTo(HELD);

        passSeconds(5);
        assertThat(client.worker().ids(1)).containsExactly("a");
    }

    @Rule(
            id = "LEASE-10",
            says = "A lease that ran out and was not taken over can be extended, and is held again.",
            intent = "A worker that was merely slow goes on, and its message does not run twice.")
    void extendOverdue() {
        Lease lease = client.leased(message("a"));
        pass(LEASE.plusHours(1));

        assertThat(client.extend(lease, LEASE)).isEqualTo(HELD);

        client.worker().idle();
        assertThat(client.complete(lease)).isEqualTo(HELD);
    }

    @Rule(
            id = "LEASE-11",
            says = "Extending does not count a delivery and does not change the token.",
            intent = "A heartbeat is no redelivery.")
    void extendCountsNothing() {
        Draft draft = message("a");
        Lease lease = client.leased(draft);

        for (int beat = 0; beat < 10; beat++) {
            passSeconds(10);
            assertThat(client.extend(lease, LEASE)).isEqualTo(HELD);
        }

        assertThat(client.alive(draft).deliveries()).isEqualTo(1);
        assertThat(client.complete(lease)).isEqualTo(HELD);
    }

    @Rule(
            id = "LEASE-12",
            says = "After a takeover the old lease is LOST, and extending it leaves the new one as it is.",
            intent = "A worker that wakes up from a long pause learns that it must stop.")
    void extendAfterTakeover() {
        Draft draft = message("a");
        Lease old = client.leased(draft);
        pass(LEASE);
        Lease current = anotherClient().worker().takeOne().lease();

        assertThat(client.extend(old, seconds(3600))).isEqualTo(LOST);

        assertThat(client.alive(draft).leasedUntil()).isEqualTo(current.expiresAt());
        assertThat(client.extend(current, LEASE)).isEqualTo(HELD);
    }

    @Rule(
            id = "LEASE-13",
            says = "When the message is settled for good or withdrawn, its lease is GONE.",
            intent = "A worker can tell that there is nothing left to be taken over.")
    void extendAfterTheEnd() {
        Lease completed = client.leased(message("a"));
        client.complete(completed);
        Lease buried = client.leased(message("b"));
        client.bury(buried, DeathReason.FAILED);
        Lease withdrawn = client.leased(message("c"));
        client.withdraw(withdrawn.key(), Withdrawal.Mode.REVOKE);

        assertThat(client.extend(completed, LEASE)).isEqualTo(GONE);
        assertThat(client.extend(buried, LEASE)).isEqualTo(GONE);
        assertThat(client.extend(withdrawn, LEASE)).isEqualTo(GONE);
        assertThat(client.extend(new Lease(message("d").key(), "no token", now()), LEASE))
                .isEqualTo(GONE);
    }

    @Rule(
            id = "LEASE-14",
            says = "After a release or a retry the lease is LOST, and extending it takes the message from nobody.",
            intent = "Giving up is final.")
    void extendAfterGivingUp() {
        Lease released = client.leased(message("a"));
        client.release(released);
        assertThat(client.extend(released, LEASE)).isEqualTo(LOST);
        Lease retried = client.worker().takeOne().lease();
        client.retry(retried, now());
        assertThat(client.extend(retried, LEASE)).isEqualTo(LOST);

        assertThat(client.worker().ids(1)).containsExactly("a");
    }

    @Rule(id = "LEASE-15", says = "A made-up token is LOST.", intent = "Only who was handed the message holds it.")
    void wrongToken() {
        Lease lease = client.leased(message("a"));
        Lease forged = new Lease(lease.key(), lease.token() + "x", lease.expiresAt());

        assertThat(client.extend(forged, LEASE)).isEqualTo(LOST);
        assertThat(client.complete(forged)).isEqualTo(LOST);
        assertThat(client.complete(lease)).isEqualTo(HELD);
    }

    @Rule(
            id = "LEASE-16",
            says = "Of a presented lease only key and token count.",
            intent = "Workers keep the lease of the claim and do not track every extension.")
    void onlyKeyAndTokenCount() {
        Lease lease = client.leased(message("a"));
        Lease other = new Lease(lease.key(), lease.token(), now().minusSeconds(99));

        assertThat(client.extend(other, LEASE)).isEqualTo(HELD);
        assertThat(client.complete(other)).isEqualTo(HELD);
    }

    @Rule(
            id = "LEASE-17",
            says = "The states of a batch of extensions are listed in the order of the arguments.",
            intent = "One heartbeat for all of a worker's messages.")
    void batchOfExtensions() {
        Lease gone = client.leased(message("a"));
        client.complete(gone);
        Lease held = client.leased(message("b"));
        Lease lost = client.leased(message("c"));
        client.release(lost);

        List<LeaseState> states = client.queues.extend(
                List.of(Extension.of(gone, LEASE), Extension.of(held, LEASE), Extension.of(lost, LEASE)));

        assertThat(states).containsExactly(GONE, HELD, LOST);
    }

    @Rule(
            id = "LEASE-18",
            says = "The effects of an extension happen while the lease is held, and not when it is lost or gone.",
            intent = "Progress is written only by whoever holds the message.")
    void effectsOfExtension() {
        Lease old = client.leased(message("a"));
        assertThat(client.extend(old, LEASE, EffectsOf.value("progress", "1"))).isEqualTo(HELD);
        assertThat(client.value("progress")).contains("1");
        pass(LEASE);
        Lease current = client.worker().takeOne().lease();

        assertThat(client.extend(old, LEASE, EffectsOf.both("progress", "2", message("b"))))
                .isEqualTo(LOST);
        assertThat(client.value("progress")).contains("1");
        client.complete(current);
        assertThat(client.extend(current, LEASE, EffectsOf.both("progress", "3", message("c"))))
                .isEqualTo(GONE);

        assertThat(client.value("progress")).contains("1");
        client.worker().idle();
    }

    @Rule(
            id = "LEASE-19",
            says = "Of any number of claimers that race for an overdue message exactly one gets it.",
            intent = "One holder, also after a crash.",
            level = STOCHASTIC)
    void racingTakeovers() {
        List<Client> clients = List.of(client, anotherClient());
        client.leased(message("a"));
        for (int round = 0; round < 10; round++) {
            pass(LEASE);
            List<Integer> taken = Race.run(16, number -> {
                var claims = clients.get(number % 2).worker().claim(1);
                return claims.messages().size() + claims.condemned().size();
            });
            assertThat(taken.stream().mapToInt(Integer::intValue).sum())
                    .as("holders in round %s", round)
                    .isEqualTo(1);
        }
    }

    @Rule(
            id = "LEASE-20",
            says = "When a late heartbeat races with a takeover, exactly one of them wins.",
            intent = "Either the old worker goes on or a new one begins, never both and never neither.",
            level = STOCHASTIC)
    void heartbeatAgainstTakeover() {
        Client other = anotherClient();
        for (int round = 0; round < 50; round++) {
            Lease lease = client.leased(message("a" + round));
            pass(LEASE);
            List<Boolean> won = Race.between(
                    () -> client.queues
                            .extend(List.of(new Extension(lease, LEASE, Effects.NONE)))
                            .contains(HELD),
                    () -> !other.worker().take(1).isEmpty());
            assertThat(won).as("heartbeat, takeover in round %s", round).containsOnlyOnce(true);
            client.withdraw(lease.key(), Withdrawal.Mode.REMOVE);
        }
    }

    @Rule(
            id = "LEASE-21",
            says = "A lease may last for a thousand years.",
            intent = "Far-off instants must not overflow into the past.")
    void longLease() {
        accept("a");
        Duration ages = Duration.ofDays(365L * 1000);
        Worker worker = client.worker();

        assertThat(worker.claim(1, ages).messages()).hasSize(1);
        pass(ages.minusMillis(1));
        assertThat(worker.ids(1)).isEmpty();
        passMillis(1);
        assertThat(worker.ids(1)).containsExactly("a");
    }

    @Rule(
            id = "LEASE-22",
            says = "A lease that is longer than any number of milliseconds can say never runs out.",
            intent = "What overflows would be over at once, and two would run the message.")
    void longestLease() {
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
        accept("a", "b");
        Worker worker = client.worker();
        assertThat(worker.takeOne(longest).message().id()).isEqualTo("a");
        assertThat(client.extend(worker.takeOne().lease(), longest)).isEqualTo(HELD);

        pass(Duration.ofDays(365_000));

        assertThat(worker.ids(2)).isEmpty();
        assertThat(client.counts().leased()).isEqualTo(2);
    }
}
