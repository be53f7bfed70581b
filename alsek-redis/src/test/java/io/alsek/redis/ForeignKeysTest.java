package io.alsek.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.alsek.spi.BackendException;
import io.alsek.spi.ClaimSession;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.DeathReason;
import io.alsek.spi.Effects;
import io.alsek.spi.Extension;
import io.alsek.spi.Lease;
import io.alsek.spi.LockRequest;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Replay;
import io.alsek.spi.ScheduleStore;
import io.alsek.spi.ScheduleWrite;
import io.alsek.spi.Settlement;
import io.alsek.spi.StoredSchedule;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.Subscription.AllQueues;
import io.alsek.spi.Subscription.QueuesInOrder;
import io.alsek.spi.Subscription.Rotation;
import io.alsek.spi.ValueWrite;
import io.alsek.spi.Withdrawal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.RestoreParams;

/** Keys of a wrong type, which somebody else has written into our namespace. */
class ForeignKeysTest {

    private static final Duration LEASE = Duration.ofSeconds(20);
    private static final QueuePolicy POLICY = new QueuePolicy(3, Duration.ofHours(1), Duration.ofDays(2));
    private static final String ALL_LETTERS = "mlewrtzydcfgxbqh";

    private final String namespace = "foreign-" + UUID.randomUUID();
    private final Keys keys = new Keys(namespace);
    private Instant now = Instant.parse("2041-05-06T07:08:09.123Z");
    private final RedisBackend backend = RedisBackend.builder()
            .url(SharedRedis.url())
            .namespace(namespace)
            .clock(() -> now)
            .build();
    private final QueueStore queues = backend.queues(POLICY);
    private final ClaimSession everywhere = queues.open(new AllQueues(Set.of(), Rotation.STRICT), () -> {});
    private final ClaimSession there =
            queues.open(new QueuesInOrder(List.of("q"), Set.of(), Rotation.STRICT), () -> {});
    private final RedisClient client = client();
    private final Map<String, Lease> leases = new TreeMap<>();

    private static RedisClient client() {
        URI url = URI.create(SharedRedis.url());
        return RedisClient.builder().hostAndPort(url.getHost(), url.getPort()).build();
    }

    /** A queue with something in each of its keys. */
    @BeforeEach
    void fill() {
        for (String id : List.of("done", "buried", "held", "also held", "lapsed")) {
            submit(message(id, "x", 0, now, null));
            Duration lease = id.equals("lapsed") ? Duration.ofSeconds(1) : LEASE;
            ClaimedMessage claimed = there.claim(1, lease, id).messages().get(0);
            leases.put(id, claimed.lease());
        }
        queues.settle(List.of(
                new Settlement.Complete(leases.get("done"), Effects.NONE),
                new Settlement.Bury(leases.get("buried"), DeathReason.FAILED, null, Effects.NONE)));
        submit(message("ready", "x", 5, now, null));
        submit(message("first", "y", 1, now, null));
        submit(message("expiring", "x", 5, now, now.plusSeconds(1800)));
        submit(message("delayed", "x", 5, now.plusSeconds(3600), null));
        now = now.plusSeconds(2);
        backend.administration().browse("q", null, 1); // sees that a lease has run out
        backend.values().set(List.of(ValueWrite.of("v", new byte[3], Duration.ofHours(1))));
        audit();
    }

    @AfterEach
    void clear() {
        client.keys((new String(keys.everything(), ISO_8859_1) + "*").getBytes(ISO_8859_1))
                .forEach(client::del);
        backend.close();
        client.close();
    }

    private static QueuedMessage message(
            String id, String task, int priority, Instant ready, @Nullable Instant expires) {
        return new QueuedMessage(id, "q", task, priority, ready, expires, new byte[] {1, 2, 3});
    }

    private SubmitOutcome submit(QueuedMessage message) {
        return queues.submit(List.of(Submission.of(message))).get(0);
    }

    private void audit() {
        new QueueAudit(client, keys, "q").check();
    }

    private Map<String, Runnable> operations() {
        Effects effects = new Effects(
                List.of(ValueWrite.of("v", new byte[4], LEASE)),
                List.of(message("next", "x", 3, now, null)),
                List.of());
        Map<String, Runnable> all = new LinkedHashMap<>();
        addSubmissions(all, effects);
        addClaims(all);
        addSettlements(all, effects);
        addAdministration(all, effects);
        return all;
    }

    private void addSubmissions(Map<String, Runnable> all, Effects effects) {
        all.put("submit", () -> submit(message("new", "x", 5, now, null)));
        all.put("submit of a new task", () -> submit(message("new", "z", 5, now, null)));
        all.put("submit of another priority", () -> submit(message("new", "x", 1, now, null)));
        all.put("submit what expires", () -> submit(message("new", "x", 5, now, now.plusSeconds(60))));
        all.put("submit delayed", () -> submit(message("new", "x", 5, now.plusSeconds(60), null)));
        all.put(
                "submit with effects",
                () -> queues.submit(List.of(new Submission(message("new", "x", 5, now, null), effects))));
    }

