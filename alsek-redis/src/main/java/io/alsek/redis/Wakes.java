package io.alsek.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the notes of what has become claimable to the sessions of this process. A note that is lost with the
 * connection does no harm: when that is back, every session is told to look.
 */
final class Wakes {

    private static final Logger LOG = LoggerFactory.getLogger(Wakes.class);

    private final Space space;
    private final String process;
    private final Map<String, Line> lines = new HashMap<>();

    /** By their names, those to which messages may be handed over. */
    private final Map<String, RedisClaimSession> standing = new ConcurrentHashMap<>();

    private @Nullable AutoCloseable deliveries;

    /**
     * Nobody is told anything yet.
     *
     * @param process what the names of the sessions of this process begin with
     */
    Wakes(Space space, String process) {
        this.space = space;
        this.process = process;
    }

    /** Sessions that hear one channel. */
    private static final class Line {
        final List<RedisClaimSession> sessions = new CopyOnWriteArrayList<>();
        AutoCloseable subscription = () -> {};
    }

    /** Tells a session from now on. */
    synchronized void add(RedisClaimSession session) {
        for (String queue : keysOf(session)) {
            Line line = lines.get(queue);
            if (line == null) {
                Line opened = new Line();
                opened.subscription =
                        space.link().listen(channel(queue), note -> hear(opened, note), () -> tellAll(opened));
                lines.put(queue, opened);
                line = opened;
            }
            line.sessions.add(session);
        }
    }

    /** Brings a session what is handed over to it from now on. As long as nobody listens, nothing is handed over. */
    synchronized void bring(RedisClaimSession session) {
        standing.put(session.name(), session);
        if (deliveries == null) {
            deliveries = space.link().listenSoon(space.keys().processChannel(process), this::hand, this::tellStanding);
        }
    }

    /** The server may have told a connection that was dead, also after the wake-ups were heard again. */
    private void tellStanding() {
        standing.values().forEach(session -> session.signal().notice(0));
    }

    private void hand(byte[] note) {
        ByteBuffer buffer = ByteBuffer.wrap(note);
        byte[] name = new byte[RedisClaimSession.NAME];
        buffer.get(name);
        RedisClaimSession session = standing.get(new String(name, StandardCharsets.ISO_8859_1));
        if (session != null) {
            session.bring(buffer);
        }
    }

    synchronized void remove(RedisClaimSession session) {
        standing.remove(session.name());
        for (String queue : keysOf(session)) {
            Line line = lines.get(queue);
            if (line != null && line.sessions.remove(session) && line.sessions.isEmpty()) {
                lines.remove(queue);
                close(line.subscription);
            }
        }
    }

    /** {@return the queues that it listens to; the empty name stands for all} */
    private static List<String> keysOf(RedisClaimSession session) {
        return session.route().isEverywhere() ? List.of("") : session.route().queues();
    }

    private byte[] channel(String queue) {
        return queue.isEmpty()
                ? space.keys().wakeChannel()
                : space.keys().queue(queue).wakeChannel();
    }

    private static void close(AutoCloseable subscription) {
        try {
            subscription.close();
        } catch (Exception e) {
            LOG.debug("A subscription could not be ended", e);
        }
    }

    private static void hear(Line line, byte[] note) {
        ByteBuffer buffer = ByteBuffer.wrap(note);
        String queue = Names.ofSortable(text(buffer));
        String task = Names.ofText(text(buffer));
        long at = Records.get6(buffer);
        for (RedisClaimSession session : line.sessions) {
            if (session.route().covers(queue, task)) {
                session.signal().notice(at);
            }
        }
    }

    static byte[] text(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.getShort() & 0xFFFF];
        buffer.get(bytes);
        return bytes;
    }

    private static void tellAll(Line line) {
        line.sessions.forEach(session -> session.signal().notice(0));
    }

    synchronized void close() {
        List<Line> open = new ArrayList<>(lines.values());
        lines.clear();
        open.forEach(line -> close(line.subscription));
        if (deliveries != null) {
            close(deliveries);
        }
    }
}
