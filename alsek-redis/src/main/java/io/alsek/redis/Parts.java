package io.alsek.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Cuts what is asked for into parts for one call each. */
final class Parts {

    private static final int MOST_QUEUES = 16;

    private Parts() {}

    /** In order; each part has bounded size and is about a bounded number of queues. */
    static <T> List<List<T>> of(Collection<T> all, int most, Function<T, String> queue) {
        List<List<T>> parts = new ArrayList<>();
        List<T> part = new ArrayList<>();
        Set<String> queues = new HashSet<>();
        for (T each : all) {
            boolean full = queues.size() == MOST_QUEUES && !queues.contains(queue.apply(each));
            if (full || part.size() == most) {
                parts.add(part);
                part = new ArrayList<>();
                queues.clear();
            }
            part.add(each);
            queues.add(queue.apply(each));
        }
        if (!part.isEmpty()) {
            parts.add(part);
        }
        return parts;
    }
}
