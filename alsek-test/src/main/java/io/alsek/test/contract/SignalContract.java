package io.alsek.test.contract;

import static io.alsek.spi.Subscription.Rotation.STRICT;
import static io.alsek.test.contract.Draft.QUEUE;
import static io.alsek.test.contract.Rule.Level.STOCHASTIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.Claims;
import io.alsek.spi.Effects;
import io.alsek.spi.Lease;
import io.alsek.spi.LeaseState;
import io.alsek.spi.Settlement;
import io.alsek.spi.Subscription.TasksInOrder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;

/** How sessions that found nothing learn that there is something. */
@DisplayName("Signals")
public abstract class SignalContract extends Contract {

    /** Only for subclasses. */
    protected SignalContract() {}

    @Rule(
            id = "SIGNAL-01",
            says = "After a claim that left nothing behind, a submission raises the signal.",
            intent = "Idle workers start at once, without polling.")
    void submission() {
        Worker worker = client.worker();
        worker.idle();

        accept("a");

        worker.awaitSignal();
        assertThat(worker.ids(1)).containsExactly("a");
    }

    @Rule(
            id = "SIGNAL-02",
            says = "A submission by another client raises the signal.",
            intent = "Producers and workers are different processes.")
    void submissionByAnotherClient() {
        Worker worker = client.worker();
        worker.idle();

        anotherClient().accept(message("a"));

        worker.awaitSignal();
        assertThat(worker.ids(1)).containsExactly("a");
    }

    @Rule(
            id = "SIGNAL-03",
            says = "The signal is owed also after a claim that brought messages and left nothing behind.",
            intent = "A worker with free slots does not claim a second time to be woken.")
    void afterAClaimThatBroughtSomething() {
        accept("a");
        Worker worker = client.worker();
        assertThat(worker.claim(5).more()).isFalse();
        worker.signals();

        anotherClient().accept(message("b"));

        worker.awaitSignal();
    }

    @Rule(
            id = "SIGNAL-04",
            says = "The signal is raised again after each further claim that left nothing behind.",
            intent = "Workers fall idle more than once.")
    void againAndAgain() {
        Worker worker = client.worker();
        Client producer = anotherClient();
        for (int round = 0; round < 5; round++) {
            worker.idle();
            producer.accept(message("a" + round));
            worker.awaitSignal();
            assertThat(worker.ids(1)).containsExactly("a" + round);
        }
    }

    @Rule(
            id = "SIGNAL-05",
            says = "A retry that is due at once raises the signal.",
            intent = "Whatever becomes claimable, becomes known.")
    void retry() {
        Lease lease = client.leased(message("a"));
        Worker worker = anotherClient().worker();
        worker.idle();

        client.retry(lease, now());

        worker.awaitSignal();
        assertThat(worker.ids(1)).containsExactly("a");
    }

    @Rule(
            id = "SIGNAL-06",
            says = "A release raises the signal.",
            intent = "A worker that shuts down hands its messages to others at once.")
    void release() {
        Lease lease = client.leased(message("a"));
        Worker worker = anotherClient().worker();
        worker.idle();

        client.release(lease);

        worker.awaitSignal();
        assertThat(worker.ids(1)).containsExactly("a");
    }

    @Rule(id = "SIGNAL-07", says = "A replay raises the signal.", intent = "Whoever replays a message sees it run.")
    void replay() {
        Draft draft = message("a");
        client.kill(draft);
        Worker worker = anotherClient().worker();
        worker.idle();

        client.replay(draft.toMessage());

        worker.awaitSignal();
        assertThat(worker.ids(1)).containsExactly("a");
    }

    @Rule(
            id = "SIGNAL-08",
            says = "Resuming a queue raises the signal.",
            intent = "A pause ends when it is ended, not when something else happens.")
    void resume() {
        accept("a");
        client.admin.pause(QUEUE);
        Worker worker = anotherClient().worker(inOrder(QUEUE));
        worker.idle();

        client.admin.resume(QUEUE);

        worker.awaitSignal();
        assertThat(worker.ids(1)).containsExactly("a");
    }

    @Rule(
            id = "SIGNAL-09",
            says = "A successor raises the signal in its own queue.",
            intent = "Chains run as fast as their links.")
    void successor() {
        Lease lease = client.leased(message("a"));
        Worker worker = anotherClient().worker(inOrder("next"));
        worker.idle();

        client.complete(lease, EffectsOf.successors(message("b").queue("next")));

        worker.awaitSignal();
        assertThat(worker.ids(1)).containsExactly("b");
    }

