package io.alsek.broker;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.alsek.Alsek;
import io.alsek.UnknownTaskException;
import io.alsek.event.TaskEvent;
import io.alsek.message.Arguments;
import io.alsek.message.Message;
import io.alsek.message.SerializationException;
import io.alsek.task.DuplicateMessageException;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What is accepted, once, and in which shape. */
@AlsekTest
class SubmitTest {

    record Order(String item, int count) {}

    private static final Task<Order, String> SHIP =
            Task.named("ship").input(Order.class).output(String.class).build();
    private static final Task<Arguments, @Nullable Void> FREE =
            Task.named("free").arguments().build();
    private static final Task<@Nullable Void, @Nullable Void> TICK =
            Task.named("tick").build();

    private final AlsekHarness harness;
    private final Alsek alsek;

    SubmitTest(AlsekHarness harness, Alsek alsek) {
        this.harness = harness;
        this.alsek = alsek;
    }

    private void nothingWasWritten() {
        assertThat(harness).hasNoPendingTasks();
        assertThat(harness.events()).isEmpty();
    }

    @Test
    void theTasksDefaultsApply() {
        Task<Order, String> task = Task.named("special")
                .input(Order.class)
                .output(String.class)
                .queue("orders")
                .priority(7)
                .timeout(Duration.ofSeconds(9))
                .timeToLive(Duration.ofHours(2))
                .build();
        Message message = alsek.submit(task, new Order("tea", 2)).message();
        assertThat(message.queue()).isEqualTo("orders");
        assertThat(message.priority()).isEqualTo(7);
        assertThat(message.settings().timeout()).isEqualTo(Duration.ofSeconds(9));
        assertThat(message.timing().expiresAt())
                .isEqualTo(harness.clock().instant().plusSeconds(7200));
        assertThat(message.lineage().submittedBy()).isNull();
    }

    @Test
    void optionsOfOneMessageWinOverTheTasksDefaults() {
        Message message = alsek.submit(
                        SHIP,
                        new Order("tea", 2),
                        options -> options.id("order-1")
                                .queue("express")
                                .priority(1)
                                .timeout(Duration.ofSeconds(5))
                                .delay(Duration.ofMinutes(1))
                                .timeToLive(Duration.ofMinutes(10))
                                .resultTtl(Duration.ofMinutes(3))
                                .metadata("from", "shop"))
                .message();
        assertThat(harness)
                .hasEnqueued(SHIP)
                .withId("order-1")
                .onQueue("express")
                .withPriority(1)
                .scheduledIn(Duration.ofMinutes(1))
                .withMetadata("from", "shop")
                .once();
        assertThat(message.settings().tracking().resultTtl()).isEqualTo(Duration.ofMinutes(3));
        assertThat(message.timing().expiresAt())
                .isEqualTo(harness.clock().instant().plusSeconds(660));
    }

    @Test
    void whatIsStoredIsWhatWasSubmitted() {
        Message message = alsek.submit(SHIP, new Order("tea", 2)).message();
        assertThat(harness.pending())
                .singleElement()
                .satisfies(task -> assertThat(task.message()).isEqualTo(message));
    }

