package io.alsek.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CombinerTest {

    private final List<List<Integer>> calls = new CopyOnWriteArrayList<>();
    private final CountDownLatch firstMayEnd = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private Object[] call(List<Integer> elements) {
        calls.add(List.copyOf(elements));
        if (elements.contains(1)) {
            await(firstMayEnd);
        }
        return elements.stream()
                .map(element -> element < 0 ? new IllegalStateException("no " + element) : (Object) (element * 10))
                .toArray();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_lone_request_goes_at_once_and_on_its_own_thread() {
        List<Thread> callers = new ArrayList<>();
        Combiner<Integer> combiner = new Combiner<>(1, 100, elements -> {
            callers.add(Thread.currentThread());
            return new Object[] {"done"};
        });

        assertThat(combiner.execute(List.of(7))).containsExactly("done");

        assertThat(callers).containsExactly(Thread.currentThread());
    }

    @Test
    void requests_that_come_while_a_call_is_under_way_go_together_and_each_gets_its_own_outcomes() {
        Combiner<Integer> combiner = new Combiner<>(1, 100, this::call);
        List<CompletableFuture<Object[]>> outcomes = new ArrayList<>();
        outcomes.add(request(combiner, 1));
        Awaitility.await().until(() -> calls.size() == 1);
        for (int element : List.of(2, 3, -4, 5)) {
            outcomes.add(request(combiner, element));
        }
        Awaitility.await().until(() -> combiner.waiting() == 4);

        firstMayEnd.countDown();

        assertThat(outcomes.get(1).join()).containsExactly(20);
        assertThat(outcomes.get(2).join()).containsExactly(30);
        assertThat(outcomes.get(3).join()[0]).isInstanceOf(IllegalStateException.class);
        assertThat(outcomes.get(4).join()).containsExactly(50);
        assertThat(calls).hasSize(2);
        assertThat(calls.get(1)).containsExactlyInAnyOrder(2, 3, -4, 5);
    }

    @Test
    void a_call_is_never_larger_than_it_may_be() {
        Combiner<Integer> combiner = new Combiner<>(1, 2, this::call);
        List<CompletableFuture<Object[]>> outcomes = new ArrayList<>();
        outcomes.add(request(combiner, 1));
        Awaitility.await().until(() -> calls.size() == 1);
        for (int element = 2; element < 10; element++) {
            outcomes.add(request(combiner, element));
        }

        firstMayEnd.countDown();

        outcomes.forEach(CompletableFuture::join);
        assertThat(calls).allSatisfy(call -> assertThat(call).hasSizeLessThanOrEqualTo(2));
        assertThat(calls.stream().mapToInt(List::size).sum()).isEqualTo(9);
    }

    private CompletableFuture<Object[]> request(Combiner<Integer> combiner, int element) {
        return CompletableFuture.supplyAsync(() -> combiner.execute(List.of(element)), threads);
    }
}
