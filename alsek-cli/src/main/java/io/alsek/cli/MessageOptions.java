package io.alsek.cli;

import io.alsek.message.Mechanism;
import io.alsek.task.SubmitOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What one message has different from its task. */
final class MessageOptions {

    @Option(names = "--queue", paramLabel = "QUEUE", description = "Where it waits; the task's own queue by default.")
    private @Nullable String queue;

    @Option(names = "--id", paramLabel = "ID", description = "Its id, which is accepted once; a new one by default.")
    private @Nullable String id;

    @Option(names = "--priority", paramLabel = "N", description = "Not negative; a lower number runs first.")
    private @Nullable Integer priority;

    @Option(
            names = "--delay",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Run it so much later.")
    private @Nullable Duration delay;

    @Option(names = "--at", paramLabel = "INSTANT", description = "Run it then, such as 2027-01-31T09:00:00Z.")
    private @Nullable Instant readyAt;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long an attempt may take.")
    private @Nullable Duration timeout;

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long it may wait, once it is ready, before it expires.")
    private @Nullable Duration timeToLive;

    @Option(
            names = "--mechanism",
            paramLabel = "KIND",
            description = "Which kind of pool runs it: ${COMPLETION-CANDIDATES}.")
    private @Nullable Mechanism mechanism;

    @Option(names = "--metadata", paramLabel = "NAME=TEXT", description = "A note on it; may be given several times.")
    private Map<String, String> metadata = Map.of();

    @Nullable
    String queue() {
        return queue;
    }

    void requireConsistent() {
        if (delay != null && readyAt != null) {
            throw new RefusedException("--delay and --at contradict each other; say one of them");
        }
    }

    void fill(SubmitOptions options) {
        setIfGiven(queue, options::queue);
        setIfGiven(id, options::id);
        setIfGiven(priority, options::priority);
        setIfGiven(delay, options::delay);
        setIfGiven(readyAt, options::readyAt);
        setIfGiven(timeout, options::timeout);
        setIfGiven(timeToLive, options::timeToLive);
        setIfGiven(mechanism, options::mechanism);
        if (!metadata.isEmpty()) {
            options.metadata(metadata);
        }
    }

    private static <T> void setIfGiven(@Nullable T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }
}
