package com.example.orders;

import static com.example.orders.OrderTasks.ASK_FOR_A_REVIEW;
import static com.example.orders.OrderTasks.MAIL;
import static com.example.orders.OrderTasks.PAY;
import static com.example.orders.OrderTasks.RESERVE;
import static io.alsek.test.AlsekAssertions.assertThat;

import io.alsek.Alsek;
import io.alsek.spi.DeathReason;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekSoftAssertions;
import io.alsek.test.AlsekTest;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can be said about the shop. */
@AlsekTest
class OrderAssertionsTest {

    private static final Order ORDER = new Order("1", "ann@example.org", "4711", "lamp", 4_900);

    private final Bank bank = new Bank();
    private final Mailbox mailbox = new Mailbox();

    @BeforeEach
    void startTheShop(AlsekHarness harness) {
        harness.add(new OrderHandlers(bank, new Warehouse(), mailbox).all());
    }

    @Test
    void whatPlacingAnOrderSubmits(AlsekHarness harness, Alsek alsek) {
        assertThat(harness)
                .enqueuesDuring(() -> new Shop(alsek).place(ORDER))
                .exactly(1, PAY)
                .exactly(1, RESERVE)
                .inAll(3)
                .task(ASK_FOR_A_REVIEW)
                .withInputSatisfying(order -> org.assertj.core.api.Assertions.assertThat(order.email())
                        .startsWith("ann"))
                .scheduledIn(Duration.ofDays(7));

        assertThat(harness).hasEnqueuedInOrder(RESERVE, PAY).hasEnqueuedOnly(RESERVE, PAY, ASK_FOR_A_REVIEW);
    }

    @Test
    void placingItAgainSubmitsNothing(AlsekHarness harness, Alsek alsek) {
        Shop shop = new Shop(alsek);
        shop.place(ORDER);

        assertThat(harness).enqueuesDuring(() -> shop.place(ORDER)).nothing();

        assertThat(harness).hasDeduplicated(PAY).withId("pay-1").once();
    }

    @Test
    void nobodyIsAskedForAReviewTooEarly(AlsekHarness harness, Alsek alsek) {
        new Shop(alsek).place(ORDER);

        assertThat(harness).neverRuns(ASK_FOR_A_REVIEW).during(Duration.ofDays(7).minusMillis(1));
        harness.advance(Duration.ofMillis(1));

        assertThat(harness).hasExecuted(ASK_FOR_A_REVIEW).once().last().succeeded();
    }

    @Test
    void aMailThatCannotBeSent(AlsekHarness harness, Alsek alsek) {
        mailbox.isDownFor(4);
        var mail = alsek.submit(MAIL, new Receipt("1", "ann@example.org", "a charge"));

        harness.runUntilIdle();

        Duration wait = Duration.ofMinutes(5);
        assertThat(harness)
                .task(mail)
                .hasAttempts(4)
                .backedOffBy(wait, wait, wait)
                .isDeadLetteredWith(java.io.IOException.class);
        assertThat(harness).hasDeadLetter(MAIL).because(DeathReason.FAILED).once();
    }

    @Test
    void howLongItWaitsBetweenAttempts() {
        assertThat(MAIL).backsOffBy(Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofMinutes(5));
    }

    @Test
    void ordersOfTheVersionBeforeAreUnderstood() {
        Path stored = Path.of("src/test/payloads/order-1.json");

        assertThat(PAY).readsInput(stored, ORDER).writesInput(stored, ORDER).roundTripsInput(ORDER);
    }

    @Test
    void allThatIsWrongIsToldAtOnce(AlsekHarness harness, Alsek alsek) {
        new Shop(alsek).place(ORDER);
        harness.drain();

        try (AlsekSoftAssertions softly = new AlsekSoftAssertions()) {
            softly.assertThat(harness).hasExecuted(PAY).once().allSucceeded();
            softly.assertThat(harness).hasPendingTasks(1).hasNoDeadLetters();
            softly.assertThat(bank.takings()).isEqualTo(4_900);
        }
    }
}
