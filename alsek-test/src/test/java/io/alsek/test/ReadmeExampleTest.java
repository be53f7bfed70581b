package io.alsek.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.memory.MemoryBackend;
import io.alsek.message.Backoff;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The examples of the README, as they stand there. */
@AlsekTest
class ReadmeExampleTest {

    record Add(int a, int b) {}

    static final Task<Add, Integer> ADD = Task.named("add")
            .input(Add.class)
            .output(Integer.class)
            .queue("math_ops")
            .retry(3, Backoff.exponential())
            .build();

    @Test
    void one_and_one_is_two() throws Exception {
        try (Alsek alsek = Alsek.on(new MemoryBackend())) {
            alsek.threadPool().handle(ADD, add -> add.a() + add.b()).start();

            TaskHandle<Integer> sum = alsek.submit(ADD, new Add(1, 1));
            assertThat(sum.await(Duration.ofSeconds(20))).isEqualTo(2);
        }
    }

    @Test
    void a_failed_addition_is_tried_again_after_a_minute(AlsekHarness harness) {
        AtomicInteger attempts = new AtomicInteger();
        harness.handle(ADD, (add, context) -> {
            if (attempts.incrementAndGet() == 1) {
                throw new IllegalStateException("not today");
            }
            return add.a() + add.b();
        });
        harness.alsek().submit(ADD, new Add(1, 1));

        harness.drain(); // the first attempt
        harness.advance(Duration.ofSeconds(60)); // its backoff passes; the second attempt runs

        assertThat(attempts).hasValue(2);
    }
}