    private void addClaims(Map<String, Runnable> all) {
        all.put("claim anywhere", () -> everywhere.claim(2, LEASE, "1"));
        all.put("claim everything", () -> everywhere.claim(9, LEASE, "2"));
        all.put("claim there", () -> there.claim(2, LEASE, "3"));
        all.put("extend", () -> queues.extend(List.of(Extension.of(leases.get("held"), LEASE))));
        all.put("extend late", () -> queues.extend(List.of(Extension.of(leases.get("lapsed"), LEASE))));
        all.put("sweep", () -> queues.sweep(100, LEASE));
    }

    private void addSettlements(Map<String, Runnable> all, Effects effects) {
        Lease held = leases.get("held");
        Effects value = new Effects(effects.values(), List.of(), List.of());
        all.put("complete", () -> settle(new Settlement.Complete(held, Effects.NONE)));
        all.put("complete with a value", () -> settle(new Settlement.Complete(held, value)));
        all.put("complete with effects", () -> settle(new Settlement.Complete(held, effects)));
        all.put("complete late", () -> settle(new Settlement.Complete(leases.get("lapsed"), value)));
        all.put("retry", () -> settle(new Settlement.Retry(held, now, null, null, effects)));
        all.put("bury", () -> settle(new Settlement.Bury(held, DeathReason.FAILED, new byte[1], effects)));
        all.put("release", () -> settle(new Settlement.Release(held, effects)));
    }

    private void addAdministration(Map<String, Runnable> all, Effects effects) {
        MessageKey ready = new MessageKey("q", "ready");
        for (Withdrawal.Mode mode : Withdrawal.Mode.values()) {
            all.put("withdraw: " + mode, () -> queues.withdraw(List.of(new Withdrawal(ready, mode, null, effects))));
        }
        all.put("update", () -> queues.update(ready, new byte[5]));
        Replay replay = new Replay(message("buried", "x", 5, now, null), effects);
        all.put("replay", () -> backend.deadLetters().replay(List.of(replay)));
        List<MessageKey> dead = List.of(new MessageKey("q", "buried"));
        all.put("purge the dead letters", () -> backend.deadLetters().purge(dead));
        all.put("pause", () -> backend.administration().pause("q"));
        all.put("purge", () -> backend.administration().purge("q"));
        all.put("browse", () -> backend.administration().browse("q", null, 100));
        all.put("count by task", () -> backend.administration().waitingByTask("q"));
        all.put("set a value", () -> backend.values().set(List.of(ValueWrite.of("w", new byte[4], LEASE))));
        all.put("take a value", () -> backend.values().take(List.of("v")));
        all.put("delete a value", () -> backend.values().delete(List.of("v")));
        all.put("list values", () -> backend.values().scan("*"));
    }

    private void settle(Settlement settlement) {
        queues.settle(List.of(settlement));
    }

    private byte[] key(char letter) {
        return keys.queue("q").keys().get(ALL_LETTERS.indexOf(letter));
    }

    private Map<String, byte[]> dump() {
        Map<String, byte[]> dump = new TreeMap<>();
        for (byte[] key : client.keys((new String(keys.everything(), ISO_8859_1) + "*").getBytes(ISO_8859_1))) {
            dump.put(new String(key, ISO_8859_1), client.dump(key));
        }
        return dump;
    }

