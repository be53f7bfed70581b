package io.alsek.test.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

/** Whether the answers of several threads can be explained; the picture is a number that is set and read. */
class ChronicleTest {

    private final Chronicle<Integer> chronicle = new Chronicle<>();

    private void set(int thread, int value, Runnable during) {
        chronicle.call(
                thread,
                "set " + value,
                () -> {
                    during.run();
                    return "done";
                },
                (before, answer) -> value);
    }

    private void get(int thread, int answer) {
        chronicle.call(thread, "get", () -> answer, (before, read) -> read.equals(before) ? before : null);
    }

    @Test
    void calls_one_after_the_other_must_see_each_other() {
        set(0, 1, () -> {});
        get(0, 0);

        assertThatThrownBy(() -> chronicle.explain(0))
                .isInstanceOf(AssertionError.class)
                .hasMessage("""
                No order of these calls, one after the other, has these answers (each with its beginning and its end; \
                threads are indented):
                  1 to   2  set 1 → done
                  3 to   4  get → 0""");
    }

    @Test
    void simultaneous_calls_may_see_each_other_or_not() {
        set(0, 1, () -> {
            get(1, 0);
            get(1, 1);
        });

        assertThatCode(() -> chronicle.explain(0)).doesNotThrowAnyException();
    }

    @Test
    void what_was_seen_once_cannot_be_unseen() {
        set(0, 1, () -> {
            get(1, 1);
            get(1, 0);
        });

        assertThatThrownBy(() -> chronicle.explain(0)).isInstanceOf(AssertionError.class);
    }

    @Test
    void two_threads_that_saw_different_orders_are_found_out() {
        set(
                0,
                1,
                () -> set(1, 2, () -> {
                    get(2, 1);
                    get(2, 2);
                    get(3, 1);
                }));

        assertThatThrownBy(() -> chronicle.explain(0)).isInstanceOf(AssertionError.class);
    }

    @Test
    void many_calls_at_a_time_are_explained_at_once() throws Exception {
        int threads = 6;
        CyclicBarrier together = new CyclicBarrier(threads);
        CountDownLatch done = new CountDownLatch(threads);
        Race.run(threads, thread -> {
            for (int number = 0; number < 8; number++) {
                set(thread, 1, () -> await(together));
            }
            done.countDown();
            return thread;
        });

        assertThat(done.getCount()).isZero();
        assertThatCode(() -> chronicle.explain(0)).doesNotThrowAnyException();
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
