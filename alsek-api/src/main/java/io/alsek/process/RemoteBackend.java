package io.alsek.process;

import io.alsek.spi.Backend;
import io.alsek.spi.ChannelListener;
import io.alsek.spi.DeadLetter;
import io.alsek.spi.DeadLetterStore;
import io.alsek.spi.EventBus;
import io.alsek.spi.LockStore;
import io.alsek.spi.MessageKey;
import io.alsek.spi.Page;
import io.alsek.spi.Publication;
import io.alsek.spi.QueueAdmin;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
import io.alsek.spi.Replay;
import io.alsek.spi.ValueStore;
import io.alsek.spi.ValueWrite;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parent's backend as its child sees it: what a handler can reach through its context goes through the pipe,
 * everything else is refused. Thread-safe.
 */
public final class RemoteBackend implements Backend {

    private final ParentLink link;
    private final Setup.Traits traits;
    private final InstantSource clock;
    private final boolean results;

    /**
     * A backend at the other end.
     *
     * @param clock the backend's clock, as far as the child knows it
     * @param results whether it is the one where the results are, rather than the one with the messages
     */
    public RemoteBackend(ParentLink link, Setup.Traits traits, InstantSource clock, boolean results) {
        this.link = link;
        this.traits = traits;
        this.clock = clock;
        this.results = results;
    }

    static UnsupportedOperationException outOfReach(String what) {
        return new UnsupportedOperationException("A child process cannot " + what + "; that is its parent's business");
    }

    @Override
    public String namespace() {
        return traits.namespace();
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    @Override
    public QueueStore queues(QueuePolicy policy) {
        return new RemoteQueues(link);
    }

    @Override
    public DeadLetterStore deadLetters() {
        return new RemoteDeadLetters();
    }

    @Override
    public QueueAdmin administration() {
        throw outOfReach("administer queues");
    }

    @Override
    public ValueStore values() {
        return new RemoteValues();
    }

    @Override
    public Optional<EventBus> events() {
        return traits.events() ? Optional.of(new RemoteEvents()) : Optional.empty();
    }

    @Override
    public Optional<LockStore> locks() {
        return traits.locks() ? Optional.of(new RemoteLocks(link)) : Optional.empty();
    }

    @Override
    public long clear() {
        throw outOfReach("clear a namespace");
    }

    @Override
    public void close() {
        // The parent closes it.
    }

    private final class RemoteDeadLetters implements DeadLetterStore {

        @Override
        public Page<DeadLetter> browse(String queue, @Nullable String from, int limit) {
            throw outOfReach("browse dead letters");
        }

        @Override
        @SuppressWarnings("unchecked") // the request decodes its answer as this
        public Map<MessageKey, DeadLetter> find(Collection<MessageKey> keys) {
            Map<MessageKey, DeadLetter> found = new LinkedHashMap<>();
            for (DeadLetter letter : (List<DeadLetter>) link.ask(StoreRequest.FIND_DEAD, List.copyOf(keys), false)) {
                found.put(letter.message().key(), letter);
            }
            return found;
        }

        @Override
        public List<Boolean> replay(List<Replay> replays) {
            throw outOfReach("replay dead letters");
        }

        @Override
        public int purge(Collection<MessageKey> keys) {
            throw outOfReach("purge dead letters");
        }
    }

    @SuppressWarnings("unchecked") // each request decodes its answer as what is expected here
    private final class RemoteValues implements ValueStore {

        private Object ask(StoreRequest request, Collection<?> question) {
            return link.ask(request, List.copyOf(question), results);
        }

        @Override
        public Map<String, byte[]> get(Collection<String> keys) {
            return (Map<String, byte[]>) ask(StoreRequest.VALUES_GET, keys);
        }

        @Override
        public Set<String> existing(Collection<String> keys) {
            return (Set<String>) ask(StoreRequest.VALUES_EXISTING, keys);
        }

        @Override
        public List<Boolean> set(List<ValueWrite> writes) {
            return (List<Boolean>) ask(StoreRequest.VALUES_SET, writes);
        }

        @Override
        public Map<String, byte[]> take(Collection<String> keys) {
            return (Map<String, byte[]>) ask(StoreRequest.VALUES_TAKE, keys);
        }

        @Override
        public int delete(Collection<String> keys) {
            return (Integer) ask(StoreRequest.VALUES_DELETE, keys);
        }

        @Override
        public List<String> scan(String pattern) {
            throw outOfReach("scan values");
        }

        @Override
        public long count(String pattern) {
            throw outOfReach("count values");
        }
    }

    private final class RemoteEvents implements EventBus {

        @Override
        public void publish(List<Publication> publications) {
            link.ask(StoreRequest.PUBLISH, publications, false);
        }

        @Override
        public Registration subscribe(String channel, ChannelListener listener) {
            long number = link.subscribe(channel, listener);
            return () -> link.unsubscribe(channel, number);
        }
    }
}
