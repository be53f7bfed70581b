package io.alsek.test.contract;

import static io.alsek.spi.LeaseState.GONE;
import static io.alsek.spi.LeaseState.HELD;
import static io.alsek.test.contract.Rule.Level.STOCHASTIC;
import static io.alsek.test.contract.Worker.LEASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alsek.spi.Backend;
import io.alsek.spi.Lease;
import io.alsek.spi.LockRequest;
import io.alsek.spi.LockStore;
import io.alsek.spi.Publication;
import io.alsek.spi.QueueCounts;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.Subscription.AllQueues;
import io.alsek.spi.Subscription.Rotation;
import io.alsek.spi.Withdrawal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;

/** Opening, clearing and closing a backend. */
@DisplayName("Life cycle")
public abstract class BackendLifecycleContract extends Contract {

    /** Only for subclasses. */
    protected BackendLifecycleContract() {}

    @Rule(
            id = "LIFE-01",
            says = "A backend tells its namespace and judges by the clock that it was given.",
            intent = "Callers compute instants with the backend's clock, and tests move it.")
    void namespaceAndClock() {
        assertThat(client.backend.namespace()).isEqualTo(namespace());
        var before = now();

        pass(seconds(5));

        assertThat(now()).isEqualTo(before.plusSeconds(5));
        assertThat(anotherClient().backend.clock().instant()).isEqualTo(now());
    }

    @Rule(
            id = "LIFE-02",
            says = "Stores may be asked for any number of times and share what they store.",
            intent = "Callers need not pass stores around.")
    void storesShareTheirState() {
        Backend backend = client.backend;
        Draft draft = message("a");
        backend.queues(POLICY).submit(List.of(Submission.of(draft.toMessage())));
        client.setValue("key", "1", null);

        assertThat(backend.queues(POLICY).find(List.of(draft.key()))).hasSize(1);
        assertThat(backend.administration().counts(Draft.QUEUE).ready()).isEqualTo(1);
        assertThat(backend.values().existing(List.of("key"))).hasSize(1);
        assertThat(backend.deadLetters().browse(Draft.QUEUE, null, 1).elements())
                .isEmpty();
    }

    @Rule(
            id = "LIFE-03",
            says = "Clearing removes everything in the namespace and tells how many things there were.",
            intent = "Tests start afresh, and people see what they have thrown away.")
    void clear() {
        fill();
        Optional<LockStore> locks = client.backend.locks();
        locks.ifPresent(store -> store.acquire(new LockRequest("lock", "me", LEASE, 1)));

        assertThat(client.backend.clear()).isEqualTo(3 + 1 + 2 + (locks.isPresent() ? 1 : 0));

        assertThat(client.admin.queues()).isEmpty();
        assertThat(client.counts()).isEqualTo(new QueueCounts(0, 0, 0, 0, false));
        assertThat(client.values.scan("*")).isEmpty();
        locks.ifPresent(store -> assertThat(store.holders("lock")).isEmpty());
        assertThat(client.backend.clear()).isZero();
        client.worker().idle();
    }

    @Rule(
            id = "LIFE-04",
            says = "After clearing all ids are free, nothing is paused, and no old lease is good for anything.",
            intent = "Nothing is remembered.")
    void nothingIsRememberedAfterClearing() {
        client.finish(message("done"));
        fill();
        Lease lease = client.leased(message("running").queue("other"));
        client.admin.pause(Draft.QUEUE);

        client.backend.clear();

        assertThat(client.complete(lease)).isEqualTo(GONE);
        assertThat(client.counts().paused()).isFalse();
        assertThat(client.submit(message("done"), message("dead"), message("leased"), message("ready")))
                .containsOnly(SubmitOutcome.ACCEPTED);
        assertThat(client.worker().ids(10)).containsExactly("done", "dead", "leased", "ready");
        pass(DEAD_LETTER_TTL);
        assertThat(client.admin.queues()).containsExactly(Draft.QUEUE);
    }

    @Rule(
            id = "LIFE-05",
            says = "A backend that was cleared goes on, also through sessions that were open before.",
            intent = "Clearing is no restart.")
    void goesOnAfterClearing() {
        Worker worker = anotherClient().worker();
        accept("a");
        assertThat(worker.ids(1)).containsExactly("a");

        client.backend.clear();
        worker.idle();
        accept("b");

        worker.awaitSignal();
        assertThat(worker.ids(10)).containsExactly("b");
    }

    @Rule(
            id = "LIFE-06",
            says = "Every operation of a closed backend and of its stores throws IllegalStateException.",
            intent = "A program that goes on after closing has a mistake, which should show.")
    void operationsAfterClosing() {
        Client closed = anotherClient();
        Worker worker = closed.worker();
        Map<String, ThrowingCallable> operations = queueOperations(closed, worker);
        operations.putAll(otherOperations(closed));

        closed.backend.close();

        operations.forEach(
                (name, operation) -> assertThatThrownBy(operation).as(name).isInstanceOf(IllegalStateException.class));
    }

