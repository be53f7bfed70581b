package io.alsek.test.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.Claims;
import io.alsek.spi.Condemned;
import io.alsek.spi.DeathReason;
import io.alsek.spi.Effects;
import io.alsek.spi.Lease;
import io.alsek.spi.LeaseState;
import io.alsek.spi.MessageKey;
import io.alsek.spi.MessageState;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Settlement;
import io.alsek.spi.StoredMessage;
import io.alsek.spi.SweepReport;
import io.alsek.spi.Withdrawal.Mode;
import io.alsek.test.contract.ReferenceModel.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One random sequence of operations, done to a backend and to the model at the same time. */
final class ModelRun {

    private static final List<String> QUEUES = List.of("q1", "q2");
    private static final List<Duration> DELAYS =
            List.of(Duration.ZERO, Duration.ZERO, Duration.ofMillis(1), Duration.ofSeconds(5), Duration.ofSeconds(40));
    private static final List<Duration> STEPS = List.of(
            Duration.ofMillis(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5));
    private static final int IDS = 10;

    private final long seed;
    private Random random;
    private final ReferenceModel model;
    private final List<Client> clients;
    private final List<ModelSession> sessions;
    private final Consumer<Duration> passTime;
    private final List<Lease> leases = new ArrayList<>();
    private final List<String> trace = new ArrayList<>();

    ModelRun(long seed, ReferenceModel model, List<Client> clients, Consumer<Duration> passTime) {
        this.seed = seed;
        random = new Random(seed);
        this.model = model;
        this.clients = clients;
        this.passTime = passTime;
        sessions = ModelSession.openAll(model, clients);
    }

    /** What was done, one line for each operation. */
    List<String> trace() {
        return trace;
    }

