package io.alsek.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.alsek.Alsek;
import io.alsek.memory.MemoryBackend;
import io.alsek.task.Task;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting for a stored result, by the id of its message alone. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ResultWaitTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Task<String, Integer> LENGTH =
            Task.named("length").input(String.class).output(Integer.class).build();

    private final Alsek alsek = Alsek.on(new MemoryBackend());

    @AfterEach
    void close() {
        alsek.close();
    }

    private FutureTask<StoredResult<Integer>> waitFor(String id) {
        FutureTask<StoredResult<Integer>> waiting =
                new FutureTask<>(() -> alsek.results().await(id, Integer.class, PATIENCE));
        Thread thread = new Thread(waiting);
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        return waiting;
    }

    @Test
    void aResultIsReadAsSoonAsItIsThere() throws Exception {
        alsek.submit(LENGTH, "four", options -> options.id("m"));
        FutureTask<StoredResult<Integer>> waiting = waitFor("m");

        alsek.threadPool().handle(LENGTH, (text, context) -> text.length()).start();

        assertThat(waiting.get().value()).isEqualTo(4);
        assertThat(waiting.get().id()).isEqualTo("m");
        assertThat(alsek.results().exists("m")).isTrue();
    }

    @Test
    void aResultThatIsStoredByHandIsFound() throws Exception {
        FutureTask<StoredResult<Integer>> waiting = waitFor("m");

        alsek.results().set("m", 5, Integer.class, null);

        assertThat(waiting.get().value()).isEqualTo(5);
    }

    @Test
    void takingDeletesIt() throws Exception {
        alsek.results().set("m", 5, Integer.class, null);

        assertThat(alsek.results().awaitAndTake("m", Integer.class, PATIENCE).value())
                .isEqualTo(5);

        assertThat(alsek.results().exists("m")).isFalse();
    }

    @Test
    void patienceEnds() {
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> alsek.results().await("m", Integer.class, Duration.ofMillis(20)))
                .withMessageContaining("\"m\"")
                .withMessageContaining("PT0.02S");
    }
}
