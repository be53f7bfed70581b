package io.alsek.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.alsek.Alsek;
import io.alsek.event.TaskStatus;
import io.alsek.message.Mechanism;
import io.alsek.process.ProcessOptions;
import io.alsek.task.BoundTask;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import io.alsek.task.TaskProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks in child processes, whose parent has the connection to Redis. */
class RedisProcessPoolTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Task<Integer, Integer> INCREMENT = Task.named("increment")
            .mechanism(Mechanism.PROCESS)
            .input(Integer.class)
            .output(Integer.class)
            .build();

    private static final Task<Integer, Integer> DELEGATE = Task.named("delegate")
            .mechanism(Mechanism.PROCESS)
            .input(Integer.class)
            .output(Integer.class)
            .build();

    private static final Task<@Nullable Void, @Nullable Void> SLOW =
            Task.named("slow").mechanism(Mechanism.PROCESS).trackStatus().build();

    private final RedisBackend backend = RedisBackend.builder()
            .url(SharedRedis.url())
            .namespace("processes-" + UUID.randomUUID())
            .build();

    private final Alsek alsek = Alsek.on(backend);

    /** What the children run. */
    public static final class Tasks implements TaskProvider {

        @Override
        public Collection<BoundTask<?, ?>> tasks() {
            return List.of(
                    INCREMENT.handledBy((number, context) -> number + 1),
                    DELEGATE.handledBy((number, context) -> {
                        Integer more = context.submit(INCREMENT, number).await(PATIENCE);
                        return more == null ? -1 : more;
                    }),
                    SLOW.handledBy((nothing, context) -> {
                        context.progress("half-way");
                        new CountDownLatch(1).await();
                        return null;
                    }));
        }
    }

    @AfterEach
    void close() {
        backend.clear();
        alsek.close();
    }

    private void start() {
        alsek.processPool(ProcessOptions.of(Tasks.class).processes(1, 2).threads(3))
                .start();
    }

    @Test
    void many_messages_get_their_results_some_by_way_of_others() throws Exception {
        start();
        List<TaskHandle<Integer>> handles = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            handles.add(alsek.submit(INCREMENT, i));
        }

        TaskHandle<Integer> delegate = alsek.submit(DELEGATE, 1_000);

        assertThat(delegate.await(PATIENCE)).isEqualTo(1_001);
        for (int i = 0; i < handles.size(); i++) {
            assertThat(handles.get(i).await(PATIENCE)).isEqualTo(i + 1);
        }
    }

    @Test
    void progress_reaches_the_status_and_a_revocation_the_child() {
        start();
        TaskHandle<@Nullable Void> slow = alsek.submit(SLOW);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(alsek.statuses().find(slow.id()))
                        .hasValueSatisfying(
                                update -> assertThat(update.details()).isEqualTo("half-way")));

        assertThat(slow.cancel()).isTrue();

        await().atMost(PATIENCE).until(() -> slow.status() == TaskStatus.FAILED);
    }
}
