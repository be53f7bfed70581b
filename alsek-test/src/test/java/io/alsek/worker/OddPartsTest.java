package io.alsek.worker;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.event.TaskEvent;
import io.alsek.message.Backoff;
import io.alsek.message.BackoffSettings;
import io.alsek.message.Serializer;
import io.alsek.spi.DeathReason;
import io.alsek.task.NonRetryableException;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Handlers and parts of the user's own that misbehave: the message is never lost, and never run for ever. */
@AlsekTest
class OddPartsTest {

    private final AlsekHarness harness;
    private final Alsek alsek;

    OddPartsTest(AlsekHarness harness, Alsek alsek) {
        this.harness = harness.expectFailures();
        this.alsek = alsek;
    }

    private final Task<@Nullable Void, String> task =
            Task.named("odd").output(String.class).retry(1, Backoff.none()).build();

    @Test
    void aHandlerThatThrowsAnError() {
        harness.handle(task, nothing -> {
            throw new StackOverflowError("deep");
        });
        TaskHandle<String> handle = alsek.submit(task);
        harness.drain();
        assertThat(harness).task(handle).hasAttempts(2).isDeadLetteredWith(StackOverflowError.class);
    }

    @Test
    @SuppressWarnings({"removal", "deprecation"}) // it is still there, and may still be thrown
    void aHandlerThatThrowsThreadDeath() {
        harness.handle(task, nothing -> {
            throw new ThreadDeath();
        });
        TaskHandle<String> handle = alsek.submit(task);
        harness.drain();
        assertThat(harness).task(handle).hasAttempts(2).isDeadLetteredWith(ThreadDeath.class);
    }

    @Test
    void aHandlerThatThrowsAnExceptionWhoseMethodsThrow() {
        class Nasty extends RuntimeException {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new IllegalStateException("no message");
            }
        }
        harness.handle(task, nothing -> {
            throw new Nasty();
        });
        alsek.submit(task);
        harness.drain();
        assertThat(harness).hasDeadLetter(task).withException(Nasty.class);
    }

    @Test
    void aHandlerThatReturnsNull() throws Exception {
        Task<@Nullable Void, @Nullable String> nothing =
                Task.named("nothing").output(String.class).build();
        harness.handle(nothing, none -> null);
        TaskHandle<@Nullable String> handle = alsek.submit(nothing);
        assertThat(harness.drain().executions().get(0)).withResult(null);
        assertThat(handle.await(Duration.ZERO)).isNull();
        assertThat(alsek.results().exists(handle.id())).isTrue();
    }

    @Test
    @SuppressWarnings("NullAway") // what a careless user might do
    void anAsynchronousHandlerThatReturnsNoStage() {
        harness.add(task.handledAsyncBy((nothing, context) -> null));
        TaskHandle<String> handle = alsek.submit(task);
        harness.drain();
        assertThat(harness).task(handle).hasAttempts(2).isDeadLetteredWith(IllegalStateException.class);
    }

    @Test
    void aHandlerThatInterruptsItself() {
        harness.handle(task, nothing -> {
            Thread.currentThread().interrupt();
            return "done";
        });
        alsek.submit(task);
        assertThat(harness.drain().executions().get(0)).withResult("done");
        Thread.interrupted();
    }

    /** Writes what it is given as JSON, but not results. */
    private record Moody() implements Serializer {
        @Override
        public String contentType() {
            return "moody";
        }

        @Override
        public byte[] serialize(@Nullable Object value, Type type) {
            if (type == String.class) {
                throw new UnsupportedOperationException("not today");
            }
            return Serializer.json().serialize(value, type);
        }

        @Override
        public @Nullable Object deserialize(byte[] bytes, Type type) {
            if (type == Integer.class) {
                throw new UnsupportedOperationException("not today");
            }
            return Serializer.json().deserialize(bytes, type);
        }
    }

    @Test
    void aSerializerThatCannotWriteAResultAndSaysSoInItsOwnWay() {
        Task<@Nullable Void, String> moody =
                Task.named("moody").output(String.class).serializer(new Moody()).build();
        harness.handle(moody, nothing -> "done");
        alsek.submit(moody);
        assertThat(harness.runUntilIdle()).hasExecuted(1);
        assertThat(harness)
                .hasDeadLetter(moody)
                .withException(NonRetryableException.class)
                .withMessageContaining("The result cannot be kept: not today");
    }

    @Test
    void aSerializerThatFailsToReadAnInputInItsOwnWayWillNotDoBetterNextTime() {
        try (AlsekHarness own = AlsekHarness.builder()
                .customize(builder -> builder.alsoReads(new Moody()))
                .build()) {
            Task<Integer, @Nullable Void> moody = Task.named("moody")
                    .input(Integer.class)
                    .serializer(new Moody())
                    .retry(1, Backoff.none())
                    .build();
            own.handle(moody, number -> null);
            own.alsek().submit(moody, 3);
            own.runUntilIdle();
            assertThat(own.events()).noneMatch(TaskEvent.Retrying.class::isInstance);
            assertThat(own)
                    .hasNoPendingTasks()
                    .hasDeadLetter(moody)
                    .because(DeathReason.UNDECODABLE)
                    .withMessageContaining("not today");
        }
    }

    /** Cannot say how long to wait. */
    private record Clueless() implements Backoff {
        @Override
        public Duration delay(int incidents, RandomGenerator random) {
            throw new ArithmeticException("no clue");
        }

        @Override
        public BackoffSettings settings() {
            return new BackoffSettings("clueless", Map.of());
        }
    }

    /** Wants to go back in time. */
    private record Nostalgic() implements Backoff {
        @Override
        public Duration delay(int incidents, RandomGenerator random) {
            return Duration.ofDays(-1);
        }

        @Override
        public BackoffSettings settings() {
            return new BackoffSettings("nostalgic", Map.of());
        }
    }

    private static void failsTwiceWith(Backoff backoff) {
        try (AlsekHarness own = AlsekHarness.builder()
                .customize(builder -> builder.backoff("clueless", parameters -> new Clueless())
                        .backoff("nostalgic", parameters -> new Nostalgic()))
                .build()) {
            Task<@Nullable Void, @Nullable Void> failing =
                    Task.named("failing").retry(1, backoff).build();
            own.handle(failing, nothing -> {
                throw new IllegalStateException("down");
            });
            TaskHandle<?> handle = own.alsek().submit(failing);
            own.runUntilIdle();
            assertThat(own).task(handle).hasAttempts(2).isDeadLetteredWith(IllegalStateException.class);
        }
    }

    @Test
    void aBackoffThatThrows() {
        failsTwiceWith(new Clueless());
    }

    @Test
    void aBackoffThatIsNegative() {
        failsTwiceWith(new Nostalgic());
    }
}
