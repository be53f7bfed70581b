package io.alsek.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alsek.Alsek;
import io.alsek.memory.MemoryBackend;
import io.alsek.spi.Backend;
import io.alsek.task.DuplicateMessageException;
import io.alsek.task.Task;
import io.alsek.test.simulation.Fault;
import io.alsek.test.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads that wait for locks: in real time, and in simulated time. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LockContentionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Backend backend = new MemoryBackend();
    private final Alsek alsek = Alsek.on(backend);
    private final Alsek other = Alsek.builder(backend).leaveBackendOpen().build();
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void close() {
        threads.forEach(Thread::interrupt);
        other.close();
        alsek.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8})
    void neverMoreHoldersThanTheLimitAmong64Contenders(int limit) throws Exception {
        int rounds = 20;
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<FutureTask<Integer>> contenders = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            Lock lock = (i % 2 == 0 ? alsek : other).lock("contended").limit(limit);
            contenders.add(start(() -> {
                for (int round = 0; round < rounds; round++) {
                    try (HeldLock held = lock.acquire(PATIENCE)) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        Thread.onSpinWait();
                        held.requireHeld();
                        inside.decrementAndGet();
                    }
                }
                return rounds;
            }));
        }

        for (FutureTask<Integer> contender : contenders) {
            assertThat(contender.get()).isEqualTo(rounds);
        }
        assertThat(most.get()).isBetween(1, limit);
        assertThat(alsek.lock("contended").holders()).isEmpty();
    }

    @Test
    void ofTheThreadsOfAProcessThatIsOneOwnerOneGetsIt() throws Exception {
        for (int round = 0; round < 200; round++) {
            Lock lock = alsek.lock("round " + round).ownedBy(LockScope.PROCESS).ifAlreadyHeld(AlreadyHeld.REFUSE);
            CountDownLatch start = new CountDownLatch(1);
            List<FutureTask<Boolean>> asking = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                asking.add(start(() -> {
                    start.await();
                    return lock.tryAcquire().isPresent();
                }));
            }
            start.countDown();

            int granted = 0;
            for (FutureTask<Boolean> each : asking) {
                granted += each.get() ? 1 : 0;
            }
            assertThat(granted).as("round %s", round).isEqualTo(1);
        }
    }

    @Test
    void aReleaseWakesWhoWaitsInAnotherProcess() throws Exception {
        HeldLock held = alsek.lock("a").tryAcquire().orElseThrow();
        FutureTask<HeldLock> waiting = start(() -> other.lock("a").acquire(PATIENCE));
        awaitWaiting();

        held.release();

        assertThat(waiting.get(5, TimeUnit.SECONDS).isHeld()).isTrue();
    }

    @Test
    void whoComesFirstIsServedFirst() throws Exception {
        HeldLock held = alsek.lock("a").tryAcquire().orElseThrow();
        List<Integer> order = new ArrayList<>();
        List<FutureTask<Integer>> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            waiting.add(start(() -> {
                try (HeldLock mine = other.lock("a").acquire(PATIENCE)) {
                    mine.requireHeld();
                    order.add(number);
                    return number;
                }
            }));
            awaitWaiting();
        }

        held.release();
        for (FutureTask<Integer> each : waiting) {
            each.get();
        }

        assertThat(order).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void patienceEndsOnTime() throws Exception {
        HeldLock held = alsek.lock("a").tryAcquire().orElseThrow();

        FutureTask<HeldLock> waiting = start(() -> other.lock("a").acquire(Duration.ofMillis(50)));

        assertThatThrownBy(waiting::get)
                .hasCauseInstanceOf(TimeoutException.class)
                .hasMessageContaining("PT0.05S")
                .hasMessageContaining(held.owner());
    }

    @Test
    void anInterruptedWaiterHoldsNothingAndTheNextOneGetsItsTurn() throws Exception {
        HeldLock held = alsek.lock("a").tryAcquire().orElseThrow();
        FutureTask<HeldLock> first = start(() -> other.lock("a").acquire(PATIENCE));
        awaitWaiting();
        FutureTask<HeldLock> second = start(() -> other.lock("a").acquire(PATIENCE));
        awaitWaiting();

        threads.get(0).interrupt();
        assertThatThrownBy(first::get).hasCauseInstanceOf(InterruptedException.class);
        held.release();

        assertThat(second.get().isHeld()).isTrue();
        assertThat(alsek.lock("a").holders()).hasSize(1);
    }

    @Test
    void whoIsInterruptedBeforehandAsksForNothing() {
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> alsek.lock("a").acquire(PATIENCE));
        assertThat(alsek.lock("a").holders()).isEmpty();
    }

    @Test
    void closingEndsTheWait() throws Exception {
        alsek.lock("a").tryAcquire();
        FutureTask<HeldLock> waiting = start(() -> other.lock("a").acquire(PATIENCE));
        awaitWaiting();

        other.close();

        assertThatThrownBy(waiting::get)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void aDeadHoldersLockIsTakenOverWhenItsTimeIsOver() throws Exception {
        alsek.lock("a").withoutHeartbeat().ttl(Duration.ofMillis(100)).tryAcquire();

        FutureTask<HeldLock> waiting = start(() -> other.lock("a").acquire(PATIENCE));

        assertThat(waiting.get(10, TimeUnit.SECONDS).isHeld()).isTrue();
    }

    /** Clients do not crash in simulations, but operations are slow and notes get lost, in any order of steps. */
    @Test
    void inSimulatedTimeAllContendersComeToTheirEnd() {
        Simulation.seeds(100)
                .faults(Fault.NOTIFICATION_LOSS, Fault.SLOW_OPERATION, Fault.OPERATION_NOT_APPLIED)
                .rememberNothing()
                .run(simulation -> {
                    simulation.handle(Task.named("unused").build(), nothing -> null);
                    AtomicInteger inside = new AtomicInteger();
                    AtomicInteger most = new AtomicInteger();
                    for (int i = 0; i < 5; i++) {
                        simulation.client("c" + i, client -> {
                            for (int round = 0; round < 3; round++) {
                                try (HeldLock held = client.lock("a")
                                        .limit(2)
                                        .heartbeat(Duration.ofMinutes(10))
                                        .acquire(Duration.ofHours(2))) {
                                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                                    simulation.sleep(Duration.ofSeconds(40));
                                    held.requireHeld();
                                    inside.decrementAndGet();
                                }
                            }
                        });
                    }
                    simulation.always("at most two inside", () -> most.get() <= 2);
                    simulation.sometimes("two inside", () -> most.get() == 2);
                });
    }

    /** Whatever happens to workers, backend and clients: a message's lock ends with the message, and not before. */
    @Test
    void inSimulatedTimeALinkedLockEndsWithItsMessage() {
        Set<Fault> faults = EnumSet.allOf(Fault.class);
        Simulation.seeds(150).faults(faults).rememberNothing().run(simulation -> {
            Task<Integer, Integer> task = Task.named("linked")
                    .input(Integer.class)
                    .output(Integer.class)
                    .build();
            List<String> heldWhileAlive = new ArrayList<>();
            simulation.handle(task, (number, context) -> {
                simulation.sleep(Duration.ofSeconds(3));
                heldWhileAlive.add(context.lock("linked").holders().toString());
                return number;
            });
            List<Alsek> clients = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int number = i;
                simulation.client("c" + i, client -> {
                    clients.add(client);
                    try (HeldLock held = client.lock("linked")
                            .heartbeat(Duration.ofMinutes(10))
                            .acquire(Duration.ofDays(1))) {
                        client.submit(
                                task,
                                number,
                                options -> options.id("m" + number).lock(held));
                    } catch (DuplicateMessageException e) {
                        // An earlier attempt whose outcome was unknown had arrived.
                    }
                });
            }
            simulation.eventually(
                    "the lock is free",
                    () -> clients.get(0).lock("linked").holders().isEmpty());
            simulation.sometimes(
                    "a message holds it",
                    () -> heldWhileAlive.stream().anyMatch(holders -> holders.contains("message alsek_queue/m")));
        });
    }

    private <T> FutureTask<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "contender " + threads.size());
        threads.add(thread);
        thread.start();
        return task;
    }

    /** Until the thread started last stands in the line. */
    private void awaitWaiting() {
        Thread last = threads.get(threads.size() - 1);
        while (last.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
    }
}
