package io.alsek.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.spi.EventBus;
import io.alsek.task.Task;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of the locks of messages when their queue is purged. */
@AlsekTest
class PurgedLocksTest {

    private static final String QUEUE = "alsek_queue";
    private static final Task<String, String> WORK =
            Task.named("work").input(String.class).output(String.class).build();

    private final AlsekHarness harness;
    private final Alsek alsek;
    private final Lock lock;

    PurgedLocksTest(AlsekHarness harness, Alsek alsek) {
        this.harness = harness;
        this.alsek = alsek;
        this.lock = alsek.lock("account 7");
    }

    private void submit(Lock linked, Duration delay) {
        HeldLock held = linked.tryAcquire().orElseThrow();
        alsek.submit(WORK, "a", options -> options.delay(delay).lock(held));
    }

    @Test
    void theyAreReleasedAndThoseWhoWaitAreTold() {
        Lock delayed = alsek.lock("delayed");
        submit(lock, Duration.ZERO);
        submit(delayed, Duration.ofDays(1));
        List<String> freed = new ArrayList<>();
        EventBus bus = alsek.broker().backend().events().orElseThrow();
        bus.subscribe(Locks.freed("account 7").channel(), note -> freed.add("account 7"));

        assertThat(alsek.queues().purge(QUEUE)).isEqualTo(2);

        assertThat(lock.holders()).isEmpty();
        assertThat(delayed.holders()).isEmpty();
        assertThat(freed).containsExactly("account 7");
    }

    @Test
    void howeverManyThereAre() {
        Lock many = alsek.lock("many").limit(1_200);
        for (int i = 0; i < 1_200; i++) {
            submit(many, Duration.ZERO);
        }

        assertThat(alsek.queues().purge(QUEUE)).isEqualTo(1_200);

        assertThat(many.holders()).isEmpty();
    }

    @Test
    void aMessageThatIsBeingRunKeepsItsOwn() {
        harness.handle(WORK, (input, context) -> {
            assertThat(alsek.queues().purge(QUEUE)).isZero();
            assertThat(lock.holders()).hasSize(1);
            return input;
        });
        submit(lock, Duration.ZERO);

        assertThat(harness.drain().executions()).hasSize(1);

        assertThat(lock.holders()).isEmpty();
    }

    @Test
    void aBackendKnowsNothingOfThemSoThatTheyRunOut() {
        submit(lock, Duration.ZERO);
        alsek.broker().backend().administration().purge(QUEUE);
        assertThat(lock.holders()).hasSize(1);

        harness.clock().advance(Duration.ofDays(9));

        assertThat(lock.holders()).isEmpty();
    }
}
