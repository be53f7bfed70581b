package io.alsek.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.Backend;
import io.alsek.spi.ClaimSession;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Claims;
import io.alsek.spi.Condemned;
import io.alsek.spi.DeathReason;
import io.alsek.spi.Effects;
import io.alsek.spi.Extension;
import io.alsek.spi.Lease;
import io.alsek.spi.LeaseState;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Replay;
import io.alsek.spi.Settlement;
import io.alsek.spi.Submission;
import io.alsek.spi.Subscription.AllQueues;
import io.alsek.spi.Subscription.QueuesInOrder;
import io.alsek.spi.Subscription.Rotation;
import io.alsek.spi.Subscription.TasksInOrder;
import io.alsek.spi.SweepReport;
import io.alsek.spi.Withdrawal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.RedisClient;

/** Whatever is done to queues, and however often it is repeated, their keys stay consistent. */
class QueueAuditTest {

    private static final List<String> QUEUES = List.of("one", "{two}: *");
    private static final List<String> TASKS = List.of("x", "y", "z");
    private static final Duration LEASE = Duration.ofSeconds(20);
    private static final QueuePolicy POLICY = new QueuePolicy(3, Duration.ofHours(1), Duration.ofDays(2));

    private final String namespace = "audit-" + UUID.randomUUID();
    private Instant now = Instant.parse("2041-05-06T07:08:09.123Z");
    private final InstantSource clock = () -> now;
    private final Backend backend = RedisBackend.builder()
            .url(SharedRedis.url())
            .namespace(namespace)
            .clock(clock)
            .build();
    private final QueueStore queues = backend.queues(POLICY);
    private final List<ClaimSession> sessions = List.of(
            queues.open(new AllQueues(Set.of(), Rotation.STRICT), () -> {}),
            queues.open(new AllQueues(Set.of("x"), Rotation.FAIR), () -> {}),
            queues.open(new QueuesInOrder(QUEUES, Set.of("y", "z"), Rotation.STRICT), () -> {}),
            queues.open(new TasksInOrder(Map.of("one", List.of("z", "x")), Rotation.STRICT), () -> {}));
    private final RedisClient client = client();
    private final List<Lease> leases = new ArrayList<>();
    private int ids;

    private static RedisClient client() {
        URI url = URI.create(SharedRedis.url());
        return RedisClient.builder().hostAndPort(url.getHost(), url.getPort()).build();
    }

    @AfterEach
    void clear() {
        backend.clear();
        backend.close();
        client.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void after_any_sequence_of_operations(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < 150; step++) {
            act(random);
            audit();
        }
        for (int round = 0; round < 50; round++) {
            now = now.plus(Duration.ofHours(12));
            sweepToTheEnd();
        }
        audit();
        assertThat(backend.administration().counts("one").alive())
                .as("messages that never expire")
                .isZero();
    }

    private void audit() {
        QUEUES.forEach(queue -> new QueueAudit(client, new Keys(namespace), queue).check());
    }

    private void sweepToTheEnd() {
        QUEUES.forEach(queue -> backend.administration().resume(queue));
        SweepReport report;
        do {
            report = queues.sweep(5, LEASE);
            for (Condemned condemned : report.condemned()) {
                bury(condemned.claimed().lease());
            }
        } while (report.more());
    }

    private void bury(Lease lease) {
        queues.settle(List.of(new Settlement.Bury(lease, DeathReason.EXPIRED, null, Effects.NONE)));
    }

    private void act(Random random) {
        switch (random.nextInt(14)) {
            case 0, 1, 2, 3 -> submit(random);
            case 4, 5, 6 -> claim(random);
            case 7, 8 -> settle(random);
            case 9 -> extend(random);
            case 10 -> withdrawOrReplay(random);
            case 11 -> administer(random);
            case 12 -> sweepToTheEnd();
            default ->
                now = now.plus(oneOf(
                        random, List.of(Duration.ofMillis(1), LEASE, Duration.ofMinutes(5), Duration.ofHours(13))));
        }
    }

    private void submit(Random random) {
        List<Submission> submissions = new ArrayList<>();
        boolean plain = random.nextBoolean();
        String queue = oneOf(random, QUEUES);
        for (int i = 0; i <= random.nextInt(6); i++) {
            submissions.add(Submission.of(plain ? message(queue, "x", 5, 0) : message(random)));
        }
        queues.submit(submissions);
        queues.submit(submissions);
    }

    private QueuedMessage message(Random random) {
        return message(oneOf(random, QUEUES), oneOf(random, TASKS), random.nextInt(3), random.nextInt(3) == 0 ? 60 : 0);
    }

