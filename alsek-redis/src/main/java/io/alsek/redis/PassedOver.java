package io.alsek.redis;

import io.alsek.spi.BackendException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queues that are passed over because a key of theirs is of a wrong type. That is told once, and again only after they
 * were sound in between. Thread-safe.
 */
final class PassedOver {

    private static final Logger LOG = LoggerFactory.getLogger(RedisBackend.class);

    private final Space space;
    private final Set<String> queues = ConcurrentHashMap.newKeySet();

    PassedOver(Space space) {
        this.space = space;
    }

    void add(String queue) {
        if (queues.add(queue)) {
            try {
                diagnose(queue);
            } catch (BackendException e) {
                LOG.warn("The queue \"{}\" is passed over: {}", queue, e.getMessage());
            }
        }
    }

    void remove(String queue) {
        queues.remove(queue);
    }

    /**
     * Asks what is wrong with a queue.
     *
     * @throws BackendException if something is; names the key
     */
    void diagnose(String queue) {
        QueueCall call = new QueueCall(space);
        call.group(queue);
        call.run(Scripts.DIAGNOSE);
    }
}
