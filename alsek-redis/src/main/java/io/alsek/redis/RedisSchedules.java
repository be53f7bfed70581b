package io.alsek.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.alsek.spi.DueSchedules;
import io.alsek.spi.Effects;
import io.alsek.spi.Page;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.ScheduleStore;
import io.alsek.spi.ScheduleWrite;
import io.alsek.spi.StoredSchedule;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Schedules: a hash of all, and two sorted sets by name and by instant; see {@code writeschedules.lua}. */
final class RedisSchedules implements ScheduleStore {

    private static final Logger LOG = LoggerFactory.getLogger(RedisSchedules.class);

    private static final Script WRITE = new Script("writeschedules", "values", "queue", "sound");
    private static final Script DUE = new Script("dueschedules", "time");
    private static final Script FIND = new Script("findschedules");
    private static final Script BROWSE = new Script("browseschedules");
    private static final Script REMOVE = new Script("removeschedules");

    private static final int MOST_NAMES = 500;
    private static final int MOST_WRITES = 200;
    private static final int MOST_QUEUES = 16;

    /** Revision, instant, paused, length of the definition. */
    private static final int HEAD = Long.BYTES + 6 + 1 + Integer.BYTES;

    private final Space space;

    RedisSchedules(Space space) {
        this.space = space;
    }

    @Override
    public Map<String, StoredSchedule> find(Collection<String> names) {
        space.ensureOpen();
        Map<String, StoredSchedule> found = new LinkedHashMap<>();
        List<String> distinct = List.copyOf(new LinkedHashSet<>(names));
        for (int from = 0; from < distinct.size(); from += MOST_NAMES) {
            List<String> part = distinct.subList(from, Math.min(distinct.size(), from + MOST_NAMES));
            List<?> answers = (List<?>) space.link().run(FIND, List.of(keys().all()), sortable(part));
            for (int i = 0; i < part.size(); i++) {
                if (answers.get(i) instanceof byte[] bytes) {
                    found.put(part.get(i), decode(part.get(i), bytes));
                }
            }
        }
        return found;
    }

    @Override
    public Page<StoredSchedule> browse(@Nullable String from, int limit) {
        space.ensureOpen();
        checkLimit(limit);
        List<byte[]> args = List.of(from == null ? new byte[0] : Names.sortable(from), number(limit + 1L));
        List<StoredSchedule> found =
                pairs((List<?>) space.link().run(BROWSE, List.of(keys().all(), keys().names()), args));
        if (found.size() <= limit) {
            return new Page<>(found, null);
        }
        return new Page<>(found.subList(0, limit), found.get(limit - 1).name());
    }

    @Override
    public DueSchedules due(int limit) {
        space.ensureOpen();
        checkLimit(limit);
        InstantSource clock = space.clock();
        List<byte[]> args = List.of(clock == null ? new byte[0] : number(clock.millis()), number(limit));
        List<?> answer = (List<?>) space.link().run(DUE, List.of(keys().all(), keys().agenda()), args);
        long next = (Long) answer.get(answer.size() - 1);
        return new DueSchedules(
                pairs(answer.subList(0, answer.size() - 1)), Millis.orNull(next < 0 ? Millis.NEVER : next));
    }

