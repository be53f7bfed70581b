package io.alsek.test.contract;

import static io.alsek.test.contract.Draft.QUEUE;
import static io.alsek.test.contract.Rule.Level.STOCHASTIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Claims;
import io.alsek.spi.LeaseState;
import io.alsek.spi.Subscription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;

/** Sessions that leave their claims standing, where a backend has them. */
@DisplayName("Standing claims")
public abstract class StandingContract extends Contract {

    /** Only for subclasses. */
    protected StandingContract() {}

    /** A session that waits for up to so many messages, and has found none. */
    private static Worker waiting(Client which, Subscription subscription, int wanted) {
        Worker worker = which.worker(subscription).leaveClaimsStanding();
        Claims claims = worker.claim(wanted);
        assertThat(Worker.idsOf(claims.messages())).as("messages claimed").isEmpty();
        worker.signals();
        return worker;
    }

    private static Worker waiting(Client which) {
        return waiting(which, Client.EVERYTHING, 10);
    }

    @Rule(
            id = "STAND-01",
            says = "What is submitted while a claim stands raises the signal, and the next claim brings it.",
            intent = "Workers that are brought messages behave like those that come for them.")
    void broughtAgainAndAgain() {
        Worker worker = waiting(client);
        Client producer = anotherClient();
        for (int round = 0; round < 5; round++) {
            producer.accept(message("a" + round));
            worker.awaitSignal();
            assertThat(worker.ids(10)).containsExactly("a" + round);
            worker.idle();
        }
    }

    @Rule(
            id = "STAND-02",
            says = "The lease on what a session is brought is as long as its claim asked for, and it holds.",
            intent = "A worker that was woken by its message has time to run it.")
    void lease() {
        Worker worker = waiting(client);
        accept("a");
        worker.awaitSignal();
        ClaimedMessage brought = worker.takeOne();

        assertThat(brought.lease().expiresAt())
                .isAfter(now().plusSeconds(20))
                .isBeforeOrEqualTo(now().plus(Worker.LEASE));
        assertThat(brought.deliveries()).isEqualTo(1);
        passSeconds(20);
        assertThat(anotherClient().worker().ids(10)).isEmpty();
        assertThat(client.complete(brought.lease())).isEqualTo(LeaseState.HELD);
    }

    @Rule(
            id = "STAND-03",
            says = "Each message goes to one of the sessions whose claims stand.",
            intent = "Any number of processes wait for the same queues.")
    void oneOfMany() {
        List<Worker> workers = Stream.generate(() -> waiting(anotherClient(), inOrder(QUEUE), 10))
                .limit(3)
                .toList();
        accept("a", "b", "c", "d", "e", "f");

        List<String> claimed = new ArrayList<>();
        workers.forEach(worker -> claimed.addAll(worker.idsOneByOne()));
        assertThat(claimed).containsExactlyInAnyOrder("a", "b", "c", "d", "e", "f");
    }

    @Rule(
            id = "STAND-04",
            says = "A session is brought no more than its latest claim lacked.",
            intent = "No message waits at a busy worker while another one is idle.")
    void noMoreThanWanted() {
        waiting(anotherClient(), Client.EVERYTHING, 1);
        accept("a", "b", "c");

        assertThat(client.worker().ids(10)).hasSizeGreaterThanOrEqualTo(2);
    }

    @Rule(
            id = "STAND-05",
            says = "A session is not brought messages of tasks, or from queues, that it does not take.",
            intent = "Messages of newer versions wait for workers that know them.")
    void notForEverybody() {
        waiting(anotherClient(), tasks("known"), 10);
        waiting(anotherClient(), inOrder("elsewhere"), 10);
        client.accept(message("a").task("unknown"));

        assertThat(client.worker().ids(10)).containsExactly("a");
    }

    @Rule(
            id = "STAND-06",
            says = "Nothing is brought from a queue that is paused.",
            intent = "A pause holds whoever waits.")
    void paused() {
        client.kill(message("zero"));
        Worker worker = waiting(anotherClient());
        client.admin.pause(QUEUE);
        accept("a");
        assertThat(worker.ids(10)).isEmpty();
        worker.session().close();

        client.admin.resume(QUEUE);

        assertThat(client.worker().ids(10)).containsExactly("a");
    }

    @Rule(
            id = "STAND-07",
            says = "A session that is closed gives back at once what it was brought and has not given out.",
            intent = "Deployments do not hold messages up.")
    void closed() {
        Worker worker = waiting(anotherClient());
        accept("a");
        worker.awaitSignal();

        worker.session().close();

        ClaimedMessage taken = client.worker().takeOne();
        assertThat(taken.message().id()).isEqualTo("a");
        assertThat(taken.deliveries()).isEqualTo(1);
    }

    @Rule(
            id = "STAND-08",
            says = "After a session was closed nothing is brought to it.",
            intent = "Nobody waits for a worker that is gone.")
    void closedBefore() {
        waiting(anotherClient()).session().close();
        accept("a");

        assertThat(client.worker().ids(10)).containsExactly("a");
    }

    @Rule(
            id = "STAND-09",
            says = "What a session was brought and never asked for is claimable once its lease has run out.",
            intent = "A process that freezes costs time, never a message.")
    void neverAskedFor() {
        waiting(anotherClient());
        accept("a");

        pass(Worker.LEASE);

        assertThat(client.worker().ids(10)).containsExactly("a");
    }

