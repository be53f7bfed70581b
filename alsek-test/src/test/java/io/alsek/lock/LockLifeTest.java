package io.alsek.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alsek.Alsek;
import io.alsek.message.SplitMix64;
import io.alsek.task.Task;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import io.alsek.test.SimulatedWorker;
import io.alsek.test.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** How long locks last, and what is no way to use them, on a virtual clock. */
@AlsekTest
class LockLifeTest {

    private static final Duration HEARTBEAT = Locks.DEFAULT_HEARTBEAT;

    private final VirtualClock clock;
    private final Alsek alsek;
    private final Locks otherProcess;

    LockLifeTest(AlsekHarness harness, Alsek alsek) {
        this.clock = harness.clock();
        this.alsek = alsek;
        this.otherProcess = alsek.broker().decorated(UnaryOperator.identity()).locks();
    }

    @Nested
    class Lasting {

        private final AtomicInteger losses = new AtomicInteger();

        @Test
        void aHoldIsKeptAliveAsLongAsItsProcessLives() {
            HeldLock held = alsek.lock("a").tryAcquire().orElseThrow();

            clock.advance(HEARTBEAT.multipliedBy(20));

            assertThat(held.isHeld()).isTrue();
            assertThat(otherProcess.named("a").tryAcquire()).isEmpty();
        }

        @Test
        void butNotForLongerThanItsTtl() {
            HeldLock held = alsek.lock("a").tryAcquire().orElseThrow();
            held.onLost(losses::incrementAndGet);

            clock.advance(Locks.DEFAULT_TTL.minusMillis(1));
            assertThat(held.isHeld()).isTrue();
            assertThat(losses).hasValue(0);
            clock.advance(Duration.ofMillis(1));

            assertThat(held.isHeld()).isFalse();
            assertThat(losses).hasValue(1);
            assertThat(otherProcess.named("a").tryAcquire()).isPresent();
            assertThatThrownBy(held::requireHeld)
                    .isInstanceOf(LockNotHeldException.class)
                    .hasMessageContaining("lost");
            assertThat(held.release()).isFalse();
            assertThat(otherProcess.named("a").isHeld()).isTrue();
        }

        @Test
        void aHoldWithoutTtlLastsUntilItIsReleased() {
            HeldLock held = alsek.lock("a").untilReleased().tryAcquire().orElseThrow();

            clock.advance(Duration.ofDays(2));

            assertThat(held.isHeld()).isTrue();
        }

        @Test
        void theTtlCanBeginAnew() {
            HeldLock held =
                    alsek.lock("a").ttl(Duration.ofMinutes(10)).tryAcquire().orElseThrow();
            clock.advance(Duration.ofMinutes(9));

            held.renew();

            clock.advance(Duration.ofMinutes(9));
            assertThat(held.isHeld()).isTrue();
            clock.advance(Duration.ofMinutes(1));
            assertThat(held.isHeld()).isFalse();
            assertThatThrownBy(held::renew).isInstanceOf(LockNotHeldException.class);
        }

        @Test
        void aTtlShorterThanTheHeartbeatEndsItOnTime() {
            HeldLock held =
                    alsek.lock("a").ttl(Duration.ofSeconds(1)).tryAcquire().orElseThrow();
            held.onLost(losses::incrementAndGet);

            clock.advance(Duration.ofSeconds(1));

            assertThat(held.isHeld()).isFalse();
            assertThat(losses).hasValue(1);
        }

        @Test
        void theLockOfADeadProcessIsFreeAfterTheHeartbeat() {
            try (AlsekHarness other = AlsekHarness.create()) {
                // A process whose clock stands still is dead: it gives no sign of life.
                new Locks(alsek.broker().backend(), other.clock(), new Node("dead", new SplitMix64(2)))
                        .named("a")
                        .tryAcquire();

                clock.advance(HEARTBEAT.minusMillis(1));
                assertThat(alsek.lock("a").tryAcquire()).isEmpty();
                clock.advance(Duration.ofMillis(1));

                assertThat(alsek.lock("a").tryAcquire()).isPresent();
            }
        }

