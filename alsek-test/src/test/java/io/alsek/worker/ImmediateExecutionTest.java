package io.alsek.worker;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.alsek.Alsek;
import io.alsek.event.TaskEvent;
import io.alsek.message.Backoff;
import io.alsek.message.Message;
import io.alsek.spi.DeathReason;
import io.alsek.task.BoundTask;
import io.alsek.task.NonRetryableException;
import io.alsek.task.Task;
import io.alsek.task.TaskContext;
import io.alsek.task.TaskFailedException;
import io.alsek.task.TaskHooks;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Running a task here and now: without a queue, but with its whole life cycle. */
@AlsekTest
class ImmediateExecutionTest {

    record Add(int a, int b) {}

    private final List<String> told = new ArrayList<>();

    private final Task<Add, Integer> add = Task.named("add")
            .input(Add.class)
            .output(Integer.class)
            .retry(2, Backoff.constant())
            .hooks(new TaskHooks<Integer>() {
                @Override
                public void preOp(TaskContext context) {
                    told.add("preOp");
                }

                @Override
                public void onSuccess(Message message, @Nullable Integer result) {
                    told.add("onSuccess " + result);
                }

                @Override
                public void onRetry(Message message, Throwable exception) {
                    told.add("onRetry " + exception.getMessage());
                }

                @Override
                public void onFailure(Message message, Throwable exception) {
                    told.add("onFailure " + exception.getMessage());
                }
            })
            .build();

    private final AlsekHarness harness;
    private final Alsek alsek;

    ImmediateExecutionTest(AlsekHarness harness, Alsek alsek) {
        this.harness = harness.expectFailures();
        this.alsek = alsek;
    }

    @Test
    void theResultIsReturnedAndNothingIsQueued() {
        Add input = new Add(1, 2);
        Integer sum = alsek.execute(
                add.handledBy((numbers, context) -> {
                    assertThat(numbers).isEqualTo(input).isNotSameAs(input);
                    return numbers.a() + numbers.b();
                }),
                input);
        assertThat(sum).isEqualTo(3);
        assertThat(told).containsExactly("preOp", "onSuccess 3");
        assertThat(harness).hasNoPendingTasks();
        assertThat(harness.events())
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly("Started", "Succeeded");
    }

    @Test
    void retriesFollowAtOnce() {
        Integer sum = alsek.execute(
                add.handledBy((numbers, context) -> {
                    if (context.attempt() < 3) {
                        throw new IOException("attempt " + context.attempt());
                    }
                    return 0;
                }),
                new Add(1, 2));
        assertThat(sum).isZero();
        assertThat(told)
                .containsExactly("preOp", "onRetry attempt 1", "preOp", "onRetry attempt 2", "preOp", "onSuccess 0");
    }

    @Test
    void aRetryKnowsTheFailureBeforeIt() {
        List<@Nullable String> failures = new ArrayList<>();
        alsek.execute(
                add.handledBy((numbers, context) -> {
                    var failure = context.message().history().failure();
                    failures.add(failure == null ? null : failure.message());
                    if (context.attempt() < 2) {
                        throw new IOException("attempt " + context.attempt());
                    }
                    return 0;
                }),
                new Add(1, 2));
        assertThat(failures).containsExactly(null, "attempt 1");
    }

    @Test
    void aFailureForGoodIsThrown() {
        assertThatExceptionOfType(TaskFailedException.class)
                .isThrownBy(() -> alsek.execute(
                        add.handledBy((numbers, context) -> {
                            throw new NonRetryableException("never");
                        }),
                        new Add(1, 2)))
                .withMessageContaining("never")
                .withCauseInstanceOf(NonRetryableException.class)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(DeathReason.FAILED));
        assertThat(told).containsExactly("preOp", "onFailure never");
        assertThat(harness.events()).anyMatch(TaskEvent.Failed.class::isInstance);
        assertThat(harness).hasNoDeadLetters();
    }

    @Test
    void progressGoesNowhereAndHarmsNothing() {
        Task<@Nullable Void, String> tracked = Task.named("tracked")
                .output(String.class)
                .trackStatus()
                .retry(0)
                .build();
        assertThat(alsek.execute(
                        tracked.handledBy((nothing, context) -> {
                            context.progress("half");
                            assertThat(context.isCancelled()).isFalse();
                            return "done";
                        }),
                        null))
                .isEqualTo("done");
    }

    @Test
    void whatItSubmitsIsQueued() {
        Task<@Nullable Void, @Nullable Void> next = Task.named("next").build();
        alsek.execute(
                add.handledBy((numbers, context) -> {
                    context.submit(next, null);
                    return 0;
                }),
                new Add(1, 2));
        assertThat(harness).hasEnqueued(next).once();
    }

    @Test
    void theResultGoesOverTheWireToo() {
        Task<@Nullable Void, Object> strange =
                Task.named("strange").output(Object.class).retry(0).build();
        assertThatExceptionOfType(TaskFailedException.class)
                .isThrownBy(() -> alsek.execute(strange.handledBy((nothing, context) -> new Unreadable("x")), null))
                .withMessageContaining("The result cannot be kept");
    }

    record Unreadable(String value) {
        @Override
        public String value() {
            throw new IllegalStateException("not connected");
        }
    }

    @Test
    void codeCanAskWhetherItRunsInAWorker(AlsekHarness harness) throws Exception {
        List<Boolean> answers = new ArrayList<>();
        Task<String, String> asking =
                Task.named("asking").input(String.class).output(String.class).build();
        BoundTask<String, String> bound = asking.handledBy((text, context) -> {
            answers.add(context.isInWorker());
            return text;
        });
        harness.add(bound);

        bound.call("directly");
        harness.alsek().execute(bound, "immediately");
        harness.alsek().submit(asking, "queued");
        harness.drain();

        assertThat(answers).containsExactly(false, false, true);
    }
}
