package io.alsek.redis;

import io.alsek.spi.ClaimSession;
import io.alsek.spi.DeadLetterStore;
import io.alsek.spi.QueueAdmin;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
import io.alsek.spi.Subscription;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** All about the queues of one namespace. */
final class RedisQueues implements AutoCloseable {

    private final Space space;
    private final Wakes wakes;
    private final String process = HexFormat.of().toHexDigits(Tokens.next());
    private final AtomicInteger opened = new AtomicInteger();
    private final Map<QueuePolicy, QueueStore> stores = new ConcurrentHashMap<>();
    private final Set<RedisClaimSession> sessions = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Opens the queues.
     *
     * @param clock judges what is due; {@code null} = the server's
     */
    RedisQueues(RedisLink link, Keys keys, @Nullable InstantSource clock) {
        this.space = new Space(link, keys, clock, () -> closed);
        this.wakes = new Wakes(space, process);
    }

    QueueStore store(QueuePolicy policy) {
        space.ensureOpen();
        return stores.computeIfAbsent(policy, key -> new RedisQueueStore(this, space, key));
    }

    DeadLetterStore deadLetters() {
        space.ensureOpen();
        return new RedisDeadLetters(space);
    }

    QueueAdmin administration() {
        space.ensureOpen();
        return new RedisQueueAdmin(space);
    }

    ClaimSession open(Subscription subscription, QueuePolicy policy, Runnable onReady) {
        RedisClaimSession session = new RedisClaimSession(this, space, Route.of(subscription), policy, onReady);
        wakes.add(session);
        sessions.add(session);
        return session;
    }

    /** {@return a name for a session, {@link RedisClaimSession#NAME} characters long, which tells its process} */
    String newName() {
        return process
                + HexFormat.of().toHexDigits(opened.incrementAndGet(), RedisClaimSession.NAME - process.length());
    }

    /** Lets messages be handed over to a session. */
    void bring(RedisClaimSession session) {
        if (sessions.contains(session)) {
            wakes.bring(session);
        }
    }

    void forget(RedisClaimSession session) {
        if (sessions.remove(session)) {
            wakes.remove(session);
        }
    }

    /** Removes everything; returns how many messages and dead letters there were. */
    long clear() {
        space.ensureOpen();
        long cleared = 0;
        for (String queue : Registry.names(space)) {
            QueueCall call = new QueueCall(space);
            call.group(queue);
            cleared += (Long) call.run(Scripts.CLEAR);
        }
        return cleared;
    }

    /** Ends all sessions. */
    @Override
    public void close() {
        for (RedisClaimSession session : List.copyOf(sessions)) {
            if (!session.leave()) {
                break; // what was handed over to the others cannot be given back either
            }
        }
        closed = true;
        List.copyOf(sessions).forEach(ClaimSession::close);
        wakes.close();
    }
}
