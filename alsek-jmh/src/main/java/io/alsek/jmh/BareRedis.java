package io.alsek.jmh;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.RedisClient;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * The least that Jedis and Lua must do for a queue that redelivers: records by id, a list, leases with random tokens,
 * and ids refused while alive and after it (for ever, which is cheaper than for a window). No priorities, tasks, delays, attempts, results or wake-up; each consumer claims 50
 * messages at a time and acknowledges them together.
 */
final class BareRedis implements RedisContender {

    private static final int CLAIMED_AT_ONCE = 50;
    private static final byte[] LEASE_MILLIS = bytes("30000");

    private static final ObjectWriter WRITER = new JsonMapper().writerFor(Work.class);
    private static final ObjectReader READER = new JsonMapper().readerFor(Work.class);

    /** KEYS: records, list, finished ids. ARGV: id, payload, ... Returns how many were new. */
    private static final String SUBMIT = """
            local ids, n = {}, #ARGV / 2
            for i = 1, n do ids[i] = ARGV[2 * i - 1] end
            local there = redis.call('HMGET', KEYS[1], unpack(ids))
            local seen = redis.call('SMISMEMBER', KEYS[3], unpack(ids))
            local fields, new = {}, {}
            for i = 1, n do
              if not there[i] and seen[i] == 0 then
                new[#new + 1] = ids[i]
                fields[#fields + 1] = ids[i]
                fields[#fields + 1] = ARGV[2 * i]
              end
            end
            if #new > 0 then
              redis.call('HSET', KEYS[1], unpack(fields))
              redis.call('RPUSH', KEYS[2], unpack(new))
            end
            return #new
            """;

    /** The same, and wakes one who waits. KEYS: also the signals. */
    private static final String SUBMIT_AND_SIGNAL =
            SUBMIT.replace("return #new", "redis.call('LPUSH', KEYS[4], '1')\nreturn #new");

    /** KEYS: records, list, leases. ARGV: how many, token, lease. Returns ids, then payloads. */
    private static final String CLAIM = """
            local ids = redis.call('LPOP', KEYS[2], ARGV[1])
            if not ids then return {} end
            local time = redis.call('TIME')
            local expiry = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[3]
            local leases = {}
            for i = 1, #ids do
              leases[2 * i - 1] = expiry
              leases[2 * i] = ids[i] .. ARGV[2]
            end
            redis.call('ZADD', KEYS[3], unpack(leases))
            return {ids, redis.call('HMGET', KEYS[1], unpack(ids))}
            """;

    /** KEYS: records, leases, finished ids. ARGV: token, id, ... Returns how many were held. */
    private static final String ACKNOWLEDGE = """
            local members, ids = {}, {}
            for i = 2, #ARGV do
              members[i - 1] = ARGV[i] .. ARGV[1]
              ids[i - 1] = ARGV[i]
            end
            local held = redis.call('ZREM', KEYS[2], unpack(members))
            if held == #members then
              redis.call('HDEL', KEYS[1], unpack(ids))
              redis.call('SADD', KEYS[3], unpack(ids))
            end
            return held
            """;

    private final byte[] records = bytes("{bare}:m");
    private final byte[] list = bytes("{bare}:r");
    private final byte[] leases = bytes("{bare}:l");
    private final byte[] finished = bytes("{bare}:f");
    private final byte[] signals = bytes("{bare}:s");
    private final RedisClient redis;
    private final byte[] submit;
    private final byte[] submitAndSignal;
    private final byte[] claim;
    private final byte[] acknowledge;
    private final List<Thread> consumers = new ArrayList<>();
    private volatile boolean stopped;

