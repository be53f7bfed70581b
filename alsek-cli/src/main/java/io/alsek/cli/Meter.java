package io.alsek.cli;

import io.alsek.event.TaskEvent;
import io.alsek.event.TaskListener;
import io.alsek.message.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Measures the traffic of a queue by listening to its events. Thread-safe. */
final class Meter implements TaskListener {

    private final List<Duration> latencies = new ArrayList<>();
    private long retries;
    private long messages;

    @Override
    public synchronized void onEvent(TaskEvent event) {
        if (event instanceof TaskEvent.Started started) {
            onStart(started);
        } else if (event instanceof TaskEvent.Retrying) {
            retries++;
        } else if (event instanceof TaskEvent.Succeeded || event instanceof TaskEvent.Failed) {
            messages++;
        }
    }

    /** The start of a retry says how long the backoff is, not how busy the queue is. */
    private void onStart(TaskEvent.Started started) {
        Message message = started.message();
        if (message.history().retries() == 0) {
            latencies.add(Duration.between(message.timing().createdAt(), started.at()));
        }
    }

    /** {@return what was measured so far} */
    synchronized Traffic read(Duration elapsed) {
        Collections.sort(latencies);
        return new Traffic(
                messages, retries, elapsed.toMillis() / 1e3, perSecond(elapsed), percentile(50), percentile(99));
    }

    private double perSecond(Duration elapsed) {
        return Math.round(messages * 1e10 / Math.max(1, elapsed.toNanos())) / 10.0;
    }

    private long percentile(int percent) {
        int rank = (latencies.size() * percent + 99) / 100;
        return latencies.isEmpty() ? 0 : Math.max(0, latencies.get(rank - 1).toMillis());
    }

    /**
     * What went through the queue.
     *
     * @param messages how many messages were settled, done or dead
     * @param retries how many attempts were followed by another
     * @param seconds how long it took
     * @param messagesPerSecond the one divided by the other
     * @param latencyP50Millis how long half of the messages waited, at most, from submission to start
     * @param latencyP99Millis how long 99 percent of them waited, at most
     */
    record Traffic(
            long messages,
            long retries,
            double seconds,
            double messagesPerSecond,
            long latencyP50Millis,
            long latencyP99Millis) {}
}