    private Map<String, ThrowingCallable> queueOperations(Client closed, Worker worker) {
        Draft draft = message("a");
        Lease lease = new Lease(draft.key(), "token", now());
        Map<String, ThrowingCallable> all = new LinkedHashMap<>();
        all.put("submit", () -> closed.submit(draft));
        all.put("open", () -> closed.queues.open(new AllQueues(Set.of(), Rotation.STRICT), () -> {}));
        all.put("claim", () -> worker.claim(1));
        all.put("extend", () -> closed.extend(lease, LEASE));
        all.put("settle", () -> closed.complete(lease));
        all.put("withdraw", () -> closed.withdraw(draft.key(), Withdrawal.Mode.REVOKE));
        all.put("find", () -> closed.find(draft.key()));
        all.put("update", () -> closed.queues.update(draft.key(), new byte[0]));
        all.put("sweep", () -> closed.queues.sweep(1, LEASE));
        all.put("find dead letters", () -> closed.findDead(draft.key()));
        all.put("browse dead letters", () -> closed.deadLetters.browse(Draft.QUEUE, null, 1));
        all.put("replay", () -> closed.replay(draft.toMessage()));
        all.put("purge dead letters", () -> closed.deadLetters.purge(List.of(draft.key())));
        all.put("names of queues", () -> closed.admin.queues());
        all.put("counts", closed::counts);
        all.put("waiting by task", () -> closed.admin.waitingByTask(Draft.QUEUE));
        all.put("browse", () -> closed.admin.browse(Draft.QUEUE, null, 1));
        all.put("pause", () -> closed.admin.pause(Draft.QUEUE));
        all.put("resume", () -> closed.admin.resume(Draft.QUEUE));
        all.put("purge", () -> closed.admin.purge(Draft.QUEUE));
        all.put("locate", () -> closed.admin.locate("a"));
        return all;
    }

    private static Map<String, ThrowingCallable> otherOperations(Client closed) {
        Map<String, ThrowingCallable> all = new LinkedHashMap<>();
        all.put("set", () -> closed.setValue("a", "1", null));
        all.put("get", () -> closed.value("a"));
        all.put("existing", () -> closed.values.existing(List.of("a")));
        all.put("take", () -> closed.values.take(List.of("a")));
        all.put("delete", () -> closed.values.delete(List.of("a")));
        all.put("scan", () -> closed.values.scan("*"));
        all.put("count", () -> closed.values.count("*"));
        all.put("clear", () -> closed.backend.clear());
        closed.backend.events().ifPresent(events -> {
            all.put("publish", () -> events.publish(List.of(new Publication("channel", new byte[0]))));
            all.put("subscribe", () -> events.subscribe("channel", payload -> {}));
        });
        closed.backend.locks().ifPresent(locks -> {
            all.put("acquire", () -> locks.acquire(new LockRequest("lock", "me", LEASE, 1)));
            all.put("renew", () -> locks.renew("lock", "me", LEASE));
            all.put("release", () -> locks.release("lock", "me"));
            all.put("holders", () -> locks.holders("lock"));
        });
        return all;
    }

    @Rule(
            id = "LIFE-07",
            says = "Closing twice is harmless, also for the sessions and registrations of a closed backend.",
            intent = "Shutting down is messy enough.")
    void closedTwice() {
        Client closed = anotherClient();
        Worker worker = closed.worker();
        var registration = closed.backend.events().map(events -> events.subscribe("channel", payload -> {}));
        closed.backend.close();

        assertThatCode(closed.backend::close).doesNotThrowAnyException();
        assertThatCode(worker.session()::close).doesNotThrowAnyException();
        registration.ifPresent(open -> assertThatCode(open::close).doesNotThrowAnyException());
    }

    @Rule(
            id = "LIFE-08",
            says = "Closing one client does not disturb another: sessions, signals, events, leases and locks go on.",
            intent = "Many clients share a storage, and one process may have several.")
    void closingDisturbsNobody() {
        Client closed = anotherClient();
        accept("a", "b");
        Lease mine = client.worker().takeOne().lease();
        Lease theirs = closed.worker().takeOne().lease();
        Worker worker = client.worker();
        worker.idle();
        Ear ear = ear();
        client.backend.events().ifPresent(events -> events.subscribe("channel", ear));
        closed.backend.events().ifPresent(events -> events.subscribe("channel", payload -> {}));
        closed.backend.locks().ifPresent(locks -> locks.acquire(new LockRequest("lock", "them", LEASE, 1)));

        closed.backend.close();

        assertThat(client.complete(mine)).isEqualTo(HELD);
        worker.idle();
        anotherClient().accept(message("c"));
        worker.awaitSignal();
        assertThat(worker.ids(10)).containsExactly("c");
        assertThat(client.complete(theirs))
                .as("a lease that the closed client got")
                .isEqualTo(HELD);
        client.backend
                .locks()
                .ifPresent(locks -> assertThat(locks.holders("lock")).hasSize(1));
        client.backend.events().ifPresent(events -> {
            events.publish(List.of(new Publication("channel", new byte[] {'x'})));
            assertThat(ear.next()).isEqualTo("x");
        });
    }

