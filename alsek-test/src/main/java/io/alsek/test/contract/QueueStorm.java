package io.alsek.test.contract;

import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.DeathReason;
import io.alsek.spi.Lease;
import io.alsek.spi.StoredMessage;
import io.alsek.spi.Withdrawal.Mode;
import io.alsek.test.contract.QueuePicture.Spot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Random calls to one queue, of several threads at a time. Each thread has a random generator of its own. */
final class QueueStorm {

    private static final List<Mode> MODES = List.of(Mode.values());
    private static final List<String> IDS = List.of("a", "b", "c", "d");

    private final Chronicle<QueuePicture> chronicle = new Chronicle<>();
    private final String queue;
    private final Instant now;
    private final List<Client> clients;
    private final List<Worker> workers;

    /** The leases handed out so far; anybody may settle any of them. */
    private final List<Lease> leases = new CopyOnWriteArrayList<>();

    QueueStorm(String queue, Instant now, List<Client> clients) {
        this.queue = queue;
        this.now = now;
        this.clients = clients;
        workers = clients.stream()
                .map(client -> client.worker(Contract.inOrder(queue)))
                .toList();
    }

    void explain() {
        chronicle.explain(QueuePicture.EMPTY);
    }

    void close() {
        workers.forEach(worker -> worker.session().close());
    }

    /** Makes a random call as one of the threads. */
    void call(int thread, Random random) {
        Client client = clients.get(thread % clients.size());
        String id = IDS.get(random.nextInt(IDS.size()));
        switch (random.nextInt(11)) {
            case 0, 1 -> submit(client, thread, id, random.nextInt(2));
            case 2, 3, 4 -> claim(thread);
            case 5, 6 -> settle(client, thread, random);
            case 7, 8 -> withdraw(client, thread, id, MODES.get(random.nextInt(MODES.size())));
            case 9 -> replay(client, thread, id);
            default -> look(client, thread, id, random.nextInt(3));
        }
    }

    void submit(Client client, int thread, String id, int priority) {
        // A task for each id, so that a claim has to bring several together.
        Draft draft = draft(id).task("task of " + id).priority(priority);
        chronicle.call(
                thread,
                "submit " + id + " with priority " + priority,
                () -> client.submit(draft).get(0),
                (before, outcome) -> before.submit(id, priority, outcome));
    }

    private Draft draft(String id) {
        return Draft.of(id, now).queue(queue);
    }

    private void claim(int thread) {
        Worker worker = workers.get(thread % workers.size());
        chronicle.call(
                thread,
                "claim",
                () -> worker.take(1).stream().findFirst().map(this::spot),
                (before, claimed) -> before.claim(claimed.orElse(null)));
    }

    private Spot spot(ClaimedMessage claimed) {
        leases.add(claimed.lease());
        return new Spot(
                claimed.message().id(),
                claimed.message().priority(),
                claimed.lease().token(),
                claimed.deliveries(),
                claimed.retries());
    }

    private void settle(Client client, int thread, Random random) {
        List<Lease> known = List.copyOf(leases);
        if (known.isEmpty()) {
            return;
        }
        settle(client, thread, known.get(random.nextInt(known.size())), random.nextInt(6));
    }

    private void settle(Client client, int thread, Lease lease, int kind) {
        String id = lease.key().id();
        String token = lease.token();
        String which = id + " of " + token;
        switch (kind) {
            case 0, 1 ->
                chronicle.call(
                        thread,
                        "complete " + which,
                        () -> client.complete(lease, EffectsOf.value(result(id), "done")),
                        (before, state) -> before.complete(id, token, state));
            case 2 ->
                chronicle.call(
                        thread,
                        "retry " + which,
                        () -> client.retry(lease, now),
                        (before, state) -> before.retry(id, token, state));
            case 3 ->
                chronicle.call(
                        thread,
                        "bury " + which,
                        () -> client.bury(lease, DeathReason.FAILED),
                        (before, state) -> before.bury(id, token, state));
            case 4 ->
                chronicle.call(
                        thread,
                        "extend " + which,
                        () -> client.extend(lease, Worker.LEASE),
                        (before, state) -> before.extend(id, token, state));
            default ->
                chronicle.call(
                        thread,
                        "release " + which,
                        () -> client.release(lease),
                        (before, state) -> before.release(id, token, state));
        }
    }

    private String result(String id) {
        return "result of " + queue + "/" + id;
    }

    private void withdraw(Client client, int thread, String id, Mode mode) {
        chronicle.call(
                thread,
                "withdraw " + id + " " + mode,
                () -> client.withdraw(draft(id).key(), mode),
                (before, outcome) -> before.withdraw(id, mode, outcome));
    }

    private void replay(Client client, int thread, String id) {
        chronicle.call(
                thread,
                "replay " + id,
                () -> client.replay(draft(id).task("task of " + id).toMessage()),
                (before, there) -> before.replay(id, there));
    }

    private void look(Client client, int thread, String id, int what) {
        if (what == 0) {
            chronicle.call(
                    thread,
                    "is there a result of " + id,
                    () -> client.value(result(id)).isPresent(),
                    (before, there) -> there == before.results().contains(id) ? before : null);
        } else if (what == 1) {
            chronicle.call(
                    thread,
                    "is " + id + " dead",
                    () -> client.findDead(draft(id).key()).isPresent(),
                    (before, there) -> there == before.dead().contains(id) ? before : null);
        } else {
            chronicle.call(
                    thread,
                    "find " + id,
                    () -> client.find(draft(id).key()).map(QueueStorm::words),
                    (before, found) -> found.equals(words(before.find(id))) ? before : null);
        }
    }

    private static String words(StoredMessage found) {
        return (found.leasedUntil() != null ? "leased" : "ready") + " after " + found.deliveries() + " deliveries, "
                + found.retries() + " retries";
    }

    private static Optional<String> words(@Nullable Spot spot) {
        return Optional.ofNullable(spot)
                .map(there -> (there.isLeased() ? "leased" : "ready") + " after " + there.deliveries() + " deliveries, "
                        + there.retries() + " retries");
    }
}
