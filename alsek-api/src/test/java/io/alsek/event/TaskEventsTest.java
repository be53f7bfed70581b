package io.alsek.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.message.ExceptionDetails;
import io.alsek.message.Message;
import io.alsek.spi.DeathReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TaskEventsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Message MESSAGE =
            Message.builder("m1", "add", "math_ops", NOON).build();

    private final TaskEvents events = new TaskEvents();
    private final List<TaskEvent> heard = new ArrayList<>();

    @Test
    void everyListenerHearsEveryEventInOrder() {
        List<TaskEvent> all = List.of(
                new TaskEvent.Submitted(MESSAGE, NOON),
                new TaskEvent.Duplicate(MESSAGE, NOON),
                new TaskEvent.Started(MESSAGE, NOON, "w1"),
                new TaskEvent.Retrying(MESSAGE, NOON, NOON.plusSeconds(60)),
                new TaskEvent.Released(MESSAGE, NOON),
                new TaskEvent.LeaseLost(MESSAGE, NOON),
                new TaskEvent.Succeeded(MESSAGE, NOON, "w1"),
                new TaskEvent.Failed(
                        MESSAGE, NOON, DeathReason.EXPIRED, new ExceptionDetails("java.io.IOException", null, "")),
                new TaskEvent.Removed(MESSAGE, NOON));
        List<TaskEvent> heardByAnother = new ArrayList<>();
        events.add(heard::add);
        events.add(heardByAnother::add);

        all.forEach(events::tell);

        assertThat(heard).isEqualTo(all);
        assertThat(heardByAnother).isEqualTo(all);
    }

    @Test
    void aListenerThatWasTakenAwayHearsNothing() {
        TaskListener listener = heard::add;
        events.add(listener);
        events.remove(listener);
        events.tell(new TaskEvent.Removed(MESSAGE, NOON));

        assertThat(heard).isEmpty();
    }

    @Test
    void aListenerThatFailsHarmsNobody() {
        events.add(event -> {
            throw new IllegalStateException("on purpose");
        });
        events.add(event -> {
            throw new StackOverflowError("on purpose");
        });
        events.add(heard::add);
        events.tell(new TaskEvent.Removed(MESSAGE, NOON));

        assertThat(heard).hasSize(1);
    }

    @Test
    void aListenerMayBringAboutAnotherEvent() {
        events.add(event -> {
            if (event instanceof TaskEvent.Removed) {
                events.tell(new TaskEvent.Submitted(MESSAGE, NOON));
            }
        });
        events.add(heard::add);
        events.tell(new TaskEvent.Removed(MESSAGE, NOON));

        assertThat(heard).hasSize(2);
    }

    @Test
    void eventsAreHeardAsSoonAsSomebodyListens() {
        events.add(heard::add);

        assertThat(events.areHeard()).isTrue();
    }

    @Test
    void oneEventIsToldAfterTheOther() {
        events.add(heard::add); // a list that is not thread-safe

        Stream.generate(() -> new TaskEvent.Removed(MESSAGE, NOON))
                .limit(10_000)
                .parallel()
                .forEach(events::tell);

        assertThat(heard).hasSize(10_000).doesNotContainNull();
    }

    @ParameterizedTest
    @EnumSource
    void nothingFollowsFailureAndSuccess(TaskStatus status) {
        assertThat(status.isTerminal()).isEqualTo(status == TaskStatus.FAILED || status == TaskStatus.SUCCEEDED);
    }
}
