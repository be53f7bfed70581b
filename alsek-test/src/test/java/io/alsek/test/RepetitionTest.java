package io.alsek.test;

import static io.alsek.test.AlsekAssertions.assertRepeats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alsek.message.Backoff;
import io.alsek.task.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowingConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Handlers that do something else each time they are run. */
class RepetitionTest {

    private static final Task<String, String> LABEL =
            Task.named("label").input(String.class).output(String.class).build();

    private static final Task<String, @Nullable Void> SHIP = Task.named("ship")
            .input(String.class)
            .retry(2, Backoff.constant(Duration.ofMinutes(1)))
            .build();

    private static AssertionError failureOf(ThrowingConsumer<AlsekHarness> scenario) {
        return catchThrowableOfType(AssertionError.class, () -> assertRepeats(scenario));
    }

    @Test
    void whatRepeatsIsFineRetriesAndIdsIncluded() {
        assertRepeats(harness -> {
            harness.handle(SHIP, (parcel, context) -> {
                if (context.attempt() == 1) {
                    throw new IOException("no van");
                }
                return null;
            });
            harness.handle(LABEL, (parcel, context) -> {
                context.submit(SHIP, parcel);
                return parcel + " " + context.message().id();
            });
            harness.alsek().submit(LABEL, "lamp");
            harness.runUntilIdle();
        });
    }

    @Test
    void aResultThatDiffersIsShown() {
        AssertionError failure = failureOf(harness -> {
            harness.handle(LABEL, parcel -> parcel + " " + UUID.randomUUID());
            harness.alsek().submit(LABEL, "lamp");
            harness.drain();
        });
        assertThat(failure)
                .hasMessageContaining("The same scenario went otherwise the second time")
                .hasMessageContaining("The first difference is at event 3")
                .hasMessageContaining("first:  2030-01-01T00:00:00Z Succeeded Message(")
                .hasMessageContaining("task='label') with the result \"lamp ")
                .hasMessageContaining("random numbers and UUIDs");
    }

    @Test
    void soIsWhatIsSubmittedOrNot() {
        AtomicInteger runs = new AtomicInteger(); // outlives the scenario
        AssertionError failure = failureOf(harness -> {
            harness.handle(SHIP, (parcel, context) -> null);
            harness.handle(LABEL, (parcel, context) -> {
                if (runs.incrementAndGet() == 2) {
                    context.submit(SHIP, parcel);
                }
                return parcel;
            });
            harness.alsek().submit(LABEL, "lamp");
            harness.drain();
        });
        assertThat(failure)
                .hasMessageContaining("second: 2030-01-01T00:00:00Z Submitted Message(")
                .hasMessageContaining("task='ship') with the input \"lamp\"");

        assertThat(failureOf(harness -> harness.alsek().submit(SHIP, "lamp " + System.nanoTime())))
                .hasMessageContaining("The first difference is at event 1")
                .hasMessageContaining("with the input \"lamp ");
    }

    @Test
    void oneThatEndsEarlierIsSaidToEnd() {
        AtomicInteger runs = new AtomicInteger();
        assertThat(failureOf(harness -> {
                    if (runs.getAndIncrement() == 0) {
                        harness.alsek().submit(SHIP, "lamp");
                    }
                }))
                .hasMessageContaining("second: (nothing more happened)");
    }

    @Test
    void eachTimeItIsANewHarnessOfTheKindThatWasAskedFor() {
        AtomicInteger runs = new AtomicInteger();
        assertRepeats(AlsekHarness.builder().dispatch(Dispatch.ON_SUBMIT).handle(LABEL, parcel -> parcel), harness -> {
            runs.incrementAndGet();
            assertThat(harness.events()).isEmpty();
            assertThat(harness.alsek().submit(LABEL, "lamp").await(Duration.ZERO))
                    .isEqualTo("lamp");
        });
        assertThat(runs).hasValue(2);
    }

    @Test
    void realTimeNeverRepeats() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> assertRepeats(AlsekHarness.builder().time(TimeMode.REAL), harness -> {}))
                .withMessageContaining("virtual");
    }
}
