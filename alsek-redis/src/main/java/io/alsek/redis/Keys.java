package io.alsek.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How the keys of a namespace are named. All of them have the namespace as their hash tag, so that also in a cluster
 * they are together on one node, and one script can move a message, write its result and submit its successor in any
 * queue. Names stand percent-encoded in keys: none contains a brace, a colon or a wildcard.
 */
final class Keys {

    /** One letter for each key of a queue, in the order in which scripts take them; see {@code queue.lua}. */
    private static final String OF_QUEUE = "mlewrtzydcfgxbqh";

    private static final int MOST_CACHED = 20_000;

    private final String prefix;
    private final List<byte[]> index;
    private final List<byte[]> values;
    private final List<byte[]> standing;
    private final OfSchedules schedules;
    private final Map<String, OfQueue> queues = new ConcurrentHashMap<>();

    Keys(String namespace) {
        this.prefix = "{" + Names.inKey(namespace) + "}:";
        this.index = List.of(shared("queues"), shared("busy"), shared("timed"), shared("agenda"));
        this.values = List.of(shared("values"), shared("values:ends"));
        this.standing = List.of(shared("standing"), shared("sessions"));
        this.schedules = new OfSchedules(
                shared("schedules"), shared("schedules:names"), shared("schedules:due"), shared("schedules:sooner"));
    }

    /** The keys of a queue. */
    record OfQueue(String name, byte[] sortable, List<byte[]> keys, byte[] wakeChannel) {}

    OfQueue queue(String name) {
        OfQueue known = queues.get(name);
        if (known != null) {
            return known;
        }
        String own = prefix + "q:" + Names.inKey(name) + ":";
        List<byte[]> keys = new ArrayList<>(OF_QUEUE.length());
        for (int i = 0; i < OF_QUEUE.length(); i++) {
            keys.add(bytes(own + OF_QUEUE.charAt(i)));
        }
        OfQueue made = new OfQueue(name, Names.sortable(name), List.copyOf(keys), bytes(own + "wake"));
        if (queues.size() >= MOST_CACHED) {
            queues.clear();
        }
        queues.put(name, made);
        return made;
    }

    /** The keys that tell of all queues: registered, busy, timed, to be swept. */
    List<byte[]> index() {
        return index;
    }

    /** The keys of the schedules: all of them, their names, when they are due; and the channel that tells of them. */
    record OfSchedules(byte[] all, byte[] names, byte[] agenda, byte[] channel) {}

    OfSchedules schedules() {
        return schedules;
    }

    /** The channel on which all wake-ups are told. */
    byte[] wakeChannel() {
        return shared("wake");
    }

    /** Where the last claim of a session is remembered. */
    byte[] session(String session) {
        return shared("session:" + session);
    }

    /** Claims that were left standing, and whose they are; see {@code standing.lua}. */
    List<byte[]> standing() {
        return standing;
    }

    /** The channel of a process, on which its sessions are told what is handed over to them. */
    byte[] processChannel(String process) {
        return shared("wake:" + process);
    }

    /** All values, and when they are over. */
    List<byte[]> values() {
        return values;
    }

    /** Who holds a lock. */
    byte[] lock(String name) {
        return bytes(prefix + "k:" + Names.inKey(name));
    }

    /** What the keys of all locks begin with. */
    byte[] lockPrefix() {
        return bytes(prefix + "k:");
    }

    /** In which format the namespace is kept. */
    byte[] format() {
        return shared("format");
    }

    /** A key, and a channel, that nobody else has: to find out what is allowed. */
    byte[] check() {
        return shared("check:" + Long.toHexString(Tokens.next()));
    }

    /** What all keys begin with. */
    byte[] everything() {
        return bytes(prefix);
    }

    byte[] channel(String channel) {
        return bytes(prefix + "n:" + Names.inKey(channel));
    }

    private byte[] shared(String name) {
        return bytes(prefix + name);
    }

    private static byte[] bytes(String key) {
        return key.getBytes(ISO_8859_1);
    }
}
