package io.alsek.worker;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.event.TaskStatus;
import io.alsek.message.Backoff;
import io.alsek.task.CancelReason;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import io.alsek.test.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What happens to handlers that take too long, on the virtual clock; with real threads see {@link HungHandlersTest}. */
@AlsekTest
class TimeoutsTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Task<String, String> SLOW = Task.named("slow")
            .input(String.class)
            .output(String.class)
            .trackStatus()
            .timeout(LIMIT)
            .retry(1, Backoff.none())
            .build();

    private final AlsekHarness harness;
    private final Alsek alsek;
    private final VirtualClock clock;

    TimeoutsTest(AlsekHarness harness, Alsek alsek, VirtualClock clock) {
        this.harness = harness.expectFailures();
        this.alsek = alsek;
        this.clock = clock;
    }

    @Test
    void aHandlerIsInterruptedAtItsTimeoutAndItsAttemptFails() {
        List<Object> seen = new ArrayList<>();
        harness.handle(SLOW, (text, context) -> {
            clock.advance(LIMIT.minusMillis(1));
            seen.add(context.isCancelled());
            clock.advance(Duration.ofMillis(1));
            seen.add(context.cancelled());
            seen.add(Thread.currentThread().isInterrupted());
            return "unheard";
        });
        TaskHandle<String> handle = alsek.submit(SLOW, "a");
        assertThat(harness.runNext().orElseThrow())
                .failedWith(TimeoutException.class)
                .withMessageContaining("did not finish within PT1M")
                .willRetry();
        assertThat(seen).containsExactly(false, Optional.of(CancelReason.TIMEOUT), true);
        assertThat(alsek.results().exists(handle.id())).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aTimeoutIsRetriedWhileRetriesRemainAndThenFails() {
        harness.handle(SLOW, text -> {
            clock.advance(LIMIT);
            return "unheard";
        });
        TaskHandle<String> handle = alsek.submit(SLOW, "a");
        harness.runUntilIdle();
        assertThat(harness).task(handle).hasAttempts(2).isDeadLetteredWith(TimeoutException.class);
        assertThat(handle.status()).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void aHandlerThatDoesNotObeyIsSettledWithoutIt() {
        List<TaskStatus> meanwhile = new ArrayList<>();
        harness.handle(SLOW, (text, context) -> {
            clock.advance(LIMIT.plusSeconds(1));
            meanwhile.add(alsek.statuses().get(context.message().id()).status());
            return "unheard";
        });
        alsek.submit(SLOW, "a");
        assertThat(harness.runNext().orElseThrow()).wasDiscarded(CancelReason.TIMEOUT);
        assertThat(meanwhile).containsExactly(TaskStatus.RETRYING);
        assertThat(harness).hasPendingTasks(1);
    }

    @Test
    void aMessageMaySayHowLong() {
        harness.handle(SLOW, text -> {
            clock.advance(Duration.ofMinutes(5));
            return "done";
        });
        alsek.submit(SLOW, "a", options -> options.timeout(Duration.ofMinutes(10)));
        assertThat(harness.runNext().orElseThrow()).succeeded();
    }

    @Test
    void anHourByDefault() {
        Task<@Nullable Void, @Nullable Void> plain =
                Task.named("plain").retry(0).build();
        harness.handle(plain, nothing -> {
            clock.advance(Duration.ofHours(1));
            return null;
        });
        assertThat(harness.perform(plain, null)).failedWith(TimeoutException.class);
    }

    @Test
    void itIsNotEnforcedInTheMainThread() {
        Task<@Nullable Void, String> main = Task.named("main")
                .output(String.class)
                .mainThread()
                .timeout(LIMIT)
                .build();
        harness.handle(main, nothing -> {
            clock.advance(LIMIT.multipliedBy(100));
            return "done";
        });
        assertThat(harness.perform(main, null)).withResult("done");
    }

    @Test
    void theLeaseIsSomethingElse() {
        harness.handle(SLOW, (text, context) -> {
            clock.advance(LIMIT.minusSeconds(1)); // twice the lease
            assertThat(harness.worker("other").claim()).isEmpty();
            return "done";
        });
        alsek.submit(SLOW, "a");
        assertThat(harness.runNext().orElseThrow()).withResult("done");
    }
}
