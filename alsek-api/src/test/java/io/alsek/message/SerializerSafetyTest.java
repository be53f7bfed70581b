package io.alsek.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Neither a value nor bytes can do harm: they are refused in words, and quickly. */
@ParameterizedClass
@MethodSource("io.alsek.message.SerializerTest#serializers")
class SerializerSafetyTest {

    @Parameter
    Serializer serializer;

    record Line(String article, Object extra) {}

    record Tree(String name, List<Tree> children) {}

    /** May be part of a cycle. */
    static final class Person {
        private final String name;
        private Person friend;

        Person(String name) {
            this.name = name;
        }

        public String getName() {
            return name;
        }

        public Person getFriend() {
            return friend;
        }
    }

    /** The same value in this format, whatever type it is read as afterwards. */
    private byte[] bytes(Object tree) {
        return serializer.serialize(tree, Object.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"@class", "@type", "@c", "type", "class"})
    void theBytesNeverChooseAClass(String property) {
        byte[] hostile = bytes(Map.of(property, "javax.script.ScriptEngineManager", "article", "tea"));
        byte[] hostilePair = bytes(List.of("java.util.concurrent.atomic.AtomicInteger", 5));

        assertThat(serializer.deserialize(hostile, Line.class)).isEqualTo(new Line("tea", null));
        assertThat(serializer.deserialize(hostile, Object.class)).isInstanceOf(Map.class);
        assertThat(serializer.deserialize(hostilePair, Object.class))
                .isEqualTo(List.of("java.util.concurrent.atomic.AtomicInteger", 5));
    }

    @Test
    void aValueThatContainsItselfIsRefusedWithThePath() {
        Person narcissus = new Person("Narcissus");
        narcissus.friend = narcissus;

        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> serializer.serialize(narcissus, Person.class))
                .withMessage("Cannot write a " + Person.class.getName() + " as " + serializer.contentType()
                        + " at Person.friend: Direct self-reference leading to cycle");
    }

    @Test
    @Timeout(5)
    void aCycleIsRefusedWithTheBeginningOfItsPath() {
        Person ann = new Person("Ann");
        Person bob = new Person("Bob");
        ann.friend = bob;
        bob.friend = ann;
        List<Object> list = new ArrayList<>();
        list.add(Map.of("list", list));

        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> serializer.serialize(ann, Person.class))
                .withMessageContaining("at Person.friend.friend.friend.friend.friend.friend… (")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> serializer.serialize(list, Object.class))
                .withMessageContaining("at Object[0].list[0].list[0].list… (");
    }

    @Test
    @Timeout(10)
    void deepNestingIsReadOrRefused() {
        Tree tree = new Tree("leaf", List.of());
        for (int i = 0; i < 200; i++) {
            tree = new Tree("branch", List.of(tree));
        }
        assertThat(serializer.deserialize(bytes(tree), Tree.class)).isEqualTo(tree);
        for (int i = 0; i < 50_000; i++) {
            tree = new Tree("branch", List.of(tree));
        }
        Tree tooDeep = tree;
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> serializer.serialize(tooDeep, Tree.class));
    }

    @Test
    @Timeout(10)
    void bytesThatOnlyOpenBracketsAreRefused() {
        byte[] brackets = new byte[1_000_000];
        Arrays.fill(brackets, serializer.equals(Serializer.json()) ? (byte) '[' : (byte) 0x81);

        for (Type type : List.of(Object.class, List.class, Line.class, Arguments.class)) {
            assertThatExceptionOfType(SerializationException.class)
                    .isThrownBy(() -> serializer.deserialize(brackets, type));
        }
    }

    @Test
    void noBytesAreNoValue() {
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> serializer.deserialize(new byte[0], Line.class))
                .withMessageStartingWith("Cannot read a " + Line.class.getName());
    }

    @Test
    void theOtherFormatIsNoValue() {
        Serializer other = serializer.equals(Serializer.json()) ? Serializer.cbor() : Serializer.json();
        byte[] foreign = other.serialize(new Line("tea", 2), Line.class);

        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> serializer.deserialize(foreign, Line.class));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void damagedBytesAreReadOrRefused(long seed) {
        SplitMix64 random = new SplitMix64(seed);
        byte[] valid = bytes(new Line("tea", List.of(1, 2.5, "three", true, new Tree("leaf", List.of()))));
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = valid.clone();
            for (int flips = random.nextInt(1, 5); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            byte[] garbage = new byte[random.nextInt(30)];
            random.nextBytes(garbage);

            for (byte[] bytes : List.of(damaged, garbage)) {
                readOrRefused(() -> serializer.deserialize(bytes, Line.class));
                readOrRefused(() -> serializer.deserialize(bytes, Object.class));
            }
        }
    }

    private static void readOrRefused(Runnable read) {
        try {
            read.run();
        } catch (SerializationException e) {
            assertThat(e.getMessage()).startsWith("Cannot read a ");
        }
    }

    @Test
    void whatFollowsTheValueIsRefused() {
        byte[] value = bytes(List.of(1));
        byte[] twice = Arrays.copyOf(value, 2 * value.length);
        System.arraycopy(value, 0, twice, value.length, value.length);

        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> serializer.deserialize(twice, Object.class));
    }

    /** Each claims gigabytes: a byte string, a text, an array, a map, a decimal fraction. */
    @ParameterizedTest
    @ValueSource(strings = {"5affffffff00", "7a7fffffff61", "9affffffff01", "baffffffff6161", "c4821a7fffffff01"})
    @Timeout(10)
    void aClaimIsNotBelieved(String hex) {
        byte[] claim = HexFormat.of().parseHex(hex);
        for (Type type : List.of(Object.class, byte[].class, String.class, int[].class, BigInteger.class, long.class)) {
            readOrRefused(() -> Serializer.cbor().deserialize(claim, type));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1e999999999", "1e-999999999", "123456789012345678901234567890"})
    @Timeout(10)
    void anEndlessNumberIsReadOrRefused(String number) {
        byte[] json = number.getBytes(UTF_8);
        for (Type type : List.of(Object.class, BigInteger.class, BigDecimal.class, long.class, double.class)) {
            readOrRefused(() -> Serializer.json().deserialize(json, type));
        }
    }
}
