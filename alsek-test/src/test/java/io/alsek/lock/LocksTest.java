package io.alsek.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alsek.Alsek;
import io.alsek.message.SplitMix64;
import io.alsek.spi.Backend;
import io.alsek.spi.LockStore;
import io.alsek.task.Task;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import io.alsek.test.VirtualClock;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Locks as users have them, on a virtual clock. What waits is in {@code LockContentionTest}. */
@AlsekTest
class LocksTest {

    private static final Duration HEARTBEAT = Locks.DEFAULT_HEARTBEAT;

    private final VirtualClock clock;
    private final Alsek alsek;
    private final Locks otherProcess;
    private final Locks otherHost;

    LocksTest(AlsekHarness harness, Alsek alsek) {
        this.clock = harness.clock();
        this.alsek = alsek;
        this.otherProcess = alsek.broker().decorated(UnaryOperator.identity()).locks();
        this.otherHost = new Locks(alsek.broker().backend(), clock, new Node("elsewhere", new SplitMix64(1)));
    }

    @Nested
    class Acquiring {

        @Test
        void makingALockAcquiresNothing() {
            Lock lock = alsek.lock("a");

            assertThat(lock.isHeld()).isFalse();
            assertThat(lock.holders()).isEmpty();
        }

        @Test
        void aFreeLockIsHeldUntilItIsClosed() {
            Lock lock = alsek.lock("a");

            try (HeldLock held = lock.tryAcquire().orElseThrow()) {
                assertThat(held.isHeld()).isTrue();
                assertThat(lock.isHeld()).isTrue();
                assertThat(otherProcess.named("a").tryAcquire()).isEmpty();
            }

            assertThat(lock.isHeld()).isFalse();
            assertThat(otherProcess.named("a").tryAcquire()).isPresent();
        }

        @Test
        void everybodyCanSeeWhoHoldsIt() {
            HeldLock held = alsek.lock("a").tryAcquire().orElseThrow();

            assertThat(otherHost.named("a").holders()).singleElement().satisfies(holder -> {
                assertThat(holder.owner())
                        .isEqualTo(held.owner())
                        .isEqualTo(alsek.lock("a").owner())
                        .contains(Long.toString(ProcessHandle.current().pid()));
                assertThat(holder.fence()).isEqualTo(held.fence());
                assertThat(holder.until()).isEqualTo(clock.instant().plus(HEARTBEAT));
            });
        }

        @Test
        void aSemaphoreIsHeldByAsManyAsItsLimitSays() {
            Lock here = alsek.lock("a").limit(3).ownedBy(LockScope.PROCESS);
            assertThat(here.tryAcquire()).isPresent();
            assertThat(otherProcess
                            .named("a")
                            .limit(3)
                            .ownedBy(LockScope.PROCESS)
                            .tryAcquire())
                    .isPresent();
            HeldLock third = alsek.lock("a").limit(3).tryAcquire().orElseThrow();

            assertThat(otherHost.named("a").limit(3).tryAcquire()).isEmpty();
            assertThat(here.holders()).hasSize(3);
            third.close();

            assertThat(otherHost.named("a").limit(3).tryAcquire()).isPresent();
        }

        @Test
        void withoutPatienceATakenLockIsATimeoutThatNamesTheHolder() {
            HeldLock held = otherProcess.named("a").tryAcquire().orElseThrow();

            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> alsek.lock("a").acquire(Duration.ZERO))
                    .withMessageContaining("\"a\"")
                    .withMessageContaining(held.owner());
        }

        @Test
        void anAnswerThatTakesLongerThanTheHoldIsNoGrant() {
            LockStore store = alsek.broker().backend().locks().orElseThrow();
            LockStore slow = forwarding(LockStore.class, store, method -> {
                if (method.equals("acquire")) {
                    clock.advance(HEARTBEAT);
                }
            });
            Backend backend = alsek.broker().backend();
            Backend slowBackend = (Backend) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {Backend.class},
                    (proxy, method, arguments) ->
                            method.getName().equals("locks") ? Optional.of(slow) : method.invoke(backend, arguments));

