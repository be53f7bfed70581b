package io.alsek.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alsek.Alsek;
import io.alsek.broker.DeadMessage;
import io.alsek.broker.IntegrityScanner;
import io.alsek.broker.ResultPool;
import io.alsek.event.TaskEvent;
import io.alsek.event.TaskStatus;
import io.alsek.memory.MemoryBackend;
import io.alsek.message.Backoff;
import io.alsek.spi.DeathReason;
import io.alsek.spi.MessageKey;
import io.alsek.task.BoundTask;
import io.alsek.task.NonRetryableException;
import io.alsek.task.Task;
import io.alsek.task.TaskFailedException;
import io.alsek.task.TaskHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The examples of docs/tasks.md. */
class TasksGuideTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    record Order(String customer, int cents) {}

    private static final Task<Order, String> CHARGE = Task.named("charge")
            .input(Order.class)
            .output(String.class)
            .queue("payments")
            .retry(5, Backoff.exponential())
            .timeout(Duration.ofMinutes(2))
            .trackStatus()
            .build();
    private static final Task<String, Integer> LENGTH =
            Task.named("length").input(String.class).output(Integer.class).build();
    private static final BoundTask<Order, String> CHARGING =
            CHARGE.handledBy((order, context) -> charge(order, context.message().id()));

    private final List<String> alerts = new CopyOnWriteArrayList<>();
    private final Alsek alsek = Alsek.builder(new MemoryBackend())
            .listener(event -> {
                if (event instanceof TaskEvent.Failed failed) {
                    alerts.add(failed.message().summary() + " " + failed.reason());
                }
            })
            .build();

    private static String charge(Order order, String id) {
        if (order.cents() < 0) {
            throw new NonRetryableException("That is less than nothing");
        }
        return order.customer() + " paid " + order.cents() + " for " + id;
    }

    @BeforeEach
    void start() {
        alsek.threadPool().add(CHARGING).handle(LENGTH, text -> text.length()).start();
    }

    @AfterEach
    void close() {
        alsek.close();
    }

    @Test
    void aTaskIsSubmittedWithOptionsAndItsResultAwaited() throws Exception {
        TaskHandle<String> handle = alsek.submit(
                CHARGE,
                new Order("Ann", 1_999),
                options -> options.id("order-4711")
                        .priority(5)
                        .delay(Duration.ofMillis(1))
                        .metadata("tenant", "north"));

        assertThat(handle.await(PATIENCE)).isEqualTo("Ann paid 1999 for order-4711");
        assertThat(alsek.statuses()
                        .await("order-4711", Set.of(TaskStatus.SUCCEEDED), PATIENCE)
                        .status())
                .isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(new IntegrityScanner(alsek.broker()).scan()).isZero();
    }

    @Test
    void itCanBeCalledDirectlyOrByName() throws Exception {
        assertThat(alsek.execute(CHARGING, new Order("Di", 1))).startsWith("Di paid 1");
        assertThat(alsek.submitNamed("charge", Map.of("customer", "Eve", "cents", 2))
                        .await(PATIENCE))
                .asString()
                .startsWith("Eve paid 2");
        assertThat(LENGTH.handledBy((text, context) -> text.length()).call("four"))
                .isEqualTo(4);
    }

    @Test
    void oneFollowsAnother() throws Exception {
        TaskHandle<Integer> length = alsek.submit(CHARGE.then(LENGTH), new Order("Bob", 500));
        assertThat(length.await(PATIENCE)).isGreaterThan("Bob paid 500".length());

        TaskHandle<String> first = alsek.submit(
                CHARGE, new Order("Cy", 700), options -> options.callback(alsek.generateFromPrevious(LENGTH)));
        for (ResultPool.Ended<String> ended :
                alsek.resultsOf(List.of(first)).withDescendants().inOrderOfCompletion(PATIENCE)) {
            assertThat(ended.descendants()).hasSize(1);
        }
    }

    @Test
    void whatFailsForGoodIsADeadLetter() {
        TaskHandle<String> handle = alsek.submit(CHARGE, new Order("Flo", -1), options -> options.id("wrong"));

        assertThatThrownBy(() -> handle.await(PATIENCE)).isInstanceOf(TaskFailedException.class);
        List<DeathReason> reasons = new ArrayList<>();
        for (DeadMessage dead : alsek.deadLetters().list("payments")) {
            reasons.add(dead.reason());
            assertThat(dead.failure().summary()).contains("less than nothing");
            assertThat(alsek.deadLetters().purge(dead.key())).isTrue();
        }
        assertThat(reasons).containsExactly(DeathReason.FAILED);
        assertThat(alsek.deadLetters().contains(new MessageKey("payments", "wrong")))
                .isFalse();
        Awaitility.await().atMost(PATIENCE).until(() -> !alerts.isEmpty()); // listeners are told after waiters
        assertThat(alerts).singleElement().asString().contains("id='wrong'").endsWith("FAILED");
    }
}
