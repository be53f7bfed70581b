package io.alsek.lincheck;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.alsek.memory.MemoryBackend;
import io.alsek.spi.ClaimSession;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.DeathReason;
import io.alsek.spi.Effects;
import io.alsek.spi.Extension;
import io.alsek.spi.Lease;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Replay;
import io.alsek.spi.Settlement;
import io.alsek.spi.StoredMessage;
import io.alsek.spi.Submission;
import io.alsek.spi.Subscription;
import io.alsek.spi.ValueWrite;
import io.alsek.spi.Withdrawal;
import io.alsek.spi.Withdrawal.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StringGen;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;

/**
 * A queue in which a worker has died and another one is late: message {@code a} is leased, its lease has run out, and
 * whoever held it may still come; {@code b} waits; {@code d} is dead. Every operation takes no more than small
 * parameters and tells all that may be observed, so that Lincheck can compare any interleaving with one after the
 * other. Time stands still.
 */
@Param(name = "id", gen = StringGen.class, conf = "1:abd")
@Param(name = "worker", gen = ThreadIdGen.class)
@Param(name = "priority", gen = IntGen.class, conf = "0:1")
public final class QueueOperations {

    static final String QUEUE = "q";
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Instant NOW = Instant.parse("2041-05-06T07:08:09Z");

    final MemoryBackend backend;
    final QueueStore queues;
    private final Lease late;
    private final Map<Integer, ClaimSession> sessions = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> nonces = new ConcurrentHashMap<>();
    private final Map<Integer, Lease> mine = new ConcurrentHashMap<>();

    /** Begins as described. */
    public QueueOperations() {
        Instant[] now = {NOW.minus(LEASE)};
        RandomGenerator seeded = new SplittableRandom(7);
        backend = MemoryBackend.builder()
                .clock(() -> now[0])
                .random(synchronizedOf(seeded))
                .build();
        queues = backend.queues(new QueuePolicy(5, Duration.ofHours(1), Duration.ofDays(1)));
        ClaimSession session = open();
        submit("d", 0);
        Lease lost = session.claim(1, LEASE, "first").messages().get(0).lease();
        queues.settle(List.of(new Settlement.Bury(lost, DeathReason.FAILED, null, Effects.NONE)));
        submit("a", 0);
        late = session.claim(1, LEASE, "second").messages().get(0).lease();
        submit("b", 0);
        now[0] = NOW;
        for (int worker = 0; worker < 4; worker++) {
            sessions.put(worker, open());
        }
    }

    private static RandomGenerator synchronizedOf(RandomGenerator random) {
        return () -> {
            synchronized (random) {
                return random.nextLong();
            }
        };
    }

    private ClaimSession open() {
        return queues.open(new Subscription.AllQueues(Set.of(), Subscription.Rotation.STRICT), () -> {});
    }

    /** Under a task for each id, so that claims have to merge lanes. */
    @Operation
    public String submit(@Param(name = "id") String id, @Param(name = "priority") int priority) {
        QueuedMessage message =
                new QueuedMessage(id, QUEUE, "task of " + id, priority, Instant.EPOCH, null, new byte[0]);
        return queues.submit(List.of(Submission.of(message))).toString();
    }

    @Operation
    public String claim(@Param(name = "worker") int worker) {
        String nonce = "nonce " + nonces.merge(worker, 1, Integer::sum);
        List<ClaimedMessage> claimed =
                sessions.get(worker).claim(1, LEASE, nonce).messages();
        if (claimed.isEmpty()) {
            return "nothing";
        }
        ClaimedMessage message = claimed.get(0);
        mine.put(worker, message.lease());
        return message.message().id() + " delivered " + message.deliveries() + " retried " + message.retries();
    }

    @Operation
    public String complete(@Param(name = "worker") int worker) {
        Lease lease = mine.get(worker);
        return lease == null ? "none" : settle(new Settlement.Complete(lease, result(lease)));
    }

    @Operation
    public String release(@Param(name = "worker") int worker) {
        Lease lease = mine.get(worker);
        return lease == null ? "none" : settle(new Settlement.Release(lease, Effects.NONE));
    }

    @Operation
    public String retry(@Param(name = "worker") int worker) {
        Lease lease = mine.get(worker);
        return lease == null ? "none" : settle(new Settlement.Retry(lease, NOW, null, null, Effects.NONE));
    }

    @Operation
    public String lateComplete() {
        return settle(new Settlement.Complete(late, result(late)));
    }

    @Operation
    public String lateHeartbeat() {
        return queues.extend(List.of(new Extension(late, LEASE, Effects.NONE))).toString();
    }

    @Operation
    public String lateBurial() {
        return settle(new Settlement.Bury(late, DeathReason.FAILED, null, Effects.NONE));
    }

    @Operation
    public String revoke(@Param(name = "id") String id) {
        return withdraw(id, Mode.REVOKE);
    }

    @Operation
    public String remove(@Param(name = "id") String id) {
        return withdraw(id, Mode.REMOVE);
    }

    @Operation
    public String replay(@Param(name = "id") String id) {
        QueuedMessage message = new QueuedMessage(id, QUEUE, "task of " + id, 0, Instant.EPOCH, null, new byte[0]);
        return backend.deadLetters()
                .replay(List.of(new Replay(message, Effects.NONE)))
                .toString();
    }

    @Operation
    public String find(@Param(name = "id") String id) {
        MessageKey key = new MessageKey(QUEUE, id);
        StoredMessage found = queues.find(List.of(key)).get(key);
        return found == null ? "not alive" : found.state() + " " + found.deliveries() + " " + found.retries();
    }

    @Operation
    public boolean isDead(@Param(name = "id") String id) {
        MessageKey key = new MessageKey(QUEUE, id);
        return backend.deadLetters().find(List.of(key)).containsKey(key);
    }

    @Operation
    public boolean hasResult(@Param(name = "id") String id) {
        return !backend.values().existing(List.of("result of " + id)).isEmpty();
    }

    String withdraw(String id, Mode mode) {
        return queues.withdraw(List.of(new Withdrawal(new MessageKey(QUEUE, id), mode, null, Effects.NONE)))
                .toString();
    }

    private String settle(Settlement settlement) {
        return queues.settle(List.of(settlement)).toString();
    }

    private static Effects result(Lease lease) {
        ValueWrite done = ValueWrite.of("result of " + lease.key().id(), "done".getBytes(UTF_8), null);
        return new Effects(List.of(done), List.of(), List.of());
    }
}
