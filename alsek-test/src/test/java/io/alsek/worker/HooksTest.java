package io.alsek.worker;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.event.TaskEvent;
import io.alsek.message.Backoff;
import io.alsek.message.Message;
import io.alsek.spi.MessageKey;
import io.alsek.task.CancelReason;
import io.alsek.task.Task;
import io.alsek.task.TaskContext;
import io.alsek.task.TaskHandle;
import io.alsek.task.TaskHooks;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import io.alsek.test.TaskExecution;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a task does around its handler, in which order, and what happens when that fails. */
@AlsekTest
class HooksTest {

    private final AlsekHarness harness;
    private final Alsek alsek;
    private final List<String> told = new ArrayList<>();
    private final Set<String> throwing = new HashSet<>();

    HooksTest(AlsekHarness harness, Alsek alsek) {
        this.harness = harness.expectFailures();
        this.alsek = alsek;
    }

    /** Writes down every call, and throws where it is told to. */
    private final class Recorder implements TaskHooks<Integer> {

        private void call(String hook, Object details) {
            told.add(hook + " " + details);
            if (throwing.contains(hook)) {
                throw new IllegalArgumentException(hook + " is broken");
            }
        }

        @Override
        public void preOp(TaskContext context) {
            context.state().put("seen", "by preOp");
            call("preOp", context.attempt());
        }

        @Override
        public void postOp(TaskContext context, @Nullable Integer result) {
            call("postOp", result + " " + context.state());
        }

        @Override
        public @Nullable Integer around(TaskContext context, Callable<@Nullable Integer> execution) throws Exception {
            call("around", "begin");
            Integer result = execution.call();
            told.add("around end");
            return result;
        }

        @Override
        public void onSubmit(Message message) {
            call("onSubmit", message.task());
        }

        @Override
        public void onSuccess(Message message, @Nullable Integer result) {
            call("onSuccess", result + "");
        }

        @Override
        public void onRetry(Message message, Throwable exception) {
            call("onRetry", exception.getMessage());
        }

        @Override
        public void onFailure(Message message, Throwable exception) {
            call("onFailure", exception.getMessage());
        }

        @Override
        public void onRevocation(Message message, @Nullable Throwable exception, @Nullable Integer result) {
            call("onRevocation", (exception == null ? null : exception.getMessage()) + " " + result);
        }
    }

    private final Task<String, Integer> task = Task.named("hooked")
            .input(String.class)
            .output(Integer.class)
            .retry(1, Backoff.none())
            .hooks(new Recorder())
            .build();

    private TaskHandle<Integer> run(Callable<Integer> body) {
        harness.handle(task, (text, context) -> {
            told.add("handler " + context.state());
            context.state().put("handler", "was here");
            return body.call();
        });
        TaskHandle<Integer> handle = alsek.submit(task, "a");
        harness.drain();
        return handle;
    }

    private TaskExecution last() {
        return harness.executions().get(harness.executions().size() - 1);
    }

    @Test
    void theOrderOfASuccess() {
        run(() -> 7);
        assertThat(told.subList(0, 4))
                .containsExactly("onSubmit hooked", "preOp 1", "around begin", "handler {seen=by preOp}");
        assertThat(told.get(4)).isEqualTo("around end");
        assertThat(told.get(5)).startsWith("postOp 7 {").contains("handler=was here");
        assertThat(told.get(6)).isEqualTo("onSuccess 7");
        assertThat(told).hasSize(7);
    }

    @Test
    void theOrderOfAFailure() {
        run(() -> {
            throw new IOException("down");
        });
        assertThat(told)
                .filteredOn(line -> !line.startsWith("handler") && !line.startsWith("around"))
                .map(line -> line.replaceAll("\\{.*", "{…"))
                .containsExactly(
                        "onSubmit hooked",
                        "preOp 1",
                        "postOp null {…",
                        "onRetry down",
                        "preOp 2",
                        "postOp null {…",
                        "onFailure down");
    }

    @Test
    void theStateOfOneAttemptIsNotSeenByTheNext() {
        run(() -> {
            throw new IOException("down");
        });
        assertThat(told)
                .filteredOn(line -> line.startsWith("handler"))
                .containsExactly("handler {seen=by preOp}", "handler {seen=by preOp}");
    }

    @Test
    void aPreOpThatFailsFailsTheAttemptAndTheHandlerIsNotRun() {
        throwing.add("preOp");
        run(() -> 7);
        assertThat(told).noneMatch(line -> line.startsWith("handler"));
        assertThat(told).anyMatch(line -> line.startsWith("postOp null"));
        assertThat(last())
                .failedWith(IllegalArgumentException.class)
                .withMessageContaining("preOp is broken")
                .isDead();
    }

