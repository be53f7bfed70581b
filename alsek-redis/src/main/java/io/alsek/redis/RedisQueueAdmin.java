package io.alsek.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.alsek.spi.MessageKey;
import io.alsek.spi.Page;
import io.alsek.spi.QueueAdmin;
import io.alsek.spi.QueueCounts;
import io.alsek.spi.StoredMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The administration of a namespace. */
final class RedisQueueAdmin implements QueueAdmin {

    private static final int MOST_QUEUES = 16;
    private static final int MOST_PURGED = 250;
    private static final int COUNTS = 5;
    private static final String SECTIONS = "rdl";
    private static final Pattern CURSOR = Pattern.compile("([rdl])\\.(\\d{1,10})\\.(\\d{1,15})\\.(\\d{1,15})");

    private final Space space;

    RedisQueueAdmin(Space space) {
        this.space = space;
    }

    @Override
    public Set<String> queues() {
        space.ensureOpen();
        Set<String> names = new TreeSet<>();
        for (List<String> part : Parts.of(Registry.names(space), MOST_QUEUES, Function.identity())) {
            List<QueueCounts> counts = counts(part);
            for (int i = 0; i < part.size(); i++) {
                if (counts.get(i).paused()
                        || counts.get(i).alive() + counts.get(i).dead() > 0) {
                    names.add(part.get(i));
                }
            }
        }
        return Collections.unmodifiableSet(names);
    }

    @Override
    public QueueCounts counts(String queue) {
        space.ensureOpen();
        return counts(List.of(queue)).get(0);
    }

    private List<QueueCounts> counts(List<String> queues) {
        QueueCall call = new QueueCall(space);
        queues.forEach(call::group);
        List<Object> numbers = call.runForList(Scripts.COUNTS);
        List<QueueCounts> counts = new ArrayList<>(queues.size());
        for (int i = 0; i < numbers.size(); i += COUNTS) {
            long alive = (Long) numbers.get(i);
            long delayed = (Long) numbers.get(i + 1);
            long leased = (Long) numbers.get(i + 2);
            boolean paused = (Long) numbers.get(i + 4) == 1;
            counts.add(new QueueCounts(
                    Math.max(0, alive - delayed - leased), delayed, leased, (Long) numbers.get(i + 3), paused));
        }
        return counts;
    }

    @Override
    public Map<String, Long> waitingByTask(String queue) {
        space.ensureOpen();
        List<Object> answer;
        do {
            answer = call(queue).runForList(Scripts.WAITING_TASKS);
        } while ((Long) answer.get(0) == 1);
        Map<String, Long> waiting = new TreeMap<>();
        List<?> rows = (List<?>) answer.get(1);
        for (int i = 0; i < rows.size(); i += 2) {
            long count = Long.parseLong(new String((byte[]) rows.get(i + 1), ISO_8859_1));
            waiting.merge(Names.ofText((byte[]) rows.get(i)), count, Long::sum);
        }
        waiting.values().removeIf(count -> count <= 0);
        return waiting;
    }

    private QueueCall call(String queue) {
        QueueCall call = new QueueCall(space);
        call.group(queue);
        return call;
    }

    @Override
    public Page<StoredMessage> browse(String queue, @Nullable String from, int limit) {
        space.ensureOpen();
        Cursors.checkLimit(limit);
        int section = 0;
        Records.@Nullable Place place = null;
        if (from != null) {
            Matcher cursor = CURSOR.matcher(from);
            if (!cursor.matches()) {
                throw Cursors.unknown(from);
            }
            section = SECTIONS.indexOf(cursor.group(1));
            place = new Records.Place(
                    Integer.parseInt(cursor.group(2)),
                    Long.parseLong(cursor.group(3)),
                    Long.parseLong(cursor.group(4)));
        }
        List<StoredMessage> page = new ArrayList<>();
        String next = null;
        for (; section < SECTIONS.length(); section++) {
            List<?> rows = section(queue, SECTIONS.charAt(section), place, limit + 1 - page.size());
            place = null;
            for (int i = 0; i < rows.size(); i += 4) {
                if (page.size() == limit) {
                    return new Page<>(page, next);
                }
                byte[] record = (byte[]) rows.get(i + 1);
                MessageKey key = new MessageKey(queue, Names.ofId((byte[]) rows.get(i)));
                // In the section of the delayed there are those only that are not due.
                page.add(Held.of(key, rows.subList(i + 1, i + 4))
                        .stored(SECTIONS.charAt(section) == 'r' ? Millis.NEVER : 0));
                Records.Place at =
                        Records.stored(queue, (byte[]) rows.get(i), record).place();
                next = SECTIONS.charAt(section) + "." + at.priority() + "." + at.due() + "." + at.ticket();
            }
        }
        return new Page<>(page, null);
    }

    private List<?> section(String queue, char section, Records.@Nullable Place behind, int most) {
        while (true) {
            List<Object> answer = call(queue)
                    .arg(String.valueOf(section))
                    .arg(behind == null ? new byte[0] : behind.bytes())
                    .arg(most)
                    .runForList(Scripts.BROWSE);
            if ((Long) answer.get(0) == 0) {
                return (List<?>) answer.get(1);
            }
        }
    }

    @Override
    public boolean pause(String queue) {
        return setPaused(queue, 1);
    }

    @Override
    public boolean resume(String queue) {
        return setPaused(queue, 0);
    }

    private boolean setPaused(String queue, int paused) {
        space.ensureOpen();
        return (Long) call(queue).arg(paused).runForList(Scripts.PAUSE).get(1) == 1;
    }

    @Override
    public long purge(String queue) {
        space.ensureOpen();
        long purged = 0;
        List<Object> answer;
        do {
            answer = call(queue).arg(MOST_PURGED).runForList(Scripts.PURGE);
            purged += (Long) answer.get(1);
        } while ((Long) answer.get(2) == 1);
        return purged;
    }

    @Override
    public Optional<MessageKey> locate(String id) {
        space.ensureOpen();
        for (List<String> part : Parts.of(Registry.names(space), MOST_QUEUES, Function.identity())) {
            QueueCall call = new QueueCall(space);
            part.forEach(call::group);
            int number = ((Long) call.arg(Names.id(id)).run(Scripts.LOCATE)).intValue();
            if (number > 0) {
                return Optional.of(new MessageKey(part.get(number - 1), id));
            }
        }
        return Optional.empty();
    }
}
