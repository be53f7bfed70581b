package io.alsek.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alsek.Alsek;
import io.alsek.event.TaskStatus;
import io.alsek.memory.MemoryBackend;
import io.alsek.message.Mechanism;
import io.alsek.spi.Backend;
import io.alsek.spi.MessageKey;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pools with real threads, in real time; what they wait for is a latch or a future, never the clock. */
class RealPoolsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Task<Integer, Integer> DOUBLE =
            Task.named("double").input(Integer.class).output(Integer.class).build();

    private static final Task<Integer, Integer> ASYNC = Task.named("async")
            .input(Integer.class)
            .output(Integer.class)
            .mechanism(Mechanism.ASYNC)
            .build();

    private final Alsek alsek = Alsek.on(backend());
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    /** Where the messages are. */
    Backend backend() {
        return new MemoryBackend();
    }

    @AfterEach
    void close() {
        mayEnd.countDown();
        alsek.close();
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_thread_pool_runs_each_of_a_thousand_messages_once() throws Exception {
        Set<Integer> seen = ConcurrentHashMap.newKeySet();
        AtomicInteger runs = new AtomicInteger();
        alsek.threadPool()
                .handle(DOUBLE, number -> {
                    seen.add(number);
                    runs.incrementAndGet();
                    return 2 * number;
                })
                .start();

        List<TaskHandle<Integer>> handles = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            handles.add(alsek.submit(DOUBLE, i));
        }

        for (int i = 0; i < 1_000; i++) {
            assertThat(handles.get(i).await(PATIENCE)).isEqualTo(2 * i);
        }
        assertThat(seen).hasSize(1_000);
        assertThat(runs).hasValue(1_000);
    }

    @Test
    void an_async_pool_occupies_slots_and_no_threads() throws Exception {
        CompletableFuture<Integer> outside = new CompletableFuture<>();
        AtomicInteger started = new AtomicInteger();
        CountDownLatch allStarted = new CountDownLatch(50);
        WorkerPool pool = alsek.asyncPool()
                .size(50)
                .handleAsync(ASYNC, (number, context) -> {
                    started.incrementAndGet();
                    allStarted.countDown();
                    return outside.thenApply(value -> value + number);
                })
                .start();
        List<TaskHandle<Integer>> handles = alsek.submitAll(
                ASYNC, java.util.stream.IntStream.range(0, 60).boxed().toList());

        await(allStarted);
        assertThat(pool.running()).isEqualTo(50);
        assertThat(alsek.queues().counts(Task.DEFAULT_QUEUE).ready()).isEqualTo(10);

        outside.complete(100);
        for (int i = 0; i < 60; i++) {
            assertThat(handles.get(i).await(PATIENCE)).isEqualTo(100 + i);
        }
        assertThat(started).hasValue(60);
    }

    @Test
    void an_async_pool_runs_blocking_handlers_in_virtual_threads_where_there_are_some() throws Exception {
        if (Runtime.version().feature() < 21) {
            assertThatThrownBy(() ->
                            alsek.asyncPool().handle(ASYNC, number -> number).build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no virtual threads")
                    .hasMessageContaining("handleAsync");
            return;
        }
        AtomicReference<String> thread = new AtomicReference<>();
        alsek.asyncPool()
                .handle(ASYNC, number -> {
                    thread.set(Thread.currentThread().toString());
                    return number;
                })
                .start();

        assertThat(alsek.submit(ASYNC, 7).await(PATIENCE)).isEqualTo(7);
        assertThat(thread.get()).startsWith("VirtualThread");
    }

    @Test
    void a_pool_without_tasks_or_of_another_mechanism_or_of_no_size_is_refused() {
        assertThatThrownBy(() -> alsek.threadPool().start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no tasks");
        assertThatThrownBy(
                        () -> alsek.threadPool().handle(ASYNC, number -> number).start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("THREAD");
        assertThatThrownBy(() -> alsek.threadPool().size(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("positive");
    }

    @Test
    void two_tasks_of_one_name_in_a_pool_are_refused() {
        Task<Integer, Integer> other = Task.named("double")
                .input(Integer.class)
                .output(Integer.class)
                .queue("other")
                .build();

        assertThatThrownBy(() -> alsek.threadPool()
                        .handle(DOUBLE, number -> number)
                        .handle(other, number -> number)
                        .start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Two tasks of one name: \"double\"")
                .hasMessageContaining("\"other\"");
    }

    @Test
    void a_pool_is_started_once_and_stopped_as_often_as_you_like() {
        WorkerPool pool = alsek.threadPool().handle(DOUBLE, number -> number).start();

        assertThatThrownBy(pool::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was started already");
        assertThat(pool.stop(PATIENCE)).isTrue();
        assertThat(pool.stop(PATIENCE)).isTrue();
        pool.close();
    }

    @Test
    void stopping_lets_what_runs_finish() throws Exception {
        WorkerPool pool = alsek.threadPool()
                .handle(DOUBLE, number -> {
                    begun.countDown();
                    mayEnd.await();
                    return 2 * number;
                })
                .start();
        TaskHandle<Integer> handle = alsek.submit(DOUBLE, 3);
        await(begun);
        CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> pool.stop(PATIENCE));

        mayEnd.countDown();

        assertThat(stopped.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(handle.await(PATIENCE)).isEqualTo(6);
    }

    @Test
    void stopping_without_patience_gives_back_what_runs_and_counts_no_attempt() throws Exception {
        WorkerPool pool = alsek.threadPool()
                .handle(DOUBLE, number -> {
                    begun.countDown();
                    mayEnd.await();
                    return 2 * number;
                })
                .start();
        TaskHandle<Integer> handle = alsek.submit(DOUBLE, 3);
        await(begun);

        assertThat(pool.stop(Duration.ZERO)).isFalse();

        MessageKey key = new MessageKey(Task.DEFAULT_QUEUE, handle.id());
        assertThat(alsek.broker().find(key)).hasValueSatisfying(message -> {
            assertThat(message.history().retries()).isZero();
            assertThat(message.history().deliveries()).isZero();
        });
        assertThat(alsek.queues().counts(Task.DEFAULT_QUEUE).ready()).isEqualTo(1);

        mayEnd.countDown();
        alsek.threadPool().handle(DOUBLE, number -> 2 * number).start();
        assertThat(handle.await(PATIENCE)).isEqualTo(6);
    }

    @Test
    void a_message_for_the_main_thread_runs_in_the_thread_that_was_lent() throws Exception {
        AtomicReference<Thread> ran = new AtomicReference<>();
        WorkerPool pool = alsek.threadPool()
                .handle(DOUBLE, number -> {
                    ran.set(Thread.currentThread());
                    return 2 * number;
                })
                .build();
        Thread lent = new Thread(() -> {
            try {
                pool.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        lent.start();

        TaskHandle<Integer> handle = alsek.submit(DOUBLE, 3, options -> options.mainThread(true));

        assertThat(handle.await(PATIENCE)).isEqualTo(6);
        assertThat(ran).hasValue(lent);
        pool.close();
        lent.join(PATIENCE.toMillis());
        assertThat(lent.isAlive()).isFalse();
    }

    @Test
    void messages_of_tasks_that_a_pool_does_not_know_stay_where_they_are() throws Exception {
        Task<Integer, Integer> unknown =
                Task.named("unknown").input(Integer.class).output(Integer.class).build();
        alsek.threadPool().handle(DOUBLE, number -> 2 * number).start();

        TaskHandle<Integer> left = alsek.submit(unknown, 1);

        assertThat(alsek.submit(DOUBLE, 4).await(PATIENCE)).isEqualTo(8);
        assertThat(left.status()).isEqualTo(TaskStatus.SUBMITTED);
        assertThat(alsek.queues().waitingByTask(Task.DEFAULT_QUEUE)).containsEntry("unknown", 1L);
    }

    @Test
    void a_mechanism_chosen_per_message_is_honoured() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "no virtual threads on this JVM");
        AtomicReference<String> thread = new AtomicReference<>();
        alsek.asyncPool()
                .handle(ASYNC, number -> number)
                .handle(DOUBLE, number -> {
                    thread.set(Thread.currentThread().toString());
                    return 2 * number;
                })
                .start();

        TaskHandle<Integer> handle = alsek.submit(DOUBLE, 4, options -> options.mechanism(Mechanism.ASYNC));

        assertThat(handle.await(PATIENCE)).isEqualTo(8);
        assertThat(thread.get()).startsWith("VirtualThread");
    }

    @Test
    void closing_stops_the_pools_and_later_calls_say_so() {
        alsek.threadPool().handle(DOUBLE, number -> number).start();
        alsek.close();
        alsek.close();

        assertThatThrownBy(() -> alsek.submit(DOUBLE, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(alsek::threadPool).isInstanceOf(IllegalStateException.class);
    }
}
