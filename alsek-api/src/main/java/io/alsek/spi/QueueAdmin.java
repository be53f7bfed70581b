package io.alsek.spi;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks at queues and manages them as wholes. Thread-safe; throws {@link BackendException} when the backend fails.
 */
public interface QueueAdmin {

    /** {@return the names of all queues that hold something, dead letters included, or are paused; sorted} */
    Set<String> queues();

    /**
     * Counts what is in a queue. Dashboards ask often, so this takes constant time, whatever the backlog, if the storage
     * can give that without slowing down every transition. A queue that nobody knows is empty.
     */
    QueueCounts counts(String queue);

    /** {@return for each task that has living messages which are not leased, how many: task → count, sorted by name} */
    Map<String, Long> waitingByTask(String queue);

    /**
     * Lists living messages: the ready ones in the order in which they would be claimed, then the delayed ones by
     * instant, then the leased ones, in any order that stays.
     *
     * @param from where to begin: {@link Page#next()} of the page before, or {@code null}
     * @param limit at least 1
     */
    Page<StoredMessage> browse(String queue, @Nullable String from, int limit);

    /** Stops claims from a queue; submitting and settling go on. Returns whether this changed anything. */
    boolean pause(String queue);

    /** Allows claims again. Returns whether this changed anything. */
    boolean resume(String queue);

    /**
     * Removes all ready and delayed messages and forgets their ids; returns how many there were. Of locks that go with
     * messages a backend knows nothing: they stay held for as long as these could have lived, unless whoever asks for the
     * purge releases them, as {@code Alsek.queues()} does.
     */
    long purge(String queue);

    /** Finds the queue that holds an id, alive or dead. May have to visit every queue: for people, not for programs. */
    Optional<MessageKey> locate(String id);
}
