package io.alsek.broker;

import io.alsek.message.Message;
import io.alsek.message.Payload;
import io.alsek.message.ResultNote;
import io.alsek.message.ScheduledRun;
import io.alsek.message.Serializer;
import io.alsek.message.Serializers;
import io.alsek.spi.ValueStore;
import io.alsek.spi.ValueWrite;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Results of messages that store them. Workers write here as part of settling a message; there is a result if and only
 * if its message succeeded. Kept by message id alone, so give the same id to one message only.
 *
 * <p>Thread-safe. Methods throw {@link io.alsek.spi.BackendException} when the backend fails.
 */
public final class ResultStore {

    /** What means something else in a pattern. */
    private static final Pattern GLOB = Pattern.compile("[*?\\\\]");

    private final ValueStore values;
    private final Serializers serializers;
    private final InstantSource clock;
    private final ResultWait wait;

    ResultStore(ValueStore values, Serializers serializers, InstantSource clock, ResultWait wait) {
        this.values = values;
        this.serializers = serializers;
        this.clock = clock;
        this.wait = wait;
    }

    /** {@return whether there is a result of this message} */
    public boolean exists(String id) {
        return !values.existing(List.of(Transitions.resultKey(id))).isEmpty();
    }

    /** {@return whether there are results of this message and of all its descendants} */
    public boolean existsWithDescendants(Message message) {
        List<String> keys = keysWithDescendants(message);
        return values.existing(keys).size() == keys.size();
    }

    /**
     * Reads a result, if it is there.
     *
     * @throws io.alsek.message.SerializationException if it is not of this type
     */
    public <O> Optional<StoredResult<@Nullable O>> find(String id, Class<O> type) {
        byte[] bytes = values.get(List.of(Transitions.resultKey(id))).get(Transitions.resultKey(id));
        return bytes == null ? Optional.empty() : Optional.of(typed(id, ResultNote.decode(bytes), type));
    }

    /**
     * Reads a result that must be there.
     *
     * @throws NoSuchElementException if it is not; to wait for one, use {@link #await} or the handle of the message
     */
    public <O> @Nullable O get(String id, Class<O> type) {
        return find(id, type)
                .orElseThrow(() -> new NoSuchElementException("There is no result of the message \"" + id
                        + "\": it has not succeeded yet, does not store its result, or the result's time is over"))
                .value();
    }

    /**
     * Reads a result, and waits for it if need be. Of results that are stored by hand nobody is told; they are found
     * within a second. Failures of the backend are waited out.
     *
     * @throws TimeoutException if there is none within {@code patience}
     * @throws io.alsek.spi.BackendException if the backend still fails when the patience ends
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public <O> StoredResult<@Nullable O> await(String id, Class<O> type, Duration patience)
            throws InterruptedException, TimeoutException {
        return wait.<StoredResult<@Nullable O>>until(id, patience, true, () -> find(id, type));
    }

    /**
     * Waits for a result like {@link #await}, reads it and deletes it. Of several who try, one gets it.
     *
     * @throws io.alsek.spi.BackendException.OutcomeUnknown as soon as it may have been deleted without being read
     */
    public <O> StoredResult<@Nullable O> awaitAndTake(String id, Class<O> type, Duration patience)
            throws InterruptedException, TimeoutException {
        return wait.<StoredResult<@Nullable O>>until(id, patience, false, () -> take(id, type));
    }

    /** Reads a result and deletes it; empty if there is none. Of several who try, one gets it. */
    public <O> Optional<StoredResult<@Nullable O>> take(String id, Class<O> type) {
        byte[] bytes = values.take(List.of(Transitions.resultKey(id))).get(Transitions.resultKey(id));
        return bytes == null ? Optional.empty() : Optional.of(typed(id, ResultNote.decode(bytes), type));
    }

