package io.alsek.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.resps.Tuple;

/**
 * Reads every key of a queue and checks what must hold whatever has happened: that each message is in exactly one place
 * and that everything which could be computed from the messages says the same as they do.
 */
final class QueueAudit {

    private static final int LEASE = 11;

    private final RedisClient client;
    private final Keys keys;
    private final Keys.OfQueue queue;

    private final Map<String, Records.Stored> messages = new TreeMap<>();
    private final Map<String, byte[]> leases = new TreeMap<>();
    private final Map<String, String> places = new TreeMap<>();
    private final Map<String, Long> claimable = new TreeMap<>();
    private final Map<String, Long> inOrder = new TreeMap<>();
    private final Map<String, Long> delayed = new TreeMap<>();

    QueueAudit(RedisClient client, Keys keys, String name) {
        this.client = client;
        this.keys = keys;
        this.queue = keys.queue(name);
    }

    void check() {
        hash('m').forEach((id, record) -> messages.put(id, Records.stored(queue.name(), bytes(id), record)));
        leases.putAll(hash('l'));
        assertThat(messages.keySet()).as("leases are on living messages").containsAll(leases.keySet());
        checkLeases();
        checkPlaces();
        assertThat(places.keySet()).as("each message is in one place").isEqualTo(messages.keySet());
        assertThat(counts('t')).as("claimable by task").isEqualTo(claimable);
        assertThat(counts('z')).as("out of the list by task").isEqualTo(inOrder);
        assertThat(counts('y')).as("delayed by task").isEqualTo(delayed);
        checkTickets();
        checkExpiry();
        checkDead();
        checkIndex();
    }

    private void checkLeases() {
        Set<String> running = new TreeSet<>();
        scored('e').forEach(tuple -> running.add(string(tuple.getBinaryElement())));
        leases.forEach((id, lease) -> {
            if (lease.length == LEASE) {
                assertThat(running).as("the lease of %s has an end", id).contains(id);
                found(id, "leased");
            } else {
                assertThat(running).as("the end of %s has passed", id).doesNotContain(id);
            }
        });
        assertThat(leases.keySet()).as("ends are of leases").containsAll(running);
    }

    private void checkPlaces() {
        checkList();
        checkOthers();
        checkDelayed();
    }

    private void checkList() {
        byte[] before = null;
        for (byte[] entry : client.lrange(key('w'), 0, -1)) {
            byte[] place = Arrays.copyOf(entry, 16);
            assertThat(before == null || Arrays.compareUnsigned(before, place) < 0)
                    .as("the list is in order")
                    .isTrue();
            before = place;
            String id = string(Arrays.copyOfRange(entry, 16, entry.length));
            Records.Stored stored = messages.get(id);
            boolean stale = stored == null
                    || !Arrays.equals(stored.place().bytes(), place)
                    || (hash('m').get(id)[16] & 2) != 0;
            if (!stale) {
                found(id, "list");
                count(claimable, stored.message().task());
            }
        }
    }

    private void checkOthers() {
        for (Tuple tuple : scored('r')) {
            byte[] member = tuple.getBinaryElement();
            int length = ByteBuffer.wrap(member).getShort() & 0xFFFF;
            String task = Names.ofText(Arrays.copyOfRange(member, 2, 2 + length));
            String id = string(Arrays.copyOfRange(member, 2 + length + 16, member.length));
            byte[] place = Arrays.copyOfRange(member, 2 + length, 2 + length + 16);
            assertThat(messages).as("entries in r have messages").containsKey(id);
            assertThat(messages.get(id).place().bytes()).isEqualTo(place);
            assertThat(messages.get(id).message().task()).isEqualTo(task);
            byte[] lease = leases.get(id);
            found(id, lease == null ? "r" : "overdue");
            assertThat(lease == null || lease.length > LEASE)
                    .as("%s is claimable and not held", id)
                    .isTrue();
            count(claimable, task);
            count(inOrder, task);
        }
    }

