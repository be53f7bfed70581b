package io.alsek.worker;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.alsek.Alsek;
import io.alsek.event.TaskEvent;
import io.alsek.spi.MessageState;
import io.alsek.task.CancelReason;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import io.alsek.test.TimeMode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How pools stop: claim nothing more, finish, interrupt, give back. */
@AlsekTest(time = TimeMode.REAL)
class PoolStopTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Task<String, String> WORK =
            Task.named("work").input(String.class).output(String.class).build();

    private final AlsekHarness harness;
    private final Alsek alsek;
    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    PoolStopTest(AlsekHarness harness, Alsek alsek) {
        this.harness = harness;
        this.alsek = alsek;
    }

    private static void reach(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatRunsMayFinishAndWhatWaitsStays() throws Exception {
        WorkerPool pool = alsek.threadPool()
                .size(1)
                .handle(WORK, text -> {
                    running.countDown();
                    goOn.await(30, TimeUnit.SECONDS);
                    return "finished";
                })
                .start();
        TaskHandle<String> handle = alsek.submit(WORK, "a");
        reach(running);
        alsek.submit(WORK, "b");
        CompletableFuture<Boolean> stopped = new CompletableFuture<>();
        Thread stopper = new Thread(() -> stopped.complete(pool.stop(LONG)));
        stopper.start();
        while (stopper.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait(); // until it waits for what runs
        }
        goOn.countDown();
        assertThat(stopped.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(handle.await(LONG)).isEqualTo("finished");
        assertThat(harness.pending()).singleElement().satisfies(task -> {
            assertThat(task.state()).isEqualTo(MessageState.READY);
            assertThat(task.message().history().deliveries()).isZero();
        });
        assertThat(pool.running()).isZero();
    }

    @Test
    void whatDoesNotFinishIsInterruptedAndGivenBackUncounted() throws Exception {
        CompletableFuture<@Nullable CancelReason> reason = new CompletableFuture<>();
        WorkerPool pool = alsek.threadPool()
                .handle(WORK, (text, context) -> {
                    running.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        reason.complete(context.cancelled().orElse(null));
                    }
                    return "";
                })
                .start();
        alsek.submit(WORK, "a");
        reach(running);
        assertThat(pool.stop(Duration.ZERO)).isFalse();
        assertThat(reason.get(30, TimeUnit.SECONDS)).isEqualTo(CancelReason.SHUTDOWN);
        isBackUncounted();
    }

    @Test
    void whatDoesNotObeyIsGivenBackWithoutIt() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        WorkerPool pool = alsek.threadPool()
                .handle(WORK, (text, context) -> {
                    running.countDown();
                    boolean open = false;
                    while (!open) {
                        try {
                            open = goOn.await(30, TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                            // Does not obey.
                        }
                    }
                    ended.countDown();
                    return "too late";
                })
                .start();
        TaskHandle<String> handle = alsek.submit(WORK, "a");
        reach(running);
        assertThat(pool.stop(Duration.ZERO)).isFalse();
        isBackUncounted();
        goOn.countDown();
        reach(ended);
        assertThat(alsek.results().exists(handle.id())).isFalse();
        isBackUncounted();
    }

    private void isBackUncounted() {
        assertThat(harness.pending()).singleElement().satisfies(task -> {
            assertThat(task.state()).isEqualTo(MessageState.READY);
            assertThat(task.message().history().retries()).isZero();
            assertThat(task.message().history().deliveries()).isZero();
        });
        assertThat(harness.events()).anyMatch(TaskEvent.Released.class::isInstance);
    }

    @Test
    void aHandlerThatSucceedsAlthoughItWasInterruptedIsDone() throws Exception {
        WorkerPool pool = alsek.threadPool()
                .handle(WORK, text -> {
                    running.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        return "finished quickly";
                    }
                    return "";
                })
                .start();
        TaskHandle<String> handle = alsek.submit(WORK, "a");
        reach(running);
        pool.stop(Duration.ZERO);
        assertThat(handle.await(LONG)).isEqualTo("finished quickly");
        assertThat(harness).hasNoPendingTasks();
    }

    @Test
    void stoppingTwiceIsHarmlessAndTheSecondWaitsForTheFirst() throws Exception {
        WorkerPool pool = alsek.threadPool()
                .handle(WORK, text -> {
                    running.countDown();
                    goOn.await(30, TimeUnit.SECONDS);
                    return "";
                })
                .start();
        alsek.submit(WORK, "a");
        reach(running);
        CompletableFuture<Boolean> first = CompletableFuture.supplyAsync(() -> pool.stop(LONG));
        CompletableFuture<Boolean> second = CompletableFuture.supplyAsync(() -> pool.stop(LONG));
        assertThat(first).isNotDone();
        goOn.countDown();
        assertThat(first.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(second.get(30, TimeUnit.SECONDS)).isTrue();
        pool.close();
    }

    @Test
    void aPoolThatWasNeverStartedCanBeStopped() {
        WorkerPool pool = alsek.threadPool().handle(WORK, text -> text).build();
        assertThat(pool.stop(LONG)).isTrue();
        assertThatIllegalStateException().isThrownBy(pool::start);
    }

    @Test
    void aHandlerMayStopItsOwnPool() throws Exception {
        CompletableFuture<Boolean> stopped = new CompletableFuture<>();
        WorkerPool[] pool = new WorkerPool[1];
        pool[0] = alsek.threadPool()
                .handle(WORK, text -> {
                    stopped.complete(pool[0].stop(Duration.ZERO));
                    return "";
                })
                .build();
        pool[0].start();
        alsek.submit(WORK, "a");
        assertThat(stopped.get(30, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void closingTheAlsekStopsItsPoolsAndClosingTwiceIsHarmless() throws Exception {
        WorkerPool pool = alsek.threadPool()
                .handle(WORK, text -> {
                    running.countDown();
                    return "";
                })
                .start();
        alsek.submit(WORK, "a");
        reach(running);
        alsek.close();
        alsek.close();
        assertThat(pool.running()).isZero();
        assertThatIllegalStateException().isThrownBy(() -> alsek.submit(WORK, "b"));
    }

    @Test
    void whatWaitsForTheMainThreadIsGivenBackWhenThePoolStops() throws Exception {
        Task<String, String> main = Task.named("main")
                .input(String.class)
                .output(String.class)
                .mainThread()
                .build();
        WorkerPool pool = alsek.threadPool()
                .size(2)
                .handle(main, text -> {
                    running.countDown();
                    goOn.await(30, TimeUnit.SECONDS);
                    return text;
                })
                .start();
        TaskHandle<String> first = alsek.submit(main, "first");
        reach(running);
        alsek.submit(main, "second");
        while (alsek.queues().counts(main.queue()).leased() < 2) {
            Thread.onSpinWait(); // until the second thread has claimed it
        }
        CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> pool.stop(LONG));
        while (alsek.queues().counts(main.queue()).leased() > 1) {
            Thread.onSpinWait(); // until it is given back
        }
        goOn.countDown();
        assertThat(stopped.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(first.await(LONG)).isEqualTo("first");
        assertThat(harness.pending()).singleElement().satisfies(task -> {
            assertThat(task.state()).isEqualTo(MessageState.READY);
            assertThat(task.message().history().deliveries()).isZero();
        });
    }
}
