package io.alsek.memory;

import io.alsek.spi.Backend;
import io.alsek.spi.DeadLetterStore;
import io.alsek.spi.EventBus;
import io.alsek.spi.LockStore;
import io.alsek.spi.QueueAdmin;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
import io.alsek.spi.ScheduleStore;
import io.alsek.spi.ValueStore;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * A backend that keeps everything in the memory of this process: fast, complete, and forgotten when the process ends.
 *
 * <p>For tests, for development, and for production work that need not survive a restart nor leave the process. It has
 * all abilities of a {@link Backend}. There are no threads behind it: everything happens on the threads that call it,
 * so that listeners to its channels are called on the publisher's, and the same calls with the same clock and random
 * numbers give the same answers.
 *
 * <p>Each backend that is made has a storage of its own; {@link #open} makes further ones that share it, as two
 * processes share a server. Instants are kept in milliseconds; finer ones are rounded up. A message that waits takes
 * about 160 bytes besides its id and its body, which are kept as they were handed over.
 *
 * <pre>{@code
 * try (Backend backend = new MemoryBackend()) {
 *     QueueStore queues = backend.queues(QueuePolicy.DEFAULT);
 *     ...
 * }
 * }</pre>
 */
public final class MemoryBackend implements Backend {

    private static final String DEFAULT_NAMESPACE = "alsek";

    private final String namespace;
    private final MemoryStorage storage;
    private final Namespace space;
    private final Lifecycle lifecycle;

    /** Opens a backend with a storage of its own, the namespace {@code alsek} and the system's clock. */
    public MemoryBackend() {
        this(new Builder());
    }

    private MemoryBackend(Builder builder) {
        this(builder.namespace, new MemoryStorage(builder.clock, new Tokens(builder.random), builder.rememberedIds));
    }

    private MemoryBackend(String namespace, MemoryStorage storage) {
        this.namespace = namespace;
        this.storage = storage;
        this.space = storage.namespace(namespace);
        this.lifecycle = new Lifecycle(namespace);
    }

    /** {@return a builder with the settings of {@link #MemoryBackend()}} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Opens another backend on the same storage. Closing one does not close the other.
     *
     * @param otherNamespace where it keeps its things; with this backend's own namespace, both see the same
     */
    public MemoryBackend open(String otherNamespace) {
        lifecycle.ensureOpen();
        return new MemoryBackend(checked(otherNamespace), storage);
    }

    @Override
    public String namespace() {
        return namespace;
    }

    @Override
    public InstantSource clock() {
        return storage.clock;
    }

    @Override
    public QueueStore queues(QueuePolicy policy) {
        lifecycle.ensureOpen();
        return new MemoryQueueStore(lifecycle, space, policy);
    }

    @Override
    public DeadLetterStore deadLetters() {
        lifecycle.ensureOpen();
        return new MemoryDeadLetters(lifecycle, space);
    }

    @Override
    public QueueAdmin administration() {
        lifecycle.ensureOpen();
        return new MemoryQueueAdmin(lifecycle, space);
    }

    @Override
    public ValueStore values() {
        lifecycle.ensureOpen();
        return new MemoryValues(lifecycle, space.values);
    }

    @Override
    public Optional<EventBus> events() {
        lifecycle.ensureOpen();
        return Optional.of(new MemoryEvents(lifecycle, space.channels));
    }

    @Override
    public Optional<LockStore> locks() {
        lifecycle.ensureOpen();
        return Optional.of(new MemoryLocks(lifecycle, space.locks));
    }

    @Override
    public Optional<ScheduleStore> schedules() {
        lifecycle.ensureOpen();
        return Optional.of(new MemorySchedules(lifecycle, space.schedules));
    }

    @Override
    public long clear() {
        lifecycle.ensureOpen();
        return space.clear();
    }

    /** Ends this backend's sessions and subscriptions. What is stored stays for others on the same storage. */
    @Override
    public void close() {
        lifecycle.close();
    }

    @Override
    public String toString() {
        return "MemoryBackend[" + namespace + "]";
    }

    private static String checked(String namespace) {
        if (namespace.isEmpty()) {
            throw new IllegalArgumentException("namespace must not be empty");
        }
        return namespace;
    }

    /** Settings of a backend; what is not set is as in {@link MemoryBackend#MemoryBackend()}. */
    public static final class Builder {

        private static final int DEFAULT_REMEMBERED_IDS = 4_000_000;
        private static final int MOST_REMEMBERED_IDS = 1_000_000_000;

        private String namespace = DEFAULT_NAMESPACE;
        private InstantSource clock = InstantSource.system();
        private RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        private int rememberedIds = DEFAULT_REMEMBERED_IDS;

        private Builder() {}

        /** Sets the prefix under which everything is kept, not empty. */
        public Builder namespace(String newNamespace) {
            namespace = checked(newNamespace);
            return this;
        }

        /** Sets the clock by which it is judged what is due, expired or overdue. */
        public Builder clock(InstantSource newClock) {
            clock = Objects.requireNonNull(newClock, "clock");
            return this;
        }

        /**
         * Sets where the tokens of leases come from. The generator need not be thread-safe, but is not to be used
         * elsewhere at the same time then.
         */
        public Builder random(RandomGenerator newRandom) {
            Objects.requireNonNull(newRandom, "random");
            random = () -> {
                synchronized (newRandom) {
                    return newRandom.nextLong();
                }
            };
            return this;
        }

        /**
         * Sets how many ids of finished messages are remembered at most, in order to refuse duplicates; by default four
         * million. If more are finished within the duplicate window, the oldest are forgotten early. Each takes about
         * 36 bytes.
         */
        public Builder rememberedIds(int newRememberedIds) {
            if (newRememberedIds < 1 || newRememberedIds > MOST_REMEMBERED_IDS) {
                throw new IllegalArgumentException(
                        "rememberedIds must be between 1 and " + MOST_REMEMBERED_IDS + ", but is " + newRememberedIds);
            }
            rememberedIds = newRememberedIds;
            return this;
        }

        /** Opens a backend with a storage of its own. */
        public MemoryBackend build() {
            return new MemoryBackend(this);
        }
    }
}
