package io.alsek.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.alsek.Alsek;
import io.alsek.message.Mechanism;
import io.alsek.message.Names;
import io.alsek.task.Task;
import io.alsek.test.AlsekTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** What is wrong with a pool is found when it is made. */
@AlsekTest
class PoolDefinitionTest {

    private static final Task<@Nullable Void, @Nullable Void> TICK =
            Task.named("tick").build();
    private static final Task<@Nullable Void, @Nullable Void> ASYNC =
            Task.named("async").mechanism(Mechanism.ASYNC).build();

    private final Alsek alsek;

    PoolDefinitionTest(Alsek alsek) {
        this.alsek = alsek;
    }

    @Test
    void aPoolWithoutTasks() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> alsek.threadPool().start())
                .withMessageContaining("has no tasks");
    }

    @Test
    void twoTasksOfOneName() {
        Task<@Nullable Void, @Nullable Void> twin =
                Task.named("tock").alias("tick").build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> alsek.threadPool()
                        .handle(TICK, nothing -> null)
                        .handle(twin, nothing -> null)
                        .build())
                .withMessageContaining("Two tasks of one name: \"tick\"");
    }

    @Test
    void noTaskOfItsMechanism() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> alsek.threadPool().handle(ASYNC, nothing -> null).build())
                .withMessageContaining("mechanism THREAD")
                .withMessageContaining("[async]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> alsek.asyncPool()
                        .handleAsync(TICK, (nothing, context) -> CompletableFuture.completedFuture(null))
                        .build())
                .withMessageContaining("mechanism ASYNC");
    }

    @Test
    void noTaskOfItsMechanismAmongThoseThatItIsToTake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> alsek.threadPool()
                        .handle(TICK, nothing -> null)
                        .handle(ASYNC, nothing -> null)
                        .tasksInOrder(Map.of("q", List.of("async")))
                        .build())
                .withMessageContaining("mechanism THREAD")
                .withMessageContaining("[async]");
    }

    @Test
    void sizesThatMakeNoSense() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> alsek.threadPool().size(0))
                .withMessageContaining("must be positive, but is 0");
        assertThatIllegalArgumentException().isThrownBy(() -> alsek.asyncPool().size(-1));
    }

    @Test
    void namesThatMakeNoSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> alsek.threadPool().name(""));
        assertThatIllegalArgumentException().isThrownBy(() -> alsek.threadPool().name("x".repeat(Names.LONGEST + 1)));
    }

    @Test
    void aLeaseThatIsTooShort() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> alsek.threadPool()
                        .handle(TICK, nothing -> null)
                        .lease(Duration.ofMillis(2))
                        .build())
                .withMessageContaining("at least 3 ms");
    }

    @Test
    void aSubscriptionToATaskThatItDoesNotHave() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> alsek.threadPool()
                        .handle(TICK, nothing -> null)
                        .tasksInOrder(Map.of("q", List.of("tick", "tock")))
                        .build())
                .withMessageContaining("\"tock\"")
                .withMessageContaining("has no handler for it");
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void ablockingHandlerInAnAsynchronousPoolOfAnOldJvm() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> alsek.asyncPool().handle(ASYNC, nothing -> null).build())
                .withMessageContaining("has no virtual threads");
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void aBlockingHandlerInAnAsynchronousPoolOfANewJvm() {
        assertThatCode(() -> alsek.asyncPool().handle(ASYNC, nothing -> null).build())
                .doesNotThrowAnyException();
    }

    @Test
    void aPoolThatIsNotStartedTakesNothing() {
        WorkerPool pool =
                alsek.threadPool().handle(TICK, nothing -> null).size(3).build();
        alsek.submit(TICK);
        assertThat(pool.running()).isZero();
        assertThat(pool.size()).isEqualTo(3);
        assertThat(alsek.queues().counts(TICK.queue()).ready()).isEqualTo(1);
        pool.close();
    }

    @Test
    void itsTasksAreKnownByName() {
        alsek.threadPool().handle(TICK, nothing -> null).build();
        alsek.submitNamed("tick", Map.of());
        assertThat(alsek.tasks()).containsExactly(TICK);
    }
}
