package io.alsek.spi;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Named values with a time to live: results, statuses and users' own data. A value whose time is over is absent.
 * Thread-safe; throws {@link BackendException} when the backend fails.
 */
public interface ValueStore {

    /** What the keys of statuses begin with; the id of the message follows. */
    String STATUS = "status:";

    /**
     * What the keys of results begin with; the id of the message follows. A message's result is written together with its
     * last status, so a backend may want to keep the two side by side.
     */
    String RESULT = "result:";

    /** Reads values. Absent ones are not in the answer. */
    Map<String, byte[]> get(Collection<String> keys);

    /** Tells which of the keys have a value, without reading it. */
    Set<String> existing(Collection<String> keys);

    /** Writes values, each atomically; the answers tell, in the order of the arguments, whether it was written. */
    List<Boolean> set(List<ValueWrite> writes);

    /** Reads and deletes values, each atomically. Absent ones are not in the answer. */
    Map<String, byte[]> take(Collection<String> keys);

    /** Deletes values; returns how many there were. */
    int delete(Collection<String> keys);

    /**
     * Lists the keys that match a pattern, in no particular order. Costs time in proportion to all values.
     *
     * @param pattern {@code *} stands for any characters, {@code ?} for one; everything else for itself, with
     *     {@code \} before a character that is meant literally
     */
    List<String> scan(String pattern);

    /** Counts the keys that match a pattern, as {@link #scan} would list them. */
    long count(String pattern);
}
