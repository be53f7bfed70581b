package io.alsek.broker;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.alsek.Alsek;
import io.alsek.event.TaskEvent;
import io.alsek.event.TaskStatus;
import io.alsek.memory.MemoryBackend;
import io.alsek.message.Backoff;
import io.alsek.message.ExceptionDetails;
import io.alsek.message.Message;
import io.alsek.spi.DeathReason;
import io.alsek.spi.MessageKey;
import io.alsek.spi.Subscription;
import io.alsek.task.DuplicateMessageException;
import io.alsek.task.Task;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import java.io.IOException;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The broker by itself, without workers: what an application does that runs messages in its own way. */
@AlsekTest
class BrokerTest {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Task<String, String> SEND = Task.named("send")
            .input(String.class)
            .output(String.class)
            .trackStatus()
            .backoff(Backoff.constant(Duration.ofMinutes(1)))
            .build();

    private final AlsekHarness harness;
    private final Alsek alsek;
    private final Broker broker;
    private final Consumer consumer;
    private Message message;

    BrokerTest(AlsekHarness harness, Alsek alsek) {
        this.harness = harness.expectFailures();
        this.alsek = alsek;
        this.broker = alsek.broker();
        this.consumer = broker.consume(new Subscription.AllQueues(Set.of(), Subscription.Rotation.STRICT));
        this.message = alsek.generate(SEND, "a", options -> options.id("one"));
    }

    private MessageKey key() {
        return Broker.keyOf(message);
    }

    private Delivery claim() {
        return consumer.poll(1, LEASE).deliveries().get(0);
    }

    private TaskStatus status() {
        return alsek.statuses().get(message.id()).status();
    }

    @Nested
    class Submitting {

        @Test
        void makesItExist() {
            assertThat(broker.exists(key())).isFalse();
            broker.submit(message);
            assertThat(broker.exists(key())).isTrue();
            assertThat(broker.find(key())).contains(message);
        }

        @Test
        void anIdThatIsTakenIsAnError() {
            broker.submit(message);
            assertThatExceptionOfType(DuplicateMessageException.class).isThrownBy(() -> broker.submit(message));
        }
    }

    @Nested
    class Settling {

        private Delivery delivery;

        @BeforeEach
        void submitAndClaim() {
            broker.submit(message);
            delivery = claim();
        }

        @Test
        void anAcknowledgedMessageIsDone() {
            broker.ack(delivery);
            assertThat(broker.exists(key())).isFalse();
            assertThat(harness).hasNoPendingTasks().hasNoDeadLetters();
        }

        @Test
        void aMessageThatIsGivenBackIsDeliveredAgainAtOnce() {
            broker.nack(delivery);
            Delivery again = claim();
            assertThat(again.message().history().retries()).isZero();
            assertThat(again.message().history().deliveries()).isEqualTo(1);
            assertThat(again.lease().token()).isNotEqualTo(delivery.lease().token());
            assertThat(harness.events()).anyMatch(TaskEvent.Released.class::isInstance);
        }

        @Test
        void aRetriedMessageWaitsForItsBackoff() {
            broker.retry(delivery, new IOException("down"));
            assertThat(consumer.poll(1, LEASE).deliveries()).isEmpty();
            assertThat(consumer.nextAt()).isEqualTo(harness.clock().instant().plusSeconds(60));
            assertThat(status()).isEqualTo(TaskStatus.RETRYING);
            harness.clock().advance(Duration.ofMinutes(1));
            Delivery again = claim();
            assertThat(again.message().history().retries()).isEqualTo(1);
            assertThat(again.message().history().failure())
                    .extracting(details -> Objects.requireNonNull(details).message())
                    .isEqualTo("down");
        }

        @Test
        void aFailedMessageIsDead() {
            broker.fail(delivery, new IOException("down"));
            assertThat(broker.deadLetters().contains(key())).isTrue();
            assertThat(status()).isEqualTo(TaskStatus.FAILED);
            assertThat(harness).hasDeadLetter(SEND).withException(IOException.class);
        }

        @Test
        void settlingTwiceIsAnError() {
            broker.ack(delivery);
            assertThatExceptionOfType(LeaseLostException.class)
                    .isThrownBy(() -> broker.ack(delivery))
                    .withMessageContaining("Cannot acknowledge")
                    .withMessageContaining("one");
        }

