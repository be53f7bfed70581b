package io.alsek.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.alsek.Alsek;
import io.alsek.spi.DeathReason;
import io.alsek.task.NonRetryableException;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The ends of many tasks, one after the other. */
@AlsekTest
class ResultPoolTest {

    private static final Task<Integer, Integer> SQUARE =
            Task.named("square").input(Integer.class).output(Integer.class).build();

    private final AlsekHarness harness;
    private final Alsek alsek;
    private final List<TaskHandle<Integer>> handles;

    ResultPoolTest(AlsekHarness harness, Alsek alsek) {
        this.harness = harness.handle(SQUARE, number -> number * number);
        this.alsek = alsek;
        this.handles = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            int priority = 10 - i;
            handles.add(alsek.submit(SQUARE, i, options -> options.priority(priority)));
        }
    }

    private static List<@Nullable Integer> results(Iterable<ResultPool.Ended<Integer>> ends) {
        List<@Nullable Integer> results = new ArrayList<>();
        ends.forEach(end -> results.add(end.result()));
        return results;
    }

    @Test
    void inOrderOfSubmission() {
        harness.drain();
        assertThat(results(alsek.resultsOf(handles).inOrderOfSubmission(Duration.ZERO)))
                .containsExactly(1, 4, 9);
    }

    @Test
    void inOrderOfCompletion() {
        Iterator<ResultPool.Ended<Integer>> ends = alsek.resultsOf(handles)
                .inOrderOfCompletion(Duration.ofMinutes(1))
                .iterator();
        harness.drain(); // the priorities turn the order round
        assertThat(ends.next().result()).isEqualTo(9);
        assertThat(ends.next().result()).isEqualTo(4);
        ResultPool.Ended<Integer> last = ends.next();
        assertThat(last.result()).isEqualTo(1);
        assertThat(last.handle()).isSameAs(handles.get(0));
        assertThat(ends.hasNext()).isFalse();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(ends::next);
    }

    @Test
    void theyCanBeIteratedAgain() {
        harness.drain();
        Iterable<ResultPool.Ended<Integer>> ends = alsek.resultsOf(handles).inOrderOfCompletion(Duration.ofMinutes(1));
        assertThat(results(ends)).hasSize(3);
        assertThat(results(ends)).hasSize(3);
    }

    @Test
    void failuresAreAmongThem() {
        harness.expectFailures().handle(SQUARE, number -> {
            if (number == 2) {
                throw new NonRetryableException("not two");
            }
            return number * number;
        });
        harness.drain();
        List<ResultPool.Ended<Integer>> ends = new ArrayList<>();
        alsek.resultsOf(handles).inOrderOfSubmission(Duration.ZERO).forEach(ends::add);
        assertThat(ends).extracting(ResultPool.Ended::result).containsExactly(1, null, 9);
        assertThat(ends.get(1).failure()).hasValueSatisfying(failure -> {
            assertThat(failure.reason()).isEqualTo(DeathReason.FAILED);
            assertThat(failure).hasMessageContaining("not two");
        });
        assertThat(ends.get(0).failure()).isEmpty();
    }

    @Test
    void thoseThatAreMissingAreNamed() {
        harness.runNext();
        Iterator<ResultPool.Ended<Integer>> ends =
                alsek.resultsOf(handles).inOrderOfCompletion(Duration.ZERO).iterator();
        assertThat(ends.next().result()).isEqualTo(9);
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(ends::next)
                .withMessageContaining(handles.get(0).id())
                .withMessageContaining(handles.get(1).id())
                .satisfies(e ->
                        assertThat(e.getMessage()).doesNotContain(handles.get(2).id()));
    }

    @Test
    void ofManyThatAreMissingOnlyTheFirstAreNamed() {
        for (int i = 0; i < 100; i++) {
            handles.add(alsek.submit(SQUARE, i));
        }
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(() -> alsek.resultsOf(handles)
                        .inOrderOfSubmission(Duration.ZERO)
                        .iterator()
                        .next())
                .withMessageContaining(handles.get(0).id())
                .withMessageContaining(handles.get(9).id())
                .withMessageContaining("and 93 more")
                .satisfies(e -> assertThat(e.getMessage())
                        .doesNotContain(handles.get(10).id()));
    }

    @Test
    void withDescendantsAnEndComesWhenTheWholeChainHasEnded() {
        TaskHandle<Integer> first = alsek.submit(
                SQUARE, 2, options -> options.callback(alsek.generate(SQUARE, 3), alsek.generate(SQUARE, 4)));
        ResultPool<Integer> pool = alsek.resultsOf(List.of(first)).withDescendants();
        harness.runNext(); // the first of the chain
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(
                        () -> pool.inOrderOfCompletion(Duration.ZERO).iterator().next());

        harness.drain();

        assertThat(pool.inOrderOfCompletion(Duration.ZERO)).singleElement().satisfies(end -> {
            assertThat(end.result()).isEqualTo(4);
            assertThat(end.descendants()).extracting(StoredResult::value).containsExactly(9, 16);
        });
        assertThat(alsek.resultsOf(List.of(first)).inOrderOfSubmission(Duration.ZERO))
                .singleElement()
                .satisfies(end -> assertThat(end.descendants()).isEmpty());
    }

    @Test
    void aDescendantThatFailsIsTheFailureOfTheWhole() {
        harness.expectFailures().handle(SQUARE, number -> {
            if (number == 3) {
                throw new NonRetryableException("not three");
            }
            return number * number;
        });
        TaskHandle<Integer> first = alsek.submit(SQUARE, 2, options -> options.callback(alsek.generate(SQUARE, 3)));
        harness.drain();

        assertThat(alsek.resultsOf(List.of(first)).withDescendants().inOrderOfCompletion(Duration.ZERO))
                .singleElement()
                .satisfies(end -> assertThat(end.failure())
                        .hasValueSatisfying(failure -> assertThat(failure).hasMessageContaining("not three")));
    }

    @Test
    void aMessageTwiceIsAnError() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> alsek.resultsOf(List.of(handles.get(0), handles.get(1), handles.get(0))))
                .withMessageContaining("in the pool twice");
    }

    @Test
    void anEmptyPoolHasNoEnds() {
        assertThat(results(alsek.<Integer>resultsOf(List.of()).inOrderOfCompletion(Duration.ZERO)))
                .isEmpty();
        assertThat(results(alsek.<Integer>resultsOf(List.of()).inOrderOfSubmission(Duration.ZERO)))
                .isEmpty();
    }
}
