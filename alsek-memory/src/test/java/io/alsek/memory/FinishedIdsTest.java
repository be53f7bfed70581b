package io.alsek.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FinishedIdsTest {

    private static Fingerprint id(int number) {
        return Fingerprint.of("queue", "id-" + number);
    }

    @Test
    void an_id_is_remembered_until_its_instant_and_not_at_it() {
        FinishedIds ids = new FinishedIds(100);
        ids.remember(id(1), 1_000, 0);

        assertThat(ids.remembers(id(1), 999)).isTrue();
        assertThat(ids.remembers(id(1), 1_000)).isFalse();
        assertThat(ids.remembers(id(2), 0)).isFalse();
    }

    @Test
    void an_id_whose_time_is_over_already_is_not_remembered_at_all() {
        FinishedIds ids = new FinishedIds(100);
        ids.remember(id(1), 5, 5);

        assertThat(ids.remembers(id(1), 4)).isFalse();
    }

    @Test
    void an_id_can_be_forgotten_by_hand_and_remembered_anew() {
        FinishedIds ids = new FinishedIds(100);
        ids.remember(id(1), 1_000, 0);
        ids.forget(id(1));
        assertThat(ids.remembers(id(1), 0)).isFalse();

        ids.remember(id(1), 2_000, 0);
        assertThat(ids.remembers(id(1), 1_500)).isTrue();
    }

    @Test
    void beyond_the_limit_the_oldest_are_forgotten_and_the_newest_are_not() {
        int limit = 800;
        FinishedIds ids = new FinishedIds(limit);
        for (int i = 0; i < 10 * limit; i++) {
            ids.remember(id(i), 1_000_000 + i, i);
        }

        int last = 10 * limit - 1;
        for (int i = last; i > last - limit / 2; i--) {
            assertThat(ids.remembers(id(i), last)).as("id %d of %d", i, last).isTrue();
        }
        long remembered = IntStream.rangeClosed(0, last)
                .filter(i -> ids.remembers(id(i), last))
                .count();
        assertThat(remembered).isLessThanOrEqualTo(limit + limit / 4);
    }

    @Test
    void agrees_with_a_plain_map_over_random_operations() {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            FinishedIds ids = new FinishedIds(1_000_000);
            Map<Integer, Long> model = new HashMap<>();
            long now = 0;
            for (int step = 0; step < 5_000; step++) {
                now += random.nextInt(3);
                int number = random.nextInt(500);
                if (random.nextInt(3) > 0) {
                    long until = now + 1 + random.nextInt(200);
                    ids.remember(id(number), until, now);
                    model.put(number, until);
                } else if (random.nextInt(10) == 0) {
                    ids.forget(id(number));
                    model.remove(number);
                }
                int asked = random.nextInt(500);
                assertThat(ids.remembers(id(asked), now))
                        .as("seed %d, step %d", seed, step)
                        .isEqualTo(model.getOrDefault(asked, Long.MIN_VALUE) > now);
            }
        }
    }

    @Test
    void threads_do_not_lose_each_others_ids() throws InterruptedException {
        FinishedIds ids = new FinishedIds(1_000_000);
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(part -> new Thread(() -> {
                    try {
                        start.await();
                    } catch (InterruptedException e) {
                        return;
                    }
                    for (int i = part; i < 40_000; i += 4) {
                        ids.remember(id(i), 1_000, 0);
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(IntStream.range(0, 40_000)).allMatch(i -> ids.remembers(id(i), 0));
    }

    @Test
    void fingerprints_tell_queue_and_id_apart() {
        assertThat(Fingerprint.of("ab", "c")).isNotEqualTo(Fingerprint.of("a", "bc")); // neither is ever empty
        assertThat(IntStream.range(0, 200_000).mapToObj(FinishedIdsTest::id).distinct())
                .hasSize(200_000);
    }
}
