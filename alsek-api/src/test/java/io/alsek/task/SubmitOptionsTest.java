package io.alsek.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.alsek.message.Lineage;
import io.alsek.message.Mechanism;
import io.alsek.message.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SubmitOptionsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final SubmitOptions options = new SubmitOptions();

    private static Message message(String id) {
        return Message.builder(id, "add", "math_ops", NOON).build();
    }

    @Test
    void sayNothingByDefault() {
        assertThat(options.id()).isEmpty();
        assertThat(options.queue()).isEmpty();
        assertThat(options.priority()).isEmpty();
        assertThat(options.timeout()).isEmpty();
        assertThat(options.mechanism()).isEmpty();
        assertThat(options.mainThread()).isEmpty();
        assertThat(options.resultTtl()).isEmpty();
        assertThat(options.delay()).isEmpty();
        assertThat(options.readyAt()).isEmpty();
        assertThat(options.timeToLive()).isEmpty();
        assertThat(options.previousResult()).isEmpty();
        assertThat(options.metadata()).isEmpty();
        assertThat(options.callbacks()).isEmpty();
    }

    @Test
    void keepWhatTheyAreTold() {
        options.id("m1")
                .queue("math_ops")
                .priority(3)
                .timeout(Duration.ofSeconds(1))
                .mechanism(Mechanism.ASYNC)
                .mainThread(false)
                .resultTtl(Duration.ofHours(1))
                .delay(Duration.ofMinutes(5))
                .timeToLive(Duration.ofDays(1))
                .previousResult(7)
                .metadata("customer", "Ann")
                .metadata(Map.of("order", 1))
                .callback(message("m2"), message("m3"));

        assertThat(options.id()).contains("m1");
        assertThat(options.queue()).contains("math_ops");
        assertThat(options.priority()).contains(3);
        assertThat(options.timeout()).contains(Duration.ofSeconds(1));
        assertThat(options.mechanism()).contains(Mechanism.ASYNC);
        assertThat(options.mainThread()).contains(false);
        assertThat(options.resultTtl()).contains(Duration.ofHours(1));
        assertThat(options.delay()).contains(Duration.ofMinutes(5));
        assertThat(options.timeToLive()).contains(Duration.ofDays(1));
        assertThat(options.previousResult()).contains(7);
        assertThat(options.metadata()).isEqualTo(Map.of("customer", "Ann", "order", 1));
        assertThat(options.callbacks()).containsExactly(message("m2"), message("m3"));
    }

    @Nested
    class Misuse {

        @Test
        void namesMustNotBeEmpty() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> options.id(""))
                    .withMessage("The message id must not be empty");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> options.queue(" "))
                    .withMessage("The queue name must not be empty");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> options.metadata("", 1))
                    .withMessage("The metadata key must not be empty");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> options.metadata(Map.of("", 1)))
                    .withMessage("The metadata key must not be empty");
        }

        @Test
        void aPriorityIsNotNegative() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> options.priority(-1))
                    .withMessage("priority must not be negative, but is -1");
        }

        @Test
        void aDelayIsNotNegative() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> options.delay(Duration.ofSeconds(-1)))
                    .withMessage("delay must not be negative, but is PT-1S");
        }

        @Test
        void limitsArePositive() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> options.timeToLive(Duration.ZERO))
                    .withMessage("timeToLive must be positive, but is PT0S");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> options.timeout(Duration.ZERO))
                    .withMessage("timeout must be positive, but is PT0S");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> options.resultTtl(Duration.ofSeconds(-1)))
                    .withMessage("resultTtl must be positive, but is PT-1S");
        }

        @Test
        void aDelayAndAnInstantExcludeEachOther() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new SubmitOptions().delay(Duration.ZERO).readyAt(NOON))
                    .withMessage("Give either a delay or an instant of readiness, not both");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new SubmitOptions().readyAt(NOON).delay(Duration.ZERO))
                    .withMessage("Give either a delay or an instant of readiness, not both");
        }

        @Test
        void aListOfCallbacksIsAChainAlready() {
            Message withCallback = message("m2").toBuilder()
                    .lineage(Lineage.NONE.withCallback(message("m3")))
                    .build();

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> options.callback(message("m1"), withCallback))
                    .withMessage("The callback Message(id='m2', queue='math_ops', task='add') already has a callback"
                            + " of its own; give one message that has callbacks nested in it,"
                            + " or a list of messages that have none");
            assertThat(options.callback(withCallback).callbacks()).containsExactly(withCallback);
        }
    }
}
