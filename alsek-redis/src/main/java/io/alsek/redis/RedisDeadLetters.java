package io.alsek.redis;

import io.alsek.spi.DeadLetter;
import io.alsek.spi.DeadLetterStore;
import io.alsek.spi.MessageKey;
import io.alsek.spi.Page;
import io.alsek.spi.Replay;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The dead letters of a namespace. */
final class RedisDeadLetters implements DeadLetterStore {

    private static final int MOST = 200;
    private static final Pattern CURSOR = Pattern.compile("(\\d{1,15})\\.(\\d{1,15})");

    private final Space space;
    private final Batch<Replay, Boolean> replays;

    RedisDeadLetters(Space space) {
        this.space = space;
        this.replays = new Batch<>(space, Scripts.REPLAY, Codings.REPLAY);
    }

    @Override
    public Page<DeadLetter> browse(String queue, @Nullable String from, int limit) {
        space.ensureOpen();
        Cursors.checkLimit(limit);
        byte[] ticket = {};
        String instant = "";
        if (from != null) {
            var cursor = CURSOR.matcher(from);
            if (!cursor.matches()) {
                throw Cursors.unknown(from);
            }
            instant = cursor.group(1);
            ticket = Records.six(Long.parseLong(cursor.group(2)));
        }
        QueueCall call = new QueueCall(space);
        call.group(queue);
        call.arg(instant).arg(ticket).arg(limit + 1L);
        List<?> rows = (List<?>) call.runForList(Scripts.GRAVES).get(1);
        List<DeadLetter> letters = new ArrayList<>();
        for (int i = 0; i < rows.size() && letters.size() < limit; i += 2) {
            letters.add(Records.deadLetter(queue, (byte[]) rows.get(i), (byte[]) rows.get(i + 1)));
        }
        boolean last = rows.size() / 2 <= limit;
        return new Page<>(letters, last ? null : Records.cursor((byte[]) rows.get(2 * limit - 1)));
    }

    @Override
    public Map<MessageKey, DeadLetter> find(Collection<MessageKey> keys) {
        space.ensureOpen();
        Map<MessageKey, DeadLetter> found = new LinkedHashMap<>();
        for (List<MessageKey> part : Parts.of(keys, MOST, MessageKey::queue)) {
            List<?> letters = (List<?>) call(part).runForList(Scripts.DEAD).get(1);
            for (int i = 0; i < part.size(); i++) {
                MessageKey key = part.get(i);
                if (letters.get(i) != null) {
                    found.put(key, Records.deadLetter(key.queue(), Names.id(key.id()), (byte[]) letters.get(i)));
                }
            }
        }
        return found;
    }

    private QueueCall call(List<MessageKey> keys) {
        QueueCall call = new QueueCall(space);
        QueueCall asked = new QueueCall(space);
        keys.forEach(key -> asked.arg(asked.group(key.queue())).arg(Names.id(key.id())));
        call.arg(keys.size()).append(asked);
        return call;
    }

    @Override
    public List<Boolean> replay(List<Replay> asked) {
        space.ensureOpen();
        return Batch.results(replays.outcomes(asked));
    }

    @Override
    public int purge(Collection<MessageKey> keys) {
        space.ensureOpen();
        int purged = 0;
        for (List<MessageKey> part : Parts.of(keys, MOST, MessageKey::queue)) {
            purged += ((Long) call(part).run(Scripts.EXHUME)).intValue();
        }
        return purged;
    }
}