        @Test
        void soIsThatOfASimulatedWorkerThatCrashes(AlsekHarness harness) {
            Task<String, String> task =
                    Task.named("dies").input(String.class).output(String.class).build();
            SimulatedWorker worker = harness.worker("dying");
            harness.handle(task, (name, context) -> {
                context.lock("a").tryAcquire();
                worker.crash();
                return name;
            });
            alsek.submit(task, "x");
            worker.runNext();

            clock.advance(HEARTBEAT.minusMillis(1));
            assertThat(alsek.lock("a").tryAcquire()).isEmpty();
            clock.advance(Duration.ofMillis(1));

            assertThat(alsek.lock("a").tryAcquire()).isPresent();
        }

        @Test
        void withoutHeartbeatItOutlivesItsProcessForTheTtl() {
            try (AlsekHarness other = AlsekHarness.create()) {
                assertThat(new Locks(alsek.broker().backend(), other.clock(), new Node("dead", new SplitMix64(2)))
                                .named("a")
                                .withoutHeartbeat()
                                .tryAcquire())
                        .isPresent();

                clock.advance(Locks.DEFAULT_TTL.minusMillis(1));
                assertThat(alsek.lock("a").tryAcquire()).isEmpty();
                clock.advance(Duration.ofMillis(1));

                assertThat(alsek.lock("a").tryAcquire()).isPresent();
            }
        }

        @Test
        void theHolderIsToldWhenSomebodyElseEndedIt() {
            HeldLock held = alsek.lock("a").tryAcquire().orElseThrow();
            held.onLost(losses::incrementAndGet);
            alsek.broker().backend().locks().orElseThrow().release("a", held.owner() + "~1");

            clock.advance(HEARTBEAT.dividedBy(3));

            assertThat(losses).hasValue(1);
            assertThat(held.isHeld()).isFalse();
            List<String> late = new ArrayList<>();
            held.onLost(() -> late.add("at once"));
            assertThat(late).containsExactly("at once");
        }

        @Test
        void whoReleasedItIsNotToldThatItIsLost() {
            HeldLock held = alsek.lock("a").tryAcquire().orElseThrow();
            held.onLost(losses::incrementAndGet);
            held.release();

            clock.advance(Locks.DEFAULT_TTL.multipliedBy(2));

            assertThat(losses).hasValue(0);
        }
    }

    @Nested
    class Misuse {

        @Test
        void aLockNeedsAName() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> alsek.lock(""))
                    .withMessageContaining("name of a lock");
            assertThatIllegalArgumentException().isThrownBy(() -> alsek.lock("  "));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> alsek.lock("alsek:x"))
                    .withMessageContaining("alsek:");
        }

        @Test
        void aLimitIsAtLeastOne() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> alsek.lock("a").limit(0))
                    .withMessageContaining("limit")
                    .withMessageContaining("\"a\"");
        }

        @Test
        void aTtlIsAtLeastAMillisecond() {
            for (Duration ttl : List.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofNanos(999_999))) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> alsek.lock("a").ttl(ttl))
                        .withMessageContaining("ttl")
                        .withMessageContaining("\"a\"");
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> alsek.lock("a").ttl(Duration.ofSeconds(Long.MAX_VALUE)))
                    .withMessageContaining("untilReleased");
        }

        @Test
        void aHeartbeatIsNotTooShort() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> alsek.lock("a").heartbeat(Duration.ofMillis(29)))
                    .withMessageContaining("heartbeat");
        }

        @Test
        void allMustMeanTheSameLimit() {
            otherProcess.named("a").limit(3).tryAcquire();

            assertThatIllegalStateException()
                    .isThrownBy(() -> alsek.lock("a").limit(5).tryAcquire())
                    .withMessageContaining("5")
                    .withMessageContaining("3")
                    .withMessageContaining(otherProcess.named("a").owner());
            assertThatIllegalStateException()
                    .isThrownBy(() -> alsek.lock("a").acquire(Duration.ofSeconds(1)))
                    .withMessageContaining("limit");
            assertThat(otherProcess.named("a").holders()).hasSize(1);
        }

        @Test
        void waitingWhileNothingMovesIsAnErrorRatherThanAHang() {
            otherProcess.named("a").tryAcquire();

            assertThatIllegalStateException()
                    .isThrownBy(() -> alsek.lock("a").acquire(Duration.ofSeconds(1)))
                    .withMessageContaining("\"a\"");
        }
    }
}
