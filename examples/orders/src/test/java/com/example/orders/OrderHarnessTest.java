package com.example.orders;

import static com.example.orders.OrderTasks.ASK_FOR_A_REVIEW;
import static com.example.orders.OrderTasks.MAIL;
import static com.example.orders.OrderTasks.PAY;
import static com.example.orders.OrderTasks.RESERVE;
import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.event.TaskEvent;
import io.alsek.message.Serializer;
import io.alsek.task.CancelReason;
import io.alsek.test.AlsekBackends;
import io.alsek.test.AlsekExtension;
import io.alsek.test.AlsekHarness;
import io.alsek.test.BackendFactory;
import io.alsek.test.Dispatch;
import io.alsek.test.EventLog;
import io.alsek.test.InMemory;
import io.alsek.test.StopReason;
import io.alsek.test.TaskExecution;
import io.alsek.test.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Ways to run the shop in a test. */
class OrderHarnessTest {

    private static final Order ORDER = new Order("1", "ann@example.org", "4711", "lamp", 4_900);

    /** On the eve of a leap day, and with messages in CBOR. */
    @RegisterExtension
    static final AlsekExtension ALSEK = AlsekExtension.with(harness -> harness.startAt(Instant.parse("2028-02-28T23:00:00Z"))
                    .serializer(Serializer.cbor())
                    .maxExecutions(100))
            .failingOnPending();

    private final Bank bank = new Bank();
    private final Mailbox mailbox = new Mailbox();

    OrderHarnessTest(AlsekHarness harness) {
        harness.add(new OrderHandlers(bank, new Warehouse(), mailbox).all());
    }

    @Test
    void stepByStep(AlsekHarness harness, Alsek alsek, VirtualClock clock, EventLog events) {
        new Shop(alsek).place(ORDER);
        assertThat(harness.pending()).hasSize(3);

        assertThat(harness.runNext("payments").orElseThrow().task()).isEqualTo(PAY.name());
        assertThat(harness.drain(options -> options.queues("mail").maxExecutions(5)))
                .hasExecuted(MAIL)
                .stoppedBecause(StopReason.IDLE);
        assertThat(harness.runNext().orElseThrow().task()).isEqualTo(RESERVE.name());

        assertThat(harness.advanceToNextEvent()).hasExecuted(ASK_FOR_A_REVIEW);
        assertThat(clock.instant()).isEqualTo("2028-03-06T23:00:00Z");
        assertThat(harness.runUntilIdle()).hasExecutedNothing();
        assertThat(harness.executions()).hasSize(4).allMatch(TaskExecution::succeeded);
        assertThat(events.of(PAY)).hasSize(3).last().isInstanceOf(TaskEvent.Succeeded.class);
    }

    @Test
    void oneAttemptWithAContextOfMyChoice(AlsekHarness harness) {
        TaskExecution third = harness.performing(PAY, ORDER)
                .attempt(3)
                .delivery(2)
                .options(options -> options.id("pay-1").metadata("shop", "York"))
                .perform();

        assertThat(third).succeeded().isAttempt(3);
        assertThat(third.message().settings().metadata()).containsEntry("shop", "York");
    }

    @Test
    void anAttemptThatIsRevokedBeforeItsHandlerBegins(AlsekHarness harness) {
        assertThat(harness.performing(PAY, ORDER).cancelledBy(CancelReason.REVOKED).perform())
                .wasDiscarded(CancelReason.REVOKED);
    }

    @Test
    void aDrainThatStopsAtTheFirstFailure(AlsekHarness harness, Alsek alsek) {
        bank.isDownFor(1);
        alsek.submit(PAY, ORDER);
        alsek.submit(RESERVE, ORDER);

        assertThat(harness.drain(options -> options.queues("payments", "stock").stopAtFailure()))
                .hasExecuted(PAY)
                .stoppedBecause(StopReason.FAILURE);

        harness.runUntilIdle();
    }

    /** The mailer hands its work to threads of its own, and the harness waits for them. */
    @Test
    void workOnOtherThreadsIsWaitedFor(AlsekHarness harness) {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Executor tracked = harness.track(threads);
            harness.handle(MAIL, (receipt, context) -> {
                tracked.execute(() -> mailbox.accept(receipt.email()));
                return null;
            });

            harness.perform(MAIL, new Receipt("1", "ann@example.org", "a charge"));

            assertThat(mailbox.mails()).containsExactly("ann@example.org");
        } finally {
            threads.shutdown();
        }
    }

    /** Another storage for the same test. In a real project: memory, and that of production. */
    static final class Elsewhere implements BackendFactory {

        @Override
        public io.alsek.spi.Backend open(Setup setup) {
            return BackendFactory.inMemory().open(setup);
        }

        @Override
        public String toString() {
            return "elsewhere";
        }
    }

    @AlsekBackends({InMemory.class, Elsewhere.class})
    void anOrderOnEveryBackend(AlsekHarness harness, Alsek alsek) {
        new Shop(alsek).place(ORDER);

        harness.runUntilIdle();

        assertThat(bank.charges("4711")).isEqualTo(1);
        assertThat(mailbox.mails()).hasSize(2);
    }

    @Test
    void withoutJUnit() {
        try (AlsekHarness harness = AlsekHarness.builder()
                .add(new OrderHandlers(bank, new Warehouse(), mailbox).all())
                .dispatch(Dispatch.ON_SUBMIT)
                .build()) {
            new Shop(harness.alsek()).place(ORDER);

            assertThat(bank.charges("4711")).isEqualTo(1);
        }
    }

    /** Real threads in real time, for what is about threads. */
    @Test
    void inTheBackground() throws Exception {
        try (AlsekHarness harness = AlsekHarness.builder()
                .dispatch(Dispatch.BACKGROUND)
                .add(new OrderHandlers(bank, new Warehouse(), mailbox).all())
                .build()) {
            harness.alsek().submit(RESERVE, ORDER);

            harness.awaitIdle();

            assertThat(harness).hasNoPendingTasks();
        }
    }
}