            assertThat(new Locks(slowBackend, clock, new Node("far", new SplitMix64(3)))
                            .named("a")
                            .tryAcquire())
                    .isEmpty();
        }

        @Test
        void everyGrantHasAGreaterFence() {
            long first = alsek.lock("a").tryAcquire().orElseThrow().fence();
            alsek.lock("a").release();

            assertThat(otherHost.named("a").tryAcquire().orElseThrow().fence()).isGreaterThan(first);
        }

        @Test
        void aHandlerHasLocksToo(AlsekHarness harness) {
            Task<String, String> task = Task.named("locked")
                    .input(String.class)
                    .output(String.class)
                    .build();
            harness.handle(task, (name, context) -> {
                try (HeldLock held = context.lock(name).tryAcquire().orElseThrow()) {
                    return held.name() + otherProcess.named(name).tryAcquire().isPresent();
                }
            });
            var handle = harness.alsek().submit(task, "b");
            harness.drain();

            assertThat(handle.future()).isCompletedWithValue("bfalse");
        }
    }

    @Nested
    class Owners {

        @Test
        void anOwnerThatAsksAgainIsTold() {
            alsek.lock("a").tryAcquire();

            assertThatExceptionOfType(LockAlreadyHeldException.class)
                    .isThrownBy(() -> alsek.lock("a").tryAcquire())
                    .withMessageContaining("\"a\"")
                    .withMessageContaining(alsek.lock("a").owner());
            assertThatThrownBy(() -> alsek.lock("a").acquire(Duration.ofSeconds(1)))
                    .isInstanceOf(LockAlreadyHeldException.class);
        }

        @Test
        void orRefused() {
            alsek.lock("a").tryAcquire();

            assertThat(alsek.lock("a").ifAlreadyHeld(AlreadyHeld.REFUSE).tryAcquire())
                    .isEmpty();
        }

        @Test
        void orJoinsItsOwnHoldWhichEndsWithWhoeverAcquiredIt() {
            HeldLock outer = alsek.lock("a").tryAcquire().orElseThrow();

            try (HeldLock inner =
                    alsek.lock("a").ifAlreadyHeld(AlreadyHeld.JOIN).tryAcquire().orElseThrow()) {
                assertThat(inner.isJoined()).isTrue();
                assertThat(inner.fence()).isEqualTo(outer.fence());
                assertThat(inner.isHeld()).isTrue();
            }

            assertThat(outer.isHeld()).isTrue();
            assertThat(alsek.lock("a").isHeld()).isTrue();
        }

        @Test
        void threadsAreOwnersOfTheirOwn() throws Exception {
            alsek.lock("a").tryAcquire();

            assertThat(onAnotherThread(() -> alsek.lock("a").tryAcquire().isPresent()))
                    .isFalse();
            assertThat(onAnotherThread(() -> alsek.lock("a").isHeld())).isFalse();
        }

        @Test
        void theThreadsOfAProcessCanBeOne() throws Exception {
            Lock lock = alsek.lock("a").ownedBy(LockScope.PROCESS).ifAlreadyHeld(AlreadyHeld.JOIN);
            lock.tryAcquire();

            assertThat(onAnotherThread(() -> lock.tryAcquire().isPresent())).isTrue();
            assertThat(otherProcess
                            .named("a")
                            .ownedBy(LockScope.PROCESS)
                            .ifAlreadyHeld(AlreadyHeld.JOIN)
                            .tryAcquire())
                    .isEmpty();
        }

        @Test
        void theProcessesOfAHostCanBeOne() {
            Lock lock = alsek.lock("a").ownedBy(LockScope.HOST);
            lock.tryAcquire();
            Lock neighbour = otherProcess.named("a").ownedBy(LockScope.HOST);

            assertThat(neighbour.isHeld()).isTrue();
            assertThat(neighbour.ifAlreadyHeld(AlreadyHeld.JOIN).tryAcquire())
                    .get()
                    .extracting(HeldLock::isJoined)
                    .isEqualTo(true);
            assertThat(otherHost.named("a").ownedBy(LockScope.HOST).tryAcquire())
                    .isEmpty();

            assertThat(neighbour.release()).isTrue();
            assertThat(lock.isHeld()).isFalse();
        }

        @Test
        void hostsHaveNames() {
            assertThat(otherHost.named("a").ownedBy(LockScope.HOST).owner()).isEqualTo("elsewhere");
        }
    }

    @Nested
    class Releasing {

        @Test
        void whoDoesNotHoldItIsToldSo() {
            otherProcess.named("a").tryAcquire();

            assertThat(alsek.lock("a").release()).isFalse();
            assertThatExceptionOfType(LockNotHeldException.class)
                    .isThrownBy(() -> alsek.lock("a").releaseOrThrow())
                    .withMessageContaining(alsek.lock("a").owner())
                    .withMessageContaining(otherProcess.named("a").owner());
            assertThat(otherProcess.named("a").isHeld()).isTrue();
        }

        @Test
        void happensOnce() {
            HeldLock held = alsek.lock("a").tryAcquire().orElseThrow();

            assertThat(held.release()).isTrue();
            assertThat(held.release()).isFalse();
            held.close();
            assertThatThrownBy(held::requireHeld)
                    .isInstanceOf(LockNotHeldException.class)
                    .hasMessageContaining("was released");
        }

        @Test
        void anOldHoldDoesNotEndTheNextOneOfItsOwner() {
            HeldLock old = alsek.lock("a").tryAcquire().orElseThrow();
            old.release();
            HeldLock next = alsek.lock("a").tryAcquire().orElseThrow();

            old.close();
            clock.advance(HEARTBEAT.multipliedBy(2));

            assertThat(next.isHeld()).isTrue();
            assertThat(alsek.lock("a").isHeld()).isTrue();
        }

        @Test
        void whoeverHasTheHoldMayReleaseItOnAnyThread() throws Exception {
            HeldLock held = alsek.lock("a").tryAcquire().orElseThrow();

            assertThat(onAnotherThread(held::release)).isTrue();

            assertThat(alsek.lock("a").isHeld()).isFalse();
        }

        @Test
        void closingTheLocksReleasesWhatLivesByHeartbeatsOnly() {
            otherProcess.named("a").tryAcquire();
            otherProcess.named("b").withoutHeartbeat().tryAcquire();

            otherProcess.close();

            assertThat(alsek.lock("a").holders()).isEmpty();
            assertThat(alsek.lock("b").holders()).hasSize(1);
            assertThatIllegalStateException()
                    .isThrownBy(() -> otherProcess.named("c").tryAcquire())
                    .withMessageContaining("closed");
        }
    }

    private static <T> T forwarding(Class<T> type, T target, Consumer<String> afterwards) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object result = method.invoke(target, arguments);
                    afterwards.accept(method.getName());
                    return result;
                }));
    }

    private static boolean onAnotherThread(Callable<Boolean> question) throws Exception {
        var answer = new FutureTask<>(question);
        Thread thread = new Thread(answer);
        thread.start();
        return answer.get();
    }
}