    @Rule(
            id = "LIFE-09",
            says = "What is stored stays stored when a client closes.",
            intent = "Closing frees connections, not messages.")
    void storedStaysStored() {
        Client closed = anotherClient();
        closed.accept(message("a"), message("b").in(seconds(5)));
        closed.kill(message("dead").queue("other"));
        closed.setValue("key", "1", seconds(10));
        closed.admin.pause("paused");

        closed.backend.close();

        assertThat(client.counts()).isEqualTo(new QueueCounts(1, 1, 0, 0, false));
        assertThat(anotherClient().admin.queues()).containsExactly("other", "paused", Draft.QUEUE);
        assertThat(client.value("key")).contains("1");
        assertThat(client.worker().ids(10)).containsExactly("a");
    }

    @Rule(
            id = "LIFE-10",
            says = "Whoever is at work when the backend is closed gets an answer or an IllegalStateException.",
            intent = "Shutting down must not look like a failure of the storage.",
            level = STOCHASTIC)
    void closedUnderWay() {
        for (int round = 0; round < 10; round++) {
            Client closing = anotherClient();
            AtomicBoolean closed = new AtomicBoolean();
            List<String> ends = Race.run(4, number -> {
                if (number == 0) {
                    closing.backend.close();
                    closed.set(true);
                    return "closed";
                }
                try {
                    Worker worker = closing.worker();
                    boolean over = false;
                    while (!over) {
                        over = closed.get();
                        closing.setValue("key", "1", null);
                        closing.submit(message("a"));
                        worker.claim(1);
                    }
                    return "not told";
                } catch (IllegalStateException e) {
                    return "told";
                }
            });
            assertThat(ends).containsExactly("closed", "told", "told", "told");
        }
    }

    /** Three living messages, a dead letter and two values. */
    private void fill() {
        client.leased(message("leased"));
        client.kill(message("dead"));
        client.accept(message("ready"), message("delayed").in(seconds(60)));
        client.setValue("one", "1", null);
        client.setValue("two", "2", seconds(60));
    }

    @Rule(
            id = "LIFE-11",
            says = "When everything is done and all times are over, nothing is left.",
            intent = "A storage that fills up by itself fails one night.")
    void nothingLeft() {
        for (Transition transition : Transition.values()) {
            Draft draft = transition.in(message("a"));
            transition.accepted(client, draft, EffectsOf.writes());
            transition.refused(client, message("b").queue("refused " + transition), EffectsOf.writes());
        }
        client.setValue("value", "1", seconds(60));
        client.backend.locks().ifPresent(locks -> locks.acquire(new LockRequest("lock", "me", LEASE, 1)));
        pass(DEAD_LETTER_TTL.plus(WINDOW));
        Worker worker = client.worker();
        for (var claimed = worker.claim(10); !claimed.messages().isEmpty(); claimed = worker.claim(10)) {
            claimed.messages().forEach(each -> client.complete(each.lease()));
        }
        pass(DEAD_LETTER_TTL.plus(WINDOW));
        Sweeps.until(client, 100);

        assertThat(client.admin.queues()).as("queues").isEmpty();
        assertThat(client.values.count("*")).as("values").isZero();
        assertThat(client.backend.clear()).as("things that were still there").isZero();
    }

    @Rule(
            id = "LIFE-12",
            says = "A closed backend leaves no thread behind.",
            intent = "Whoever opens backends in tests or plugins opens thousands.")
    void noThreads() throws InterruptedException {
        client.values.count("*"); // what backends share is there by now
        ThreadGroup group = new ThreadGroup("one backend's");
        Thread user = new Thread(group, () -> {
            Client used = anotherClient();
            used.worker().idle();
            used.accept(message("a"));
            used.backend.events().ifPresent(events -> events.subscribe("channel", note -> {}));
            used.backend.close();
        });
        user.start();
        user.join();

        Thread[] left = new Thread[100];
        int count = group.enumerate(left);
        for (int index = 0; index < count; index++) {
            boolean shared = left[index].getName().startsWith("ForkJoinPool.commonPool");
            if (!shared) {
                left[index].join(Math.max(1, storage().patience().toMillis()));
                assertThat(left[index].isAlive()).as("%s lives", left[index]).isFalse();
            }
        }
    }
}
