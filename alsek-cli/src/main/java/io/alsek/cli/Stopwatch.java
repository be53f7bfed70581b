package io.alsek.cli;

import io.alsek.event.TaskEvent;
import io.alsek.event.TaskListener;
import java.util.HashMap;
import java.util.Map;

/** Times what goes through the queue, by listening to the events. They come one at a time. */
final class Stopwatch implements TaskListener {

    private final Map<String, Long> submitted = new HashMap<>();
    private final LatencyHistogram latencies = new LatencyHistogram();
    private long retries;
    private long executions;
    private long firstStart;
    private long lastEnd;

    @Override
    public synchronized void onEvent(TaskEvent event) {
        long now = System.nanoTime();
        String id = event.message().id();
        if (event instanceof TaskEvent.Submitted) {
            submitted.put(id, now);
        } else if (event instanceof TaskEvent.Started) {
            executions++;
            firstStart = firstStart == 0 ? now : firstStart;
            Long since = submitted.remove(id);
            if (since != null) {
                latencies.add(now - since);
            }
        } else {
            lastEnd = now;
            retries += event instanceof TaskEvent.Retrying ? 1 : 0;
        }
    }

    synchronized long retries() {
        return retries;
    }

    /** Executions per second, from the first start to the last end. */
    synchronized DemoReport.Throughput throughput() {
        double seconds = Math.max(1, lastEnd - firstStart) / 1e9;
        return new DemoReport.Throughput(executions, seconds, executions / seconds);
    }

    synchronized DemoReport.Latency latency() {
        return new DemoReport.Latency(latencies.millisAt(0.50), latencies.millisAt(0.99));
    }
}