        @Test
        void aConsumerThatWasOvertakenCanDoNothing() {
            harness.clock().advance(LEASE);
            Delivery other = claim();
            assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> broker.ack(delivery));
            assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> broker.nack(delivery));
            assertThatExceptionOfType(LeaseLostException.class)
                    .isThrownBy(() -> broker.retry(delivery, new IOException()));
            assertThatExceptionOfType(LeaseLostException.class)
                    .isThrownBy(() -> broker.fail(delivery, new IOException()));
            broker.ack(other);
            assertThat(harness).hasNoPendingTasks().hasNoDeadLetters();
        }

        @Test
        void anOverdueConsumerThatWasNotOvertakenStillCounts() {
            harness.clock().advance(LEASE.multipliedBy(3));
            broker.ack(delivery);
            assertThat(harness).hasNoPendingTasks();
        }
    }

    @Nested
    class ByKey {

        @Test
        void removing() {
            broker.submit(message);
            assertThat(broker.remove(key())).isTrue();
            assertThat(broker.remove(key())).isFalse();
            assertThat(broker.exists(key())).isFalse();
            broker.submit(message); // its id is forgotten
            assertThat(harness.events()).anyMatch(TaskEvent.Removed.class::isInstance);
        }

        @Test
        void removingWhileItIsHeld() {
            broker.submit(message);
            Delivery delivery = claim();
            assertThat(broker.remove(key())).isTrue();
            assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> broker.ack(delivery));
        }

        @Test
        void failingIsHarmlessToRepeat() {
            broker.submit(message);
            assertThat(broker.fail(key(), new IOException("by hand"))).isTrue();
            assertThat(broker.fail(key(), new IOException("again"))).isFalse();
            assertThat(harness).hasDeadLetter(SEND).because(DeathReason.FAILED).withMessageContaining("by hand");
            assertThat(status()).isEqualTo(TaskStatus.FAILED);
        }

        @Test
        void syncingFromTheQueueAndFromTheDead() {
            assertThat(broker.sync(key())).isEmpty();
            broker.submit(message);
            assertThat(broker.sync(key())).contains(message);
            broker.fail(key(), new IOException("down"));
            Message dead = broker.sync(key()).orElseThrow();
            assertThat(dead.payload()).isEqualTo(message.payload());
            assertThat(dead.history().failure())
                    .isNotNull()
                    .extracting(ExceptionDetails::message)
                    .isEqualTo("down");
            assertThat(broker.find(key())).isEmpty();
        }

        @Test
        void updatingWritesThePayloadAndKeepsThePlace() {
            broker.submit(message);
            alsek.submit(SEND, "second");
            Message other = alsek.generate(SEND, "changed");
            broker.update(message.toBuilder().payload(other.payload()).build());
            Delivery delivery = claim();
            assertThat(delivery.message().id()).isEqualTo("one");
            assertThat(delivery.message().payload()).isEqualTo(other.payload());
            assertThat(delivery.message().timing()).isEqualTo(message.timing());
        }

        @Test
        void updatingWhatIsNotAliveIsAnError() {
            assertThatExceptionOfType(NoSuchElementException.class)
                    .isThrownBy(() -> broker.update(message))
                    .withMessageContaining("only living messages can be updated");
        }
    }

    @Test
    void aDuplicateUnderANewIdIsAMessageOfItsOwn() {
        broker.submit(message);
        broker.submit(message.duplicate("two"));
        assertThat(harness).hasPendingTasks(2);
    }

    @Test
    void eachHostHasAQueueOfItsOwn() {
        try (Alsek one = Alsek.builder(new MemoryBackend()).host("one").build();
                Alsek two = Alsek.builder(new MemoryBackend()).host("two").build()) {
            assertThat(one.nodeQueue()).isEqualTo("node:one");
            assertThat(two.nodeQueue()).isEqualTo("node:two");
        }
        try (Alsek unnamed = Alsek.on(new MemoryBackend());
                Alsek neighbour = Alsek.on(new MemoryBackend())) {
            assertThat(unnamed.nodeQueue()).isEqualTo(neighbour.nodeQueue()).matches("node:.+");
        }
    }
}
