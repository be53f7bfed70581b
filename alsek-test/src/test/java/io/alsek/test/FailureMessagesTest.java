package io.alsek.test;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.alsek.message.Backoff;
import io.alsek.task.NonRetryableException;
import io.alsek.task.Task;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a stranger reads when an assertion fails, word for word. */
@AlsekTest
class FailureMessagesTest {

    record Address(String street, String town) {}

    record Order(String number, Address to, int cents) {}

    private static final Task<Order, String> PAY = Task.named("pay")
            .input(Order.class)
            .output(String.class)
            .queue("payments")
            .retry(2, Backoff.constant(Duration.ofMinutes(5)))
            .build();
    private static final Task<String, @Nullable Void> MAIL =
            Task.named("mail").input(String.class).queue("mail").build();
    private static final Order LAMP = new Order("1", new Address("High Street 1", "York"), 4_900);

    private final AlsekHarness harness;

    FailureMessagesTest(AlsekHarness harness) {
        this.harness = harness;
    }

    @BeforeEach
    void addTheTasks() {
        harness.handle(PAY, order -> {
            throw new IOException("connection refused");
        });
        harness.handle(MAIL, text -> {
            throw new NonRetryableException("no such address");
        });
    }

    private static void says(String name, ThrowingCallable failing) {
        Throwable failure = catchThrowable(failing);
        assertThat(failure).isInstanceOf(AssertionError.class);
        assertThat(failure.getMessage()).isEqualTo(golden(name));
    }

    private static String golden(String name) {
        try (InputStream stream = FailureMessagesTest.class.getResourceAsStream(name)) {
            return stream == null ? "there is no " + name : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void ofSomethingElseThatWasEnqueued() {
        harness.alsek()
                .submit(
                        PAY,
                        new Order("2", LAMP.to(), 100),
                        options -> options.id("pay-2").priority(3));
        harness.alsek()
                .submit(
                        PAY,
                        new Order("1", new Address("High Street 2", "York"), 4_900),
                        options -> options.id("pay-1").delay(Duration.ofHours(1)));
        says(
                "near-misses.txt",
                () -> assertThat(harness)
                        .hasEnqueued(PAY)
                        .scheduledIn(Duration.ofHours(1))
                        .withPriority(0)
                        .withInput(LAMP));
    }

    @Test
    void ofAnAttemptThatWentOtherwise() {
        harness.alsek().submit(PAY, LAMP, options -> options.id("pay-1"));
        harness.drain();
        says("attempts.txt", () -> assertThat(harness).task("pay-1").hasSucceeded());
        harness.expectFailures(PAY);
    }

    @Test
    void ofATaskThatRan() {
        harness.alsek().submit(MAIL, "ann", options -> options.id("mail-1").delay(Duration.ofDays(10)));
        says("never-runs.txt", () -> assertThat(harness).neverRuns(MAIL).during(Duration.ofDays(30)));
        harness.expectFailures();
    }

    @Test
    void ofTasksThatWereNotExpected() {
        says(
                "during.txt",
                () -> assertThat(harness)
                        .enqueuesDuring(() -> {
                            harness.alsek().submit(MAIL, "ann", options -> options.id("mail-1"));
                            harness.alsek().submit(MAIL, "bob", options -> options.id("mail-2"));
                        })
                        .exactly(1, MAIL));
    }

    @Test
    void ofAnUnexpectedFailure() {
        harness.alsek().submit(MAIL, "ann", options -> options.id("mail-1"));
        harness.drain();
        Journal journal = harness.parts().journal();
        says("unexpected-failure.txt", () -> {
            throw Missed.failures(
                    journal.unseenFailures(), journal.unseenRetriesOf(harness.pending()), journal.executions());
        });
        harness.expectFailures();
    }
}
