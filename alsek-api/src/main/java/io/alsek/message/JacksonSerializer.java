package io.alsek.message;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.BufferRecycler;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.core.util.RecyclerPool;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORMapper;

/** JSON and CBOR. Polymorphic typing stays off: bytes never choose a class. */
final class JacksonSerializer implements Serializer {

    /**
     * Buffers stay with their threads. Jackson's default, one pool for all, made threads wait for each other: with it, a
     * queue in memory did a sixth less. In short-lived virtual threads buffers are simply garbage.
     */
    private static final RecyclerPool<BufferRecycler> BUFFERS = JsonRecyclerPools.threadLocalPool();

    static final Serializer JSON_DEFAULT = new JacksonSerializer(
            Serializer.JSON,
            tolerant(JsonMapper.builder(
                            JsonFactory.builder().recyclerPool(BUFFERS).build()))
                    .build());
    static final Serializer CBOR_DEFAULT = new JacksonSerializer(
            Serializer.CBOR,
            tolerant(CBORMapper.builder(
                            CBORFactory.builder().recyclerPool(BUFFERS).build()))
                    .build());

    /** How many steps of a path a message shows; a cyclic value has hundreds. */
    private static final int LONGEST_PATH = 6;

    private final String contentType;
    private final ObjectMapper mapper;

    // Looking a type up in these is several times cheaper than asking the mapper. Bounded by the types of the tasks.
    private final Map<Type, ObjectWriter> writers = new ConcurrentHashMap<>();
    private final Map<Type, ObjectReader> readers = new ConcurrentHashMap<>();

    private JacksonSerializer(String contentType, ObjectMapper mapper) {
        this.contentType = contentType;
        this.mapper = mapper;
    }

    /** Payloads outlive the code that wrote them: additions and removals on either side must not break reading. */
    private static <B extends MapperBuilder<?, B>> B tolerant(B builder) {
        return builder.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT) // 2.5 is not 2
                // An object that shows nothing of itself would silently arrive empty. Empty records are fine all the
                // same.
                .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS);
    }

    @Override
    public String contentType() {
        return contentType;
    }

    @Override
    public byte[] serialize(@Nullable Object value, Type type) {
        try {
            ObjectWriter writer = writers.get(type);
            if (writer == null) {
                writer = mapper.writerFor(mapper.constructType(type));
                writers.put(type, writer);
            }
            return writer.writeValueAsBytes(value);
        } catch (JacksonException e) {
            throw failed("write", "as", type, e);
        } catch (StackOverflowError e) {
            throw new SerializationException(
                    "Cannot write a " + type.getTypeName() + " as " + contentType
                            + ": it is nested too deeply; does it contain itself?",
                    null);
        }
    }

    @Override
    public @Nullable Object deserialize(byte[] bytes, Type type) {
        try {
            ObjectReader reader = readers.get(type);
            if (reader == null) {
                reader = mapper.readerFor(mapper.constructType(type));
                readers.put(type, reader);
            }
            return reader.readValue(bytes);
        } catch (JacksonException e) {
            throw failed("read", "from", type, e);
        }
    }

    private SerializationException failed(String verb, String preposition, Type type, JacksonException e) {
        String path = pathOf(type, e.getPath());
        String text = explained(e.getOriginalMessage());
        return new SerializationException(
                "Cannot " + verb + " a " + type.getTypeName() + " " + preposition + " " + contentType + " at " + path
                        + ": " + (text == null ? e.getClass().getSimpleName() : text),
                e);
    }

    /** Replaces advice for users of Jackson by advice for ours. */
    private static @Nullable String explained(@Nullable String text) {
        return text == null
                ? null
                : text.replaceFirst(
                                " \\(to avoid exception, disable `?SerializationFeature.FAIL_ON_EMPTY_BEANS`?\\)",
                                "; make it a record, or give it public getters")
                        .replaceFirst(" \\(start marker at \\[Source: .*?\\]\\)", "");
    }

    /** Such as {@code Order.lines[2].price}. */
    private static String pathOf(Type type, List<JacksonException.Reference> path) {
        StringBuilder text = new StringBuilder(type instanceof Class<?> c ? c.getSimpleName() : type.getTypeName());
        int steps = 0;
        for (JacksonException.Reference step : path) {
            if (++steps > LONGEST_PATH) {
                return text.append("… (")
                        .append(path.size())
                        .append(" levels deep)")
                        .toString();
            }
            if (step.getPropertyName() != null) {
                text.append('.').append(step.getPropertyName());
            } else {
                text.append('[').append(step.getIndex()).append(']');
            }
        }
        return text.toString();
    }
}
