package io.alsek.broker;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.alsek.Alsek;
import io.alsek.message.Arguments;
import io.alsek.message.Message;
import io.alsek.message.Names;
import io.alsek.message.SerializationException;
import io.alsek.message.TypeRef;
import io.alsek.task.SubmitOptions;
import io.alsek.task.Task;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is refused at submission, before anything is written. */
@AlsekTest
class BadInputTest {

    record Order(String item, int count) {}

    private static final Task<Order, String> SHIP =
            Task.named("ship").input(Order.class).output(String.class).build();
    private static final Task<Arguments, @Nullable Void> NAMED_ONLY =
            Task.named("named_only").arguments().keywordsOnly().build();
    private static final Task<@Nullable Void, @Nullable Void> TICK =
            Task.named("tick").build();

    private final AlsekHarness harness;
    private final Alsek alsek;

    BadInputTest(AlsekHarness harness, Alsek alsek) {
        this.harness = harness;
        this.alsek = alsek;
    }

    record Unreadable(String value) {
        @Override
        public String value() {
            throw new IllegalStateException("not connected");
        }
    }

    private void nothingWasWritten() {
        assertThat(harness).hasNoPendingTasks();
        assertThat(harness.events()).isEmpty();
    }

    private void refused(Consumer<SubmitOptions> options, String... parts) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> alsek.submit(SHIP, new Order("a", 1), options))
                .satisfies(e -> assertThat(e).hasMessageContainingAll(parts));
        nothingWasWritten();
    }

    @Test
    void aNegativePriority() {
        refused(options -> options.priority(-1), "priority must not be negative", "-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Task.named("t").priority(-1).build())
                .withMessageContaining("priority must not be negative");
    }

    @Test
    void aNegativeDelay() {
        refused(options -> options.delay(Duration.ofMillis(-1)), "delay must not be negative");
    }

    @Test
    void aDelayAndAnInstantOfReadiness() {
        refused(options -> options.delay(Duration.ZERO).readyAt(harness.clock().instant()), "not both");
        refused(options -> options.readyAt(harness.clock().instant()).delay(Duration.ZERO), "not both");
    }

    @Test
    void aTimeToLiveOfNothing() {
        refused(options -> options.timeToLive(Duration.ZERO), "timeToLive must be positive");
    }

    @Test
    void anEmptyId() {
        refused(options -> options.id(" "), "message id must not be empty");
    }

    @Test
    void anEmptyQueueName() {
        refused(options -> options.queue(""), "queue name must not be empty");
    }

    @Test
    void namesBeyondTheLimit() {
        String long201 = "x".repeat(Names.LONGEST + 1);
        refused(options -> options.id(long201), "message id", "201 characters", "at most 200");
        refused(options -> options.queue(long201), "queue name", "201 characters");
        assertThatIllegalArgumentException().isThrownBy(() -> Task.named(long201));
        assertThatIllegalArgumentException().isThrownBy(() -> Task.named(""));
    }

    @Test
    void namesAtTheLimit() {
        alsek.submit(
                SHIP,
                new Order("a", 1),
                options -> options.id("i".repeat(Names.LONGEST)).queue("q".repeat(Names.LONGEST)));
        assertThat(harness).hasPendingTasks(1);
    }

    @Test
    void aResultTtlWithoutAResult() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> alsek.submit(TICK, null, options -> options.resultTtl(Duration.ofHours(1))))
                .withMessageContaining("does not store its result");
        nothingWasWritten();
    }

    @Test
    void noInputWhereOneIsNeeded() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> submitUnchecked(SHIP, null))
                .withMessageContaining("needs a")
                .withMessageContaining("but got null");
        nothingWasWritten();
    }

    @Test
    void aPayloadOfTheWrongType() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> submitUnchecked(SHIP, "a string"))
                .withMessageContaining("takes a")
                .withMessageContaining("but got a java.lang.String");
        nothingWasWritten();
    }

    private void submitUnchecked(Task<?, ?> task, @Nullable Object input) {
        new Submitter(alsek.broker()).submitUnchecked(task, input, options -> {});
    }

    @Test
    void positionalArgumentsWhereTheyAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> alsek.submit(NAMED_ONLY, Arguments.of(1)))
                .withMessageContaining("refuses positional arguments");
        nothingWasWritten();
        alsek.submit(NAMED_ONLY, Arguments.named(Map.of("a", 1)));
    }

    @Test
    void aPayloadThatContainsItself() {
        Task<List<Object>, @Nullable Void> task =
                Task.named("lists").input(new TypeRef<List<Object>>() {}).build();
        List<Object> self = new ArrayList<>();
        self.add(self);
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> alsek.submit(task, self))
                .withMessageContaining("Cannot write");
        nothingWasWritten();
    }

    @Test
    void aPayloadThatCannotBeSerialized() {
        Task<Unreadable, @Nullable Void> task =
                Task.named("unreadable").input(Unreadable.class).build();
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> alsek.submit(task, new Unreadable("x")))
                .withMessageContaining("Unreadable");
        nothingWasWritten();
    }

    @Test
    void metadataThatCannotBeSerialized() {
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> alsek.submit(
                        SHIP, new Order("a", 1), options -> options.metadata("stream", new Unreadable("x"))));
        nothingWasWritten();
    }

    @Test
    void aMessageThatIsTooLarge() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> alsek.submit(SHIP, new Order("x".repeat(1 << 20), 1)))
                .withMessageContaining("at most 1048576");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> alsek.submitAll(SHIP, List.of(new Order("a", 1), new Order("x".repeat(1 << 20), 1))));
        nothingWasWritten();
    }

    @Test
    void aCallbackListWithACallbackInsideIt() {
        Message inner = alsek.generate(SHIP, new Order("a", 1));
        Message outer = alsek.generate(SHIP, new Order("b", 1), options -> options.callback(inner));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> alsek.submit(SHIP, new Order("c", 1), o -> o.callback(inner, outer)))
                .withMessageContaining("already has a callback of its own");
        nothingWasWritten();
    }

    @Test
    void anythingAfterClose() {
        alsek.close();
        assertThatIllegalStateException().isThrownBy(() -> alsek.submit(TICK)).withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(() -> alsek.submitAll(SHIP, List.of()));
        assertThatIllegalStateException().isThrownBy(() -> alsek.submitNamed("tick", Map.of()));
        assertThatIllegalStateException().isThrownBy(alsek::threadPool);
        alsek.close();
    }
}
