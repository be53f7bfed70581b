package io.alsek.test;

import static io.alsek.test.AlsekAssertions.assertThat;
import static io.alsek.test.ExtensionUsers.LENGTH;

import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Test classes that wait in real time; run by {@link AlsekExtensionTest}. */
final class WaitingOffenders {

    private WaitingOffenders() {}

    @AlsekTest
    static class SleepingTest {

        @Test
        void sleeps(AlsekHarness harness) throws InterruptedException {
            harness.alsek().submit(LENGTH, "unheard");
            TimeUnit.SECONDS.sleep(30);
        }
    }

    @AlsekTest
    static class WaitingByAwaitility {

        @Test
        void looksWhetherItWasRun(AlsekHarness harness) {
            harness.alsek().submit(LENGTH, "unheard");
            Awaitility.await()
                    .atMost(1, TimeUnit.MINUTES)
                    .until(() -> !harness.executions().isEmpty());
        }

        @Test
        void assertsThatItWasRun(AlsekHarness harness) {
            harness.alsek().submit(LENGTH, "unheard");
            Awaitility.await()
                    .atMost(1, TimeUnit.MINUTES)
                    .untilAsserted(() -> assertThat(harness).hasExecuted(LENGTH));
        }
    }

    @AlsekTest
    static class SleepingHandler {

        @Test
        void isInterrupted(AlsekHarness harness) {
            harness.handle(LENGTH, text -> {
                TimeUnit.SECONDS.sleep(30);
                return 0;
            });
            harness.alsek().submit(LENGTH, "a");
            harness.drain();
        }
    }
}
