package io.alsek.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.alsek.spi.Subscription.AllQueues;
import io.alsek.spi.Subscription.QueuesInOrder;
import io.alsek.spi.Subscription.Rotation;
import io.alsek.spi.Subscription.TasksInOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a backend is asked for is checked before it is asked. */
class RequestsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    @Nested
    class ASubscription {

        @Test
        void keepsTheOrderOfQueuesAndTasksAndDropsRepetitions() {
            QueuesInOrder queues = new QueuesInOrder(
                    List.of("z", "a", "z"), new LinkedHashSet<>(List.of("t2", "t1")), Rotation.STRICT);

            assertThat(queues.queues()).containsExactly("z", "a");
            assertThat(queues.tasks()).containsExactly("t2", "t1");
        }

        @Test
        void keepsTheOrderOfTasksInEachQueue() {
            Map<String, List<String>> tasks = new LinkedHashMap<>();
            tasks.put("z", List.of("t2", "t1", "t2"));
            tasks.put("a", List.of("t3"));
            TasksInOrder subscription = new TasksInOrder(tasks, Rotation.FAIR);

            assertThat(subscription.tasksByQueue().keySet()).containsExactly("z", "a");
            assertThat(subscription.tasksByQueue().get("z")).containsExactly("t2", "t1");
            assertThat(subscription.rotation()).isEqualTo(Rotation.FAIR);
        }

        @Test
        void cannotBeChangedAfterwards() {
            List<String> queues = new ArrayList<>(List.of("a"));
            Set<String> tasks = new LinkedHashSet<>(Set.of("t"));
            List<String> inOrder = new ArrayList<>(List.of("t"));
            AllQueues all = new AllQueues(tasks, Rotation.STRICT);
            QueuesInOrder some = new QueuesInOrder(queues, tasks, Rotation.STRICT);
            TasksInOrder byTask = new TasksInOrder(Map.of("a", inOrder), Rotation.STRICT);
            queues.clear();
            tasks.clear();
            inOrder.clear();

            assertThat(all.tasks()).containsExactly("t").isUnmodifiable();
            assertThat(some.queues()).containsExactly("a").isUnmodifiable();
            assertThat(some.tasks()).containsExactly("t").isUnmodifiable();
            assertThat(byTask.tasksByQueue().get("a")).containsExactly("t").isUnmodifiable();
            assertThat(byTask.tasksByQueue()).isUnmodifiable();
        }

        @Test
        void needsAQueueUnlessItTakesAll() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new QueuesInOrder(List.of(), Set.of(), Rotation.STRICT))
                    .withMessage("A subscription needs at least one queue, each with a name, but has []");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new QueuesInOrder(List.of("a", ""), Set.of(), Rotation.STRICT))
                    .withMessage("A subscription needs at least one queue, each with a name, but has [a, ]");
            assertThat(new AllQueues(Set.of(), Rotation.STRICT).tasks()).isEmpty();
        }

        @Test
        void needsANameForEachTask() {
            String message = "A subscription needs a name for each task, but has [a, ]";
            Set<String> nameless = new LinkedHashSet<>(List.of("a", ""));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new AllQueues(nameless, Rotation.STRICT))
                    .withMessage(message);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new QueuesInOrder(List.of("q"), nameless, Rotation.STRICT))
                    .withMessage(message);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new TasksInOrder(Map.of("q", List.of("a", "")), Rotation.STRICT))
                    .withMessage(message);
        }

        @Test
        void byTaskNeedsATaskForEachQueue() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new TasksInOrder(Map.of("a", List.of()), Rotation.STRICT))
                    .withMessage("A subscription by task needs at least one queue, and each a name and at least one"
                            + " task, but is [a=[]]");
            assertThatIllegalArgumentException().isThrownBy(() -> new TasksInOrder(Map.of(), Rotation.STRICT));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new TasksInOrder(Map.of("", List.of("t")), Rotation.STRICT));
        }
    }

    @Nested
    class AQueuePolicy {

        @Test
        void allowsFiveDeliveriesByDefault() {
            assertThat(QueuePolicy.DEFAULT).isEqualTo(new QueuePolicy(5, HOUR, Duration.ofDays(7)));
        }

        @Test
        void mayKeepNeitherDuplicatesNorDeadLetters() {
            assertThat(new QueuePolicy(1, Duration.ZERO, null).deadLetterTtl()).isNull();
        }

        @Test
        void hasSensibleRanges() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new QueuePolicy(0, HOUR, HOUR))
                    .withMessage("maxDeliveries must be at least 1, but is 0");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new QueuePolicy(1, HOUR.negated(), HOUR))
                    .withMessage("duplicateWindow must not be negative, but is PT-1H");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new QueuePolicy(1, HOUR, Duration.ZERO))
                    .withMessage("deadLetterTtl must be positive or null, but is PT0S");
        }
    }

    @Nested
    class AWrite {

        @Test
        void isUnconditionalUnlessItSaysOtherwise() {
            assertThat(ValueWrite.of("k", new byte[] {1}, null).condition()).isEqualTo(ValueWrite.Condition.ALWAYS);
        }

        @Test
        void needsAKeyAndAPositiveTtl() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ValueWrite.of("", new byte[0], null))
                    .withMessage("A value needs a key");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ValueWrite.of("k", new byte[0], Duration.ZERO))
                    .withMessage("ttl must be at least a millisecond, but is PT0S (key \"k\")");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ValueWrite.of("k", new byte[0], Duration.ofNanos(999_999)))
                    .withMessage("ttl must be at least a millisecond, but is PT0.000999999S (key \"k\")");
        }
    }

    @Nested
    class ALockRequest {

        @Test
        void needsNameOwnerTtlAndLimit() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new LockRequest("", "me", HOUR, 1))
                    .withMessage("A lock needs a name");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new LockRequest("door", "", HOUR, 1))
                    .withMessage("A lock needs an owner (lock \"door\")");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new LockRequest("door", "me", HOUR.negated(), 1))
                    .withMessage("ttl must be at least a millisecond, but is PT-1H (lock \"door\")");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new LockRequest("door", "me", Duration.ofNanos(999_999), 1))
                    .withMessage("ttl must be at least a millisecond, but is PT0.000999999S (lock \"door\")");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new LockRequest("door", "me", HOUR, 0))
                    .withMessage("limit must be at least 1, but is 0 (lock \"door\")");
        }
    }

    @Nested
    class AQueuedMessage {

        private static QueuedMessage message(String id, int priority, byte... body) {
            return new QueuedMessage(id, "q", "t", priority, NOON, null, body);
        }

        @Test
        void isEqualByContent() {
            assertThat(message("m", 0, (byte) 1))
                    .isEqualTo(message("m", 0, (byte) 1))
                    .hasSameHashCodeAs(message("m", 0, (byte) 1))
                    .isNotEqualTo(message("m", 0, (byte) 2))
                    .isNotEqualTo(message("n", 0, (byte) 1));
        }

        @Test
        void livesInItsQueue() {
            assertThat(message("m", 0).key())
                    .isEqualTo(new MessageKey("q", "m"))
                    .hasToString("q/m");
        }

        @Test
        void showsTheSizeOfItsBody() {
            assertThat(message("m", 3, (byte) 1, (byte) 2))
                    .hasToString("QueuedMessage[q/m, task=t, priority=3, readyAt=2026-03-01T12:00:00Z,"
                            + " expiresAt=null, 2 bytes]");
        }

        @Test
        void needsNamesAndAPriority() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> message("", 0))
                    .withMessage("A message needs an id, a queue and a task, but has id \"\", queue \"q\", task \"t\"");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> message("m", -1))
                    .withMessage("priority must not be negative, but is -1 (message q/m)");
        }
    }

    @Test
    void keysAndChannelsHaveNames() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MessageKey("", "m"))
                .withMessage("queue must not be empty (message id \"m\")");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MessageKey("q", ""))
                .withMessage("id must not be empty (queue \"q\")");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Publication("", new byte[0]))
                .withMessage("A publication needs a channel");
    }
}
