package io.alsek.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.InputStream;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for JSON and CBOR alike. */
@ParameterizedClass
@MethodSource("serializers")
class SerializerTest {

    @Parameter
    Serializer serializer;

    static List<Serializer> serializers() {
        return List.of(Serializer.json(), Serializer.cbor());
    }

    record Add(int a, long b) {}

    record Order(String customer, List<Line> lines) {}

    record Line(String article, Object extra) {}

    record Times(Instant at, Duration took, LocalDate day, Optional<Instant> ended) {}

    record Generic<T>(T value) {}

    enum Colour {
        RED,
        GREEN
    }

    /** No record, but plain properties. */
    static final class Bean {
        private String name = "";
        private int size;

        public String getName() {
            return name;
        }

        public void setName(String newName) {
            name = newName;
        }

        public int getSize() {
            return size;
        }

        public void setSize(int newSize) {
            size = newSize;
        }
    }

    /** Was accepted by an older release of the program, with other rules. */
    record Picky(int size) {
        Picky {
            if (size < 0) {
                throw new IllegalArgumentException("size must not be negative");
            }
        }
    }

    /** Has neither getters nor public fields. */
    static final class Hidden {
        private final String name;

        Hidden(String name) {
            this.name = name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Cannot be read out. */
    @SuppressWarnings("DoNotCallSuggester") // called through reflection
    static final class Broken {
        public String getName() {
            throw new UnsupportedOperationException("no name today");
        }
    }

    private Object roundTrip(Object value, Type type) {
        return serializer.deserialize(serializer.serialize(value, type), type);
    }

    /** The same value in this format, whatever type it is read as afterwards. */
    private byte[] bytes(Object tree) {
        return serializer.serialize(tree, Object.class);
    }

    @Test
    void recordsSurviveTheWay() {
        Order order = new Order("Ann", List.of(new Line("tea", "hot"), new Line("cup", null)));

        assertThat(roundTrip(order, Order.class)).isEqualTo(order);
    }

    @Test
    void beansSurviveTheWay() {
        Bean bean = new Bean();
        bean.setName("Ann");
        bean.setSize(7);

        assertThat(roundTrip(bean, Bean.class)).usingRecursiveComparison().isEqualTo(bean);
    }

    @Test
    void simpleValuesSurviveTheWay() {
        assertThat(roundTrip("ä\u0000🙂", String.class)).isEqualTo("ä\u0000🙂");
        assertThat(roundTrip(Long.MIN_VALUE, Long.class)).isEqualTo(Long.MIN_VALUE);
        assertThat(roundTrip(0.1, Double.class)).isEqualTo(0.1);
        assertThat(roundTrip(Colour.GREEN, Colour.class)).isEqualTo(Colour.GREEN);
        assertThat(roundTrip(new byte[] {1, -1}, byte[].class)).isEqualTo(new byte[] {1, -1});
        assertThat(roundTrip(null, String.class)).isNull();
        assertThat(roundTrip(null, Void.class)).isNull();
    }

    @Test
    void timesSurviveTheWayToTheNanosecond() {
        Times times = new Times(
                Instant.parse("2026-03-01T12:00:00.123456789Z"),
                Duration.ofNanos(1_000_000_001),
                LocalDate.of(2026, 2, 28),
                Optional.empty());

        assertThat(roundTrip(times, Times.class)).isEqualTo(times);
    }

    @Test
    void typeArgumentsAreKept() {
        Type listOfAdds = new TypeRef<List<Add>>() {}.type();
        Type deep = new TypeRef<Map<Colour, Generic<Set<Add>>>>() {}.type();
        Map<Colour, Generic<Set<Add>>> value = Map.of(Colour.RED, new Generic<>(Set.of(new Add(1, 2))));

        assertThat(roundTrip(List.of(new Add(1, 2)), listOfAdds)).isEqualTo(List.of(new Add(1, 2)));
        assertThat(roundTrip(value, deep)).isEqualTo(value);
    }

    @Test
    void unknownPropertiesAreIgnored() {
        byte[] newer = bytes(Map.of("a", 1, "b", 2, "c", Map.of("deep", List.of(1))));

        assertThat(serializer.deserialize(newer, Add.class)).isEqualTo(new Add(1, 2));
    }

    @Test
    void whatIsMissingHasItsDefault() {
        assertThat(serializer.deserialize(bytes(Map.of("b", 2)), Add.class)).isEqualTo(new Add(0, 2));
        assertThat(serializer.deserialize(bytes(Map.of()), Order.class)).isEqualTo(new Order(null, null));
        assertThat(serializer.deserialize(bytes(Map.of()), Arguments.class)).isEqualTo(Arguments.NONE);
    }

    @Test
    void aNullForAPrimitiveIsItsDefault() {
        Map<String, Object> withNull = new HashMap<>();
        withNull.put("a", null);

        assertThat(serializer.deserialize(bytes(withNull), Add.class)).isEqualTo(new Add(0, 0));
    }

    @Test
    void anEmptyRecordIsAValueLikeAnyOther() {
        record Ping() {}

        assertThat(roundTrip(new Ping(), Ping.class)).isEqualTo(new Ping());
        assertThat(roundTrip(Map.of(), Map.class)).isEqualTo(Map.of());
    }

    /** Otherwise it would silently arrive without what is in it. */
    @Test
    void anObjectThatHidesWhatIsInItIsRefused() {
        InputStream stream = InputStream.nullInputStream();

        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> serializer.serialize(new Hidden("Ann"), Hidden.class))
                .withMessage("Cannot write a " + Hidden.class.getName() + " as " + serializer.contentType()
                        + " at Hidden: No serializer found for class " + Hidden.class.getName()
                        + " and no properties discovered to create BeanSerializer;"
                        + " make it a record, or give it public getters");
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> serializer.serialize(new Line("tea", stream), Line.class))
                .withMessageContaining("at Line.extra: No serializer found");
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> serializer.serialize(new Object(), Object.class));
    }

    @Test
    void aValueThatCannotBeWrittenIsNamedWithItsPath() {
        Order order = new Order("Ann", List.of(new Line("tea", 1), new Line("cup", new Broken())));

        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> serializer.serialize(order, Order.class))
                .withMessageStartingWith("Cannot write a " + Order.class.getName() + " as " + serializer.contentType()
                        + " at Order.lines[1].extra.name: ")
                .withMessageContaining("no name today")
                .withRootCauseInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aValueOfAnotherTypeIsRefused() {
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> serializer.serialize("two", Add.class))
                .withMessageStartingWith("Cannot write a " + Add.class.getName());
    }

    @Test
    void aWrongTypeIsNamedWithItsPath() {
        byte[] wrong = bytes(Map.of("customer", "Ann", "lines", List.of(Map.of(), "no line")));

        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> serializer.deserialize(wrong, Order.class))
                .withMessageStartingWith("Cannot read a " + Order.class.getName() + " from " + serializer.contentType()
                        + " at Order.lines[1]: ");
    }

    @Test
    void aNumberThatDoesNotFitIsRefused() {
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> serializer.deserialize(bytes(Map.of("a", 1L << 40)), Add.class))
                .withMessageContaining("at Add.a: ");
    }

    @Test
    void anUnknownConstantIsRefusedWithTheKnownOnes() {
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> serializer.deserialize(bytes("BLUE"), Colour.class))
                .withMessageContaining("\"BLUE\"")
                .withMessageContaining("RED");
    }

    @Test
    void whatAConstructorRefusesIsRefused() {
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> serializer.deserialize(bytes(Map.of("size", -1)), Picky.class))
                .withMessageContaining("size must not be negative");
    }

    @Test
    void jsonIsWhatOneWouldWriteByHand() {
        byte[] json = Serializer.json().serialize(new Add(1, 2), Add.class);

        assertThat(new String(json, UTF_8)).isEqualTo("{\"a\":1,\"b\":2}");
        assertThat(Serializer.cbor().serialize(new Add(1, 2), Add.class)).hasSizeLessThan(json.length);
    }

    @Test
    void whatBreaksOffIsToldWithoutTheLibrarysOwnTerms() {
        byte[] half = "{\"a\":1".getBytes(StandardCharsets.UTF_8);
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> Serializer.json().deserialize(half, Add.class))
                .withMessageEndingWith(": Unexpected end-of-input: expected close marker for Object");
    }
}
