package io.alsek.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alsek.Alsek;
import io.alsek.event.TaskEvent;
import io.alsek.event.TaskStatus;
import io.alsek.memory.MemoryBackend;
import io.alsek.message.Backoff;
import io.alsek.spi.Backend;
import io.alsek.spi.DeathReason;
import io.alsek.task.CancelReason;
import io.alsek.task.Task;
import io.alsek.task.TaskFailedException;
import io.alsek.task.TaskHandle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Handlers that throw, hang, ignore their interruption or are revoked, on real threads and in real time. */
class HandlerTroubleTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Task<Integer, Integer> DOUBLE =
            Task.named("double").input(Integer.class).output(Integer.class).build();

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

    enum Bad {
        ERROR {
            @Override
            Integer run() {
                throw new AssertionError("bad");
            }
        },
        THREAD_DEATH {
            @Override
            @SuppressWarnings({"deprecation", "removal"}) // users' code may throw it for as long as it is there
            Integer run() {
                throw new ThreadDeath();
            }
        },
        STACK_OVERFLOW {
            @Override
            Integer run() {
                return run(0);
            }

            private Integer run(int depth) {
                return depth < 0 ? 0 : 1 + run(depth + 1);
            }
        };

        abstract Integer run();
    }

    @ParameterizedTest
    @EnumSource
    void an_error_of_a_handler_is_a_failed_attempt_and_the_pool_goes_on(Bad bad) throws Exception {
        Task<Integer, Integer> fragile = Task.named("fragile")
                .input(Integer.class)
                .output(Integer.class)
                .retry(1, Backoff.none())
                .build();
        AtomicInteger runs = new AtomicInteger();
        alsek.threadPool()
                .size(1)
                .handle(fragile, number -> {
                    runs.incrementAndGet();
                    return number < 0 ? bad.run() : number;
                })
                .start();

        TaskHandle<Integer> failing = alsek.submit(fragile, -1);

        assertThatThrownBy(() -> failing.await(PATIENCE)).isInstanceOf(TaskFailedException.class);
        assertThat(runs).hasValue(2);
        assertThat(alsek.submit(fragile, 5).await(PATIENCE)).isEqualTo(5);
    }

    @Test
    void a_handler_may_return_null() throws Exception {
        alsek.threadPool().handle(DOUBLE, number -> null).start();

        TaskHandle<Integer> handle = alsek.submit(DOUBLE, 1);

        assertThat(handle.await(PATIENCE)).isNull();
        assertThat(handle.status()).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    void a_handler_may_submit_from_inside_even_on_the_only_thread() throws Exception {
        AtomicReference<TaskHandle<Integer>> inner = new AtomicReference<>();
        Task<Integer, Integer> outer =
                Task.named("outer").input(Integer.class).output(Integer.class).build();
        alsek.threadPool()
                .size(1)
                .handle(DOUBLE, number -> 2 * number)
                .handle(outer, (number, context) -> {
                    inner.set(context.submit(DOUBLE, number));
                    return number;
                })
                .start();

        TaskHandle<Integer> handle = alsek.submit(outer, 21);

        assertThat(handle.await(PATIENCE)).isEqualTo(21);
        assertThat(inner.get().await(PATIENCE)).isEqualTo(42);
        assertThat(inner.get().message().lineage().submittedBy()).isEqualTo(handle.id());
    }

    @Test
    void an_overdue_handler_is_interrupted_and_its_attempt_failed() throws Exception {
        Task<Integer, Integer> slow = Task.named("slow")
                .input(Integer.class)
                .output(Integer.class)
                .timeout(Duration.ofMillis(50))
                .retry(0)
                .build();
        AtomicReference<CancelReason> reason = new AtomicReference<>();
        alsek.threadPool()
                .handle(slow, (number, context) -> {
                    try {
                        mayEnd.await();
                        return number;
                    } finally {
                        context.cancelled().ifPresent(reason::set);
                    }
                })
                .start();

        TaskHandle<Integer> handle = alsek.submit(slow, 1);

        assertThatThrownBy(() -> handle.await(PATIENCE))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("did not finish within PT0.05S");
        assertThat(reason).hasValue(CancelReason.TIMEOUT);
    }

    @Test
    void a_handler_that_ignores_its_interruption_is_settled_without_it_and_its_thread_replaced() throws Exception {
        Task<Integer, Integer> deaf = Task.named("deaf")
                .input(Integer.class)
                .output(Integer.class)
                .timeout(Duration.ofMillis(50))
                .retry(0)
                .build();
        CompletableFuture<Boolean> released = new CompletableFuture<>();
        alsek.threadPool()
                .size(1)
                .handle(DOUBLE, number -> 2 * number)
                .handle(deaf, number -> {
                    released.join(); // not interruptible
                    return number;
                })
                .start();

        TaskHandle<Integer> hung = alsek.submit(deaf, 1);

        assertThatThrownBy(() -> hung.await(PATIENCE)).isInstanceOf(TaskFailedException.class);
        assertThat(alsek.submit(DOUBLE, 4).await(PATIENCE)).isEqualTo(8);
        released.complete(true);
        assertThat(alsek.results().exists(hung.id())).isFalse();
    }

    @Test
    void a_running_task_that_is_revoked_is_interrupted_and_its_result_discarded() throws Exception {
        AtomicReference<@Nullable CancelReason> reason = new AtomicReference<>();
        CountDownLatch ended = new CountDownLatch(1);
        alsek.addListener(event -> {
            if (event instanceof TaskEvent.LeaseLost) {
                ended.countDown();
            }
        });
        alsek.threadPool()
                .handle(DOUBLE, (number, context) -> {
                    begun.countDown();
                    try {
                        mayEnd.await();
                    } catch (InterruptedException e) {
                        reason.set(context.cancelled().orElse(null));
                    }
                    return number;
                })
                .start();
        TaskHandle<Integer> handle = alsek.submit(DOUBLE, 1);
        await(begun);

        assertThat(handle.cancel()).isTrue();

        await(ended);
        assertThat(reason).hasValue(CancelReason.REVOKED);
        assertThat(handle.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(alsek.results().exists(handle.id())).isFalse();
        assertThat(alsek.deadLetters().list(Task.DEFAULT_QUEUE))
                .singleElement()
                .satisfies(dead -> assertThat(dead.reason()).isEqualTo(DeathReason.REVOKED));
    }
}