    @Test
    void aPostOpThatFailsFailsTheAttempt() {
        throwing.add("postOp");
        TaskHandle<Integer> handle = run(() -> 7);
        assertThat(last())
                .failedWith(IllegalArgumentException.class)
                .withMessageContaining("postOp is broken")
                .isDead();
        assertThat(alsek.results().exists(handle.id())).isFalse();
    }

    @Test
    void aPostOpThatFailsAfterAFailureDoesNotHideIt() {
        throwing.add("postOp");
        run(() -> {
            throw new IOException("down");
        });
        assertThat(last()).failedWith(IOException.class);
        assertThat(last().failure().orElseThrow())
                .hasSuppressedException(new IllegalArgumentException("postOp is broken"));
    }

    @Test
    void aWrapperThatFailsFailsTheAttempt() {
        throwing.add("around");
        run(() -> 7);
        assertThat(last()).failedWith(IllegalArgumentException.class);
        assertThat(told).noneMatch(line -> line.startsWith("handler"));
    }

    @Test
    void aWrapperMayReplaceTheResult() {
        Task<String, Integer> doubled = Task.named("doubled")
                .input(String.class)
                .output(Integer.class)
                .hooks(new TaskHooks<Integer>() {
                    @Override
                    public @Nullable Integer around(TaskContext context, Callable<@Nullable Integer> execution)
                            throws Exception {
                        Integer result = execution.call();
                        return result == null ? null : 2 * result;
                    }
                })
                .build();
        harness.handle(doubled, String::length);
        alsek.submit(doubled, "four");
        assertThat(harness.drain().executions().get(0)).withResult(8);
    }

    @Test
    void notificationsThatThrowChangeNothing() {
        throwing.addAll(List.of("onSubmit", "onSuccess"));
        TaskHandle<Integer> handle = run(() -> 7);
        assertThat(last()).withResult(7);
        assertThat(alsek.results().get(handle.id(), Integer.class)).isEqualTo(7);
    }

    @Test
    void notificationsOfFailureThatThrowChangeNothing() {
        throwing.addAll(List.of("onRetry", "onFailure"));
        run(() -> {
            throw new IOException("down");
        });
        assertThat(harness.executions()).hasSize(2);
        assertThat(harness).hasDeadLetter(task).withException(IOException.class);
    }

    @Test
    void notificationsAreToldAfterTheFact() {
        List<Boolean> stored = new ArrayList<>();
        Task<String, Integer> checking = Task.named("checking")
                .input(String.class)
                .output(Integer.class)
                .hooks(new TaskHooks<Integer>() {
                    @Override
                    public void onSuccess(Message message, @Nullable Integer result) {
                        stored.add(alsek.results().exists(message.id()));
                    }
                })
                .build();
        harness.handle(checking, String::length);
        alsek.submit(checking, "a");
        harness.drain();
        assertThat(stored).containsExactly(true);
    }

    @Test
    void theRevocationOfAWaitingMessageIsToldWhereItWasRevoked() {
        harness.handle(task, text -> 7); // makes the task known here
        try (AlsekHarness knowing =
                AlsekHarness.builder().customize(builder -> builder.tasks(task)).build()) {
            knowing.alsek().submit(task, "a").cancel();
        }
        assertThat(told).containsExactly("onSubmit hooked", "onRevocation null null");
    }

    @Test
    void theRevocationOfARunningMessageIsToldWhereItRan() {
        harness.handle(task, (text, context) -> {
            alsek.revoke(
                    new MessageKey(context.message().queue(), context.message().id()));
            assertThat(context.cancelled()).contains(CancelReason.REVOKED);
            return 7;
        });
        TaskHandle<Integer> handle = alsek.submit(task, "a");
        assertThat(harness.drain().executions().get(0)).wasDiscarded(CancelReason.REVOKED);
        assertThat(told).contains("onRevocation null 7").noneMatch(line -> line.startsWith("onSuccess"));
        assertThat(alsek.results().exists(handle.id())).isFalse();
        assertThat(harness.events()).noneMatch(TaskEvent.Succeeded.class::isInstance);
    }

    @Test
    void aListenerThatThrowsHarmsNobody() {
        alsek.addListener(event -> {
            throw new IllegalStateException("broken listener");
        });
        run(() -> 7);
        assertThat(last()).withResult(7);
        assertThat(harness.events()).hasSize(3);
    }
}
