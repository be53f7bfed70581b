package io.alsek.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Cuts what is asked for into parts for one call each. */
final class Parts {

    private static final int MOST_QUEUES = 16;

    private Parts() {}

    /** In order; each part has bounded size and, in a cluster, one queue only. */
    static <T> List<List<T>> of(Space space, Collection<T> all, int most, Function<T, String> queue) {
        Map<String, List<T>> bySlot = new LinkedHashMap<>();
        for (T each : all) {
            bySlot.computeIfAbsent(space.link().cluster() ? queue.apply(each) : "", key -> new ArrayList<>())
                    .add(each);
        }
        List<List<T>> parts = new ArrayList<>();
        for (List<T> slot : bySlot.values()) {
            List<T> part = new ArrayList<>();
            List<String> queues = new ArrayList<>();
            for (T each : slot) {
                if (part.size() == most || (queues.size() == MOST_QUEUES && !queues.contains(queue.apply(each)))) {
                    parts.add(part);
                    part = new ArrayList<>();
                    queues = new ArrayList<>();
                }
                part.add(each);
                if (!queues.contains(queue.apply(each))) {
                    queues.add(queue.apply(each));
                }
            }
            parts.add(part);
        }
        return parts;
    }
}
