package io.alsek.worker;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.message.Backoff;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import io.alsek.test.TimeMode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Handlers that take too long, on real threads. */
@AlsekTest(time = TimeMode.REAL)
class HungHandlersTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Task<String, @Nullable Void> HANG = Task.named("hang")
            .input(String.class)
            .trackStatus()
            .timeout(Duration.ofMillis(50))
            .retry(1, Backoff.none())
            .build();
    private static final Task<Integer, Integer> DOUBLE =
            Task.named("double").input(Integer.class).output(Integer.class).build();

    private final AlsekHarness harness;
    private final Alsek alsek;
    private final CountDownLatch end = new CountDownLatch(1);

    HungHandlersTest(AlsekHarness harness, Alsek alsek) {
        this.harness = harness.expectFailures();
        this.alsek = alsek;
    }

    @AfterEach
    void letThemGo() {
        end.countDown();
    }

    @Test
    void aHandlerThatReactsIsInterruptedAndFails() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        alsek.threadPool()
                .size(1)
                .handle(HANG, text -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        interrupted.complete(true);
                        throw e;
                    }
                    return null;
                })
                .start();
        TaskHandle<@Nullable Void> handle = alsek.submit(HANG, "a");
        assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(handle.future())
                .failsWithin(LONG)
                .withThrowableThat()
                .withMessageContaining(TimeoutException.class.getSimpleName());
        assertThat(harness)
                .hasDeadLetter(HANG)
                .withException(TimeoutException.class)
                .withMessageContaining("did not finish within");
    }

    @Test
    void aHandlerThatIgnoresItIsSettledByTheWatchdogAndItsThreadReplaced() throws Exception {
        WorkerPool pool = alsek.threadPool()
                .size(1)
                .handle(HANG, text -> {
                    boolean open = false;
                    while (!open) {
                        try {
                            open = end.await(60, TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                            // Does not obey.
                        }
                    }
                    return null;
                })
                .handle(DOUBLE, number -> 2 * number)
                .start();
        TaskHandle<@Nullable Void> handle = alsek.submit(HANG, "a");
        assertThat(handle.future()).failsWithin(LONG);
        assertThat(harness).hasDeadLetter(HANG).withException(TimeoutException.class);
        assertThat(alsek.submit(DOUBLE, 21).await(LONG)).isEqualTo(42);
        assertThat(pool.stop(LONG)).isTrue();
    }
}
