package com.example.orders;

import static com.example.orders.OrderTasks.ASK_FOR_A_REVIEW;
import static com.example.orders.OrderTasks.MAIL;
import static com.example.orders.OrderTasks.PAY;
import static com.example.orders.OrderTasks.RESERVE;
import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.spi.DeathReason;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import io.alsek.test.CrashPoint;
import io.alsek.test.Dispatch;
import io.alsek.test.SimulatedWorker;
import io.alsek.test.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The shop, on a clock that moves only when it is told to. */
@AlsekTest
class OrderTest {

    private static final Order ORDER = new Order("1", "ann@example.org", "4711", "lamp", 4_900);

    private final Bank bank = new Bank();
    private final Warehouse warehouse = new Warehouse();
    private final Mailbox mailbox = new Mailbox();

    @BeforeEach
    void startTheShop(AlsekHarness harness) {
        harness.add(new OrderHandlers(bank, warehouse, mailbox).all());
    }

    @Nested
    class PlacingAnOrder {

        @Test
        void submitsWhatIsToBeDone(AlsekHarness harness, Alsek alsek) {
            new Shop(alsek).place(ORDER);

            assertThat(harness).hasEnqueued(RESERVE).withInput(ORDER).onQueue("stock").once();
            assertThat(harness).hasEnqueued(PAY).withInput(ORDER).onQueue("payments").once();
            assertThat(harness).hasEnqueued(ASK_FOR_A_REVIEW).scheduledIn(Duration.ofDays(7)).once();
        }

        @Test
        void chargesReservesAndMails(AlsekHarness harness, Alsek alsek) {
            new Shop(alsek).place(ORDER);

            assertThat(harness.drain()).allSucceeded();

            assertThat(bank.charges("4711")).isEqualTo(1);
            assertThat(warehouse.left("lamp")).isEqualTo(9);
            assertThat(mailbox.mails()).containsExactly("ann@example.org: Your receipt: charge of 4900 cents");
        }

        @Test
        void twiceIsAsOnce(AlsekHarness harness, Alsek alsek) {
            new Shop(alsek).place(ORDER);
            new Shop(alsek).place(ORDER);

            harness.drain();

            assertThat(bank.takings()).isEqualTo(4_900);
            assertThat(mailbox.mails()).hasSize(1);
        }

        @Test
        void asksForAReviewAfterAWeek(AlsekHarness harness, Alsek alsek, VirtualClock clock) {
            new Shop(alsek).place(ORDER);
            harness.advance(Duration.ofDays(6));
            assertThat(mailbox.mails()).hasSize(1);

            clock.advance(Duration.ofDays(1));
            harness.drain();

            assertThat(mailbox.mails()).hasSize(2).last().asString().contains("How do you like your lamp?");
        }

        @Test
        void canBeCancelledAsLongAsNothingIsPaid(AlsekHarness harness, Alsek alsek) {
            Shop shop = new Shop(alsek);
            shop.place(ORDER);

            assertThat(shop.cancel("1")).isTrue();
            harness.runUntilIdle();

            assertThat(bank.takings()).isZero();
            assertThat(mailbox.mails()).isEmpty();
            assertThat(shop.cancel("1")).isFalse();
        }
    }

    @Nested
    class WhenSomethingFails {

        @Test
        void aBankThatIsDownIsAskedAgain(AlsekHarness harness, Alsek alsek) {
            bank.isDownFor(2);
            new Shop(alsek).place(ORDER);

            harness.runUntilIdle();

            assertThat(bank.charges("4711")).isEqualTo(1);
            assertThat(harness.executions())
                    .filteredOn(execution -> execution.task().equals(PAY.name()))
                    .hasSize(3);
        }

        @Test
        void mailsAreTriedEveryFiveMinutes(AlsekHarness harness) {
            mailbox.isDownFor(1);

            assertThat(harness.perform(MAIL, new Receipt("1", "ann@example.org", "a charge")))
                    .failedWith(IOException.class)
                    .willRetryIn(Duration.ofMinutes(5));
        }

        @Test
        void aRefusedCardIsNotTriedAgain(AlsekHarness harness, Alsek alsek) {
            bank.refuse("4711");
            new Shop(alsek).place(ORDER);

            harness.drain();

            assertThat(harness)
                    .hasDeadLetter(PAY)
                    .because(DeathReason.FAILED)
                    .withMessageContaining("The card 4711 was refused");
            assertThat(mailbox.mails()).isEmpty();
        }
    }

    @Nested
    class WhenAWorkerDies {

        @Test
        void afterTheChargeTheCardIsNotChargedAgain(AlsekHarness harness, Alsek alsek) {
            alsek.submit(PAY, ORDER);

            harness.worker("w1").crashAt(CrashPoint.AFTER_HANDLER).runNext();
            assertThat(bank.charges("4711")).isEqualTo(1);
            harness.runUntilIdle();

            assertThat(bank.charges("4711")).isEqualTo(1);
            assertThat(harness.executions())
                    .singleElement()
                    .satisfies(again ->
                            assertThat(again.message().history().deliveries()).isEqualTo(2));
        }

        @Test
        void orOnlySleepsSomebodyElseTakesOver(AlsekHarness harness, Alsek alsek) {
            SimulatedWorker slow = harness.worker("slow");
            alsek.submit(PAY, ORDER);
            slow.claim();

            slow.pause();
            harness.advance(Duration.ofMinutes(1));
            slow.resume();
            slow.perform();

            assertThat(bank.charges("4711")).isEqualTo(1);
        }
    }

    @Nested
    @AlsekTest(dispatch = Dispatch.ON_SUBMIT)
    class AtOnce {

        @Test
        void everythingIsDoneWhenTheOrderIsPlaced(Alsek alsek) {
            new Shop(alsek).place(ORDER);

            assertThat(mailbox.mails()).hasSize(1);
        }
    }
}
