package io.alsek.broker;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.alsek.Alsek;
import io.alsek.event.TaskStatus;
import io.alsek.message.Message;
import io.alsek.spi.DeathReason;
import io.alsek.task.Chain;
import io.alsek.task.NonRetryableException;
import io.alsek.task.Task;
import io.alsek.task.TaskFailedException;
import io.alsek.task.TaskHandle;
import io.alsek.task.TaskHooks;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import io.alsek.test.CrashPoint;
import io.alsek.test.TaskExecution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What follows a success: callbacks, lists of them, and typed chains. */
@AlsekTest
class CallbacksTest {

    private static final Task<Integer, Integer> DOUBLE =
            Task.named("double").input(Integer.class).output(Integer.class).build();
    private static final Task<Integer, String> SHOW =
            Task.named("show").input(Integer.class).output(String.class).build();
    private static final Task<String, @Nullable Void> PRINT =
            Task.named("print").input(String.class).build();

    private final AlsekHarness harness;
    private final Alsek alsek;
    private final List<Message> ran = new ArrayList<>();
    private final List<@Nullable Object> previous = new ArrayList<>();

    CallbacksTest(AlsekHarness harness, Alsek alsek) {
        this.harness = harness;
        this.alsek = alsek;
    }

    @BeforeEach
    void addTheTasks() {
        harness.handle(DOUBLE, (number, context) -> {
            ran.add(context.message());
            previous.add(context.previousResult(Object.class));
            return 2 * number;
        });
        harness.handle(SHOW, (number, context) -> {
            ran.add(context.message());
            previous.add(context.previousResult(Integer.class));
            return "<" + number + ">";
        });
        harness.handle(PRINT, (text, context) -> {
            ran.add(context.message());
            previous.add(context.previousResult(String.class));
            return null;
        });
    }

    private List<@Nullable String> tasks() {
        return ran.stream().map(Message::task).toList();
    }

    @Test
    void aCallbackRunsAfterSuccessAndKnowsWhereItComesFrom() {
        Message callback = alsek.generate(SHOW, 100);
        TaskHandle<Integer> first = alsek.submit(DOUBLE, 4, options -> options.callback(callback));
        assertThat(harness).hasPendingTasks(1);
        harness.drain();
        assertThat(tasks()).containsExactly("double", "show");
        Message second = ran.get(1);
        assertThat(second.id()).isEqualTo(callback.id());
        assertThat(second.lineage().previousId()).isEqualTo(first.id());
        assertThat(second.lineage().progenitorId()).isEqualTo(first.id());
        assertThat(previous).containsExactly(null, 8);
        assertThat(alsek.results().get(second.id(), String.class)).isEqualTo("<100>");
    }

    @Test
    void aCallbackMayTakeTheResultAsItsInput() {
        Message callback = alsek.generateFromPrevious(SHOW);
        alsek.submit(DOUBLE, 4, options -> options.callback(callback));
        harness.drain();
        assertThat(alsek.results().get(callback.id(), String.class)).isEqualTo("<8>");
    }

    @Test
    void aListBecomesAChain() {
        Message a = alsek.generateFromPrevious(DOUBLE);
        Message b = alsek.generateFromPrevious(DOUBLE);
        Message c = alsek.generateFromPrevious(SHOW);
        TaskHandle<Integer> first = alsek.submit(DOUBLE, 1, options -> options.callback(a, b, c));
        assertThat(first.message().descendantIds()).containsExactly(a.id(), b.id(), c.id());
        harness.drain();
        assertThat(ran).extracting(Message::id).containsExactly(first.id(), a.id(), b.id(), c.id());
        assertThat(ran)
                .extracting(message -> message.lineage().previousId())
                .containsExactly(null, first.id(), a.id(), b.id());
        assertThat(ran)
                .extracting(message -> message.lineage().progenitorId())
                .containsExactly(null, first.id(), first.id(), first.id());
        assertThat(alsek.results().get(c.id(), String.class)).isEqualTo("<8>");
    }

