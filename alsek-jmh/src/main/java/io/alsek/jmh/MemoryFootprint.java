package io.alsek.jmh;

import io.alsek.Alsek;
import io.alsek.memory.MemoryBackend;
import io.alsek.task.Task;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Do a million waiting messages with 100-byte payloads fit in 600 MB of heap, and how much does each take?
 *
 * <pre>{@code java -Xmx600m -cp alsek-jmh/target/benchmarks.jar io.alsek.jmh.MemoryFootprint}</pre>
 */
public final class MemoryFootprint {

    private static final int MESSAGES = 1_000_000;
    private static final int PAYLOAD_BYTES = 100;

    private static final Task<String, @Nullable Void> TEXT =
            Task.named("text").input(String.class).queue("bench").build();

    private MemoryFootprint() {}

    /** Prints what it found. */
    public static void main(String[] args) {
        String payload = "x".repeat(PAYLOAD_BYTES - 2); // and two quotes, in JSON
        try (Alsek alsek = Alsek.on(new MemoryBackend())) {
            alsek.submit(TEXT, payload); // classes and caches are not to count
            long before = used();
            for (int i = 0; i < MESSAGES; i++) {
                alsek.submit(TEXT, payload);
            }
            long after = used();
            System.out.printf(
                    Locale.ROOT,
                    "%,d messages wait: %,d MB of %,d MB heap, %d bytes each%n",
                    alsek.queues().counts("bench").ready(),
                    after >> 20,
                    Runtime.getRuntime().maxMemory() >> 20,
                    (after - before) / MESSAGES);
        }
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