    private void restore(Map<String, byte[]> dump) {
        dump().keySet().forEach(key -> client.del(key.getBytes(ISO_8859_1)));
        dump.forEach((key, value) -> client.restore(key.getBytes(ISO_8859_1), 0, value, new RestoreParams().replace()));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 30, 4000})
    void leaveEveryOperationWholeOrUndone(long secondsLater) {
        now = now.plusSeconds(secondsLater);
        Map<String, byte[]> good = dump();
        List<byte[]> foreign = new ArrayList<>(keys.queue("q").keys());
        foreign.addAll(keys.index());
        foreign.addAll(keys.values());
        int refused = 0;
        for (byte[] key : foreign) {
            for (Map.Entry<String, Runnable> operation : operations().entrySet()) {
                restore(good);
                client.del(key);
                client.set(key, "foreign".getBytes(ISO_8859_1));
                refused += check(key, operation.getKey(), operation.getValue(), good.get(new String(key, ISO_8859_1)));
            }
        }
        assertThat(refused).as("operations that were refused").isGreaterThan(300);
    }

    private int check(byte[] key, String name, Runnable operation, byte @Nullable [] original) {
        String what = name + " with " + new String(key, ISO_8859_1) + " of a wrong type";
        Map<String, byte[]> before = dump();
        try {
            operation.run();
        } catch (BackendException e) {
            assertThat(e).as(what).isInstanceOf(BackendException.NotApplied.class);
            assertThat(e).hasMessageContainingAll("wrong type", new String(key, ISO_8859_1), "Rename or delete");
            assertThat(changed(before, dump())).as("%s: changed keys", what).isEmpty();
            return 1;
        }
        client.del(key);
        if (original != null) {
            client.restore(key, 0, original, new RestoreParams().replace());
        }
        try {
            audit();
        } catch (AssertionError e) {
            throw new AssertionError("After " + what + ": " + e.getMessage(), e);
        }
        return 0;
    }

    private static List<String> changed(Map<String, byte[]> before, Map<String, byte[]> after) {
        Set<String> all = new java.util.TreeSet<>(before.keySet());
        all.addAll(after.keySet());
        return all.stream()
                .filter(key -> !Arrays.equals(before.get(key), after.get(key)))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"m", "l", "e", "w", "r", "t", "z", "y", "d", "c", "f", "g", "x", "b", "q", "h"})
    void harmNoOtherQueue(String letter) {
        client.del(key(letter.charAt(0)));
        client.set(key(letter.charAt(0)), "foreign".getBytes(ISO_8859_1));
        QueuedMessage other = new QueuedMessage("a", "other", "x", 0, now, null, new byte[0]);
        QueuedMessage bad = message("new", "x", 1, now, now.plusSeconds(60));

        assertThatExceptionOfType(BackendException.class)
                .isThrownBy(() -> queues.submit(List.of(Submission.of(bad), Submission.of(other))));
        assertThat(submit(other)).as("it went in beside the other").isEqualTo(SubmitOutcome.DUPLICATE);

        ClaimedMessage claimed = everywhere.claim(2, LEASE, "1").messages().get(0);
        assertThat(claimed.message().id()).isEqualTo("a");
        assertThat(claimed.deliveries()).isEqualTo(1);
        settle(new Settlement.Bury(claimed.lease(), DeathReason.FAILED, null, Effects.NONE));
        now = now.plus(Duration.ofDays(3));
        assertThat(queues.sweep(100, LEASE).purged()).isEqualTo(1);
        assertThatExceptionOfType(BackendException.NotApplied.class)
                .isThrownBy(() -> there.claim(1, LEASE, "2"))
                .withMessageContainingAll("wrong type", ":" + letter + " ");
    }

    private static ScheduleWrite schedule(long expected, long revision, Instant next) {
        return new ScheduleWrite(
                expected, new StoredSchedule("s", revision, new byte[1], new byte[0], next, false), Effects.NONE);
    }

    @Test
    void leaveEveryOperationOnSchedulesUndone() {
        ScheduleStore schedules = backend.schedules().orElseThrow();
        schedules.write(List.of(schedule(StoredSchedule.ABSENT, 1, now)));
        Map<String, Runnable> operations = Map.of(
                "move a schedule on", () -> schedules.write(List.of(schedule(1, 2, now.plusSeconds(9)))),
                "remove schedules", () -> schedules.remove(List.of("s")));
        Map<String, byte[]> good = dump();
        Keys.OfSchedules mine = keys.schedules();
        for (byte[] key : List.of(mine.all(), mine.names(), mine.agenda())) {
            for (Map.Entry<String, Runnable> operation : operations.entrySet()) {
                restore(good);
                client.del(key);
                client.set(key, "foreign".getBytes(ISO_8859_1));
                int refused = check(key, operation.getKey(), operation.getValue(), null);
                assertThat(refused).as(operation.getKey()).isOne();
            }
        }
        restore(good);
        assertThat(schedules.remove(List.of("s", "t"))).isOne();
        assertThat(schedules.find(List.of("s"))).isEmpty();
    }

    @Test
    void aQueueWorksAgainOnceItsKeyIsMended() {
        byte[] good = client.dump(key('t'));
        client.del(key('t'));
        client.set(key('t'), "foreign".getBytes(ISO_8859_1));
        assertThat(everywhere.claim(9, LEASE, "1").messages()).isEmpty();

        client.restore(key('t'), 0, good, new RestoreParams().replace());

        assertThat(everywhere.claim(9, LEASE, "2").messages()).hasSize(4);
        audit();
    }

    @Test
    void inPlaceOfTheValuesHarmOnlyWhatHasValues() {
        byte[] values = keys.values().get(0);
        client.del(values);
        client.set(values, new byte[1]);

        assertThatExceptionOfType(BackendException.NotApplied.class)
                .isThrownBy(() -> backend.values().get(List.of("v")))
                .withMessageContainingAll("wrong type", new String(values, ISO_8859_1));
        assertThat(submit(message("new", "x", 5, now, null))).isEqualTo(SubmitOutcome.ACCEPTED);
        assertThat(there.claim(1, LEASE, "1").messages()).hasSize(1);
        assertThat(queues.sweep(100, LEASE)).isNotNull();
        settle(new Settlement.Complete(leases.get("held"), Effects.NONE));
        audit();
    }

    @Test
    void aLockOfAWrongTypeIsRefused() {
        client.set(keys.lock("l"), new byte[1]);

        assertThatExceptionOfType(BackendException.NotApplied.class)
                .isThrownBy(() -> backend.locks().orElseThrow().acquire(new LockRequest("l", "me", LEASE, 1)))
                .withMessageContaining("wrong type");
    }
}
