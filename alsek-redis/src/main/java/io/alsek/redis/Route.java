package io.alsek.redis;

import io.alsek.spi.Subscription;
import io.alsek.spi.Subscription.AllQueues;
import io.alsek.spi.Subscription.QueuesInOrder;
import io.alsek.spi.Subscription.Rotation;
import io.alsek.spi.Subscription.TasksInOrder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A subscription as scripts and signals need it: which queues, and which tasks of each.
 *
 * @param filters queue → its tasks; {@code null} = all queues, by {@code everywhere}
 * @param everywhere the tasks to take from any queue
 * @param fair whether queues take turns
 */
record Route(@Nullable Map<String, Filter> filters, Filter everywhere, boolean fair) {

    /**
     * Which tasks to take from a queue.
     *
     * @param kind as {@code claim.lua} knows it: all, these, or these in order
     * @param tasks in order; none if all are taken
     */
    record Filter(char kind, Set<String> tasks) {

        boolean knows(String task) {
            return kind == ALL || tasks.contains(task);
        }

        /** As {@code standing.lua} has it: all, or of each task length and name. */
        byte[] bytes() {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            if (kind == ALL) {
                all.write(ALL);
            }
            for (String task : tasks) {
                byte[] name = Names.text(task);
                all.writeBytes(ByteBuffer.allocate(Short.BYTES)
                        .putShort((short) name.length)
                        .array());
                all.writeBytes(name);
            }
            return all.toByteArray();
        }

        void encode(QueueCall call) {
            call.arg(String.valueOf(kind));
            if (kind != ALL) {
                call.arg(tasks.size());
                tasks.forEach(task -> call.arg(Names.text(task)));
            }
        }
    }

    private static final int MOST_SCOPES = 8;
    private static final int MOST_BYTES = 4_000;
    private static final char ALL = '*';
    private static final char SOME = 'f';
    private static final char ORDERED = 'o';

    static Route of(Subscription subscription) {
        boolean fair = subscription.rotation() == Rotation.FAIR;
        if (subscription instanceof AllQueues all) {
            return new Route(null, some(all.tasks()), fair);
        }
        Map<String, Filter> filters = new LinkedHashMap<>();
        if (subscription instanceof QueuesInOrder listed) {
            Filter filter = some(listed.tasks());
            listed.queues().forEach(queue -> filters.put(queue, filter));
        } else {
            ((TasksInOrder) subscription)
                    .tasksByQueue()
                    .forEach((queue, tasks) -> filters.put(queue, new Filter(ORDERED, new LinkedHashSet<>(tasks))));
        }
        return new Route(filters, some(Set.of()), fair);
    }

    private static Filter some(Collection<String> tasks) {
        return new Filter(tasks.isEmpty() ? ALL : SOME, new LinkedHashSet<>(tasks));
    }

    /** {@return the tasks to take from a queue; {@code null} if none} */
    @Nullable
    Filter filter(String queue) {
        return filters == null ? everywhere : filters.get(queue);
    }

    /** {@return the queues listed; none if it is all of them} */
    List<String> queues() {
        return filters == null ? List.of() : new ArrayList<>(filters.keySet());
    }

    /**
     * Says where a claim stands, as {@code standing.lua} has it.
     *
     * @return nothing if that is too much to be looked through with every message
     */
    byte[] scopes() {
        List<String> scopes = isEverywhere() ? List.of("") : queues();
        if (scopes.size() > MOST_SCOPES) {
            return new byte[0];
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String scope : scopes) {
            byte[] queue = Names.sortable(scope);
            byte[] tasks = Objects.requireNonNull(filter(scope)).bytes();
            ByteBuffer entry = ByteBuffer.allocate(2 * Short.BYTES + queue.length + tasks.length);
            entry.putShort((short) (entry.capacity() - Short.BYTES));
            entry.putShort((short) queue.length).put(queue).put(tasks);
            all.writeBytes(entry.array());
        }
        return all.size() > MOST_BYTES ? new byte[0] : all.toByteArray();
    }

    boolean isEverywhere() {
        return filters == null;
    }

    /** Whether the subscription takes messages of a task (empty = some task) from a queue. */
    boolean covers(String queue, String task) {
        Filter filter = filter(queue);
        return filter != null && (task.isEmpty() || filter.knows(task));
    }
}
