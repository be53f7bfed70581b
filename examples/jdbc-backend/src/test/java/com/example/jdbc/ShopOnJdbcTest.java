package com.example.jdbc;

import static com.example.jdbc.ShopTasks.MAIL;
import static com.example.jdbc.ShopTasks.PAY;
import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.jdbc.ShopTasks.Order;
import com.example.jdbc.ShopTasks.Receipt;
import io.alsek.Alsek;
import io.alsek.event.TaskStatus;
import io.alsek.spi.DeathReason;
import io.alsek.task.DuplicateMessageException;
import io.alsek.task.NonRetryableException;
import io.alsek.task.TaskHandle;
import io.alsek.test.AlsekExtension;
import io.alsek.test.AlsekHarness;
import io.alsek.test.CrashPoint;
import io.alsek.test.SimulatedWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A small application on the backend, tested by the harness in virtual time: the tests do not know where messages are kept. */
class ShopOnJdbcTest {

    private static final JdbcStorage STORAGE = Database.storage();
    private static final Order ORDER = new Order("1", "4711", 4_900);

    @RegisterExtension
    static final AlsekExtension ALSEK = AlsekExtension.with(harness -> harness.backend(JdbcBackends.on(STORAGE)));

    private final Map<String, Integer> charges = new TreeMap<>();
    private final List<String> mails = new ArrayList<>();

    @BeforeEach
    void openTheShop(AlsekHarness harness) {
        harness.handle(PAY, (order, context) -> {
            if (order.card().equals("stolen")) {
                throw new NonRetryableException("The card was stolen");
            }
            if (order.card().equals("slow bank") && context.message().history().retries() == 0) {
                throw new IllegalStateException("The bank does not answer");
            }
            charges.merge(context.message().id(), order.cents(), (charged, again) -> charged);
            return new Receipt(order.number(), order.cents() + " cents");
        });
        harness.handle(MAIL, (receipt, context) -> {
            mails.add(receipt.text());
            return null;
        });
    }

    @Test
    void an_order_is_paid_and_then_its_receipt_is_mailed(AlsekHarness harness, Alsek alsek) {
        alsek.submit(PAY.then(MAIL), ORDER);

        assertThat(harness.drain()).hasExecuted(PAY, MAIL).allSucceeded();

        assertThat(charges).hasSize(1);
        assertThat(mails).containsExactly("4900 cents");
    }

    @Test
    void a_result_is_there_to_be_read(AlsekHarness harness, Alsek alsek) throws Exception {
        TaskHandle<Receipt> handle = alsek.submit(PAY, ORDER);

        harness.drain();

        assertThat(handle.await(Duration.ZERO)).isEqualTo(new Receipt("1", "4900 cents"));
        assertThat(handle.status()).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    void a_delayed_order_waits_for_its_instant(AlsekHarness harness, Alsek alsek) {
        alsek.submit(PAY, ORDER, options -> options.delay(Duration.ofHours(1)));

        harness.advance(Duration.ofHours(1).minusMillis(1));
        assertThat(charges).isEmpty();
        harness.advance(Duration.ofMillis(1));

        assertThat(charges).hasSize(1);
    }

    @Test
    void a_bank_that_does_not_answer_is_asked_again_after_a_minute(AlsekHarness harness, Alsek alsek) {
        TaskHandle<Receipt> handle = alsek.submit(PAY, new Order("2", "slow bank", 100));

        harness.runUntilIdle();

        assertThat(harness)
                .task(handle)
                .hasAttempts(2)
                .backedOffBy(Duration.ofMinutes(1))
                .hasSucceeded();
    }

    @Test
    void a_refused_card_ends_among_the_dead_letters_and_may_be_replayed(AlsekHarness harness, Alsek alsek) {
        alsek.submit(PAY, new Order("3", "stolen", 100));

        harness.drain();

        assertThat(harness).hasDeadLetter(PAY).because(DeathReason.FAILED).withMessageContaining("stolen");
        assertThat(charges).isEmpty();
    }

    @Test
    void an_order_placed_twice_is_paid_once(AlsekHarness harness, Alsek alsek) {
        alsek.submit(PAY, ORDER, options -> options.id("order-1"));

        assertThatThrownBy(() -> alsek.submit(PAY, ORDER, options -> options.id("order-1")))
                .isInstanceOf(DuplicateMessageException.class);
        harness.runUntilIdle();

        assertThat(harness.executions()).hasSize(1);
    }

    @Test
    void a_worker_that_dies_after_the_charge_is_followed_by_another(AlsekHarness harness, Alsek alsek) {
        alsek.submit(PAY.then(MAIL), ORDER);

        harness.worker("w1").crashAt(CrashPoint.AFTER_HANDLER).runNext();
        assertThat(charges).hasSize(1);
        assertThat(mails).isEmpty();
        harness.runUntilIdle();

        assertThat(charges).hasSize(1);
        assertThat(mails).containsExactly("4900 cents");
    }

    @Test
    void a_worker_that_sleeps_too_long_loses_its_lease(AlsekHarness harness, Alsek alsek) {
        SimulatedWorker slow = harness.worker("slow");
        alsek.submit(PAY.then(MAIL), ORDER);
        slow.claim();

        slow.pause();
        harness.advance(Duration.ofMinutes(1));
        slow.resume();
        slow.perform();
        harness.runUntilIdle();

        assertThat(mails).containsExactly("4900 cents");
    }
}