    @Test
    void manyAreSubmittedAtOnceInOrder() {
        List<Integer> ran = new ArrayList<>();
        harness.handle(SHIP, order -> {
            ran.add(order.count());
            return "";
        });
        List<Order> orders = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            orders.add(new Order("tea", i));
        }
        List<TaskHandle<String>> handles = alsek.submitAll(SHIP, orders);
        harness.drain();
        assertThat(ran).isSorted().hasSize(100);
        assertThat(handles).extracting(TaskHandle::id).doesNotHaveDuplicates();
    }

    @Test
    void whatAHandlerSubmitsIsMarkedAsItsOwn() {
        harness.handle(SHIP, (order, context) -> {
            context.submit(TICK, null);
            return "";
        });
        TaskHandle<String> handle = alsek.submit(SHIP, new Order("tea", 1));
        harness.drain();
        assertThat(harness).hasEnqueued(TICK).submittedBy(handle.id());
    }

    @Nested
    class Duplicates {

        private void submitTwice() {
            assertThatExceptionOfType(DuplicateMessageException.class)
                    .isThrownBy(() -> alsek.submit(SHIP, new Order("b", 2), options -> options.id("one")))
                    .withMessageContaining("\"one\" is taken in the queue \"alsek_queue\"");
        }

        @Test
        void anIdIsRefusedWhileItsMessageWaits() {
            alsek.submit(SHIP, new Order("a", 1), options -> options.id("one"));
            submitTwice();
            assertThat(harness).hasEnqueued(SHIP).withInput(new Order("a", 1)).once();
            assertThat(harness.events()).anyMatch(TaskEvent.Duplicate.class::isInstance);
        }

        @Test
        void anIdIsRefusedForAnHourAfterItsMessageFinished() {
            harness.handle(SHIP, order -> "");
            alsek.submit(SHIP, new Order("a", 1), options -> options.id("one"));
            harness.drain();
            harness.advance(Duration.ofHours(1).minusMillis(1));
            submitTwice();
            harness.advance(Duration.ofMillis(1));
            alsek.submit(SHIP, new Order("b", 2), options -> options.id("one"));
            assertThat(harness).hasPendingTasks(1);
        }

        @Test
        void anIdIsRefusedWhileItsMessageIsDead() {
            alsek.submit(SHIP, new Order("a", 1), options -> options.id("one")).cancel();
            submitTwice();
        }

        @Test
        void oneIdMayBeInTwoQueues() {
            alsek.submit(SHIP, new Order("a", 1), options -> options.id("one"));
            alsek.submit(SHIP, new Order("a", 1), options -> options.id("one").queue("other"));
            assertThat(harness).hasPendingTasks(2);
        }
    }

    @Nested
    class ByName {

        @Test
        void argumentsBecomeThePropertiesOfTheInput() {
            try (AlsekHarness named = knowing(SHIP)) {
                named.handle(SHIP, order -> order.item() + order.count());
                named.alsek().submitNamed("ship", Map.of("item", "tea", "count", 3));
                assertThat(named.drain().executions().get(0)).withResult("tea3");
            }
        }

        @Test
        void argumentsBecomeNamedArguments() {
            try (AlsekHarness named = knowing(FREE, TICK)) {
                List<Arguments> seen = new ArrayList<>();
                named.handle(FREE, arguments -> {
                    seen.add(arguments);
                    return null;
                });
                named.alsek().submitNamed("free", Map.of("a", 1), options -> options.priority(2));
                named.alsek().submitNamed("tick", Map.of());
                named.drain();
                assertThat(seen).containsExactly(Arguments.named(Map.of("a", 1)));
                assertThat(named).hasEnqueued(FREE).withPriority(2);
                assertThat(named).hasEnqueued(TICK);
            }
        }

        @Test
        void anAliasIsAName() {
            Task<@Nullable Void, @Nullable Void> renamed =
                    Task.named("new_name").alias("old_name").build();
            try (AlsekHarness named = knowing(renamed)) {
                named.alsek().submitNamed("old_name", Map.of());
                assertThat(named).hasEnqueued(renamed);
                assertThat(named.alsek().tasks()).containsExactly(renamed);
            }
        }

        @Test
        void anUnknownTaskIsAnErrorThatListsTheKnownOnes() {
            try (AlsekHarness named = knowing(SHIP, TICK)) {
                assertThatExceptionOfType(UnknownTaskException.class)
                        .isThrownBy(() -> named.alsek().submitNamed("shipp", Map.of()))
                        .withMessageContaining("\"shipp\"")
                        .withMessageContaining("[ship, tick]");
                assertThat(named.events()).isEmpty();
            }
        }

        @Test
        void aPayloadOfTheWrongTypeIsAnErrorThatNamesThePlace() {
            try (AlsekHarness named = knowing(SHIP)) {
                assertThatExceptionOfType(SerializationException.class)
                        .isThrownBy(() -> named.alsek().submitNamed("ship", Map.of("count", "many")))
                        .withMessageContaining("Order.count");
                assertThat(named.events()).isEmpty();
            }
        }

        @Test
        void argumentsForATaskThatTakesNoneAreAnError() {
            try (AlsekHarness named = knowing(TICK)) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> named.alsek().submitNamed("tick", Map.of("a", 1)))
                        .withMessageContaining("takes no input");
            }
        }

        @Test
        void twoTasksOfOneNameAreAnError() {
            Task<@Nullable Void, @Nullable Void> twin =
                    Task.named("tick").queue("other").build();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Alsek.builder(alsek.broker().backend()).tasks(TICK, twin))
                    .withMessageContaining("Two tasks of one name")
                    .withMessageContaining("\"other\"");
        }

        private AlsekHarness knowing(Task<?, ?>... tasks) {
            return AlsekHarness.builder()
                    .customize(builder -> builder.tasks(tasks))
                    .build();
        }
    }

    @Nested
    class Deferral {

        @Test
        void aDeferredTaskIsGeneratedOnceAndNotSubmitted() {
            alsek.defer(TICK);
            assertThat(alsek.isDeferred(TICK)).isTrue();
            TaskHandle<?> handle = alsek.submit(TICK);
            nothingWasWritten();
            assertThat(alsek.isDeferred(TICK)).isFalse();
            alsek.submit(TICK);
            assertThat(harness).hasPendingTasks(1);
            alsek.broker().submit(handle.message());
            assertThat(harness).hasPendingTasks(2);
        }

        @Test
        void itCanBeCancelled() {
            alsek.defer(TICK);
            assertThat(alsek.cancelDeferral(TICK)).isTrue();
            assertThat(alsek.cancelDeferral(TICK)).isFalse();
            alsek.submit(TICK);
            assertThat(harness).hasPendingTasks(1);
        }

        @Test
        void itConcernsOneTask() {
            alsek.defer(TICK);
            alsek.submit(SHIP, new Order("a", 1), options -> {});
            assertThat(harness).hasPendingTasks(1);
            alsek.submit(TICK, null, options -> options.priority(1));
            assertThat(harness).hasPendingTasks(1);
        }
    }
}