    BareRedis(URI server) {
        GenericObjectPoolConfig<Connection> pool = new GenericObjectPoolConfig<>();
        pool.setMaxTotal(64);
        pool.setMaxIdle(64);
        redis = RedisClient.builder()
                .hostAndPort(server.getHost(), server.getPort())
                .poolConfig(pool)
                .build();
        submit = bytes(redis.scriptLoad(SUBMIT));
        submitAndSignal = bytes(redis.scriptLoad(SUBMIT_AND_SIGNAL));
        claim = bytes(redis.scriptLoad(CLAIM));
        acknowledge = bytes(redis.scriptLoad(ACKNOWLEDGE));
        redis.unlink(records, list, leases, finished, signals);
    }

    @Override
    public String name() {
        return "bare Lua loop";
    }

    @Override
    public void submit(long id) {
        redis.evalsha(submit, List.of(records, list, finished), List.of(idOf(id), payloadOf(id)));
    }

    @Override
    public void submit(long first, int count) {
        List<byte[]> arguments = new ArrayList<>(2 * count);
        for (long id = first; id < first + count; id++) {
            arguments.add(idOf(id));
            arguments.add(payloadOf(id));
        }
        redis.evalsha(submit, List.of(records, list, finished), arguments);
    }

    /** Submits a message and wakes whoever is in {@link #awaitAndRun}. */
    void submitAndSignal(long id) {
        redis.evalsha(submitAndSignal, List.of(records, list, finished, signals), List.of(idOf(id), payloadOf(id)));
    }

    /** Blocks until there is a signal, claims one message, runs something and acknowledges it; one second at most. */
    void awaitAndRun(Runnable handler) {
        if (redis.brpop(1.0, signals) == null) {
            return;
        }
        byte[] token = eight(ThreadLocalRandom.current().nextLong());
        List<?> claimed = (List<?>)
                redis.evalsha(claim, List.of(records, list, leases), List.of(bytes("1"), token, LEASE_MILLIS));
        if (!claimed.isEmpty()) {
            byte[] payload = (byte[]) ((List<?>) claimed.get(1)).get(0);
            if (READER.readValue(payload) != null) {
                handler.run();
            }
            byte[] id = (byte[]) ((List<?>) claimed.get(0)).get(0);
            redis.evalsha(acknowledge, List.of(records, leases, finished), List.of(token, id));
        }
    }

    @Override
    public void startConsuming(int threads, LongAdder consumed) {
        for (int i = 0; i < threads; i++) {
            Thread consumer = new Thread(() -> consume(consumed), "bare-consumer-" + i);
            consumers.add(consumer);
            consumer.start();
        }
    }

    private void consume(LongAdder consumed) {
        List<byte[]> claimKeys = List.of(records, list, leases);
        List<byte[]> acknowledgeKeys = List.of(records, leases, finished);
        byte[] most = bytes(Integer.toString(CLAIMED_AT_ONCE));
        while (!stopped) {
            byte[] token = eight(ThreadLocalRandom.current().nextLong());
            List<?> claimed = (List<?>) redis.evalsha(claim, claimKeys, List.of(most, token, LEASE_MILLIS));
            if (claimed.isEmpty()) {
                Thread.onSpinWait();
                continue;
            }
            List<byte[]> arguments = new ArrayList<>(CLAIMED_AT_ONCE + 1);
            arguments.add(token);
            ((List<?>) claimed.get(0)).forEach(id -> arguments.add((byte[]) id));
            for (Object payload : (List<?>) claimed.get(1)) {
                if (READER.readValue((byte[]) payload) == null) {
                    throw new IllegalStateException("a payload is gone");
                }
            }
            redis.evalsha(acknowledge, acknowledgeKeys, arguments);
            consumed.add(arguments.size() - 1);
        }
    }

    private static byte[] payloadOf(long id) {
        return WRITER.writeValueAsBytes(Work.number(id));
    }

    /** Sixteen bytes, as a UUID has. */
    private static byte[] idOf(long id) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id)
                .putLong(id * 0x9E3779B97F4A7C15L)
                .array();
    }

    private static byte[] eight(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        stopped = true;
        consumers.forEach(Rates::join);
        redis.unlink(records, list, leases, finished, signals);
        redis.close();
    }
}
