package io.alsek.spi;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The dead letter queues, one beside each queue. A dead letter whose time is over is not seen any more, swept or not.
 * Thread-safe; throws {@link BackendException} when the backend fails.
 */
public interface DeadLetterStore {

    /**
     * Lists dead letters of a queue, oldest first.
     *
     * @param from where to begin: {@link Page#next()} of the page before, or {@code null}
     * @param limit at least 1
     */
    Page<DeadLetter> browse(String queue, @Nullable String from, int limit);

    /** Looks dead letters up. What is not dead is not in the answer. */
    Map<MessageKey, DeadLetter> find(Collection<MessageKey> keys);

    /** Replays dead letters; the answers tell, in the order of the arguments, whether there was one. */
    List<Boolean> replay(List<Replay> replays);

    /** Removes dead letters and forgets their ids, so that they may be submitted anew; returns how many there were. */
    int purge(Collection<MessageKey> keys);
}
