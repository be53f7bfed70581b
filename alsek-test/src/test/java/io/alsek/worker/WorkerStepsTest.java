package io.alsek.worker;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.broker.Delivery;
import io.alsek.spi.MessageState;
import io.alsek.spi.Subscription;
import io.alsek.task.Task;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import io.alsek.test.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A worker by itself: the steps between claiming a message and beginning with it. */
@AlsekTest
class WorkerStepsTest {

    private static final Task<String, @Nullable Void> WORK =
            Task.named("work").input(String.class).build();

    private final AlsekHarness harness;
    private final Alsek alsek;
    private final VirtualClock clock;
    private final List<String> ran = new ArrayList<>();
    private final Worker worker;

    WorkerStepsTest(AlsekHarness harness, Alsek alsek, VirtualClock clock) {
        this.harness = harness;
        this.alsek = alsek;
        this.clock = clock;
        this.worker = newWorker("one");
    }

    private Worker newWorker(String name) {
        Handlers handlers = new Handlers(List.of(WORK.handledBy((text, context) -> {
            ran.add(text + " by " + name);
            return null;
        })));
        return new Worker(
                alsek.broker(),
                handlers,
                new Subscription.AllQueues(Set.of(), Subscription.Rotation.STRICT),
                WorkerOptions.named(name),
                Runnable::run);
    }

    private Delivery claim() {
        alsek.submit(WORK, "a");
        return worker.claim(1).deliveries().get(0);
    }

    private void isBack() {
        assertThat(harness.pending()).singleElement().satisfies(task -> {
            assertThat(task.state()).isEqualTo(MessageState.READY);
            assertThat(task.message().history().deliveries()).isZero();
        });
    }

    @Test
    void whatWaitsForItsTurnIsKeptAlive() {
        Delivery delivery = claim();
        worker.hold(delivery);
        clock.advance(Duration.ofMinutes(10));
        assertThat(newWorker("other").claim(1).deliveries()).isEmpty();
        assertThat(worker.performHeld(delivery).succeeded()).isTrue();
        assertThat(ran).containsExactly("a by one");
        assertThat(harness).hasNoPendingTasks();
    }

    @Test
    void whatWaitsForItsTurnIsGivenBackWhenTheWorkerStops() {
        Delivery delivery = claim();
        worker.hold(delivery);
        worker.releaseWaiting();
        isBack();
        assertThat(worker.performHeld(delivery).outcome()).isInstanceOf(Outcome.Released.class);
        assertThat(ran).isEmpty();
    }

    @Test
    void whatWasRevokedWhileItWaitedIsNotRun() {
        Delivery delivery = claim();
        worker.hold(delivery);
        alsek.revoke(delivery.lease().key());
        clock.advance(Duration.ofMinutes(1));
        assertThat(worker.performHeld(delivery).succeeded()).isFalse();
        assertThat(ran).isEmpty();
    }

    @Test
    void whatBeginsLateIsKeptAliveInTime() {
        Delivery delivery = claim();
        clock.advance(Duration.ofSeconds(29)); // a slow start: the lease has one second left
        Handlers slow = new Handlers(List.of(WORK.handledBy((text, context) -> {
            clock.advance(Duration.ofMinutes(5));
            return null;
        })));
        Worker late = new Worker(
                alsek.broker(),
                slow,
                new Subscription.AllQueues(Set.of(), Subscription.Rotation.STRICT),
                WorkerOptions.named("late"),
                Runnable::run);
        assertThat(late.perform(delivery).succeeded()).isTrue();
    }

    @Test
    void whatIsBegunAfterTheWorkerWasClosedIsGivenBack() {
        Delivery delivery = claim();
        worker.close();
        assertThat(worker.perform(delivery).succeeded()).isFalse();
        assertThat(ran).isEmpty();
        isBack();
    }

    @Test
    void whatTheWorkerDoesNotKnowIsGivenBack() {
        Task<@Nullable Void, @Nullable Void> unknown = Task.named("unknown").build();
        alsek.submit(unknown);
        Delivery delivery = worker.claim(1).deliveries().get(0);
        assertThat(worker.perform(delivery).succeeded()).isFalse();
        isBack();
    }
}
