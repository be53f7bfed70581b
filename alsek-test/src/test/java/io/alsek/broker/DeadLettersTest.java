package io.alsek.broker;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.alsek.Alsek;
import io.alsek.event.TaskStatus;
import io.alsek.message.Message;
import io.alsek.message.Payload;
import io.alsek.message.SerializationException;
import io.alsek.message.Serializer;
import io.alsek.spi.DeathReason;
import io.alsek.spi.MessageKey;
import io.alsek.spi.Page;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Submission;
import io.alsek.task.NonRetryableException;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import io.alsek.worker.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Messages that will not be run any more: why, for how long, and how they come back. */
@AlsekTest
class DeadLettersTest {

    private static final Task<String, String> SEND =
            Task.named("send").input(String.class).output(String.class).build();
    private static final String QUEUE = Task.DEFAULT_QUEUE;

    private final AlsekHarness harness;
    private final Alsek alsek;
    private final List<Message> ran = new ArrayList<>();

    DeadLettersTest(AlsekHarness harness, Alsek alsek) {
        this.harness = harness.expectFailures();
        this.alsek = alsek;
    }

    private void broken() {
        harness.handle(SEND, text -> {
            throw new NonRetryableException("broken on " + text);
        });
    }

    @Test
    void theInputOfADeadMessageIsReadAsWhatItsTaskTakes() {
        broken();
        alsek.submit(SEND, "a letter");
        harness.drain();
        DeadMessage dead = harness.deadLetters().get(0);
        Task<Integer, String> another =
                Task.named("another").input(Integer.class).output(String.class).build();
        Task<Integer, String> changed =
                Task.named("send").input(Integer.class).output(String.class).build();

        assertThat(alsek.deadLetters().input(dead, SEND)).isEqualTo("a letter");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> alsek.deadLetters().input(dead, another))
                .withMessageContaining("another");
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> alsek.deadLetters().input(dead, changed));
    }

    private void mended() {
        harness.handle(SEND, (text, context) -> {
            ran.add(context.message());
            return "sent " + text;
        });
    }

    private TaskHandle<String> dead(String text) {
        broken();
        TaskHandle<String> handle = alsek.submit(SEND, text);
        harness.drain();
        return handle;
    }

    @Test
    void aDeadLetterHasTheWholeMessageAndItsFailure() {
        TaskHandle<String> handle = dead("a");
        DeadMessage letter =
                alsek.deadLetters().find(Broker.keyOf(handle.message())).orElseThrow();
        assertThat(letter.reason()).isEqualTo(DeathReason.FAILED);
        assertThat(letter.diedAt()).isEqualTo(harness.clock().instant());
        assertThat(letter.failure().message()).isEqualTo("broken on a");
        assertThat(letter.failure().stackTrace()).contains("DeadLettersTest");
        assertThat(letter.message().orElseThrow().payload())
                .isEqualTo(handle.message().payload());
        assertThat(letter.failure().toException()).isInstanceOf(NonRetryableException.class);
    }

    @Test
    void theyAreListedOldestFirstPageByPage() {
        for (int i = 0; i < 5; i++) {
            dead("" + i);
            harness.clock().advance(Duration.ofSeconds(1));
        }
        assertThat(alsek.deadLetters().list(QUEUE))
                .extracting(DeadMessage::diedAt)
                .isSorted()
                .hasSize(5);
        Page<DeadMessage> page = alsek.deadLetters().browse(QUEUE, null, 3);
        assertThat(page.elements()).hasSize(3);
        assertThat(alsek.deadLetters().browse(QUEUE, page.next(), 3).elements()).hasSize(2);
    }

    @Test
    void theyAreKeptForSevenDays() {
        TaskHandle<String> handle = dead("a");
        MessageKey key = Broker.keyOf(handle.message());
        harness.advance(Duration.ofDays(7).minusMillis(1));
        assertThat(alsek.deadLetters().contains(key)).isTrue();
        harness.advance(Duration.ofMillis(1));
        assertThat(alsek.deadLetters().contains(key)).isFalse();
        harness.advance(Duration.ofMinutes(2));
        assertThat(alsek.queues().queues()).doesNotContain(QUEUE);
    }

    @Test
    void withoutATtlFailedMessagesAreDropped() {
        try (AlsekHarness own = AlsekHarness.builder()
                .customize(builder -> builder.policy(new QueuePolicy(5, Duration.ofHours(1), null)))
                .handle(SEND, text -> {
                    throw new NonRetryableException("no");
                })
                .build()) {
            own.alsek().submit(SEND, "a");
            own.drain();
            assertThat(own).hasNoDeadLetters().hasNoPendingTasks();
        }
    }

    @Test
    void aReplayedMessageRunsAsIfItWereNew() throws Exception {
        TaskHandle<String> handle = dead("a");
        mended();
        harness.clock().advance(Duration.ofDays(6));
        assertThat(alsek.deadLetters().replay(Broker.keyOf(handle.message()))).isTrue();
        assertThat(alsek.deadLetters().replay(Broker.keyOf(handle.message()))).isFalse();
        assertThat(handle.status()).isEqualTo(TaskStatus.SUBMITTED);
        harness.drain();
        assertThat(handle.await(Duration.ZERO)).isEqualTo("sent a");
        Message again = ran.get(0);
        assertThat(again.id()).isEqualTo(handle.id());
        assertThat(again.history().retries()).isZero();
        assertThat(again.history().deliveries()).isEqualTo(1);
        assertThat(again.history().failure()).isNull();
        assertThat(again.timing().expiresAt())
                .isEqualTo(harness.clock().instant().plus(Duration.ofDays(7)));
    }

    @Test
    void aWholeQueueCanBeReplayed() {
        dead("a");
        dead("b");
        mended();
        assertThat(alsek.deadLetters().replayAll(QUEUE)).isEqualTo(2);
        assertThat(harness.drain()).hasExecuted(2).allSucceeded();
        assertThat(alsek.deadLetters().replayAll(QUEUE)).isZero();
    }

    @Test
    void aPurgedMessageIsGoneAndItsIdIsFree() {
        broken();
        TaskHandle<String> handle = alsek.submit(SEND, "a", options -> options.id("one"));
        harness.drain();
        MessageKey key = Broker.keyOf(handle.message());
        assertThat(alsek.deadLetters().purge(key)).isTrue();
        assertThat(alsek.deadLetters().purge(key)).isFalse();
        alsek.submit(SEND, "a", options -> options.id("one"));
        assertThat(harness).hasPendingTasks(1);
    }

    @Test
    void aWholeQueueCanBePurged() {
        for (int i = 0; i < 1_200; i++) {
            alsek.submit(SEND, "x").cancel();
        }
        assertThat(alsek.deadLetters().purgeAll(QUEUE)).isEqualTo(1_200);
        assertThat(harness).hasNoDeadLetters();
    }

    private MessageKey submitBytes(String id, byte[] body) {
        QueuedMessage message =
                new QueuedMessage(id, QUEUE, "send", 0, harness.clock().instant(), null, body);
        alsek.broker().queues().submit(List.of(Submission.of(message)));
        return message.key();
    }

    @Test
    void anUndecodableMessageIsBuriedWithItsBytesAndHarmsNobody() {
        mended();
        byte[] garbage = "{\"this is\": no message".getBytes(StandardCharsets.UTF_8);
        MessageKey key = submitBytes("garbage", garbage);
        alsek.submit(SEND, "fine");
        assertThat(harness.drain()).hasExecuted(1).allSucceeded();
        DeadMessage letter = alsek.deadLetters().find(key).orElseThrow();
        assertThat(letter.reason()).isEqualTo(DeathReason.UNDECODABLE);
        assertThat(letter.letter().message().body()).isEqualTo(garbage);
        assertThat(letter.message()).isEmpty();
        assertThat(letter.failure().message()).isNotEmpty();
        assertThat(harness).hasDeadLetter(SEND).because(DeathReason.UNDECODABLE);
    }

    @Test
    void anUndecodableMessageCanBeReplayedForANewerWorker() {
        mended();
        MessageKey key = submitBytes("garbage", new byte[] {99, 1, 2});
        harness.drain();
        assertThat(alsek.deadLetters().replay(key)).isTrue();
        assertThat(harness).hasPendingTasks(1);
        harness.drain();
        assertThat(alsek.deadLetters().contains(key)).isTrue();
    }

    @Test
    void anInputThatCannotBeDecodedIsNotRetried() {
        mended();
        Instant now = harness.clock().instant();
        Message message = Message.builder("odd", "send", QUEUE, now)
                .payload(new Payload(Serializer.JSON, "{\"a\": []}".getBytes(StandardCharsets.UTF_8)))
                .build();
        alsek.broker().submit(message);
        assertThat(harness.drain().executions()).singleElement().satisfies(execution -> {
            assertThat(execution.outcome()).isInstanceOf(Outcome.Failed.class);
            assertThat(execution).isDeadBecause(DeathReason.UNDECODABLE).withMessageContaining("Cannot read");
        });
        assertThat(ran).isEmpty();
        assertThat(alsek.deadLetters().list(QUEUE))
                .singleElement()
                .satisfies(dead ->
                        assertThat(dead.message().orElseThrow().payload()).isEqualTo(message.payload()));
    }

    @Test
    void aFormatThatIsUnknownHereIsUndecodable() {
        mended();
        Message message = Message.builder("odd", "send", QUEUE, harness.clock().instant())
                .payload(new Payload("yaml", "a".getBytes(StandardCharsets.UTF_8)))
                .build();
        alsek.broker().submit(message);
        assertThat(harness.drain().executions().get(0))
                .isDeadBecause(DeathReason.UNDECODABLE)
                .withMessageContaining("\"yaml\"");
    }

    @Test
    void tasksWithoutInputRunWhateverTheirPayload() {
        Task<@Nullable Void, @Nullable Void> tick = Task.named("tick").build();
        harness.handle(tick, nothing -> null);
        alsek.submit(tick);
        assertThat(harness.drain()).hasExecuted(tick).allSucceeded();
    }
}