    @Test
    void callbacksNestToAnyDepth() {
        Message nested = alsek.generateFromPrevious(DOUBLE);
        for (int i = 0; i < 20; i++) {
            Message inner = nested;
            nested = alsek.generateFromPrevious(DOUBLE).toBuilder()
                    .lineage(nested.lineage().withCallback(null))
                    .build();
            nested = nested.toBuilder()
                    .lineage(nested.lineage().withCallback(inner))
                    .build();
        }
        Message outermost = nested;
        alsek.submit(DOUBLE, 1, options -> options.callback(outermost));
        harness.drain();
        assertThat(ran).hasSize(22);
        assertThat(harness.executions().get(21)).withResult(1 << 22);
    }

    @Test
    void nothingFollowsAFailure() {
        harness.expectFailures().handle(DOUBLE, number -> {
            throw new NonRetryableException("no");
        });
        alsek.submit(DOUBLE, 4, options -> options.callback(alsek.generate(SHOW, 1)));
        harness.runUntilIdle();
        assertThat(harness).hasNotEnqueued(SHOW).hasNoPendingTasks();
    }

    @Test
    void theCallbackIsSubmittedOnceThoughTheFirstIsDeliveredTwice() {
        alsek.submit(DOUBLE, 4, options -> options.callback(alsek.generate(SHOW, 1)));
        harness.worker("w1").crashAt(CrashPoint.AFTER_HANDLER).runNext();
        harness.runUntilIdle();
        assertThat(tasks()).containsExactly("double", "double", "show");
    }

    @Test
    void theCallbackIsThereAsSoonAsTheFirstIsDone() {
        alsek.submit(DOUBLE, 4, options -> options.callback(alsek.generate(SHOW, 1)));
        harness.worker("w1").crashAt(CrashPoint.AFTER_SETTLEMENT).runNext();
        assertThat(harness).hasPendingTasks(1);
        harness.drain();
        assertThat(tasks()).containsExactly("double", "show");
    }

    @Test
    void doCallbackDecides() {
        Task<Integer, Integer> choosy = Task.named("choosy")
                .input(Integer.class)
                .output(Integer.class)
                .hooks(new TaskHooks<Integer>() {
                    @Override
                    public boolean doCallback(Message message, @Nullable Integer result) {
                        return result != null && result > 10;
                    }
                })
                .build();
        harness.handle(choosy, number -> number);
        alsek.submit(choosy, 3, options -> options.callback(alsek.generate(SHOW, 1)));
        harness.drain();
        assertThat(harness).hasNotEnqueued(SHOW);
        alsek.submit(choosy, 30, options -> options.callback(alsek.generate(SHOW, 1)));
        harness.drain();
        assertThat(harness).hasEnqueued(SHOW).once();
    }

    @Test
    void aDoCallbackThatThrowsDoesNotLoseTheCallback() {
        Task<Integer, Integer> broken = Task.named("broken")
                .input(Integer.class)
                .output(Integer.class)
                .hooks(new TaskHooks<Integer>() {
                    @Override
                    public boolean doCallback(Message message, @Nullable Integer result) {
                        throw new IllegalStateException("do not ask me");
                    }
                })
                .build();
        harness.handle(broken, number -> number);
        alsek.submit(broken, 3, options -> options.callback(alsek.generate(SHOW, 1)));
        harness.drain();
        assertThat(harness).hasEnqueued(SHOW).once();
    }

    @Test
    void theDelayOfACallbackCountsFromTheSuccessBeforeIt() {
        Message late = alsek.generate(SHOW, 1, options -> options.delay(Duration.ofMinutes(1)));
        alsek.submit(DOUBLE, 4, options -> options.delay(Duration.ofHours(1)).callback(late));
        harness.runUntilIdle();
        assertThat(harness.executions())
                .extracting(TaskExecution::startedAt)
                .containsExactly(
                        harness.clock().instant().minusSeconds(60),
                        harness.clock().instant());
        assertThat(Duration.between(late.timing().createdAt(), harness.clock().instant()))
                .isEqualTo(Duration.ofMinutes(61));
    }

