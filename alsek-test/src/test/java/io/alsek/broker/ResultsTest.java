package io.alsek.broker;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.alsek.Alsek;
import io.alsek.event.TaskStatus;
import io.alsek.memory.MemoryBackend;
import io.alsek.message.Message;
import io.alsek.message.SerializationException;
import io.alsek.spi.Backend;
import io.alsek.spi.DeathReason;
import io.alsek.task.NonRetryableException;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import io.alsek.test.HarnessBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Results: what is stored, for how long, and how it is read. */
@AlsekTest
class ResultsTest {

    private static final Task<String, Integer> LENGTH =
            Task.named("length").input(String.class).output(Integer.class).build();

    private final AlsekHarness harness;
    private final Alsek alsek;
    private final ResultStore results;

    ResultsTest(AlsekHarness harness, Alsek alsek) {
        this.harness = harness.handle(LENGTH, String::length);
        this.alsek = alsek;
        this.results = alsek.results();
    }

    private Message done(String text) {
        Message message = alsek.submit(LENGTH, text).message();
        harness.drain();
        return message;
    }

    @Test
    void aResultIsReadWithItsMetadata() {
        Message message = alsek.submit(LENGTH, "four").message();
        assertThat(results.exists(message.id())).isFalse();
        harness.clock().advance(Duration.ofMinutes(1));
        harness.drain();
        assertThat(results.exists(message.id())).isTrue();
        assertThat(results.get(message.id(), Integer.class)).isEqualTo(4);
        assertThat(results.find(message.id(), Integer.class))
                .contains(new StoredResult<>(message.id(), harness.clock().instant(), 4));
    }

    @Test
    void aResultThatIsNotThereIsAnErrorThatSaysWhy() {
        assertThat(results.find("nobody", Integer.class)).isEmpty();
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(() -> results.get("nobody", Integer.class))
                .withMessageContaining("\"nobody\"")
                .withMessageContaining("has not succeeded yet");
    }

    @Test
    void aResultOfAnotherTypeIsAnError() {
        String id = done("four").id();
        assertThatExceptionOfType(SerializationException.class).isThrownBy(() -> results.get(id, List.class));
    }

    @Test
    void aResultIsTakenOnce() {
        String id = done("four").id();
        assertThat(results.take(id, Integer.class)).map(StoredResult::value).contains(4);
        assertThat(results.take(id, Integer.class)).isEmpty();
        assertThat(results.exists(id)).isFalse();
    }

    @Test
    void aResultIsKeptForADayByDefault() {
        String id = done("four").id();
        harness.clock().advance(Duration.ofDays(1).minusMillis(1));
        assertThat(results.exists(id)).isTrue();
        harness.clock().advance(Duration.ofMillis(1));
        assertThat(results.exists(id)).isFalse();
    }

    @Test
    void aTaskAndAMessageMaySayHowLong() {
        Task<String, Integer> brief = Task.named("brief")
                .input(String.class)
                .output(Integer.class)
                .storeResult(Duration.ofMinutes(10))
                .build();
        Task<String, Integer> eternal = Task.named("eternal")
                .input(String.class)
                .output(Integer.class)
                .storeResultForever()
                .build();
        harness.handle(brief, String::length).handle(eternal, String::length);
        String ofTask = alsek.submit(brief, "a").id();
        String ofMessage = alsek.submit(brief, "a", options -> options.resultTtl(Duration.ofMinutes(20)))
                .id();
        String forEver = alsek.submit(eternal, "a").id();
        harness.drain();
        harness.clock().advance(Duration.ofMinutes(10));
        assertThat(results.exists(ofTask)).isFalse();
        assertThat(results.exists(ofMessage)).isTrue();
        harness.clock().advance(Duration.ofMinutes(10));
        assertThat(results.exists(ofMessage)).isFalse();
        harness.clock().advance(Duration.ofDays(400));
        assertThat(results.exists(forEver)).isTrue();
    }

    @Test
    void aResultMayBeDiscarded() {
        Task<String, Integer> task = Task.named("discarding")
                .input(String.class)
                .output(Integer.class)
                .discardResult()
                .build();
        harness.handle(task, String::length);
        String id = alsek.submit(task, "a").id();
        assertThat(harness.drain().executions().get(0)).withResult(1);
        assertThat(results.exists(id)).isFalse();
    }

    @Test
    void aResultIsDeleted() {
        String id = done("four").id();
        assertThat(results.delete(id)).isTrue();
        assertThat(results.delete(id)).isFalse();
    }

