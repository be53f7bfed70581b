package io.alsek.worker;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.alsek.Alsek;
import io.alsek.event.TaskStatus;
import io.alsek.message.Backoff;
import io.alsek.message.Message;
import io.alsek.task.CancelReason;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import io.alsek.test.Dispatch;
import io.alsek.test.TimeMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A real pool on real threads in real time: bounds are generous, and nothing sleeps. */
@AlsekTest(time = TimeMode.REAL, dispatch = Dispatch.MANUAL)
class ThreadPoolTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Task<Integer, Integer> DOUBLE =
            Task.named("double").input(Integer.class).output(Integer.class).build();
    private static final Task<String, @Nullable Void> BLOCK =
            Task.named("block").input(String.class).build();

    private final AlsekHarness harness;
    private final Alsek alsek;

    ThreadPoolTest(AlsekHarness harness, Alsek alsek) {
        this.harness = harness;
        this.alsek = alsek;
    }

    private static void reach(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private static <T> T next(LinkedBlockingQueue<T> queue) throws InterruptedException {
        T element = queue.poll(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(element).as("what was to come within " + LONG).isNotNull();
        return Objects.requireNonNull(element);
    }

    @Test
    void aSubmittedTaskIsRunAndItsResultAwaited() throws Exception {
        alsek.threadPool().handle(DOUBLE, number -> 2 * number).start();
        assertThat(alsek.submit(DOUBLE, 21).await(LONG)).isEqualTo(42);
        assertThat(alsek.submit(DOUBLE, 4).future().get(30, TimeUnit.SECONDS)).isEqualTo(8);
    }

    @Test
    void aThousandMessagesOnEightThreadsAreEachRunOnce() throws Exception {
        Set<Integer> ran = ConcurrentHashMap.newKeySet();
        AtomicInteger runs = new AtomicInteger();
        Set<String> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch busy = new CountDownLatch(8);
        CountDownLatch all = new CountDownLatch(1_000);
        alsek.threadPool()
                .size(8)
                .handle(DOUBLE, number -> {
                    threads.add(Thread.currentThread().getName());
                    busy.countDown();
                    busy.await(30, TimeUnit.SECONDS); // so that all threads take part
                    runs.incrementAndGet();
                    ran.add(number);
                    all.countDown();
                    return number;
                })
                .start();
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            numbers.add(i);
        }
        alsek.submitAll(DOUBLE, numbers);
        reach(all);
        harness.awaitIdle();
        assertThat(ran).hasSize(1_000);
        assertThat(runs).hasValue(1_000);
        assertThat(threads).hasSize(8);
        assertThat(harness).hasNoPendingTasks().hasNoDeadLetters();
    }

    @Test
    void aFullPoolClaimsNothingAndAFreeSlotTakesWhatIsFirstThen() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch all = new CountDownLatch(3);
        WorkerPool pool = alsek.threadPool()
                .size(1)
                .handle(BLOCK, text -> {
                    order.add(text);
                    running.countDown();
                    goOn.await(30, TimeUnit.SECONDS);
                    all.countDown();
                    return null;
                })
                .start();
        alsek.submit(BLOCK, "first");
        reach(running);
        alsek.submit(BLOCK, "low", options -> options.priority(9));
        alsek.submit(BLOCK, "high", options -> options.priority(1));
        assertThat(pool.running()).isEqualTo(1);
        assertThat(alsek.queues().counts(BLOCK.queue()).ready()).isEqualTo(2);
        goOn.countDown();
        reach(all);
        assertThat(order).containsExactly("first", "high", "low");
    }

    @Test
    void messagesOfOtherTasksAndQueuesStayWhereTheyAre() throws Exception {
        alsek.threadPool().handle(DOUBLE, number -> 2 * number).queues("mine").start();
        alsek.submit(BLOCK, "of another task", options -> options.queue("mine"));
        alsek.submit(DOUBLE, 1, options -> options.queue("other"));
        assertThat(alsek.submit(DOUBLE, 2, options -> options.queue("mine")).await(LONG))
                .isEqualTo(4);
        assertThat(harness).hasPendingTasks(2);
    }

    @Test
    void aDelayedMessageAndARetryRunWithoutAnySignal() throws Exception {
        Task<@Nullable Void, String> flaky = Task.named("flaky")
                .output(String.class)
                .retry(1, Backoff.constant(Duration.ofMillis(20)))
                .build();
        alsek.threadPool()
                .handle(flaky, (nothing, context) -> {
                    if (context.attempt() == 1) {
                        throw new IllegalStateException("once");
                    }
                    return "done";
                })
                .start();
        assertThat(alsek.submit(flaky, null, options -> options.delay(Duration.ofMillis(20)))
                        .await(LONG))
                .isEqualTo("done");
    }

    @Test
    void aHandlerMaySubmitFromInside() throws Exception {
        alsek.threadPool()
                .size(1)
                .handle(BLOCK, (text, context) -> {
                    context.submit(DOUBLE, 4, options -> options.id("inner"));
                    return null;
                })
                .handle(DOUBLE, number -> 2 * number)
                .start();
        TaskHandle<?> outer = alsek.submit(BLOCK, "a");
        Message inner = alsek.generate(DOUBLE, 4, options -> options.id("inner"));
        harness.awaitIdle();
        assertThat(alsek.results().get(inner.id(), Integer.class)).isEqualTo(8);
        assertThat(harness).hasEnqueued(DOUBLE).submittedBy(outer.id());
    }

    @Test
    void aRevokedHandlerIsInterruptedPromptly() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CompletableFuture<@Nullable CancelReason> interrupted = new CompletableFuture<>();
        alsek.threadPool()
                .handle(BLOCK, (text, context) -> {
                    running.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.complete(context.cancelled().orElse(null));
                        throw e;
                    }
                    return null;
                })
                .start();
        TaskHandle<?> handle = alsek.submit(BLOCK, "a");
        reach(running);
        assertThat(handle.cancel()).isTrue();
        assertThat(interrupted.get(30, TimeUnit.SECONDS)).isEqualTo(CancelReason.REVOKED);
        assertThat(handle.status()).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void aHandlerThatThrowsAnErrorDoesNotCostAThread() throws Exception {
        harness.expectFailures();
        alsek.threadPool()
                .size(1)
                .handle(BLOCK, text -> {
                    throw new OutOfMemoryError("not really");
                })
                .handle(DOUBLE, number -> 2 * number)
                .start();
        for (int i = 0; i < 5; i++) {
            alsek.submit(BLOCK, "a");
        }
        assertThat(alsek.submit(DOUBLE, 2).await(LONG)).isEqualTo(4);
    }

    @Test
    void anInterruptionThatAHandlerLeavesBehindDoesNotHarmTheNext() throws Exception {
        LinkedBlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();
        alsek.threadPool()
                .size(1)
                .handle(BLOCK, text -> {
                    interrupted.add(Thread.currentThread().isInterrupted());
                    Thread.currentThread().interrupt();
                    return null;
                })
                .start();
        alsek.submit(BLOCK, "a");
        alsek.submit(BLOCK, "b");
        assertThat(next(interrupted)).isFalse();
        assertThat(next(interrupted)).isFalse();
        alsek.submit(BLOCK, "c");
        assertThat(next(interrupted)).isFalse();
    }

    @Test
    void startingTwiceIsAnError() {
        WorkerPool pool = alsek.threadPool().handle(DOUBLE, number -> number).start();
        assertThatIllegalStateException().isThrownBy(pool::start).withMessageContaining("was started already");
        pool.close();
        assertThatIllegalStateException().isThrownBy(pool::start).withMessageContaining("was stopped already");
    }

    @Test
    void messagesForTheMainThreadRunOneAtATimeOnTheThreadThatWasLent() throws Exception {
        Task<String, String> main = Task.named("main")
                .input(String.class)
                .output(String.class)
                .mainThread()
                .build();
        AtomicInteger atOnce = new AtomicInteger();
        WorkerPool pool = alsek.threadPool()
                .handle(main, text -> {
                    assertThat(atOnce.incrementAndGet()).isEqualTo(1);
                    String name = Thread.currentThread().getName();
                    atOnce.decrementAndGet();
                    return name;
                })
                .build();
        Thread lender = new Thread(
                () -> {
                    try {
                        pool.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "the lender");
        List<TaskHandle<String>> handles = alsek.submitAll(main, List.of("a", "b", "c", "d"));
        lender.start();
        for (TaskHandle<String> handle : handles) {
            assertThat(handle.await(LONG)).isEqualTo("the lender");
        }
        pool.close();
        lender.join(LONG.toMillis());
        assertThat(lender.isAlive()).isFalse();
    }

    @Test
    void withoutALentThreadThePoolHasAMainThreadOfItsOwn() throws Exception {
        Task<String, String> main = Task.named("main")
                .input(String.class)
                .output(String.class)
                .mainThread()
                .build();
        alsek.threadPool()
                .handle(main, text -> Thread.currentThread().getName())
                .start();
        String first = alsek.submit(main, "a").await(LONG);
        assertThat(first)
                .isEqualTo("alsek-worker-main")
                .isEqualTo(alsek.submit(main, "b").await(LONG));
    }
}
