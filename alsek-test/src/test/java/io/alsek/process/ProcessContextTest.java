package io.alsek.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.alsek.Alsek;
import io.alsek.event.TaskEvent;
import io.alsek.event.TaskStatus;
import io.alsek.memory.MemoryBackend;
import io.alsek.message.Mechanism;
import io.alsek.message.Message;
import io.alsek.spi.Backend;
import io.alsek.spi.MessageKey;
import io.alsek.task.TaskFailedException;
import io.alsek.task.TaskHandle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Handlers in child processes see and can do what handlers in threads do. */
@TestInstance(Lifecycle.PER_CLASS)
class ProcessContextTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final MemoryBackend results = new MemoryBackend();
    private final Alsek alsek = Alsek.builder(backend()).resultsOn(results).build();
    private final List<TaskEvent> events = new CopyOnWriteArrayList<>();

    Backend backend() {
        return new MemoryBackend();
    }

    @BeforeAll
    void start() {
        alsek.addListener(events::add);
        alsek.processPool(ProcessOptions.of(ContextTasks.class).processes(1).threads(8))
                .start();
    }

    @AfterAll
    void close() {
        alsek.close();
        results.close();
    }

    @Test
    void message_attempt_and_earlier_failure() throws Exception {
        TaskHandle<ContextTasks.Report> handle =
                alsek.submit(ContextTasks.REPORT, null, options -> options.metadata(Map.of("for", "you")));

        assertThat(handle.await(PATIENCE))
                .isEqualTo(new ContextTasks.Report(
                        handle.id(),
                        2,
                        1,
                        "java.lang.IllegalArgumentException: the first attempt always fails",
                        Map.of("for", "you")));
    }

    @Test
    void hooks_around_the_handler_share_its_state() throws Exception {
        assertThat(alsek.submit(ContextTasks.HOOKED).await(PATIENCE)).isEqualTo("prepared handled wrapped");
    }

    @Test
    void progress_is_seen_in_the_status() {
        TaskHandle<@Nullable Void> slow = alsek.submit(ContextTasks.SLOW);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(alsek.statuses().find(slow.id()))
                        .hasValueSatisfying(update -> {
                            assertThat(update.status()).isEqualTo(TaskStatus.RUNNING);
                            assertThat(update.details()).isEqualTo(Map.of("done", 3, "of", 7));
                        }));
        slow.cancel();
    }

    @Test
    void submitting_from_inside_and_waiting_for_the_result() throws Exception {
        TaskHandle<Integer> delegate = alsek.submit(ContextTasks.DELEGATE, 1);

        assertThat(delegate.await(PATIENCE)).isEqualTo(2);
        assertThat(events)
                .filteredOn(TaskEvent.Submitted.class::isInstance)
                .extracting(TaskEvent::message)
                .filteredOn(message -> message.task().equals("increment"))
                .filteredOn(message -> delegate.id().equals(message.lineage().submittedBy()))
                .hasSize(1);
    }

    @Test
    void what_the_backend_refuses_is_refused_in_the_child() throws Exception {
        assertThat(alsek.submit(ContextTasks.DUPLICATE).await(PATIENCE)).isEqualTo("DuplicateMessageException");
    }

    @Test
    void cancelling_what_was_submitted_from_inside() throws Exception {
        TaskHandle<Boolean> fickle = alsek.submit(ContextTasks.FICKLE);

        assertThat(fickle.await(PATIENCE)).isTrue();
        assertThat(events)
                .filteredOn(
                        event -> fickle.id().equals(event.message().lineage().submittedBy()))
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly("Submitted", "Failed");
    }

    @Test
    void a_cancellation_shows_in_the_context_with_its_reason(@TempDir Path directory) {
        Path file = directory.resolve("reason");
        TaskHandle<@Nullable Void> attentive = alsek.submit(ContextTasks.ATTENTIVE, file.toString());
        await().atMost(PATIENCE).until(() -> attentive.status() == TaskStatus.RUNNING);

        attentive.cancel();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(file).hasContent("REVOKED"));
    }

    @Test
    void an_exception_that_forbids_another_attempt_forbids_it() {
        TaskHandle<@Nullable Void> hopeless = alsek.submit(ContextTasks.HOPELESS);

        assertThatThrownBy(() -> hopeless.await(PATIENCE)).isInstanceOf(TaskFailedException.class);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(events)
                        .filteredOn(event -> event.message().id().equals(hopeless.id()))
                        .noneMatch(TaskEvent.Retrying.class::isInstance)
                        .filteredOn(TaskEvent.Failed.class::isInstance)
                        .singleElement()
                        .satisfies(event -> assertThat(
                                        ((TaskEvent.Failed) event).failure().summary())
                                .isEqualTo("io.alsek.task.NonRetryableException: no hope")));
    }

    @Test
    void a_result_that_cannot_be_encoded_fails_the_message_for_good() {
        TaskHandle<Object> odd = alsek.submit(ContextTasks.ODD);

        assertThatThrownBy(() -> odd.await(PATIENCE)).hasMessageContaining("The result cannot be kept");
    }

    @Test
    void locks_are_shared_with_all_other_processes() throws Exception {
        assertThat(alsek.lock("taken").tryAcquire()).isPresent();

        assertThat(alsek.submit(ContextTasks.LOCK).await(PATIENCE)).isEqualTo(List.of(false, true));
        assertThat(alsek.lock("free").holders()).as("what the child released").isEmpty();
    }

    @Test
    void callbacks_get_the_result() throws Exception {
        var chain = ContextTasks.INCREMENT.then(ContextTasks.INCREMENT).then(ContextTasks.INCREMENT);

        assertThat(alsek.submit(chain, 1).await(PATIENCE)).isEqualTo(4);
    }

    @Test
    void a_task_of_another_mechanism_can_be_sent_here_for_once() throws Exception {
        Message message = alsek.submit(ContextTasks.INCREMENT, 1, options -> options.mechanism(Mechanism.THREAD))
                .message();

        assertThat(alsek.submit(ContextTasks.INCREMENT, 5).await(PATIENCE)).isEqualTo(6);
        assertThat(alsek.broker().sync(new MessageKey(message.queue(), message.id())))
                .as("that one is not for this pool")
                .isPresent();
    }
}
