package io.alsek.jmh;

import io.alsek.message.Serializer;
import io.alsek.task.Task;
import org.jspecify.annotations.Nullable;

/**
 * What travels in the benchmarks: about 90 bytes of JSON.
 *
 * @param id a number
 * @param customer a name
 * @param sku another one
 * @param quantity a small number
 * @param placedAt a large number
 */
public record Work(long id, String customer, String sku, int quantity, long placedAt) {

    /** A task that takes it and returns nothing. */
    static final Task<Work, @Nullable Void> NO_OP =
            Task.named("no-op").input(Work.class).queue("bench").build();

    static Work number(long id) {
        return new Work(id, "customer-4711", "sku-0815", 3, 1_893_456_000_000L);
    }

    byte[] toJson() {
        return Serializer.json().serialize(this, Work.class);
    }

    static @Nullable Object ofJson(byte[] json) {
        return Serializer.json().deserialize(json, Work.class);
    }
}