    @Rule(
            id = "SIGNAL-10",
            says = "A delayed submission raises the signal, so that a claim can tell its instant.",
            intent = "A worker that sleeps until a later instant would come too late.")
    void earlierInstant() {
        client.accept(message("b").in(seconds(100)));
        Worker worker = client.worker();
        worker.idle();
        Instant due = now().plusSeconds(10);

        anotherClient().accept(message("a").at(due));

        worker.awaitSignal();
        assertThat(worker.claim(1).nextAt()).isEqualTo(due);
    }

    @Rule(
            id = "SIGNAL-11",
            says = "A retry with backoff raises the signal, so that a claim can tell its instant.",
            intent = "Otherwise the retry would wait until the old lease would have run out.")
    void retryWithBackoff() {
        Lease lease = client.leased(message("a"));
        Worker worker = anotherClient().worker();
        worker.idle();
        Instant due = now().plusSeconds(10);

        client.retry(lease, due);

        worker.awaitSignal();
        assertThat(worker.claim(1).nextAt()).isEqualTo(due);
    }

    @Rule(
            id = "SIGNAL-12",
            says = "A session on all queues is signalled when a queue appears.",
            intent = "Nobody polls for new queues.")
    void newQueue() {
        Worker worker = client.worker();
        worker.idle();

        anotherClient().accept(message("a").queue("never seen before"));

        worker.awaitSignal();
        assertThat(worker.ids(1)).containsExactly("a");
    }

    @Rule(
            id = "SIGNAL-13",
            says = "A session by task is signalled for its tasks.",
            intent = "Task-specific workers sleep and wake like all others.")
    void byTask() {
        Worker one = client.worker(new TasksInOrder(Map.of(QUEUE, List.of("x", "y")), STRICT));
        Worker other = client.worker(tasks("z"));
        one.idle();
        other.idle();

        anotherClient().accept(message("a").task("y"), message("b").task("z"));

        one.awaitSignal();
        other.awaitSignal();
        assertThat(one.ids(2)).containsExactly("a");
        assertThat(other.ids(2)).containsExactly("b");
    }

    @Rule(
            id = "SIGNAL-14",
            says = "Every session that is owed a signal gets it, also when one message concerns several.",
            intent = "If the one that was woken dies or is full, the message must not wait for the others to look.")
    void everySession() {
        Worker one = client.worker();
        Worker other = client.worker(inOrder(QUEUE));
        Worker far = anotherClient().worker();
        List.of(one, other, far).forEach(Worker::idle);

        anotherClient().accept(message("a"));

        one.awaitSignal();
        other.awaitSignal();
        far.awaitSignal();
    }

    @Rule(
            id = "SIGNAL-15",
            says = "A closed session gets no signal, and swallows none that is meant for others.",
            intent = "A worker that shuts down is left in peace and leaves nobody asleep.")
    void closedSession() {
        Worker closed = client.worker();
        Worker other = client.worker();
        closed.idle();
        other.idle();
        closed.session().close();

        anotherClient().accept(message("a"));

        other.awaitSignal();
        assertThat(closed.signals()).as("signals of the closed session").isZero();
    }

    @Rule(
            id = "SIGNAL-16",
            says = "Time alone makes messages claimable: no signal is needed, and none replaces the instant.",
            intent = "A lost signal costs time, never a message.")
    void progressWithoutSignals() {
        requireThatTimeStandsStill();
        Worker worker = client.worker();
        worker.idle();
        client.accept(message("a").in(seconds(5)));
        Claims claims = worker.claim(1);
        assertThat(claims.nextAt()).isEqualTo(now().plusSeconds(5));

        passSeconds(5);
        assertThat(worker.ids(1)).containsExactly("a");

        passSeconds(30);
        assertThat(worker.ids(1)).as("after the lease ran out").containsExactly("a");
    }

    @Rule(
            id = "SIGNAL-17",
            says = "A submission that races with a claim is either claimed, or left behind, or signalled.",
            intent = "The lost wake-up: the worker sleeps while its message waits.",
            level = STOCHASTIC)
    void noLostWakeUp() {
        Client producer = anotherClient();
        Worker worker = client.worker();
        for (int round = 0; round < 200; round++) {
            String id = "a" + round;
            worker.signals();
            List<Object> results = Race.between(() -> worker.claim(1), () -> producer.submit(message(id)));
            Claims claims = (Claims) results.get(0);
            if (claims.messages().isEmpty() && !claims.more()) {
                worker.awaitSignal();
                claims = worker.claim(1);
            } else if (claims.messages().isEmpty()) {
                claims = worker.claim(1);
            }
            assertThat(Worker.idsOf(claims.messages())).containsExactly(id);
            Lease lease = claims.messages().get(0).lease();
            assertThat(client.settle(new Settlement.Complete(lease, Effects.NONE)))
                    .isEqualTo(LeaseState.HELD);
        }
    }
}
