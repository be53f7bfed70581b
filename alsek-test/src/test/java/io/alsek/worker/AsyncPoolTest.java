package io.alsek.worker;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.message.Backoff;
import io.alsek.message.Mechanism;
import io.alsek.spi.MessageState;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import io.alsek.test.TimeMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The pool of slots: asynchronous handlers everywhere, and virtual threads where the JVM has them. */
@AlsekTest(time = TimeMode.REAL)
class AsyncPoolTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Task<Integer, Integer> FETCH = Task.named("fetch")
            .input(Integer.class)
            .output(Integer.class)
            .mechanism(Mechanism.ASYNC)
            .retry(1, Backoff.none())
            .build();

    private final AlsekHarness harness;
    private final Alsek alsek;

    AsyncPoolTest(AlsekHarness harness, Alsek alsek) {
        this.harness = harness;
        this.alsek = alsek;
    }

    @Test
    void aHandlerOccupiesASlotButNoThread() throws Exception {
        LinkedBlockingQueue<CompletableFuture<Integer>> started = new LinkedBlockingQueue<>();
        WorkerPool pool = alsek.asyncPool()
                .size(50)
                .handleAsync(FETCH, (number, context) -> {
                    CompletableFuture<Integer> stage = new CompletableFuture<>();
                    started.add(stage);
                    return stage;
                })
                .start();
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            numbers.add(i);
        }
        List<TaskHandle<Integer>> handles = alsek.submitAll(FETCH, numbers);
        List<CompletableFuture<Integer>> stages = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            stages.add(next(started));
        }
        assertThat(pool.running()).isEqualTo(50);
        assertThat(alsek.queues().counts(FETCH.queue()).ready()).isEqualTo(10);
        stages.forEach(stage -> stage.complete(7));
        for (int i = 0; i < 10; i++) {
            next(started).complete(7);
        }
        for (TaskHandle<Integer> handle : handles) {
            assertThat(handle.await(LONG)).isEqualTo(7);
        }
    }

    private static <T> T next(LinkedBlockingQueue<T> queue) throws InterruptedException {
        return Objects.requireNonNull(queue.poll(LONG.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void aStageThatFailsAndAHandlerThatThrowsAreFailedAttempts() throws Exception {
        alsek.asyncPool()
                .handleAsync(FETCH, (number, context) -> {
                    if (context.attempt() == 1) {
                        return CompletableFuture.failedFuture(new IllegalStateException("by stage"));
                    }
                    return CompletableFuture.completedFuture(context.attempt());
                })
                .start();
        assertThat(alsek.submit(FETCH, 1).await(LONG)).isEqualTo(2);
    }

    @Test
    void aHandlerThatThrowsFailsTheAttempt() {
        harness.expectFailures();
        alsek.asyncPool()
                .handleAsync(FETCH, (number, context) -> {
                    throw new IllegalStateException("at once");
                })
                .start();
        assertThat(alsek.submit(FETCH, 1).future())
                .failsWithin(LONG)
                .withThrowableThat()
                .withMessageContaining("at once");
    }

    @Test
    void aStageThatTakesTooLongIsCancelledAndItsSlotFreed() throws Exception {
        harness.expectFailures();
        Task<Integer, Integer> slow = Task.named("slow")
                .input(Integer.class)
                .output(Integer.class)
                .mechanism(Mechanism.ASYNC)
                .timeout(Duration.ofMillis(50))
                .retry(0)
                .build();
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        alsek.asyncPool()
                .size(1)
                .handleAsync(slow, (number, context) -> stage)
                .handleAsync(FETCH, (number, context) -> CompletableFuture.completedFuture(number))
                .start();
        assertThat(alsek.submit(slow, 1).future()).failsWithin(LONG);
        assertThat(stage).isCancelled();
        assertThat(harness).hasDeadLetter(slow).withException(TimeoutException.class);
        assertThat(alsek.submit(FETCH, 3).await(LONG)).isEqualTo(3);
    }

    @Test
    void onlyMessagesOfItsMechanismAreTaken() throws Exception {
        Task<Integer, Integer> thread =
                Task.named("thread").input(Integer.class).output(Integer.class).build();
        alsek.asyncPool()
                .handleAsync(FETCH, (number, context) -> CompletableFuture.completedFuture(1))
                .handleAsync(thread, (number, context) -> CompletableFuture.completedFuture(2))
                .start();
        alsek.submit(thread, 1);
        assertThat(alsek.submit(thread, 1, options -> options.mechanism(Mechanism.ASYNC))
                        .await(LONG))
                .isEqualTo(2);
        assertThat(harness).hasPendingTasks(1);
        alsek.threadPool().handle(thread, number -> 3).start();
        harness.awaitIdle();
        assertThat(harness).hasNoPendingTasks();
    }

    @Test
    void whatDoesNotFinishIsGivenBackWhenThePoolStops() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        WorkerPool pool = alsek.asyncPool()
                .handleAsync(FETCH, (number, context) -> {
                    running.countDown();
                    return new CompletableFuture<>();
                })
                .start();
        alsek.submit(FETCH, 1);
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(pool.stop(Duration.ZERO)).isFalse();
        assertThat(harness.pending()).singleElement().satisfies(task -> {
            assertThat(task.state()).isEqualTo(MessageState.READY);
            assertThat(task.message().history().retries()).isZero();
        });
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void aBlockingHandlerRunsInAVirtualThread() throws Exception {
        Task<@Nullable Void, String> blocking = Task.named("blocking")
                .output(String.class)
                .mechanism(Mechanism.ASYNC)
                .build();
        alsek.asyncPool()
                .handle(blocking, nothing -> Thread.currentThread().toString())
                .start();
        assertThat(alsek.submit(blocking).await(LONG)).contains("VirtualThread");
    }
}
