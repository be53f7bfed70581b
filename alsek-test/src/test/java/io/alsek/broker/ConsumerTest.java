package io.alsek.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.alsek.Alsek;
import io.alsek.message.Backoff;
import io.alsek.spi.Subscription;
import io.alsek.task.Task;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** In which order messages come, and whose they are. */
@AlsekTest
class ConsumerTest {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Task<String, @Nullable Void> A =
            Task.named("a").input(String.class).queue("q1").build();
    private static final Task<String, @Nullable Void> B =
            Task.named("b").input(String.class).queue("q1").build();

    private final AlsekHarness harness;
    private final Alsek alsek;

    ConsumerTest(AlsekHarness harness, Alsek alsek) {
        this.harness = harness;
        this.alsek = alsek;
    }

    private void submit(Task<String, ?> task, String id, String queue, int priority) {
        alsek.submit(task, id, options -> options.id(id).queue(queue).priority(priority));
    }

    private List<String> drain(Subscription subscription) {
        List<String> ids = new ArrayList<>();
        try (Consumer consumer = alsek.broker().consume(subscription)) {
            while (true) {
                List<Delivery> deliveries = consumer.poll(1, LEASE).deliveries();
                if (deliveries.isEmpty()) {
                    return ids;
                }
                ids.add(deliveries.get(0).message().id());
                alsek.broker().ack(deliveries.get(0));
            }
        }
    }

    private static Subscription all() {
        return new Subscription.AllQueues(Set.of(), Subscription.Rotation.STRICT);
    }

    @Test
    void strictPriorityAcrossTasksAndFirstInFirstOutAmongEquals() {
        submit(A, "a5", "q1", 5);
        submit(B, "b1", "q1", 1);
        submit(A, "a1", "q1", 1);
        submit(B, "b5", "q1", 5);
        submit(A, "a0", "q1", 0);
        assertThat(drain(all())).containsExactly("a0", "b1", "a1", "a5", "b5");
    }

    @Test
    void allQueuesInAlphabeticalOrder() {
        submit(A, "z", "zebra", 0);
        submit(A, "m", "mouse", 9);
        submit(A, "c", "cat", 9);
        assertThat(drain(all())).containsExactly("c", "m", "z");
    }

    @Test
    void listedQueuesInTheirOrderAndNoOthers() {
        submit(A, "z", "zebra", 9);
        submit(A, "m", "mouse", 0);
        submit(A, "c", "cat", 0);
        assertThat(drain(new Subscription.QueuesInOrder(
                        List.of("zebra", "cat"), Set.of(), Subscription.Rotation.STRICT)))
                .containsExactly("z", "c");
        assertThat(harness.pending()).hasSize(1);
    }

    @Test
    void listedTasksInTheirOrderWhateverTheirPriority() {
        submit(A, "a0", "q1", 0);
        submit(B, "b9", "q1", 9);
        submit(B, "b8", "q1", 8);
        submit(A, "other", "q2", 0);
        Map<String, List<String>> tasks = new LinkedHashMap<>();
        tasks.put("q2", List.of("b"));
        tasks.put("q1", List.of("b", "a"));
        assertThat(drain(new Subscription.TasksInOrder(tasks, Subscription.Rotation.STRICT)))
                .containsExactly("b8", "b9", "a0");
    }

    @Test
    void tasksThatAreNotListedAreNotTouched() {
        submit(A, "a", "q1", 0);
        submit(B, "b", "q1", 0);
        assertThat(drain(new Subscription.AllQueues(Set.of("b"), Subscription.Rotation.STRICT)))
                .containsExactly("b");
    }

    @Test
    void queuesMayTakeTurns() {
        for (int i = 1; i <= 3; i++) {
            submit(A, "x" + i, "x", 0);
            submit(A, "y" + i, "y", 0);
        }
        assertThat(drain(new Subscription.QueuesInOrder(List.of("x", "y"), Set.of(), Subscription.Rotation.FAIR)))
                .containsExactly("x1", "y1", "x2", "y2", "x3", "y3");
    }