    private void checkDelayed() {
        for (Tuple tuple : scored('d')) {
            byte[] member = tuple.getBinaryElement();
            int length = ByteBuffer.wrap(member, 6, 2).getShort() & 0xFFFF;
            String id = string(Arrays.copyOfRange(member, 8 + length, member.length));
            assertThat(messages).as("delayed entries have messages").containsKey(id);
            assertThat((long) tuple.getScore())
                    .isEqualTo(messages.get(id).place().due());
            found(id, "delayed");
            count(delayed, messages.get(id).message().task());
        }
    }

    private void checkTickets() {
        Set<Long> tickets = new HashSet<>();
        byte[] last = hash('c').get("s");
        messages.values().forEach(stored -> {
            assertThat(tickets.add(stored.place().ticket()))
                    .as("tickets are given once")
                    .isTrue();
            assertThat(stored.place().ticket()).isLessThanOrEqualTo(Long.parseLong(new String(last, ISO_8859_1)));
        });
    }

    private void checkExpiry() {
        byte[] horizon = hash('c').get("h");
        Map<String, Long> indexed = new TreeMap<>();
        scored('x').forEach(tuple -> indexed.put(string(tuple.getBinaryElement()), (long) tuple.getScore()));
        Map<String, Long> expected = new TreeMap<>();
        messages.forEach((id, stored) -> {
            byte[] lease = leases.get(id);
            long expiry = Millis.orNever(stored.message().expiresAt());
            if ((lease == null || lease.length > LEASE)
                    && horizon != null
                    && expiry < Long.parseLong(new String(horizon, ISO_8859_1))) {
                expected.put(id, expiry);
            }
        });
        assertThat(indexed).as("messages that expire soon").isEqualTo(expected);
    }

    private void checkDead() {
        Set<String> dead = new TreeSet<>(hash('b').keySet());
        Set<String> byDeath = new TreeSet<>();
        Set<String> byEnd = new TreeSet<>();
        scored('q')
                .forEach(tuple -> byDeath.add(
                        string(Arrays.copyOfRange(tuple.getBinaryElement(), 6, tuple.getBinaryElement().length))));
        scored('h').forEach(tuple -> byEnd.add(string(tuple.getBinaryElement())));
        assertThat(byDeath).as("dead letters by death").isEqualTo(dead);
        assertThat(byEnd).as("dead letters by end").isEqualTo(dead);
        assertThat(dead).as("nobody is dead and alive").noneMatch(messages::containsKey);
    }

    private void checkIndex() {
        List<byte[]> index = keys.index();
        if (!messages.isEmpty()) {
            assertThat(client.zscore(index.get(0), queue.sortable()))
                    .as("registered")
                    .isNotNull();
        }
        if (!claimable.isEmpty() && !hash('c').containsKey("p")) {
            assertThat(client.zscore(index.get(1), queue.sortable())).as("busy").isNotNull();
        }
    }

    private void found(String id, String place) {
        assertThat(places.put(id, place))
                .as("%s is in %s and also in", id, place)
                .isNull();
    }

    private static void count(Map<String, Long> counts, String task) {
        counts.merge(task, 1L, Long::sum);
    }

    private Map<String, Long> counts(char letter) {
        Map<String, Long> counts = new TreeMap<>();
        hash(letter)
                .forEach((task, count) ->
                        counts.put(Names.ofText(bytes(task)), Long.parseLong(new String(count, ISO_8859_1))));
        return counts;
    }

    private Map<String, byte[]> hash(char letter) {
        Map<String, byte[]> fields = new HashMap<>();
        client.hgetAll(key(letter)).forEach((field, value) -> fields.put(string(field), value));
        return fields;
    }

    private List<Tuple> scored(char letter) {
        return new ArrayList<>(client.zrangeWithScores(key(letter), 0, -1));
    }

    private byte[] key(char letter) {
        return queue.keys().get("mlewrtzydcfgxbqh".indexOf(letter));
    }

    private static String string(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    private static byte[] bytes(String string) {
        return string.getBytes(ISO_8859_1);
    }
}
