package io.alsek.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.memory.MemoryBackend;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import io.alsek.test.simulation.Fault;
import io.alsek.test.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** At most so many runs of a task at a time: in pools of threads and slots, and in simulated time. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MaxConcurrencyPoolsTest {

    private static final Task<String, String> WIDE =
            Task.named("wide").input(String.class).output(String.class).build();

    @Nested
    class Pools {

        @Test
        void neverRunMoreTogetherAndDoNotLetOthersWait() throws Exception {
            Task<Integer, Integer> three = Task.named("three")
                    .input(Integer.class)
                    .output(Integer.class)
                    .maxConcurrency(3)
                    .build();
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            MemoryBackend backend = new MemoryBackend();
            try (Alsek first = Alsek.on(backend);
                    Alsek second = Alsek.builder(backend).leaveBackendOpen().build()) {
                CountDownLatch free = new CountDownLatch(3);
                for (Alsek each : List.of(first, second)) {
                    each.threadPool()
                            .size(4)
                            .handle(three, (number, context) -> {
                                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                                if (number < 3) {
                                    free.countDown();
                                    free.await();
                                }
                                inside.decrementAndGet();
                                return number;
                            })
                            .handle(WIDE, (text, context) -> text)
                            .start();
                }
                List<TaskHandle<Integer>> handles = new ArrayList<>();
                for (int i = 0; i < 300; i++) {
                    handles.add(first.submit(three, i));
                }
                assertThat(second.submit(WIDE, "goes on").await(Duration.ofSeconds(20)))
                        .isEqualTo("goes on");

                for (TaskHandle<Integer> handle : handles) {
                    handle.await(Duration.ofSeconds(30));
                }
            }
            assertThat(most).hasValue(3);
        }

        @Test
        void asyncOnesToo() throws Exception {
            Task<Integer, Integer> two = Task.named("two")
                    .input(Integer.class)
                    .output(Integer.class)
                    .mechanism(io.alsek.message.Mechanism.ASYNC)
                    .maxConcurrency(2)
                    .build();
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            try (Alsek each = Alsek.on(new MemoryBackend())) {
                each.asyncPool()
                        .size(10)
                        .handleAsync(two, (number, context) -> {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            return java.util.concurrent.CompletableFuture.supplyAsync(() -> {
                                inside.decrementAndGet();
                                return number;
                            });
                        })
                        .start();
                List<TaskHandle<Integer>> handles = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    handles.add(each.submit(two, i));
                }
                for (TaskHandle<Integer> handle : handles) {
                    handle.await(Duration.ofSeconds(30));
                }
            }
            assertThat(most.get()).isBetween(1, 2);
        }
    }

    @Nested
    class InSimulatedTime {

        @Test
        void neverMoreThanTheLimitWhateverGoesMissing() {
            Task<Integer, Integer> two = Task.named("two")
                    .input(Integer.class)
                    .output(Integer.class)
                    .maxConcurrency(2)
                    .build();
            Simulation.seeds(150)
                    .workers(3)
                    .faults(
                            Fault.NOTIFICATION_LOSS,
                            Fault.OPERATION_NOT_APPLIED,
                            Fault.OUTCOME_UNKNOWN,
                            Fault.SLOW_HANDLER,
                            Fault.WORKER_STOP)
                    .rememberNothing()
                    .run(simulation -> {
                        AtomicInteger inside = new AtomicInteger();
                        AtomicInteger most = new AtomicInteger();
                        simulation.handle(two, (number, context) -> {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            try {
                                simulation.sleep(Duration.ofSeconds(2));
                                return number;
                            } finally {
                                inside.decrementAndGet();
                            }
                        });
                        simulation.client(client -> {
                            for (int i = 0; i < 6; i++) {
                                int number = i;
                                client.submit(two, number, options -> options.id("m" + number));
                            }
                        });
                        simulation.always("at most two inside", () -> most.get() <= 2);
                        simulation.sometimes("two inside", () -> most.get() == 2);
                    });
        }

        @Test
        void everythingIsRunWhoeverDies() {
            Task<Integer, Integer> one = Task.named("one")
                    .input(Integer.class)
                    .output(Integer.class)
                    .maxConcurrency(1)
                    .build();
            Simulation.seeds(150).workers(3).rememberNothing().run(simulation -> {
                simulation.handle(one, number -> number);
                simulation.client(client -> {
                    for (int i = 0; i < 5; i++) {
                        client.submit(one, i);
                    }
                });
            });
        }
    }
}