    @Test
    void oneMessageHasOneHolder() {
        submit(A, "a", "q1", 0);
        try (Consumer one = alsek.broker().consume(all());
                Consumer other = alsek.broker().consume(all())) {
            assertThat(one.poll(10, LEASE).deliveries()).hasSize(1);
            assertThat(other.poll(10, LEASE).deliveries()).isEmpty();
        }
    }

    @Test
    void whatWasClaimedStaysClaimedWhenTheConsumerIsClosed() {
        submit(A, "a", "q1", 0);
        Consumer one = alsek.broker().consume(all());
        one.poll(1, LEASE);
        one.close();
        one.close();
        assertThat(drain(all())).isEmpty();
        harness.clock().advance(LEASE);
        assertThat(drain(all())).containsExactly("a");
        assertThatIllegalStateException().isThrownBy(() -> one.poll(1, LEASE));
    }

    @Test
    void aRedeliveredMessageComesFirstAndARetriedOneLast() {
        submit(A, "first", "q1", 0);
        submit(A, "second", "q1", 0);
        submit(A, "third", "q1", 0);
        try (Consumer consumer = alsek.broker().consume(all())) {
            List<Delivery> two = consumer.poll(2, LEASE).deliveries();
            alsek.broker().nack(two.get(1));
            alsek.broker()
                    .retry(
                            new Delivery(
                                    two.get(0).message().toBuilder()
                                            .settings(Task.named("x")
                                                    .backoff(Backoff.none())
                                                    .build()
                                                    .settings())
                                            .build(),
                                    two.get(0).lease()),
                            new IllegalStateException());
        }
        assertThat(drain(all())).containsExactly("second", "third", "first");
    }

    @Test
    void aSignalTellsOfNewMessages() {
        AtomicInteger rings = new AtomicInteger();
        try (Consumer consumer = alsek.broker().consume(all())) {
            consumer.onReady(rings::incrementAndGet);
            assertThat(consumer.poll(1, LEASE).deliveries()).isEmpty();
            submit(A, "a", "q1", 0);
            assertThat(rings.get()).isPositive();
        }
    }

    @Test
    void theNextInstantIsAnnounced() {
        alsek.submit(A, "later", options -> options.delay(Duration.ofMinutes(5)));
        try (Consumer consumer = alsek.broker().consume(all())) {
            assertThat(consumer.poll(1, LEASE).deliveries()).isEmpty();
            assertThat(consumer.nextAt()).isEqualTo(harness.clock().instant().plusSeconds(300));
        }
    }

    @Test
    void waitingForAMessageThatIsThere() throws Exception {
        submit(A, "a", "q1", 0);
        try (Consumer consumer = alsek.broker().consume(all())) {
            assertThat(consumer.next(LEASE, Duration.ofSeconds(1)))
                    .hasValueSatisfying(
                            delivery -> assertThat(delivery.message().id()).isEqualTo("a"));
            assertThat(consumer.next(LEASE, Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void aPausedQueueGivesNothingUntilItIsResumed() {
        submit(A, "a", "q1", 0);
        submit(A, "b", "q2", 0);
        assertThat(alsek.queues().pause("q1")).isTrue();
        assertThat(alsek.queues().pause("q1")).isFalse();
        assertThat(drain(all())).containsExactly("b");
        assertThat(alsek.queues().counts("q1").paused()).isTrue();
        assertThat(alsek.queues().resume("q1")).isTrue();
        assertThat(drain(all())).containsExactly("a");
    }

    @Test
    void subscriptionsToNothingAreErrors() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Subscription.QueuesInOrder(List.of(), Set.of(), Subscription.Rotation.STRICT));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Subscription.QueuesInOrder(List.of(""), Set.of(), Subscription.Rotation.STRICT));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Subscription.TasksInOrder(Map.of(), Subscription.Rotation.STRICT));
    }
}
