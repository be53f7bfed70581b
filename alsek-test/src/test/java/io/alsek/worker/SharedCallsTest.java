package io.alsek.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.alsek.Alsek;
import io.alsek.broker.StatusUpdate;
import io.alsek.event.TaskStatus;
import io.alsek.message.Backoff;
import io.alsek.spi.QueueCounts;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On a backend that is a round trip away the threads of a pool share calls. Real threads, real time. */
class SharedCallsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Task<Integer, Integer> DOUBLE = Task.named("double")
            .input(Integer.class)
            .output(Integer.class)
            .trackStatus()
            .build();

    private static final Task<Integer, @Nullable Void> BLOCK =
            Task.named("block").input(Integer.class).build();

    private final FarBackend far = new FarBackend();
    private final Alsek alsek = Alsek.on(far.backend());
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    @AfterEach
    void close() {
        mayEnd.countDown();
        alsek.close();
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private void block() throws InterruptedException {
        assertThat(mayEnd.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private QueueCounts counts() {
        return alsek.queues().counts(Task.DEFAULT_QUEUE);
    }

    @Test
    void one_call_claims_for_all_threads_that_are_idle_and_never_for_more() throws Exception {
        CountDownLatch running = new CountDownLatch(8);
        alsek.submitAll(BLOCK, numbers(20));

        alsek.threadPool()
                .size(8)
                .perform(BLOCK, (number, context) -> {
                    running.countDown();
                    block();
                })
                .start();

        assertThat(running.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(far.counted("claim").get(0)).isEqualTo(8);
        assertThat(counts().leased()).isEqualTo(8);
        assertThat(counts().ready()).isEqualTo(12);
    }

    @Test
    void a_signal_that_comes_while_another_thread_claims_is_not_lost() throws Exception {
        CountDownLatch reply = far.holdUp("claim");
        WorkerPool pool = alsek.threadPool()
                .name("overtaken")
                .size(2)
                .idlePause(Backoff.constant(Duration.ofHours(1)))
                .handle(DOUBLE, number -> 2 * number)
                .start();
        Thread asleep = await().atMost(PATIENCE).until(() -> sleeperOf(pool), Objects::nonNull);
        long sleeps = sleepsOf(asleep);

        TaskHandle<Integer> handle = alsek.submit(DOUBLE, 21); // the storage had nothing when the claim came there
        await().atMost(PATIENCE).until(() -> sleepsOf(asleep) > sleeps); // woken, and asleep again
        reply.countDown();

        assertThat(handle.await(PATIENCE)).isEqualTo(42);
    }

    @Test
    void a_delay_ends_on_time_although_the_claim_that_heard_of_it_brought_a_message() throws Exception {
        alsek.submit(BLOCK, 1);
        TaskHandle<Integer> later = alsek.submit(DOUBLE, 21, options -> options.delay(Duration.ofMillis(500)));
        CountDownLatch reply = far.holdUp("claim");
        WorkerPool pool = alsek.threadPool()
                .name("delayed")
                .size(2)
                .idlePause(Backoff.constant(Duration.ofHours(1)))
                .handle(DOUBLE, number -> 2 * number)
                .perform(BLOCK, (number, context) -> block())
                .start();
        await().atMost(PATIENCE).until(() -> sleeperOf(pool), Objects::nonNull);
        reply.countDown();

        assertThat(later.await(PATIENCE)).isEqualTo(42);
    }

    /** {@return the thread of a pool that sleeps while another one claims; {@code null} if there is none yet} */
    private @Nullable Thread sleeperOf(WorkerPool pool) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> far.counted("claim").size() == 1)
                .filter(thread -> thread.getName().startsWith(pool.name()))
                .filter(thread -> thread.getState() == Thread.State.WAITING)
                .findAny()
                .orElse(null);
    }

    private static long sleepsOf(Thread thread) {
        return ManagementFactory.getThreadMXBean().getThreadInfo(thread.getId()).getWaitedCount();
    }

    @Test
    void settlements_that_gather_while_a_call_is_under_way_go_together() throws Exception {
        CountDownLatch gate = far.holdUp("settle");
        List<TaskHandle<Integer>> handles = alsek.submitAll(DOUBLE, numbers(40));
        AtomicInteger runs = new AtomicInteger();

        alsek.threadPool()
                .size(4)
                .handle(DOUBLE, number -> {
                    runs.incrementAndGet();
                    return 2 * number;
                })
                .start();

        // One thread makes the call, before or after its own run; the others leave theirs to it and go on.
        await().atMost(PATIENCE).until(() -> runs.get() >= 39);
        assertThat(far.counted("settle")).hasSize(1);
        gate.countDown();
        for (int i = 0; i < 40; i++) {
            assertThat(handles.get(i).await(PATIENCE)).isEqualTo(2 * i);
        }
        assertThat(far.counted("settle")).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void a_lost_reply_of_a_shared_call_harms_none_of_them() throws Exception {
        far.loseReplies("settle", 3);
        AtomicInteger runs = new AtomicInteger();
        alsek.threadPool()
                .handle(DOUBLE, number -> {
                    runs.incrementAndGet();
                    return 2 * number;
                })
                .start();

        List<TaskHandle<Integer>> handles = alsek.submitAll(DOUBLE, numbers(50));

        for (int i = 0; i < 50; i++) {
            assertThat(handles.get(i).await(PATIENCE)).isEqualTo(2 * i);
        }
        assertThat(runs).hasValue(50);
        await().atMost(PATIENCE).until(() -> counts().leased() == 0);
    }

    @Test
    void what_cannot_be_settled_for_a_while_is_settled_when_the_backend_is_back_and_not_run_again() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        far.fail("settle", 5);
        alsek.threadPool()
                .size(2)
                .handle(DOUBLE, number -> {
                    runs.incrementAndGet();
                    return 2 * number;
                })
                .start();

        assertThat(alsek.submit(DOUBLE, 21).await(PATIENCE)).isEqualTo(42);
        assertThat(runs).hasValue(1);
        assertThat(far.counted("settle")).hasSize(6);
    }

    @Test
    void a_pool_that_is_stopped_waits_for_what_cannot_be_settled_yet() throws Exception {
        far.fail("settle", 4);
        WorkerPool pool =
                alsek.threadPool().size(1).handle(DOUBLE, number -> 2 * number).start();
        TaskHandle<Integer> handle = alsek.submit(DOUBLE, 21);
        await().atMost(PATIENCE).until(() -> far.counted("settle").size() >= 2);

        assertThat(pool.stop(PATIENCE)).isTrue();

        assertThat(handle.await(PATIENCE)).isEqualTo(42);
    }

    @Test
    void what_cannot_be_settled_while_its_lease_holds_is_delivered_again() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        far.fail("settle", 4);
        alsek.threadPool()
                .size(2)
                .lease(Duration.ofMillis(300))
                .handle(DOUBLE, number -> {
                    runs.incrementAndGet();
                    return 2 * number;
                })
                .start();

        assertThat(alsek.submit(DOUBLE, 21).await(PATIENCE)).isEqualTo(42);
        assertThat(runs).hasValue(2);
    }

    @Test
    void progress_is_never_overwritten_by_the_news_that_the_attempt_began() throws Exception {
        CountDownLatch gate = far.holdUp("extend");
        CompletableFuture<String> other = new CompletableFuture<>();
        alsek.threadPool()
                .size(2)
                .handle(DOUBLE, (number, context) -> {
                    if (gate.getCount() > 0) {
                        gate.countDown(); // until now the beginning of the other attempt was being told
                        context.progress("half");
                        other.complete(context.message().id());
                        block();
                    }
                    return 2 * number;
                })
                .start();

        alsek.submitAll(DOUBLE, List.of(1, 2));

        String id = other.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        await().atMost(PATIENCE).until(() -> far.counted("extend").size() == 3); // two beginnings and the progress
        StatusUpdate status = alsek.statuses().get(id);
        assertThat(status.status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(status.details()).isEqualTo("half");
    }

    @Test
    void a_pool_that_is_stopped_while_a_claim_is_under_way_keeps_nothing() throws Exception {
        CountDownLatch gate = far.holdUp("claim");
        alsek.submitAll(DOUBLE, numbers(10));
        List<Integer> ran = Collections.synchronizedList(new java.util.ArrayList<>());
        WorkerPool pool = alsek.threadPool()
                .size(4)
                .handle(DOUBLE, number -> {
                    ran.add(number);
                    return 2 * number;
                })
                .start();
        await().atMost(PATIENCE).until(() -> counts().leased() == 4);

        CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> pool.stop(PATIENCE));
        await().atMost(PATIENCE).until(stopped::isDone);
        gate.countDown();

        await().atMost(PATIENCE).until(() -> counts().leased() == 0);
        assertThat(counts().ready() + ran.size()).isEqualTo(10);
    }
}
