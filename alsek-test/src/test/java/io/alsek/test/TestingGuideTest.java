package io.alsek.test;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.task.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The examples of the guide to testing, as they stand there. */
@AlsekTest
class TestingGuideTest {

    record Mail(String to) {}

    static final Task<Mail, @Nullable Void> SEND =
            Task.named("send").input(Mail.class).build();

    @Test
    void a_sign_up_sends_a_welcome_in_an_hour(AlsekHarness harness) {
        List<String> sent = new ArrayList<>();
        harness.handle(SEND, (mail, context) -> {
            sent.add(mail.to());
            return null;
        });

        harness.alsek().submit(SEND, new Mail("a@b.c"), options -> options.delay(Duration.ofHours(1)));

        assertThat(harness)
                .hasEnqueued(SEND)
                .withInput(new Mail("a@b.c"))
                .scheduledIn(Duration.ofHours(1))
                .once();
        assertThat(harness.drain()).hasExecuted(0);
        harness.advance(Duration.ofHours(1));
        assertThat(sent).containsExactly("a@b.c");
    }

    @Test
    void a_failed_attempt_is_tried_again_after_its_backoff(AlsekHarness harness) {
        harness.handle(SEND, (mail, context) -> {
            throw new IOException("no connection");
        });
        harness.alsek().submit(SEND, new Mail("a@b.c"));

        TaskExecution attempt = harness.runNext().orElseThrow();

        assertThat(attempt).failedWith(IOException.class).willRetryIn(Duration.ofSeconds(60));
    }
}
