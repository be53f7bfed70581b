package io.alsek.test.contract;

import static io.alsek.spi.Subscription.Rotation.STRICT;
import static java.util.Comparator.comparingInt;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Claims;
import io.alsek.spi.Condemned;
import io.alsek.spi.DeathReason;
import io.alsek.spi.MessageKey;
import io.alsek.spi.Subscription;
import io.alsek.spi.Subscription.AllQueues;
import io.alsek.spi.Subscription.QueuesInOrder;
import io.alsek.spi.Subscription.TasksInOrder;
import io.alsek.test.contract.ReferenceModel.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A claim session on a backend, and what the model says of it. */
final class ModelSession {

    private final ReferenceModel model;
    private final Worker worker;
    private final Subscription subscription;

    private ModelSession(ReferenceModel model, Client client, Subscription subscription) {
        this.model = model;
        this.subscription = subscription;
        worker = client.worker(subscription);
    }

    /** One session of each kind. */
    static List<ModelSession> openAll(ReferenceModel model, List<Client> clients) {
        Map<String, List<String>> lanes = new LinkedHashMap<>();
        lanes.put("q2", List.of("y", "x"));
        lanes.put("q1", List.of("x"));
        List<Subscription> subscriptions = List.of(
                new AllQueues(Set.of(), STRICT),
                new AllQueues(Set.of("x"), STRICT),
                new QueuesInOrder(List.of("q2", "q1"), Set.of(), STRICT),
                new QueuesInOrder(List.of("q1"), Set.of("y", "never"), STRICT),
                new TasksInOrder(lanes, STRICT));
        List<ModelSession> sessions = new ArrayList<>();
        for (Subscription subscription : subscriptions) {
            sessions.add(new ModelSession(model, clients.get(sessions.size() % clients.size()), subscription));
        }
        return sessions;
    }

    /** Claims, compares with what the model expects and tells the model. */
    Claims claimAndCompare(int max, Duration lease) {
        List<Entry> expected = model.all(entry -> rank(entry) >= 0 && model.isRunnable(entry))
                .sorted(comparingInt(this::rank).thenComparing(ReferenceModel.ORDER))
                .toList();
        Optional<Instant> nextAt = model.nextAt(entry -> rank(entry) >= 0);

        Claims claims = worker.claim(max, lease);

        List<MessageKey> keys = claims.messages().stream()
                .map(claimed -> claimed.message().key())
                .toList();
        assertThat(keys)
                .as("messages claimed")
                .isEqualTo(expected.stream()
                        .limit(max)
                        .map(entry -> entry.message.key())
                        .toList());
        Instant end = model.now().plus(lease);
        claims.messages().forEach(claimed -> deliver(claimed, end));
        for (Condemned condemned : claims.condemned()) {
            assertThat(rank(living(model, condemned)))
                    .as("whether %s is listed", condemned)
                    .isNotNegative();
            condemn(model, condemned, end);
        }
        compareWhatIsLeft(claims, nextAt);
        return claims;
    }

    private void deliver(ClaimedMessage claimed, Instant end) {
        Entry entry = living(model, claimed.message().key());
        assertThat(claimed.message()).isEqualTo(entry.message);
        assertThat(claimed.retries()).as("retries").isEqualTo(entry.retries);
        assertThat(claimed.deliveries()).as("deliveries").isEqualTo(entry.deliveries + 1);
        assertThat(claimed.failure()).as("failure").isEqualTo(entry.failure);
        assertThat(claimed.lease().expiresAt()).as("end of the lease").isEqualTo(end);
        model.lease(entry, claimed.lease(), false);
    }

    private void compareWhatIsLeft(Claims claims, Optional<Instant> nextAt) {
        boolean left = model.all(entry -> rank(entry) >= 0 && model.isClaimable(entry))
                .findAny()
                .isPresent();
        assertThat(claims.more()).as("more").isEqualTo(left);
        if (!left) {
            nextAt.ifPresent(instant -> assertThat(claims.nextAt())
                    .as("instant at which to claim again")
                    .isNotNull()
                    .isBeforeOrEqualTo(instant));
        }
    }

    /** Checks that a message may be condemned and tells the model that it was. */
    static void condemn(ReferenceModel model, Condemned condemned, Instant end) {
        Entry entry = living(model, condemned);
        assertThat(model.mayBeCondemned(entry))
                .as("whether %s may be condemned", condemned)
                .isTrue();
        boolean reasonable = condemned.reason() == DeathReason.EXPIRED
                ? model.isExpired(entry)
                : condemned.reason() == DeathReason.TOO_MANY_DELIVERIES && model.isPoison(entry);
        assertThat(reasonable)
                .as("whether the reason of %s is right", condemned)
                .isTrue();
        assertThat(condemned.claimed().message()).isEqualTo(entry.message);
        assertThat(condemned.claimed().deliveries()).as("deliveries").isEqualTo(entry.deliveries);
        assertThat(condemned.claimed().lease().expiresAt())
                .as("end of the lease")
                .isEqualTo(end);
        model.lease(entry, condemned.claimed().lease(), true);
    }

    private static Entry living(ReferenceModel model, Condemned condemned) {
        return living(model, condemned.claimed().message().key());
    }

    private static Entry living(ReferenceModel model, MessageKey key) {
        Entry entry = model.living.get(key);
        if (entry == null) {
            throw new AssertionError(key + " was handed out, but is not alive");
        }
        return entry;
    }

    /** In which turn a message is taken; negative if never. */
    private int rank(Entry entry) {
        String queue = entry.message.queue();
        String task = entry.message.task();
        if (subscription instanceof AllQueues all) {
            return all.tasks().isEmpty() || all.tasks().contains(task) ? queue.charAt(1) : -1;
        } else if (subscription instanceof QueuesInOrder listed) {
            return listed.tasks().isEmpty() || listed.tasks().contains(task)
                    ? listed.queues().indexOf(queue)
                    : -1;
        } else if (subscription instanceof TasksInOrder lanes) {
            int lane = lanes.tasksByQueue().getOrDefault(queue, List.of()).indexOf(task);
            return lane < 0
                    ? -1
                    : 100 * List.copyOf(lanes.tasksByQueue().keySet()).indexOf(queue) + lane;
        }
        throw new IllegalStateException("Unknown subscription " + subscription);
    }

    @Override
    public String toString() {
        return subscription.toString();
    }
}