    @Test
    void aTypedChainHandsResultsOn() throws Exception {
        Chain<Integer, @Nullable Void> chain = DOUBLE.then(DOUBLE).then(SHOW).then(PRINT);
        alsek.submit(chain, 3);
        harness.drain();
        assertThat(tasks()).containsExactly("double", "double", "show", "print");
        assertThat(previous).containsExactly(null, 6, 12, "<12>");
        assertThat(chain).hasToString("double → double → show → print");
    }

    @Test
    void theHandleOfAChainIsThatOfItsEnd() throws Exception {
        TaskHandle<String> handle = alsek.submit(DOUBLE.then(SHOW), 3);
        assertThat(handle.status()).isEqualTo(TaskStatus.SUBMITTED);
        var future = handle.future();
        harness.runNext();
        assertThat(handle.status()).isEqualTo(TaskStatus.SUBMITTED);
        assertThat(future).isNotDone();
        harness.runNext();
        assertThat(future).isCompletedWithValue("<6>");
        assertThat(handle.await(Duration.ZERO)).isEqualTo("<6>");
        assertThat(handle.status()).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    void theHandleOfAChainHearsOfAFailureBeforeItsEnd() {
        harness.expectFailures().handle(DOUBLE, number -> {
            throw new NonRetryableException("broken link");
        });
        TaskHandle<String> handle = alsek.submit(DOUBLE.then(SHOW), 3);
        var future = handle.future();
        harness.drain();
        assertThat(future).isCompletedExceptionally();
        assertThat(handle.status()).isEqualTo(TaskStatus.FAILED);
        assertThatExceptionOfType(TaskFailedException.class)
                .isThrownBy(() -> handle.await(Duration.ZERO))
                .withMessageContaining("broken link");
    }

    @Test
    void aChainCanBeCancelledWhereverItIs() {
        TaskHandle<String> handle = alsek.submit(DOUBLE.then(SHOW), 3);
        harness.runNext();
        assertThat(handle.cancel()).isTrue();
        assertThat(harness.drain()).hasExecutedNothing();
        assertThat(harness).hasDeadLetter(SHOW).because(DeathReason.REVOKED);
    }

    @Test
    void aChainTakesNoFurtherCallbacks() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        alsek.submit(DOUBLE.then(SHOW), 3, options -> options.callback(alsek.generate(PRINT, "x"))))
                .withMessageContaining("append them to the chain");
    }

    @Test
    void aCallbackWhoseResultBecomesItsInputMustFit() {
        Message print = alsek.generateFromPrevious(DOUBLE);
        Task<@Nullable Void, String> words =
                Task.named("words").output(String.class).build();
        harness.expectFailures().handle(words, nothing -> "not a number");
        alsek.submit(words, null, options -> options.callback(print));
        harness.runUntilIdle();
        assertThat(harness).hasDeadLetter(DOUBLE).because(DeathReason.UNDECODABLE);
    }

    @Test
    void resultsOfAChainAreReadTogetherInTheOrderOfWriting() {
        Message a = alsek.generateFromPrevious(DOUBLE);
        Message b = alsek.generateFromPrevious(SHOW);
        TaskHandle<Integer> first = alsek.submit(DOUBLE, 1, options -> options.callback(a, b));
        assertThat(alsek.results().existsWithDescendants(first.message())).isFalse();
        harness.runNext();
        assertThat(alsek.results().existsWithDescendants(first.message())).isFalse();
        assertThat(alsek.results().withDescendants(first.message())).hasSize(1);
        harness.advance(Duration.ofSeconds(1));
        assertThat(alsek.results().existsWithDescendants(first.message())).isTrue();
        assertThat(alsek.results().withDescendants(first.message()))
                .extracting(StoredResult::value)
                .containsExactly(2, 4, "<4>");
        assertThat(alsek.results().deleteWithDescendants(first.message())).isEqualTo(3);
        assertThat(alsek.results().deleteWithDescendants(first.message())).isZero();
    }
}
