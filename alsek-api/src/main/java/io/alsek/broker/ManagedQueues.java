package io.alsek.broker;

import io.alsek.message.Message;
import io.alsek.message.SerializationException;
import io.alsek.spi.MessageKey;
import io.alsek.spi.Page;
import io.alsek.spi.QueueAdmin;
import io.alsek.spi.QueueCounts;
import io.alsek.spi.StoredMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The queues as wholes. What a backend cannot do, to which messages are bytes, is done here: a purge releases the locks
 * that its messages held. Thread-safe; throws {@link io.alsek.spi.BackendException} when the backend fails.
 */
public final class ManagedQueues implements QueueAdmin {

    private static final int PAGE = 500;

    private final Broker broker;
    private final QueueAdmin admin;

    /** Those of this broker. */
    public ManagedQueues(Broker broker) {
        this.broker = broker;
        this.admin = broker.backend().administration();
    }

    /**
     * Removes all ready and delayed messages, forgets their ids and then releases the locks that they held; returns how
     * many messages there were. Reads the whole queue before, to find those locks. Where the process dies in between, or
     * for messages that were submitted meanwhile, a lock stays held for as long as its message could have lived.
     */
    @Override
    public long purge(String queue) {
        List<Message> holders = broker.backend().locks().isPresent() ? holders(queue) : List.of();
        long purged = admin.purge(queue);
        for (int from = 0; from < holders.size(); from += PAGE) {
            releaseOfVanished(holders.subList(from, Math.min(holders.size(), from + PAGE)));
        }
        return purged;
    }

    /** The living messages that hold a lock, those that are being run included: they may be waiting again in a moment. */
    private List<Message> holders(String queue) {
        List<Message> holders = new ArrayList<>();
        String from = null;
        do {
            Page<StoredMessage> page = admin.browse(queue, from, PAGE);
            for (StoredMessage stored : page.elements()) {
                holding(stored).ifPresent(holders::add);
            }
            from = page.next();
        } while (from != null);
        return holders;
    }

    private static Optional<Message> holding(StoredMessage stored) {
        try {
            return Optional.of(Envelope.unpack(stored)).filter(message -> message.linkedLock() != null);
        } catch (SerializationException e) {
            return Optional.empty(); // nobody can say which lock
        }
    }

    private void releaseOfVanished(List<Message> messages) {
        Map<MessageKey, Message> vanished = new LinkedHashMap<>();
        messages.forEach(message -> vanished.put(Broker.keyOf(message), message));
        vanished.keySet()
                .removeAll(broker.queues().find(List.copyOf(vanished.keySet())).keySet());
        vanished.values().forEach(broker.locks().linked()::vanished);
    }

    @Override
    public Set<String> queues() {
        return admin.queues();
    }

    @Override
    public QueueCounts counts(String queue) {
        return admin.counts(queue);
    }

    @Override
    public Map<String, Long> waitingByTask(String queue) {
        return admin.waitingByTask(queue);
    }

    @Override
    public Page<StoredMessage> browse(String queue, @Nullable String from, int limit) {
        return admin.browse(queue, from, limit);
    }

    @Override
    public boolean pause(String queue) {
        return admin.pause(queue);
    }

    @Override
    public boolean resume(String queue) {
        return admin.resume(queue);
    }

    @Override
    public Optional<MessageKey> locate(String id) {
        return admin.locate(id);
    }
}