    @Test
    void aResultCanBeSetByHand() {
        assertThat(results.setIfAbsent("mine", 1, Integer.class, Duration.ofMinutes(1)))
                .isTrue();
        assertThat(results.setIfAbsent("mine", 2, Integer.class, Duration.ofMinutes(1)))
                .isFalse();
        assertThat(results.get("mine", Integer.class)).isEqualTo(1);
        results.set("mine", 3, Integer.class, null);
        harness.clock().advance(Duration.ofMinutes(2));
        assertThat(results.find("mine", Integer.class)).isEmpty(); // without a TTL the remaining one is kept
        results.set("mine", 3, Integer.class, null);
        harness.clock().advance(Duration.ofDays(300));
        assertThat(results.get("mine", Integer.class)).isEqualTo(3);
    }

    @Test
    void thereIsNoResultOfAFailure() {
        harness.expectFailures().handle(LENGTH, text -> {
            throw new NonRetryableException("no");
        });
        assertThat(results.exists(done("four").id())).isFalse();
    }

    record Unreadable(String value) {
        @Override
        public String value() {
            throw new IllegalStateException("not connected");
        }
    }

    @Test
    void aResultThatCannotBeSerializedFailsTheMessageAtOnceWithThatReason() {
        Task<@Nullable Void, Unreadable> task =
                Task.named("unreadable").output(Unreadable.class).build();
        List<Integer> runs = new ArrayList<>();
        harness.handle(task, nothing -> {
            runs.add(1);
            return new Unreadable("x");
        });
        alsek.submit(task);
        harness.runUntilIdle();
        assertThat(runs).hasSize(1);
        assertThat(harness)
                .hasDeadLetter(task)
                .because(DeathReason.FAILED)
                .withException(NonRetryableException.class)
                .withMessageContaining("The result cannot be kept");
    }

    @Test
    void aResultThatIsTooLargeFailsTheMessageAtOnceWithThatReason() {
        Task<@Nullable Void, String> task =
                Task.named("huge").output(String.class).build();
        harness.handle(task, nothing -> "x".repeat(2 << 20));
        alsek.submit(task);
        assertThat(harness.runUntilIdle()).hasExecuted(1);
        assertThat(harness).hasDeadLetter(task).withMessageContaining("at most 1048576");
    }

    /** Results that go to a backend of their own. */
    private static final class Elsewhere implements AutoCloseable {

        private final AlsekHarness harness;
        private final MemoryBackend other;

        Elsewhere() {
            MemoryBackend[] made = new MemoryBackend[1];
            HarnessBuilder builder = AlsekHarness.builder().handle(LENGTH, String::length);
            builder.backend(setup -> {
                made[0] = MemoryBackend.builder().clock(setup.clock()).build();
                return MemoryBackend.builder().clock(setup.clock()).build();
            });
            builder.customize(settings -> settings.resultsOn(made[0]));
            harness = builder.build();
            other = made[0];
        }

        @Override
        public void close() {
            harness.close();
            other.close();
        }
    }

    @Test
    void resultsMayBeKeptOnAnotherBackend() throws Exception {
        try (Elsewhere two = new Elsewhere()) {
            TaskHandle<Integer> handle = two.harness.alsek().submit(LENGTH, "four");
            var future = handle.future();
            two.harness.drain();
            assertThat(handle.await(Duration.ZERO)).isEqualTo(4);
            assertThat(future).isCompletedWithValue(4);
            assertThat(handle.status()).isEqualTo(TaskStatus.SUCCEEDED);
            Backend first = two.harness.alsek().broker().backend();
            assertThat(first.values().count("*")).isZero();
            assertThat(two.other.values().count("*")).isEqualTo(1);
        }
    }

    @Test
    void simulatedWorkersKeepThemThereToo() {
        try (Elsewhere two = new Elsewhere()) {
            TaskHandle<Integer> handle = two.harness.alsek().submit(LENGTH, "four");
            two.harness.worker("w1").runNext();
            assertThat(two.harness.alsek().results().get(handle.id(), Integer.class))
                    .isEqualTo(4);
            assertThat(two.other.values().count("*")).isEqualTo(1);
        }
    }

    @Test
    void aHandlersCallbackAlsoGetsResultsThatAreKeptElsewhere() {
        try (Elsewhere two = new Elsewhere()) {
            Task<Integer, String> show =
                    Task.named("show").input(Integer.class).output(String.class).build();
            two.harness.handle(show, number -> "<" + number + ">");
            TaskHandle<String> handle = two.harness.alsek().submit(LENGTH.then(show), "four");
            two.harness.drain();
            assertThat(two.harness.alsek().results().get(handle.id(), String.class))
                    .isEqualTo("<4>");
        }
    }
}