    /**
     * Does one operation and compares.
     *
     * @param number draws the operation together with the seed, so that others may be left out
     */
    void step(int number) {
        random = new Random(31 * seed + number);
        random.nextInt(); // the first numbers of neighbouring seeds are alike
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> submit();
            case 3, 4, 5 -> claim();
            case 6, 7, 8 -> settle();
            case 9 -> extend();
            case 10 -> withdraw();
            case 11 -> update();
            case 12 -> sweep();
            case 13 -> replayOrPurge();
            case 14 -> administer();
            default -> {
                Duration time = oneOf(STEPS);
                trace.add("pass " + time);
                passTime.accept(time);
            }
        }
        compareEverything();
    }

    private void submit() {
        Draft[] drafts = IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(number -> draft())
                .toArray(Draft[]::new);
        trace.add("submit " + List.of(drafts));
        List<?> expected = List.of(drafts).stream()
                .map(draft -> model.submit(draft.toMessage()))
                .toList();
        assertThat(client().submit(drafts)).as("outcomes of submitting").isEqualTo(expected);
    }

    private Draft draft() {
        Draft draft = Draft.of("m" + random.nextInt(IDS), now())
                .queue(oneOf(QUEUES))
                .task(oneOf(List.of("x", "y")))
                .priority(random.nextInt(3))
                .in(oneOf(DELAYS))
                .body(("body " + trace.size()).getBytes(UTF_8));
        return random.nextInt(4) == 0 ? draft.expiresAt(now().plusSeconds(1L + random.nextInt(20))) : draft;
    }

    private void claim() {
        ModelSession session = oneOf(sessions);
        int max = 1 + random.nextInt(3);
        Duration lease = Duration.ofSeconds(10L + random.nextInt(20));
        trace.add("claim " + max + " for " + lease + " by " + session);
        Claims claims = session.claimAndCompare(max, lease);
        claims.messages().forEach(claimed -> leases.add(claimed.lease()));
        claims.condemned().forEach(condemned -> leases.add(condemned.claimed().lease()));
    }

    private void settle() {
        @Nullable Lease lease = someLease();
        if (lease == null) {
            return;
        }
        Instant readyAt = now().plus(oneOf(DELAYS));
        byte[] failure = ("failure " + trace.size()).getBytes(UTF_8);
        DeathReason reason = oneOf(List.of(DeathReason.values()));
        Draft successor = draft();
        Settlement settlement = switch (random.nextInt(6)) {
            case 0, 1 -> new Settlement.Complete(lease, Effects.NONE);
            case 2 -> new Settlement.Complete(lease, EffectsOf.successors(successor));
            case 3 -> new Settlement.Retry(lease, readyAt, readyAt.plusSeconds(60), failure, Effects.NONE);
            case 4 -> new Settlement.Bury(lease, reason, failure, Effects.NONE);
            default -> new Settlement.Release(lease, Effects.NONE);
        };
        trace.add("settle " + settlement.getClass().getSimpleName() + " " + lease + ", if retried due " + readyAt
                + ", if completed followed by " + successor);
        LeaseState expected = model.state(lease);
        assertThat(client().settle(settlement)).as("state of the lease settled").isEqualTo(expected);
        if (expected == LeaseState.HELD) {
            apply(settlement);
        }
    }

    private void apply(Settlement settlement) {
        MessageKey key = settlement.lease().key();
        if (settlement instanceof Settlement.Complete complete) {
            model.complete(key);
            complete.effects().successors().forEach(model::submit);
        } else if (settlement instanceof Settlement.Retry retry) {
            model.retry(key, retry.readyAt(), retry.expiresAt(), retry.failure());
        } else if (settlement instanceof Settlement.Bury bury) {
            model.bury(key, bury.reason());
        } else {
            model.release(key);
        }
    }

    private void extend() {
        @Nullable Lease lease = someLease();
        if (lease == null) {
            return;
        }
        Duration duration = Duration.ofSeconds(5L + random.nextInt(30));
        trace.add("extend " + lease + " by " + duration);
        LeaseState expected = model.state(lease);
        assertThat(client().extend(lease, duration))
                .as("state of the lease extended")
                .isEqualTo(expected);
        if (expected == LeaseState.HELD) {
            model.extend(lease, now().plus(duration));
        }
    }

    /** One of the leases handed out so far, rather a late one; most are stale. */
    private @Nullable Lease someLease() {
        if (leases.isEmpty()) {
            return null;
        }
        int recent = Math.min(leases.size(), random.nextBoolean() ? 3 : 20);
        return leases.get(leases.size() - 1 - random.nextInt(recent));
    }

    private void withdraw() {
        MessageKey key = someKey();
        Mode mode = oneOf(List.of(Mode.values()));
        trace.add("withdraw " + key + " " + mode);
        assertThat(client().withdraw(key, mode)).as("outcome of withdrawing").isEqualTo(model.withdraw(key, mode));
    }

    private void update() {
        MessageKey key = someKey();
        byte[] body = ("body " + trace.size()).getBytes(UTF_8);
        trace.add("update " + key);
        @Nullable Entry entry = model.living.get(key);
        assertThat(client().queues.update(key, body))
                .as("whether there was one to update")
                .isEqualTo(entry != null);
        if (entry != null) {
            QueuedMessage old = entry.message;
            entry.message = new QueuedMessage(
                    old.id(), old.queue(), old.task(), old.priority(), old.readyAt(), old.expiresAt(), body);
        }
    }

    private void sweep() {
        int limit = 1 + random.nextInt(5);
        trace.add("sweep " + limit);
        SweepReport report = client().queues.sweep(limit, Worker.LEASE);
        assertThat(report.condemned()).as("condemned").hasSizeLessThanOrEqualTo(limit);
        for (Condemned condemned : report.condemned()) {
            leases.add(condemned.claimed().lease());
            ModelSession.condemn(model, condemned, now().plus(Worker.LEASE));
        }
        if (!report.more()) {
            assertThat(model.all(entry -> model.isExpired(entry) && model.mayBeCondemned(entry)))
                    .as("expired messages that a sweep to the end has left")
                    .isEmpty();
        }
    }

    private void replayOrPurge() {
        Draft draft = draft();
        if (random.nextInt(3) == 0) {
            trace.add("purge " + draft.key());
            int expected = model.findDead(draft.key()).isPresent() ? 1 : 0;
            assertThat(client().deadLetters.purge(List.of(draft.key())))
                    .as("dead letters purged")
                    .isEqualTo(expected);
            if (expected == 1) {
                model.forget(draft.key());
            }
        } else {
            trace.add("replay " + draft);
            assertThat(client().replay(draft.toMessage()))
                    .as("whether there was one to replay")
                    .isEqualTo(model.replay(draft.toMessage()));
        }
    }

    private void administer() {
        String queue = oneOf(QUEUES);
        int what = random.nextInt(5);
        trace.add((what == 0 ? "purge " : what == 1 ? "pause " : "resume ") + queue);
        if (what == 0) {
            List<MessageKey> waiting = model.all(entry ->
                            entry.lease == null && entry.message.queue().equals(queue))
                    .map(entry -> entry.message.key())
                    .toList();
            assertThat(client().admin.purge(queue)).as("messages purged").isEqualTo(waiting.size());
            waiting.forEach(model::forget);
        } else if (what == 1) {
            assertThat(client().admin.pause(queue)).as("paused").isEqualTo(model.pause(queue));
        } else {
            assertThat(client().admin.resume(queue)).as("resumed").isEqualTo(model.resume(queue));
        }
    }

    // --------------------------------------------------------------------------------------------- comparing

    private void compareEverything() {
        Client client = client();
        List<MessageKey> keys = QUEUES.stream()
                .flatMap(queue -> IntStream.range(0, IDS).mapToObj(number -> new MessageKey(queue, "m" + number)))
                .toList();
        var found = client.queues.find(keys);
        assertThat(found.keySet()).as("living messages").containsExactlyInAnyOrderElementsOf(model.living.keySet());
        model.living.forEach((key, entry) -> compare(requireNonNull(found.get(key)), entry));
        var dead = client.deadLetters.find(keys);
        for (MessageKey key : keys) {
            assertThat(dead.containsKey(key))
                    .as("whether %s is dead", key)
                    .isEqualTo(model.findDead(key).isPresent());
            model.findDead(key)
                    .ifPresent(entry -> assertThat(requireNonNull(dead.get(key)).reason())
                            .as("%s", key)
                            .isEqualTo(entry.reason));
        }
        for (String queue : QUEUES) {
            assertThat(client.admin.counts(queue)).as("counts of %s", queue).isEqualTo(model.counts(queue));
            List<String> ready = client.admin.browse(queue, null, 1000).elements().stream()
                    .filter(stored -> stored.state() == MessageState.READY)
                    .map(stored -> stored.message().id())
                    .toList();
            assertThat(ready)
                    .as("ready messages of %s in order", queue)
                    .isEqualTo(model.all(entry -> entry.message.queue().equals(queue) && model.isReady(entry))
                            .sorted(ReferenceModel.ORDER)
                            .map(entry -> entry.message.id())
                            .toList());
        }
    }

    private void compare(StoredMessage stored, Entry entry) {
        String name = entry.message.key().toString();
        assertThat(stored.message()).as(name).isEqualTo(entry.message);
        assertThat(stored.state())
                .as("state of %s", name)
                .isEqualTo(
                        entry.lease != null
                                ? MessageState.LEASED
                                : model.isReady(entry) ? MessageState.READY : MessageState.DELAYED);
        assertThat(stored.retries()).as("retries of %s", name).isEqualTo(entry.retries);
        assertThat(stored.deliveries()).as("deliveries of %s", name).isEqualTo(entry.deliveries);
        assertThat(stored.failure()).as("failure of %s", name).isEqualTo(entry.failure);
        assertThat(stored.leasedUntil())
                .as("end of the lease of %s", name)
                .isEqualTo(entry.lease == null ? null : entry.lease.expiresAt());
    }

    private Instant now() {
        return clients.get(0).backend.clock().instant();
    }

    private Client client() {
        return oneOf(clients);
    }

    private MessageKey someKey() {
        return new MessageKey(oneOf(QUEUES), "m" + random.nextInt(IDS));
    }

    private <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