    /**
     * Reads what there is of the results of a message and of all its descendants, in the order of their writing. The
     * later runs of a schedule are descendants of the first; to find them costs time in proportion to all values.
     */
    public List<StoredResult<@Nullable Object>> withDescendants(Message message) {
        List<StoredResult<@Nullable Object>> results = new ArrayList<>();
        List<String> keys = keysWithLaterRuns(message);
        Map<String, byte[]> found = values.get(keys);
        for (String key : keys) {
            byte[] bytes = found.get(key);
            if (bytes != null) {
                results.add(typed(Transitions.idOfResult(key), ResultNote.decode(bytes), Object.class));
            }
        }
        results.sort(Comparator.comparing(StoredResult::at)); // stable: the order of the chain among equals
        return results;
    }

    /**
     * Stores a result by hand, if there is none yet.
     *
     * @param ttl how long it is kept; {@code null} = for ever
     * @return whether it was stored
     */
    public boolean setIfAbsent(String id, @Nullable Object value, Type type, @Nullable Duration ttl) {
        return set(id, value, type, ttl, ValueWrite.Condition.IF_ABSENT);
    }

    /** Stores a result by hand, whether there is one or not. */
    public void set(String id, @Nullable Object value, Type type, @Nullable Duration ttl) {
        set(id, value, type, ttl, ValueWrite.Condition.ALWAYS);
    }

    private boolean set(
            String id, @Nullable Object value, Type type, @Nullable Duration ttl, ValueWrite.Condition condition) {
        Serializer writer = serializers.writer();
        Payload payload = new Payload(writer.contentType(), writer.serialize(value, type));
        byte[] bytes = new ResultNote(clock.instant(), payload).encode();
        return values.set(List.of(new ValueWrite(Transitions.resultKey(id), bytes, ttl, condition)))
                .get(0);
    }

    /** Deletes a result; returns whether there was one. */
    public boolean delete(String id) {
        return values.delete(List.of(Transitions.resultKey(id))) > 0;
    }

    /**
     * Deletes the results of a message and of all its descendants, as {@link #withDescendants} has it; returns how many
     * there were.
     */
    public int deleteWithDescendants(Message message) {
        return values.delete(keysWithLaterRuns(message));
    }

    /** {@return where those look again who wait for an end, and could not look} */
    LaterLooks laterLooks() {
        return wait.laterLooks();
    }

    /** Writes a result ahead of the settlement of its message, where the two cannot be written together. */
    void write(ValueWrite result) {
        values.set(List.of(result));
    }

    Optional<Payload> payload(String id) {
        byte[] bytes = values.get(List.of(Transitions.resultKey(id))).get(Transitions.resultKey(id));
        return Optional.ofNullable(bytes).map(ResultNote::decode).map(ResultNote::payload);
    }

    @Nullable
    Object decode(Payload payload, Type type) {
        return serializers.read(payload, type);
    }

    private <O> StoredResult<@Nullable O> typed(String id, ResultNote note, Class<O> type) {
        return new StoredResult<>(id, note.at(), type.cast(serializers.read(note.payload(), type)));
    }

    /** Those of the message and what follows after it, and of the runs of its schedule that come after its own. */
    private List<String> keysWithLaterRuns(Message message) {
        Set<String> keys = new LinkedHashSet<>(keysWithDescendants(message));
        ScheduledRun.of(message).ifPresent(own -> {
            String pattern = Transitions.resultKey(GLOB.matcher(own.idPrefix()).replaceAll("\\\\$0")) + "*";
            List<String> later = new ArrayList<>();
            for (String key : values.scan(pattern)) {
                ScheduledRun.ofId(Transitions.idOfResult(key))
                        .filter(run -> run.schedule().equals(own.schedule())
                                && !run.instant().isBefore(own.instant()))
                        .ifPresent(run -> later.add(key));
            }
            later.sort(null); // by instant
            keys.addAll(later);
        });
        return new ArrayList<>(keys);
    }

    private static List<String> keysWithDescendants(Message message) {
        List<String> keys = new ArrayList<>();
        keys.add(Transitions.resultKey(message.id()));
        message.descendantIds().forEach(id -> keys.add(Transitions.resultKey(id)));
        return keys;
    }
}