    @Rule(
            id = "STAND-10",
            says = "Every session that waits learns when the lease on what another one was brought ends.",
            intent = "If that one dies, the others do not sleep on.")
    void theOthersLearnOfTheLease() {
        Worker one = waiting(client);
        Worker other = waiting(anotherClient());
        anotherClient().accept(message("a"));
        one.awaitSignal();
        other.awaitSignal();

        Claims first = one.claim(1);
        Claims second = other.claim(1);

        assertThat(first.messages().size() + second.messages().size()).isEqualTo(1);
        Instant known = (first.messages().isEmpty() ? first : second).nextAt();
        assertThat(known).isNotNull().isBeforeOrEqualTo(now().plus(Worker.LEASE));
    }

    @Rule(
            id = "STAND-11",
            says = "A message is not brought past those that became ready before it.",
            intent = "First in, first out, also for workers that wait.")
    void inOrderOfReadiness() {
        client.accept(message("delayed").in(seconds(5)));
        Worker worker = waiting(anotherClient());
        passSeconds(6);
        accept("a");

        assertThat(worker.idsOneByOne()).containsExactly("delayed", "a");
    }

    @Rule(
            id = "STAND-12",
            says = "Submissions that race with claims that stand are each claimed once, and promptly.",
            intent = "A message that is brought while its session asks for it is neither lost nor run twice.",
            level = STOCHASTIC)
    void races() {
        Client producer = anotherClient();
        Worker one = client.worker().leaveClaimsStanding();
        Worker other = anotherClient().worker().leaveClaimsStanding();
        for (int round = 0; round < 100; round++) {
            String id = "a" + round;
            one.signals();
            other.signals();
            List<Object> results = Race.run(3, lane -> switch (lane) {
                case 0 -> one.claim(2);
                case 1 -> other.claim(1);
                default -> producer.submit(message(id));
            });
            List<ClaimedMessage> claimed = new ArrayList<>(((Claims) results.get(0)).messages());
            claimed.addAll(((Claims) results.get(1)).messages());
            if (claimed.isEmpty()) {
                claimed.addAll(one.take(2));
                claimed.addAll(other.take(1));
            }
            assertThat(Worker.idsOf(claimed)).containsExactly(id);
            assertThat(client.complete(claimed.get(0).lease())).isEqualTo(LeaseState.HELD);
        }
    }

    @Rule(
            id = "STAND-13",
            says = "A claim that is repeated says that there is more if something was brought meanwhile.",
            intent = "Whoever asks twice for the same does not sleep on what is there already.")
    void broughtBeforeARepetition() {
        Worker worker = waiting(client);
        Client producer = anotherClient();
        producer.accept(message("a"));
        worker.awaitSignal();
        assertThat(Worker.idsOf(worker.claim(10, Worker.LEASE, "once").messages()))
                .containsExactly("a");
        producer.accept(message("b"));
        worker.awaitSignal();
        worker.signals();

        Claims repeated = worker.claim(10, Worker.LEASE, "once");

        assertThat(Worker.idsOf(repeated.messages())).containsExactly("a");
        assertThat(repeated.more() || worker.signals() > 0)
                .as("more, or a signal")
                .isTrue();
        assertThat(worker.ids(10)).containsExactly("b");
    }

    @Rule(
            id = "STAND-14",
            says = "A claim takes the place of the one that stood, also if it is met by what that one was brought.",
            intent = "A worker that asks for less has less room.")
    void lessThanBefore() {
        Worker worker = waiting(anotherClient(), Client.EVERYTHING, 5);
        accept("a");
        worker.awaitSignal();
        assertThat(worker.ids(1)).containsExactly("a");

        accept("b", "c");

        assertThat(client.worker().idsOneByOne()).containsExactly("b", "c");
    }

    @Rule(
            id = "STAND-15",
            says = "Once the lease on what was brought is over, no instant is announced that is past.",
            intent = "Idle workers do not ask without end.")
    void nothingAheadInThePast() {
        Worker worker = waiting(client);
        accept("a");
        worker.awaitSignal();
        assertThat(client.complete(worker.takeOne().lease())).isEqualTo(LeaseState.HELD);
        pass(Worker.LEASE.plusMillis(1));

        for (Worker each : List.of(worker, anotherClient().worker(), client.worker(inOrder(QUEUE)))) {
            Claims claims = each.claim(10);

            assertThat(claims.more()).isFalse();
            assertThat(claims.nextAt())
                    .satisfiesAnyOf(
                            nextAt -> assertThat(nextAt).isNull(),
                            nextAt -> assertThat(nextAt).isAfter(now()));
        }
    }

    @Rule(
            id = "STAND-16",
            says =
                    "Who looked into a queue while it was paused learns of leases on what is brought from it afterwards.",
            intent = "If a worker dies, those that waited through a pause do not sleep on.")
    void afterAPause() {
        Worker one = waiting(client, inOrder(QUEUE), 10);
        Worker other = waiting(anotherClient(), inOrder(QUEUE), 10);
        Client producer = anotherClient();
        producer.accept(message("a"));
        one.awaitSignal();
        other.awaitSignal();
        List<ClaimedMessage> first = new ArrayList<>(one.take(10));
        first.addAll(other.take(10));
        assertThat(client.complete(first.get(0).lease())).isEqualTo(LeaseState.HELD);
        client.admin.pause(QUEUE);
        one.idle();
        other.idle();
        client.admin.resume(QUEUE);

        producer.accept(message("b"));

        one.awaitSignal();
        other.awaitSignal();
        List<Claims> second = List.of(one.claim(10), other.claim(10));
        for (Claims claims : second) {
            assertThat(claims.messages().isEmpty() && claims.nextAt() == null)
                    .as("nothing brought, and nothing known")
                    .isFalse();
        }
    }
}