    private static void checkLimit(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, but is " + limit);
        }
    }

    @Override
    public List<Boolean> write(List<ScheduleWrite> writes) {
        space.ensureOpen();
        List<Boolean> written = new ArrayList<>(writes.size());
        for (List<ScheduleWrite> part : parts(writes)) {
            byte[] outcomes = (byte[]) writeTogether(part);
            for (byte outcome : outcomes) {
                written.add(outcome == '1');
            }
        }
        return written;
    }

    /** In order; each part is about a bounded number of schedules and queues, unless one alone is about more. */
    private static List<List<ScheduleWrite>> parts(List<ScheduleWrite> writes) {
        List<List<ScheduleWrite>> parts = new ArrayList<>();
        List<ScheduleWrite> part = new ArrayList<>();
        Set<String> queues = new HashSet<>();
        for (ScheduleWrite write : writes) {
            Set<String> more = new HashSet<>(queues);
            for (QueuedMessage successor : write.effects().successors()) {
                more.add(successor.queue());
            }
            if (!part.isEmpty() && (part.size() == MOST_WRITES || more.size() > MOST_QUEUES)) {
                parts.add(part);
                part = new ArrayList<>();
                more.removeAll(queues);
            }
            part.add(write);
            queues = more;
        }
        if (!part.isEmpty()) {
            parts.add(part);
        }
        return parts;
    }

    private Object writeTogether(List<ScheduleWrite> writes) {
        QueueCall call = new QueueCall(space);
        call.key(keys().all()).key(keys().names()).key(keys().agenda());
        call.arg(keys().channel()).arg(writes.size());
        for (ScheduleWrite write : writes) {
            Effects effects = write.effects();
            effects.successors().forEach(successor -> call.group(successor.queue()));
            call.arg(Names.sortable(write.schedule().name()))
                    .arg(ByteBuffer.allocate(Long.BYTES)
                            .putLong(write.expected())
                            .array())
                    .arg(encode(write.schedule()))
                    .effects(effects);
        }
        return call.run(WRITE);
    }

    @Override
    public int remove(Collection<String> names) {
        space.ensureOpen();
        List<String> distinct = List.copyOf(new LinkedHashSet<>(names));
        int removed = 0;
        for (int from = 0; from < distinct.size(); from += MOST_NAMES) {
            List<String> part = distinct.subList(from, Math.min(distinct.size(), from + MOST_NAMES));
            List<byte[]> keys = List.of(keys().all(), keys().names(), keys().agenda());
            // Repeated, it would say that they were not there.
            removed += ((Long) space.link().runOnce(REMOVE, keys, sortable(part))).intValue();
        }
        return removed;
    }

    /** {@return how many there are} */
    long count() {
        return space.link().call("HLEN", true, client -> client.hlen(keys().all()));
    }

    @Override
    public Watch watch(Runnable onSooner) {
        space.ensureOpen();
        AtomicBoolean ended = new AtomicBoolean();
        Runnable signal = () -> {
            if (!ended.get()) {
                onSooner.run();
            }
        };
        AutoCloseable subscription = space.link().listen(keys().channel(), note -> signal.run(), signal);
        return () -> {
            if (ended.compareAndSet(false, true)) {
                try {
                    subscription.close();
                } catch (Exception e) {
                    LOG.debug("A watch of schedules could not be ended", e);
                }
            }
        };
    }

    private Keys.OfSchedules keys() {
        return space.keys().schedules();
    }

    private static List<byte[]> sortable(List<String> names) {
        return names.stream().map(Names::sortable).toList();
    }

    private static List<StoredSchedule> pairs(List<?> flat) {
        List<StoredSchedule> found = new ArrayList<>();
        for (int i = 0; i < flat.size(); i += 2) {
            found.add(decode(Names.ofSortable((byte[]) flat.get(i)), (byte[]) flat.get(i + 1)));
        }
        return found;
    }

    private static byte[] encode(StoredSchedule schedule) {
        long at = Millis.orNever(schedule.nextAt());
        return ByteBuffer.allocate(HEAD + schedule.definition().length + schedule.state().length)
                .putLong(schedule.revision())
                .putShort((short) (at >>> Integer.SIZE))
                .putInt((int) at)
                .put((byte) (schedule.paused() ? 1 : 0))
                .putInt(schedule.definition().length)
                .put(schedule.definition())
                .put(schedule.state())
                .array();
    }

    private static StoredSchedule decode(String name, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long revision = buffer.getLong();
        long at = Records.get6(buffer);
        boolean paused = buffer.get() != 0;
        byte[] definition = new byte[buffer.getInt()];
        buffer.get(definition);
        byte[] state = new byte[buffer.remaining()];
        buffer.get(state);
        return new StoredSchedule(name, revision, definition, state, Millis.orNull(at), paused);
    }

    private static byte[] number(long number) {
        return Long.toString(number).getBytes(ISO_8859_1);
    }
}
