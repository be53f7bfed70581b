package io.alsek.message;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackoffTest {

    private static final Backoff.Bounds ANY = new Backoff.Bounds(Duration.ZERO, ofHours(100_000), false, 0);

    static final List<Backoff> STOCK = List.of(
            Backoff.none(),
            Backoff.constant(),
            Backoff.constant(ofMillis(1_500)),
            Backoff.linear(),
            Backoff.linear(ofSeconds(2)).within(ANY.withJitter(0.25)),
            Backoff.exponential(),
            Backoff.exponential(ofMillis(5)),
            new ExponentialBackoff(Duration.ofNanos(123_456), 1.5, ANY));

    private static Duration delay(Backoff backoff, int incidents) {
        return backoff.delay(incidents, new SplitMix64(1));
    }

    @Nested
    class Formulas {

        @ParameterizedTest
        @CsvSource({"0, 0", "1, 60", "2, 60", "50, 60"})
        void theConstantOneIsAlwaysAMinute(int incidents, int seconds) {
            assertThat(delay(Backoff.constant(), incidents)).hasSeconds(seconds);
        }

        @ParameterizedTest
        @CsvSource({"0, 0", "1, 60", "2, 60", "3, 90", "4, 120", "119, 3570", "120, 3600", "121, 3600"})
        void theLinearOneGrowsByHalfAMinute(int incidents, int seconds) {
            assertThat(delay(Backoff.linear(), incidents)).hasSeconds(seconds);
        }

        @ParameterizedTest
        @CsvSource({"0, 0", "1, 60", "2, 160", "3, 640", "4, 2560", "5, 3600", "6, 3600"})
        void theExponentialOneIsTenSecondsTimesFourToThePower(int incidents, int seconds) {
            assertThat(delay(Backoff.exponential(), incidents)).hasSeconds(seconds);
        }

        @Test
        void withoutABackoffTheNextAttemptIsAtOnce() {
            assertThat(delay(Backoff.none(), 5)).isZero();
        }

        @Test
        void aGivenPauseMayBeShorterThanTheUsualFloor() {
            assertThat(delay(Backoff.constant(ofMillis(5)), 3)).hasMillis(5);
            assertThat(delay(Backoff.linear(ofMillis(5)), 3)).hasMillis(15);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3, 5, 250, 1_001})
        void aGivenFirstWaitIsTheFirstAndDoubles(int first) {
            Backoff backoff = Backoff.exponential(ofMillis(first));

            assertThat(IntStream.rangeClosed(1, 4)
                            .mapToObj(incidents -> delay(backoff, incidents).toMillis()))
                    .containsExactly((long) first, 2L * first, 4L * first, 8L * first);
        }
    }

    @Nested
    class Limits {

        @Test
        void theFloorIsTheLeast() {
            assertThat(delay(new LinearBackoff(ofSeconds(1), ANY.withFloor(ofSeconds(10))), 3))
                    .hasSeconds(10);
        }

        @Test
        void theCeilingIsTheMost() {
            assertThat(delay(new LinearBackoff(ofSeconds(1), ANY.withCeiling(ofSeconds(10))), 30))
                    .hasSeconds(10);
        }

        @Test
        void withoutIncidentsThereIsNoWaitUnlessTheOverrideIsOff() {
            Backoff.Bounds bounds = Backoff.Bounds.DEFAULT;
            Backoff.Bounds off = new Backoff.Bounds(bounds.floor(), bounds.ceiling(), false, 0);

            assertThat(delay(Backoff.exponential(), 0)).isZero();
            assertThat(delay(Backoff.exponential().within(off), 0)).hasSeconds(60);
        }

        @ParameterizedTest
        @ValueSource(ints = {1_000, 1_000_000, Integer.MAX_VALUE})
        void anyNumberOfIncidentsIsFine(int incidents) {
            assertThat(delay(Backoff.linear(), incidents)).hasHours(1);
            assertThat(delay(Backoff.exponential(), incidents)).hasHours(1);
            assertThat(delay(Backoff.exponential().within(Backoff.Bounds.DEFAULT.withJitter(1)), incidents))
                    .isBetween(ofSeconds(60), ofHours(1));
        }

        @Test
        void nothingTimesInfinityIsStillNothing() {
            Backoff nothing = new ExponentialBackoff(Duration.ZERO, 10, ANY.withFloor(ofSeconds(1)));

            assertThat(delay(nothing, 1_000_000)).hasSeconds(1);
        }

        @Test
        void theLongestCeilingIsNotTooLong() {
            Backoff.Bounds wide = ANY.withCeiling(Duration.ofDays(365_000));

            assertThat(delay(Backoff.exponential().within(wide), Integer.MAX_VALUE))
                    .hasDays(365_000);
        }
    }

    @Nested
    class Jitter {

        private static final RandomGenerator LOWEST = () -> 0L;
        private static final RandomGenerator HIGHEST = () -> -1L;

        private final Backoff.Bounds tenPercent = ANY.withJitter(0.1);

        @Test
        void movesTheWaitByAFractionInBothDirections() {
            Backoff backoff = new ConstantBackoff(ofSeconds(100), tenPercent);

            assertThat(backoff.delay(1, LOWEST)).hasSeconds(90);
            assertThat(backoff.delay(1, HIGHEST)).hasSeconds(110);
        }

        @Test
        void spreadsTheWaitsEvenly() {
            Backoff backoff = new ConstantBackoff(ofSeconds(100), tenPercent);
            SplitMix64 random = new SplitMix64(7);
            List<Duration> waits =
                    Stream.generate(() -> backoff.delay(1, random)).limit(1_000).toList();

            assertThat(waits).allSatisfy(wait -> assertThat(wait).isBetween(ofSeconds(90), ofSeconds(110)));
            assertThat(waits.stream().mapToLong(Duration::toMillis).average())
                    .hasValueCloseTo(100_000.0, Offset.offset(500.0));
        }

        @Test
        void neverLeavesTheBounds() {
            Backoff.Bounds narrow = new Backoff.Bounds(ofSeconds(95), ofSeconds(105), true, 1);
            Backoff backoff = new ConstantBackoff(ofSeconds(100), narrow);

            assertThat(backoff.delay(1, LOWEST)).hasSeconds(95);
            assertThat(backoff.delay(1, HIGHEST)).hasSeconds(105);
        }

        @Test
        void alsoSpreadsWaitsThatHaveReachedTheCeiling() {
            Backoff backoff = Backoff.exponential().within(Backoff.Bounds.DEFAULT.withJitter(0.5));

            assertThat(backoff.delay(50, LOWEST)).hasMinutes(30);
            assertThat(backoff.delay(50, HIGHEST)).hasMinutes(60);
        }

        @Test
        void isTheSameForTheSameSeed() {
            Backoff backoff = new ConstantBackoff(ofSeconds(100), tenPercent);

            assertThat(delay(backoff, 1)).isEqualTo(delay(backoff, 1));
        }
    }

    @Nested
    class Misuse {

        @Test
        void theFloorMustNotExceedTheCeiling() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Backoff.Bounds(ofSeconds(2), ofSeconds(1), true, 0))
                    .withMessage("floor must not exceed ceiling, but PT2S > PT1S");
        }

        @Test
        void nothingIsNegativeOrEndless() {
            Duration forever = ofSeconds(Long.MAX_VALUE);
            Duration negative = ofMillis(-1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ANY.withFloor(negative))
                    .withMessage("floor must not be negative, but is PT-0.001S");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ANY.withCeiling(forever))
                    .withMessageStartingWith("ceiling must be at most 365000 days, but is");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Backoff.constant(negative))
                    .withMessage("pause must not be negative, but is PT-0.001S");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Backoff.linear(negative))
                    .withMessage("factor must not be negative, but is PT-0.001S");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Backoff.exponential(forever))
                    .withMessageStartingWith("factor must be at most 365000 days, but is");
        }

        @ParameterizedTest
        @ValueSource(doubles = {0.99, -1, Double.NaN, Double.POSITIVE_INFINITY})
        void aBaseBelowOneWouldShrink(double base) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ExponentialBackoff(ofSeconds(1), base, ANY))
                    .withMessage("base must be a number of at least 1, but is " + base);
        }

        @ParameterizedTest
        @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
        void jitterIsAFraction(double jitter) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ANY.withJitter(jitter))
                    .withMessage("jitter must be from 0 to 1, but is " + jitter);
        }

        @Test
        void thereCannotBeFewerIncidentsThanNone() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> delay(Backoff.linear(), -1))
                    .withMessage("incidents must not be negative, but is -1");
        }
    }

    @Nested
    class Settings {

        private final Backoffs backoffs = new Backoffs();

        @ParameterizedTest
        @FieldSource("io.alsek.message.BackoffTest#STOCK")
        void describeAnEqualBackoff(Backoff backoff) {
            assertThat(backoffs.of(backoff.settings())).isEqualTo(backoff);
        }

        @ParameterizedTest
        @FieldSource("io.alsek.message.BackoffTest#STOCK")
        void surviveJson(Backoff backoff) {
            byte[] json = Serializer.json().serialize(backoff.settings(), BackoffSettings.class);

            assertThat(Serializer.json().deserialize(json, BackoffSettings.class))
                    .isEqualTo(backoff.settings());
        }

        @Test
        void areAnAlgorithmAndItsParametersInMilliseconds() {
            assertThat(Backoff.exponential().settings())
                    .isEqualTo(new BackoffSettings(
                            "exponential",
                            Map.of(
                                    "factor",
                                    10_000,
                                    "base",
                                    4.0,
                                    "floor",
                                    60_000,
                                    "ceiling",
                                    3_600_000,
                                    "zeroOverride",
                                    true,
                                    "jitter",
                                    0.0)));
        }

        @Test
        void doNotDependOnTheKindOfNumber() {
            assertThat(new BackoffSettings("own", Map.of("a", 1, "b", (short) 2, "c", (byte) 3, "d", 0.5f)))
                    .isEqualTo(new BackoffSettings("own", Map.of("a", 1L, "b", 2L, "c", 3L, "d", 0.5)));
        }

        @Test
        void mayNameAnAlgorithmOfOnesOwn() {
            record Fibonacci(long unit) implements Backoff {
                @Override
                public Duration delay(int incidents, RandomGenerator random) {
                    long[] pair = {0, 1};
                    for (int i = 0; i < incidents; i++) {
                        pair = new long[] {pair[1], pair[0] + pair[1]};
                    }
                    return ofMillis(unit * pair[0]);
                }

                @Override
                public BackoffSettings settings() {
                    return new BackoffSettings("fibonacci", Map.of("unit", unit));
                }
            }
            backoffs.add("fibonacci", parameters -> new Fibonacci(((Number) parameters.get("unit")).longValue()));

            Backoff rebuilt = backoffs.of(new Fibonacci(10).settings());

            assertThat(rebuilt).isEqualTo(new Fibonacci(10));
            assertThat(delay(rebuilt, 7)).hasMillis(130);
        }

        @Test
        void ofAnUnknownAlgorithmAreRefusedWithTheOnesThatAreKnown() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> backoffs.of(new BackoffSettings("fibonacci", Map.of())))
                    .withMessage("Unknown backoff algorithm \"fibonacci\"; known are"
                            + " [constant, exponential, linear, none]. Add your own to the builder of Alsek");
        }

        @Test
        void ofOneAlgorithmAreAddedOnce() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> backoffs.add("linear", parameters -> Backoff.none()))
                    .withMessage("There is a backoff algorithm \"linear\" already");
        }

        @Test
        void thatLackAParameterAreRefused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> backoffs.of(new BackoffSettings("constant", Map.of("floor", 1))))
                    .withMessage("The backoff parameter \"pause\" must be a number, but is null in {floor=1}");
        }

        @Test
        void withAWrongParameterAreRefused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> backoffs.of(new BackoffSettings("constant", Map.of("pause", "1 s"))))
                    .withMessage("The backoff parameter \"pause\" must be a number, but is 1 s in {pause=1 s}");
        }
    }
}
