package io.alsek.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SplitMix64Test {

    /** From the reference implementation in C by Sebastiano Vigna. */
    @Test
    void givesTheNumbersOfTheReference() {
        SplitMix64 random = new SplitMix64(1234567);

        assertThat(LongStream.generate(random::nextLong).limit(5))
                .containsExactly(
                        6457827717110365317L,
                        3203168211198807973L,
                        Long.parseUnsignedLong("9817491932198370423"),
                        4593380528125082431L,
                        Long.parseUnsignedLong("16408922859458223821"));
    }

    /** The methods of the JDK that derive from it must not differ between Java versions either. */
    @Test
    void givesTheSameDerivedNumbersOnEveryJava() {
        SplitMix64 random = new SplitMix64(1234567);

        assertThat(random.nextInt()).isEqualTo(1503580183);
        assertThat(random.nextDouble()).isEqualTo(0.17364409667091263);
        assertThat(random.nextInt(1_000)).isEqualTo(482);
        assertThat(random.nextInt(10, 20)).isEqualTo(12);
        assertThat(random.nextBoolean()).isTrue();
        byte[] bytes = new byte[5];
        random.nextBytes(bytes);
        assertThat(bytes).containsExactly(-10, 68, -103, -104, -68);
    }

    @Test
    void isTheSameForTheSameSeedAndDifferentForAnother() {
        assertThat(new SplitMix64(1).nextLong()).isEqualTo(new SplitMix64(1).nextLong());
        assertThat(new SplitMix64(1).nextLong()).isNotEqualTo(new SplitMix64(2).nextLong());
        assertThat(SplitMix64.unpredictable().nextLong())
                .isNotEqualTo(SplitMix64.unpredictable().nextLong());
    }

    @Test
    void threadsThatShareItDoNotGetTheSameNumbers() {
        SplitMix64 random = new SplitMix64(1);
        Set<Long> numbers = ConcurrentHashMap.newKeySet();

        IntStream.range(0, 100_000).parallel().forEach(i -> numbers.add(random.nextLong()));

        assertThat(numbers).hasSize(100_000);
    }
}
