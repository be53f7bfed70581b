package io.alsek.jmh;

import io.alsek.message.Serializer;
import io.alsek.task.Task;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

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

    /** How a bare map carries its payload. */
    enum Form {
        /** As it is. */
        OBJECT("skip list map") {
            @Override
            Object pack(Work work) {
                return work;
            }

            @Override
            Object unpack(Object packed) {
                return packed;
            }
        },
        /** As JSON, by Jackson as it comes. */
        JSON("skip list map with JSON") {
            @Override
            Object pack(Work work) {
                return WRITER.writeValueAsBytes(work);
            }

            @Override
            Object unpack(Object packed) {
                return READER.readValue((byte[]) packed);
            }
        },
        /** As JSON, by the serializer that Alsek uses: Jackson with buffers that stay with their threads. */
        OUR_JSON("skip list map with Alsek's JSON") {
            @Override
            Object pack(Work work) {
                return Serializer.json().serialize(work, Work.class);
            }

            @Override
            @Nullable
            Object unpack(Object packed) {
                return Serializer.json().deserialize((byte[]) packed, Work.class);
            }
        };

        private static final JsonMapper MAPPER = new JsonMapper();
        private static final ObjectWriter WRITER = MAPPER.writerFor(Work.class);
        private static final ObjectReader READER = MAPPER.readerFor(Work.class);

        final String title;

        Form(String title) {
            this.title = title;
        }

        abstract Object pack(Work work);

        abstract @Nullable Object unpack(Object packed);
    }
}
