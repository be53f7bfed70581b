package com.example.orders;

import static com.example.orders.OrderTasks.PAY;
import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.alsek.Alsek;
import io.alsek.spi.BackendException;
import io.alsek.spi.MessageKey;
import io.alsek.task.CancelReason;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import io.alsek.test.BackendOperation;
import io.alsek.test.CrashPoint;
import io.alsek.test.Faults;
import io.alsek.test.SimulatedWorker;
import io.alsek.test.StopReason;
import io.alsek.test.VirtualClock;
import io.alsek.test.WorkerName;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The shop when things go wrong, one at a time and by script. The simulation does the same by chance. */
@AlsekTest
class OrderFaultsTest {

    private static final Order ORDER = new Order("1", "ann@example.org", "4711", "lamp", 4_900);

    private final Bank bank = new Bank();

    @BeforeEach
    void startTheShop(AlsekHarness harness) {
        harness.add(new OrderHandlers(bank, new Warehouse(), new Mailbox()).all());
    }

    @Nested
    class TheBackend {

        @Test
        void isDownWhenAnOrderIsPlaced(AlsekHarness harness, Alsek alsek, Faults faults) {
            faults.backendIsDownFor(Duration.ofMinutes(5));
            assertThatExceptionOfType(BackendException.NotApplied.class)
                    .isThrownBy(() -> new Shop(alsek).place(ORDER));

            harness.advance(Duration.ofMinutes(5));
            new Shop(alsek).place(ORDER); // the customer tries again
            harness.drain();

            assertThat(bank.charges("4711")).isEqualTo(1);
        }

        @Test
        void goesDownWhileACardIsBeingCharged(AlsekHarness harness, Alsek alsek, Faults faults) {
            Payments payments = (key, card, cents) -> {
                faults.backendIsDownFor(Duration.ofMinutes(1));
                return bank.charge(key, card, cents);
            };
            harness.add(new OrderHandlers(payments, new Warehouse(), new Mailbox()).all());
            alsek.submit(PAY, ORDER);

            assertThat(harness.drain()).stoppedBecause(StopReason.BACKEND_DOWN);
            faults.backendIsBack();
            harness.add(new OrderHandlers(bank, new Warehouse(), new Mailbox()).all());
            harness.runUntilIdle();

            assertThat(harness).hasExecuted(PAY).times(2).succeeded(1);
            assertThat(bank.charges("4711")).isEqualTo(1);
        }

        @Test
        void doesNotTakeAnOrder(Alsek alsek, AlsekHarness harness, Faults faults) {
            faults.failNext(BackendOperation.SUBMIT);

            assertThatExceptionOfType(BackendException.NotApplied.class).isThrownBy(() -> alsek.submit(PAY, ORDER));

            assertThat(harness).hasNoPendingTasks();
        }

        @Test
        void takesAnOrderAndItsReplyIsLost(Alsek alsek, AlsekHarness harness, Faults faults) {
            Shop shop = new Shop(alsek);
            faults.loseNextReply(BackendOperation.SUBMIT);
            assertThatExceptionOfType(BackendException.OutcomeUnknown.class).isThrownBy(() -> shop.place(ORDER));

            shop.place(ORDER); // the ids are the same, so nothing is there twice
            harness.drain();

            assertThat(harness).hasDeduplicated(OrderTasks.RESERVE).withId("reserve-1").once();
            assertThat(bank.charges("4711")).isEqualTo(1);
        }
    }

    @Nested
    class APayment {

        @Test
        void isDeliveredTwice(AlsekHarness harness, Alsek alsek, Faults faults) {
            faults.duplicateNext(PAY);
            alsek.submit(PAY, ORDER);

            harness.drain();

            assertThat(harness).hasExecuted(PAY).times(2).succeeded(1);
            assertThat(bank.charges("4711")).isEqualTo(1);
        }

        @Test
        void isRunByAWorkerThatDiesBeforeOrAfterTheCharge(AlsekHarness harness, Alsek alsek, Faults faults) {
            faults.crashNext(PAY, CrashPoint.BEFORE_HANDLER).crashNext(PAY, CrashPoint.AFTER_HANDLER);
            var payment = alsek.submit(PAY, ORDER);

            harness.runUntilIdle();

            assertThat(harness).task(payment).hasDeliveries(3).hasSucceeded();
            assertThat(bank.charges("4711")).isEqualTo(1);
        }

        @Test
        void isTakenAwayFromAWorkerThatIsStillAtIt(
                AlsekHarness harness, Alsek alsek, Faults faults, @WorkerName("slow") SimulatedWorker slow) {
            var payment = alsek.submit(PAY, ORDER);
            slow.claim();

            faults.expireLeaseOf(payment);
            harness.drain();

            assertThat(slow.perform().orElseThrow()).wasDiscarded(CancelReason.LEASE_LOST);
            assertThat(bank.charges("4711")).isEqualTo(1);
        }

        @Test
        void isRevokedAndTheNoteGetsLost(AlsekHarness harness, Alsek alsek, Faults faults) {
            Payments payments = (key, card, cents) -> {
                faults.loseNextNote();
                alsek.revoke(new MessageKey(PAY.queue(), key));
                return bank.charge(key, card, cents);
            };
            harness.add(new OrderHandlers(payments, new Warehouse(), new Mailbox()).all());
            alsek.submit(PAY, ORDER);

            assertThat(harness.drain().executions().get(0)).wasDiscarded(CancelReason.REVOKED);
        }
    }

    @Nested
    class AWorker {

        @Test
        void hasAWrongClock(Alsek alsek, VirtualClock clock, SimulatedWorker late, SimulatedWorker other) {
            late.skewClock(Duration.ofMinutes(-10));
            alsek.submit(PAY, ORDER);
            late.claim();

            clock.advance(Duration.ofSeconds(29));
            assertThat(other.claim()).isEmpty(); // the lease goes by the backend's clock

            assertThat(late.perform().orElseThrow()).succeeded();
        }

        @Test
        void losesItsHeartbeats(AlsekHarness harness, Alsek alsek, SimulatedWorker lonely) {
            Payments payments = (key, card, cents) -> {
                lonely.loseHeartbeats();
                harness.clock().advance(Duration.ofMinutes(1));
                return bank.charge(key, card, cents);
            };
            harness.add(new OrderHandlers(payments, new Warehouse(), new Mailbox()).all());
            alsek.submit(PAY, ORDER);

            assertThat(lonely.runNext().orElseThrow()).wasDiscarded(CancelReason.LEASE_LOST);
        }

        @Test
        void isPausedForTooLong(AlsekHarness harness, Alsek alsek, SimulatedWorker slow) {
            alsek.submit(PAY, ORDER);
            slow.claim();

            slow.pause(Duration.ofMinutes(1));
            harness.advance(Duration.ofMinutes(1)); // somebody else pays meanwhile
            slow.perform();

            assertThat(bank.charges("4711")).isEqualTo(1);
        }

        @Test
        void isStoppedByADeployment(AlsekHarness harness, Alsek alsek, SimulatedWorker old) {
            alsek.submit(PAY, ORDER);
            old.claim();

            old.stopGracefully();

            assertThat(harness.drain()).hasExecuted(PAY); // at once, without waiting for a lease
        }
    }
}
