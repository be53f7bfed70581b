package io.alsek.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MessageTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Message PLAIN = message("m1").build();
    private static final ExceptionDetails FAILURE = new ExceptionDetails("java.io.IOException", "disk full", "at …");

    private static Message.Builder message(String id) {
        return Message.builder(id, "add", "math_ops", NOON).payload(json("[1,2]"));
    }

    private static Payload json(String text) {
        return new Payload(Serializer.JSON, text.getBytes(StandardCharsets.UTF_8));
    }

    @Nested
    class ANewMessage {

        @Test
        void isReadyAtOnceAndHasTheDefaults() {
            assertThat(PLAIN.isReady(NOON)).isTrue();
            assertThat(PLAIN.priority()).isZero();
            assertThat(PLAIN.settings().timeout()).isEqualTo(Duration.ofHours(1));
            assertThat(PLAIN.settings().mechanism()).isEqualTo(Mechanism.THREAD);
            assertThat(PLAIN.settings().backoff())
                    .isEqualTo(Backoff.exponential().settings());
            assertThat(PLAIN.settings().metadata()).isEmpty();
            assertThat(PLAIN.timing().timeToLive()).isEqualTo(Duration.ofDays(7));
            assertThat(PLAIN.timing().expiresAt()).isEqualTo(NOON.plus(Duration.ofDays(7)));
            assertThat(PLAIN.lineage()).isEqualTo(Lineage.NONE);
            assertThat(PLAIN.history()).isEqualTo(History.NONE);
        }

        @Test
        void needsNames() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> message(" ").build())
                    .withMessage("The message id must not be empty");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> message("m1").task("").build())
                    .withMessage("The task name must not be empty");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> message("m1").queue("").build())
                    .withMessage("The queue name must not be empty");
        }
    }

    @Nested
    class DerivedViews {

        private final Message delayed = message("m1")
                .timing(new Timing(NOON, NOON, Duration.ofMinutes(5), NOON.plusSeconds(300), Duration.ofHours(1)))
                .build();

        @Test
        void timeToReadyIsNeverNegative() {
            assertThat(delayed.timeToReady(NOON)).isEqualTo(Duration.ofMinutes(5));
            assertThat(delayed.timeToReady(NOON.plusSeconds(299))).isEqualTo(Duration.ofSeconds(1));
            assertThat(delayed.timeToReady(NOON.plusSeconds(300))).isZero();
            assertThat(delayed.timeToReady(NOON.plusSeconds(900))).isZero();
        }

        @Test
        void itIsReadyFromTheVeryInstantOn() {
            assertThat(delayed.isReady(NOON.plusSeconds(300).minusMillis(1))).isFalse();
            assertThat(delayed.isReady(NOON.plusSeconds(300))).isTrue();
        }

        @Test
        void theTimeToLiveCountsFromReadiness() {
            assertThat(delayed.timing().expiresAt()).isEqualTo(NOON.plusSeconds(300 + 3600));
            assertThat(delayed.timing().expiryOf(NOON.plusSeconds(1))).isEqualTo(NOON.plusSeconds(3601));
        }

        @Test
        void withoutATimeToLiveItNeverExpires() {
            assertThat(new Timing(NOON, NOON, Duration.ZERO, NOON, null).expiresAt())
                    .isNull();
        }

        @Test
        void descendantsAreAllCallbacksBelowItInTheOrderInWhichTheyRun() {
            Message third = message("third").build();
            Message second =
                    message("second").lineage(Lineage.NONE.withCallback(third)).build();
            Message first =
                    message("first").lineage(Lineage.NONE.withCallback(second)).build();

            assertThat(first.descendantIds()).containsExactly("second", "third");
            assertThat(third.descendantIds()).isEmpty();
        }

        @Test
        void theFirstOfAChainIsItsOwnProgenitor() {
            Message later = message("m2")
                    .lineage(new Lineage("m1", "m1", null, null, null))
                    .build();

            assertThat(PLAIN.progenitorOrSelf()).isEqualTo("m1");
            assertThat(later.progenitorOrSelf()).isEqualTo("m1");
        }

        @Test
        void theSummaryIsOneLineWithIdQueueAndTask() {
            assertThat(PLAIN.summary()).isEqualTo("Message(id='m1', queue='math_ops', task='add')");
        }

        @Test
        void theLongFormShowsTheInput() {
            assertThat(PLAIN.toString()).contains("m1", "math_ops", "input=[1,2]", "priority=0");
            assertThat(message("m1").payload(null).build().toString()).contains("input=<previous result>");
        }
    }

    @Nested
    class Copies {

        @Test
        void anUnchangedCopyIsEqual() {
            assertThat(PLAIN.toBuilder().build()).isEqualTo(PLAIN).hasSameHashCodeAs(PLAIN);
        }

        @Test
        void aCopyDiffersInWhatWasChangedAndInNothingElse() {
            Message copy = PLAIN.toBuilder().queue("other").build();

            assertThat(copy.queue()).isEqualTo("other");
            assertThat(copy.toBuilder().queue("math_ops").build()).isEqualTo(PLAIN);
            assertThat(PLAIN.queue()).isEqualTo("math_ops");
        }

        @Test
        void messagesThatDifferInOneFieldAreNotEqual() {
            assertThat(Stream.of(
                                    PLAIN.toBuilder().id("m2"),
                                    PLAIN.toBuilder().task("multiply"),
                                    PLAIN.toBuilder().queue("other"),
                                    PLAIN.toBuilder().payload(json("[1,3]")),
                                    PLAIN.toBuilder().payload(null),
                                    PLAIN.toBuilder().metadata(Map.of("a", 1)),
                                    PLAIN.toBuilder().timing(new Timing(NOON, NOON, Duration.ZERO, NOON, null)),
                                    PLAIN.toBuilder().lineage(new Lineage("m0", null, null, null, null)),
                                    PLAIN.toBuilder().history(new History(1, 0, null)))
                            .map(Message.Builder::build))
                    .doesNotContain(PLAIN)
                    .doesNotHaveDuplicates();
        }

        @Test
        void aDuplicateHasANewIdAndNoPast() {
            Message failed = PLAIN.afterFailure(FAILURE, NOON.plusSeconds(1), NOON.plusSeconds(61));

            Message duplicate = failed.duplicate("m2");

            assertThat(duplicate.id()).isEqualTo("m2");
            assertThat(duplicate.history()).isEqualTo(History.NONE);
            assertThat(duplicate.timing().updatedAt()).isEqualTo(NOON);
            assertThat(duplicate.payload()).isEqualTo(PLAIN.payload());
            assertThat(duplicate.readyAt()).isEqualTo(failed.readyAt());
        }

        @Test
        void metadataIsMergedIn() {
            Message noted = PLAIN.withMetadata(Map.of("customer", "Ann", "order", 1))
                    .withMetadata(Map.of("order", 2, "urgent", true));

            assertThat(noted.settings().metadata()).isEqualTo(Map.of("customer", "Ann", "order", 2, "urgent", true));
            assertThat(PLAIN.settings().metadata()).isEmpty();
        }

        @Test
        void thereMustBeSomeMetadataToMerge() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PLAIN.withMetadata(Map.of()))
                    .withMessage("There is no metadata to add to " + PLAIN.summary());
        }

        @Test
        void metadataIsCopiedInItsOrderAndCannotBeChangedAfterwards() {
            Map<String, Object> notes = new LinkedHashMap<>();
            notes.put("z", 1);
            notes.put("a", 2);
            Message noted = PLAIN.withMetadata(notes);
            notes.clear();

            assertThat(noted.settings().metadata().keySet()).containsExactly("z", "a");
            assertThat(noted.settings().metadata()).isUnmodifiable();
        }

        @Test
        void aFailureCountsARetryAndSaysWhatWentWrong() {
            Message delivered =
                    PLAIN.toBuilder().history(new History(1, 3, null)).build();

            Message failed = delivered.afterFailure(FAILURE, NOON.plusSeconds(1), NOON.plusSeconds(61));

            assertThat(failed.history()).isEqualTo(new History(2, 0, FAILURE));
            assertThat(failed.timing().createdAt()).isEqualTo(NOON);
            assertThat(failed.timing().updatedAt()).isEqualTo(NOON.plusSeconds(1));
            assertThat(failed.readyAt()).isEqualTo(NOON.plusSeconds(61));
            assertThat(failed.id()).isEqualTo("m1");
        }
    }

    @Nested
    class Ranges {

        private static Timing timing(Duration delay, Instant readyAt, Duration timeToLive) {
            return new Timing(NOON, NOON, delay, readyAt, timeToLive);
        }

        private static MessageSettings settings(int priority, Duration timeout) {
            return new MessageSettings(
                    priority, timeout, Mechanism.THREAD, false, Backoff.none().settings(), Tracking.NONE, Map.of());
        }

        @Test
        void aPriorityIsNotNegative() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> settings(-1, Duration.ofHours(1)))
                    .withMessage("priority must not be negative, but is -1");
        }

        @Test
        void timesArePositive() {
            Duration tooShort = Duration.ofNanos(999_999);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> settings(0, tooShort))
                    .withMessage("timeout must be at least a millisecond, but is PT0.000999999S");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> timing(Duration.ZERO, NOON, tooShort))
                    .withMessage("timeToLive must be at least a millisecond, but is PT0.000999999S");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Tracking(true, tooShort, false, true))
                    .withMessage("resultTtl must be at least a millisecond, but is PT0.000999999S");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> timing(Duration.ofMillis(-1), NOON, Duration.ofDays(1)))
                    .withMessage("delay must not be negative, but is PT-0.001S");
        }

        @Test
        void timesAreNotLongerThanABackendCanCount() {
            Duration forever = Duration.ofSeconds(Long.MAX_VALUE);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> settings(0, forever))
                    .withMessageStartingWith("timeout must be at most 365000 days, but is PT");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> timing(Duration.ZERO, NOON, forever))
                    .withMessageStartingWith("timeToLive must be at most 365000 days, but is PT");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> timing(forever, NOON, Duration.ofDays(1)))
                    .withMessageStartingWith("delay must be at most 365000 days, but is PT");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> timing(Duration.ZERO, Instant.MAX, Duration.ofDays(1)))
                    .withMessage("readyAt must be between the years 0 and 9999, but is " + Instant.MAX);
        }

        @Test
        void whatIsFinerThanTheWireIsRoundedSoThatNothingRunsEarly() {
            Timing timing = timing(Duration.ofNanos(1_500_000), NOON.plusNanos(1_500_000), Duration.ofNanos(7_999_999));

            assertThat(timing.readyAt()).isEqualTo(NOON.plusMillis(2));
            assertThat(timing.delay()).isEqualTo(Duration.ofMillis(1));
            assertThat(timing.timeToLive()).isEqualTo(Duration.ofMillis(7));
        }

        @Test
        void aResultTtlNeedsAStoredResult() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Tracking(false, Duration.ofDays(1), false, true))
                    .withMessage("A result TTL (PT24H) makes no sense without a stored result;"
                            + " declare an output type on the task, or drop the TTL");
        }

        @Test
        void onlyWhatIsStoredAndPublishedCanBeAwaited() {
            assertThat(new Tracking(true, null, false, true).awaitable()).isTrue();
            assertThat(new Tracking(false, null, true, true).awaitable()).isTrue();
            assertThat(new Tracking(true, null, true, false).awaitable()).isFalse();
            assertThat(Tracking.NONE.awaitable()).isFalse();
        }
    }

    @Nested
    class APayload {

        @Test
        void isEqualByContent() {
            assertThat(json("1")).isEqualTo(json("1")).hasSameHashCodeAs(json("1"));
            assertThat(json("1"))
                    .isNotEqualTo(json("2"))
                    .isNotEqualTo(new Payload("my own", json("1").bytes()));
        }

        @Test
        void showsShortJsonAsTextAndEverythingElseAsItsSize() {
            assertThat(List.of(
                            json("{\"a\":1}").toString(),
                            json("x".repeat(201)).toString(),
                            new Payload(Serializer.CBOR, new byte[3]).toString()))
                    .containsExactly("{\"a\":1}", "<201 bytes of json>", "<3 bytes of cbor>");
        }
    }
}
