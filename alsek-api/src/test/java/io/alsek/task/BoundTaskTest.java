package io.alsek.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alsek.message.History;
import io.alsek.message.TypeRef;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BoundTaskTest {

    record Add(int a, int b) {}

    private static final Task<Add, Integer> ADD = Task.named("add")
            .input(Add.class)
            .output(Integer.class)
            .queue("math_ops")
            .priority(3)
            .build();

    @Nested
    class CalledAsAFunction {

        @Test
        void itReturnsTheResult() throws Exception {
            BoundTask<Add, Integer> add = ADD.handledBy((input, context) -> input.a() + input.b());

            assertThat(add.call(new Add(1, 2))).isEqualTo(3);
            assertThat(add.isAsync()).isFalse();
            assertThat(add.task()).isSameAs(ADD);
            assertThat(add).hasToString("BoundTask[add]");
        }

        @Test
        void itThrowsWhatTheHandlerThrows() {
            IOException failure = new IOException("disk full");
            AssertionError error = new AssertionError("broken");

            assertThatThrownBy(() -> ADD.handledBy((input, context) -> {
                                throw failure;
                            })
                            .call(new Add(1, 2)))
                    .isSameAs(failure);
            assertThatThrownBy(() -> ADD.handledBy((input, context) -> {
                                throw error;
                            })
                            .call(new Add(1, 2)))
                    .isSameAs(error);
        }

        @Test
        void itWaitsForAnAsynchronousResult() throws Exception {
            BoundTask<Add, Integer> add =
                    ADD.handledAsyncBy((input, context) -> CompletableFuture.supplyAsync(() -> input.a() + input.b()));

            assertThat(add.call(new Add(1, 2))).isEqualTo(3);
            assertThat(add.isAsync()).isTrue();
        }

        @Test
        void itThrowsWhatAnAsynchronousHandlerFailsWith() {
            IOException failure = new IOException("disk full");
            AssertionError error = new AssertionError("broken");

            assertThatThrownBy(() -> ADD.handledAsyncBy((input, context) -> CompletableFuture.failedFuture(failure))
                            .call(new Add(1, 2)))
                    .isSameAs(failure);
            assertThatThrownBy(() -> ADD.handledAsyncBy((input, context) -> CompletableFuture.failedFuture(error))
                            .call(new Add(1, 2)))
                    .isSameAs(error);
            assertThatThrownBy(() -> ADD.handledAsyncBy(
                                    (input, context) -> CompletableFuture.<Integer>failedFuture(failure)
                                            .thenApply(sum -> sum + 1))
                            .call(new Add(1, 2)))
                    .isSameAs(failure);
        }

        @Test
        void itKeepsAnExceptionThatWasFailedWithAWrapper() {
            ExecutionException wrapper = new ExecutionException(new IOException("disk full"));

            assertThatThrownBy(() -> ADD.handledAsyncBy((input, context) -> CompletableFuture.failedFuture(wrapper))
                            .call(new Add(1, 2)))
                    .isSameAs(wrapper);
        }

        @Test
        void itSaysSoWhenThereIsNoStage() {
            assertThatIllegalStateException()
                    .isThrownBy(
                            () -> ADD.handledAsyncBy((input, context) -> null).call(new Add(1, 2)))
                    .withMessage("The asynchronous handler of the task \"add\" returned null"
                            + " instead of a completion stage");
        }

        @Test
        void itMayReturnNothing() throws Exception {
            assertThat(Task.named("tidy")
                            .build()
                            .handledBy((input, context) -> null)
                            .call(null))
                    .isNull();
        }
    }

    @Nested
    class TheContextOfACall {

        private final DirectCall context = new DirectCall(ADD);

        @Test
        void knowsTheTask() {
            assertThat(context.message().task()).isEqualTo("add");
            assertThat(context.message().queue()).isEqualTo("math_ops");
            assertThat(context.message().priority()).isEqualTo(3);
            assertThat(context.logger().getName()).isNotNull();
        }

        @Test
        void isThatOfAFirstAttemptThatNobodyStops() {
            assertThat(context.attempt()).isEqualTo(1);
            assertThat(context.deliveries()).isEqualTo(1);
            assertThat(context.cancelled()).isEmpty();
            assertThat(context.isCancelled()).isFalse();
            context.checkpoint();
            context.progress(Map.of("percent", 50));
        }

        @Test
        void hasAStateOfItsOwn() {
            context.state().put("a", 1);

            assertThat(context.state()).isEqualTo(Map.of("a", 1));
            assertThat(new DirectCall(ADD).state()).isEmpty();
        }

        @Test
        void hasNoMessageBeforeIt() {
            assertThat(context.previousResult(Integer.class)).isNull();
        }

        @Test
        void knowsTheTime() {
            assertThat(context.now()).isAfter(Instant.parse("2025-01-01T00:00:00Z"));
        }

        @Test
        void cannotSubmit() {
            Task<Integer, String> show =
                    Task.named("show").input(Integer.class).output(String.class).build();

            assertThatIllegalStateException()
                    .isThrownBy(() -> context.submit(show, 1))
                    .withMessage("The task \"add\" was called as a plain function and cannot submit \"show\";"
                            + " submit it, or execute it through an Alsek");
            assertThatIllegalStateException()
                    .isThrownBy(() -> context.submit(ADD.then(show), new Add(1, 2)))
                    .withMessageContaining("cannot submit \"add → show\"");
        }
    }

    @Nested
    class AnyContext {

        @Test
        void countsAttemptsAndDeliveries() {
            TaskContext second = new StubContext().history(new History(1, 2, null));

            assertThat(second.attempt()).isEqualTo(2);
            assertThat(second.deliveries()).isEqualTo(2);
        }

        @Test
        void stopsAtACheckpointWhenItIsCancelled() {
            TaskContext revoked = new StubContext().cancelled(CancelReason.REVOKED);

            assertThat(revoked.isCancelled()).isTrue();
            assertThatExceptionOfType(TaskCancelledException.class)
                    .isThrownBy(revoked::checkpoint)
                    .withMessage("The attempt is to stop: REVOKED")
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(CancelReason.REVOKED));
        }

        @Test
        void hasThePreviousResultInTheTypeAskedFor() {
            assertThat(new StubContext().previousResult(7).previousResult(Integer.class))
                    .isEqualTo(7);
            assertThat(new StubContext().previousResult(7).previousResult(int.class))
                    .isEqualTo(7);
            assertThat(new StubContext().previousResult(List.of("a")).previousResult(new TypeRef<List<String>>() {}))
                    .containsExactly("a");
        }
    }
}