    private QueuedMessage message(String queue, String task, int priority, long delay) {
        String id = ids++ % 3 == 0 ? "id " + ids : new UUID(7, ids).toString();
        Duration life = List.of(Duration.ofSeconds(30), Duration.ofHours(5), Duration.ofDays(7))
                .get(ids % 3);
        return new QueuedMessage(
                id,
                queue,
                task,
                priority,
                now.plusSeconds(delay),
                now.plusSeconds(delay).plus(life),
                new byte[3]);
    }

    private void claim(Random random) {
        Claims claims = oneOf(random, sessions).claim(1 + random.nextInt(5), LEASE, "nonce " + ids++);
        claims.messages().stream().map(ClaimedMessage::lease).forEach(leases::add);
        claims.condemned().forEach(each -> leases.add(each.claimed().lease()));
    }

    private void settle(Random random) {
        if (leases.isEmpty()) {
            return;
        }
        List<Settlement> settlements = new ArrayList<>();
        boolean plain = random.nextBoolean();
        for (int i = 0; i <= random.nextInt(4); i++) {
            Lease lease = leases.get(leases.size() - 1 - random.nextInt(Math.min(leases.size(), 8)));
            Effects effects =
                    random.nextBoolean() ? Effects.NONE : new Effects(List.of(), List.of(message(random)), List.of());
            settlements.add(
                    switch (plain ? 0 : random.nextInt(4)) {
                        case 0 -> new Settlement.Complete(lease, plain ? Effects.NONE : effects);
                        case 1 ->
                            new Settlement.Retry(
                                    lease,
                                    now.plusSeconds(30L * random.nextInt(2)),
                                    now.plus(Duration.ofHours(1)),
                                    new byte[] {1},
                                    effects);
                        case 2 -> new Settlement.Bury(lease, DeathReason.FAILED, null, effects);
                        default -> new Settlement.Release(lease, effects);
                    });
        }
        queues.settle(settlements);
        assertThat(queues.settle(settlements)).as("settled twice").doesNotContain(LeaseState.HELD);
    }

    private void extend(Random random) {
        if (!leases.isEmpty()) {
            Lease lease = leases.get(leases.size() - 1 - random.nextInt(Math.min(leases.size(), 8)));
            queues.extend(List.of(Extension.of(lease, Duration.ofSeconds(1L + random.nextInt(60)))));
        }
    }

    private void withdrawOrReplay(Random random) {
        MessageKey key = new MessageKey(oneOf(random, QUEUES), new UUID(7, random.nextInt(ids + 1)).toString());
        if (random.nextBoolean()) {
            queues.withdraw(
                    List.of(new Withdrawal(key, oneOf(random, List.of(Withdrawal.Mode.values())), null, Effects.NONE)));
        } else {
            backend.deadLetters()
                    .browse(key.queue(), null, 3)
                    .elements()
                    .forEach(letter ->
                            backend.deadLetters().replay(List.of(new Replay(letter.message(), Effects.NONE))));
        }
    }

    private void administer(Random random) {
        String queue = oneOf(random, QUEUES);
        switch (random.nextInt(4)) {
            case 0 -> backend.administration().pause(queue);
            case 1 -> backend.administration().resume(queue);
            case 2 -> backend.administration().browse(queue, null, 100);
            default -> {
                if (random.nextInt(4) == 0) {
                    backend.administration().purge(queue);
                }
            }
        }
    }

    @Test
    void a_message_that_expires_in_days_is_condemned_to_the_millisecond() {
        queues.submit(List.of(Submission.of(message("one", "x", 1, 0))));
        QueuedMessage late = new QueuedMessage("late", "one", "x", 1, now, now.plus(Duration.ofDays(3)), new byte[0]);
        queues.submit(List.of(Submission.of(late)));
        Instant end = now.plus(Duration.ofDays(3));

        while (now.isBefore(end)) {
            SweepReport report = queues.sweep(100, LEASE);
            report.condemned().forEach(each -> bury(each.claimed().lease()));
            Instant next = report.nextAt();
            assertThat(next).as("the next look").isNotNull().isBeforeOrEqualTo(end);
            assertThat(backend.deadLetters().find(List.of(late.key()))).isEmpty();
            now = next.isAfter(now) ? next : now.plusMillis(1);
        }

        assertThat(queues.sweep(100, LEASE).condemned())
                .extracting(each -> each.claimed().message().id())
                .containsExactly("late");
    }

    private static <T> T oneOf(Random random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
