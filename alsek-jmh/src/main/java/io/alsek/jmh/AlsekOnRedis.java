package io.alsek.jmh;

import io.alsek.Alsek;
import io.alsek.redis.RedisBackend;
import io.alsek.task.Task;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Alsek on Redis, through its public API; with or without results and statuses. */
final class AlsekOnRedis implements RedisContender {

    private static final Task<Work, @Nullable Void> TRACKED = Task.named("no-op-tracked")
            .input(Work.class)
            .queue("bench")
            .storeResult(Duration.ofMinutes(10))
            .trackStatus()
            .silent()
            .build();

    private final boolean tracked;
    private final int threadsPerConsumer;
    private final RedisBackend backend;
    private final Alsek alsek;

    AlsekOnRedis(URI server, boolean tracked, int threadsPerConsumer) {
        this.tracked = tracked;
        this.threadsPerConsumer = threadsPerConsumer;
        backend = RedisBackend.builder()
                .url(server.toString())
                .namespace("alsek-bench")
                .build();
        backend.clear();
        alsek = Alsek.on(backend);
    }

    private Task<Work, @Nullable Void> task() {
        return tracked ? TRACKED : Work.NO_OP;
    }

    @Override
    public String name() {
        return tracked ? "Alsek with results and statuses" : "Alsek";
    }

    @Override
    public void submit(long id) {
        alsek.submit(task(), Work.number(id));
    }

    @Override
    public void submit(long first, int count) {
        List<Work> inputs = new ArrayList<>(count);
        for (long id = first; id < first + count; id++) {
            inputs.add(Work.number(id));
        }
        alsek.submitAll(task(), inputs);
    }

    @Override
    public void startConsuming(int threads, LongAdder consumed) {
        alsek.threadPool()
                .size(threads * threadsPerConsumer)
                .perform(task(), (work, context) -> consumed.increment())
                .start();
    }

    @Override
    public void close() {
        backend.clear();
        alsek.close();
    }
}
