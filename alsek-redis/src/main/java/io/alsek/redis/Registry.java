package io.alsek.redis;

import java.util.ArrayList;
import java.util.List;

/** The queues that have keys, whether or not they hold anything. */
final class Registry {

    private static final int MOST_NAMES = 500;

    private Registry() {}

    /** {@return all of them, sorted} */
    static List<String> names(Space space) {
        List<String> names = new ArrayList<>();
        String from = null;
        List<String> page;
        do {
            page = page(space, from, MOST_NAMES);
            names.addAll(page);
            from = page.isEmpty() ? null : page.get(page.size() - 1);
        } while (page.size() == MOST_NAMES);
        return names;
    }

    /** {@return the first ones behind a name} */
    static List<String> page(Space space, @org.jspecify.annotations.Nullable String behind, int most) {
        QueueCall call = new QueueCall(space);
        List<Object> names = call.arg(behind == null ? new byte[0] : Names.sortable(behind))
                .arg(most)
                .runForList(Scripts.NAMES);
        return names.stream().map(name -> Names.ofSortable((byte[]) name)).toList();
    }
}
