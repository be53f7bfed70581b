package io.alsek.jmh;

import io.alsek.Alsek;
import io.alsek.broker.Consumer;
import io.alsek.broker.Delivery;
import io.alsek.memory.MemoryBackend;
import io.alsek.spi.Subscription;
import io.alsek.worker.Execution;
import io.alsek.worker.Handlers;
import io.alsek.worker.Worker;
import io.alsek.worker.WorkerOptions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What does the consumer's hot path cost per message: claim it, decode it, run a no-op, settle it? On one thread,
 * through the steps of the worker, so without any pool; and, for the whole picture, the full cycle with submission.
 *
 * <pre>{@code java -jar alsek-jmh/target/benchmarks.jar ConsumerHotPath}</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class ConsumerHotPathBenchmark {

    private static final int MESSAGES = 10_000;

    /** Made by JMH. */
    public ConsumerHotPathBenchmark() {}

    /** What is measured: a worker without a pool, and who submits to it. */
    @State(Scope.Thread)
    public static class Queue {

        /** How many messages wait besides those that are measured. */
        @Param({"0", "1000000"})
        private int backlog;

        // JMH calls open() before anything else.
        @SuppressWarnings("NullAway.Init")
        private Alsek alsek;

        @SuppressWarnings("NullAway.Init")
        private Worker worker;

        /** Made by JMH. */
        public Queue() {}

        /** Opens everything; what only makes up the backlog has a priority that never comes first. */
        @Setup
        public void open() {
            alsek = Alsek.on(new MemoryBackend());
            for (int i = 0; i < backlog; i++) {
                alsek.submit(Work.NO_OP, Work.number(i), options -> options.priority(1));
            }
            Handlers handlers = new Handlers(List.of(Work.NO_OP.handledBy((work, context) -> null)));
            Subscription subscription =
                    new Subscription.AllQueues(Set.of(Work.NO_OP.name()), Subscription.Rotation.STRICT);
            worker = new Worker(alsek.broker(), handlers, subscription, WorkerOptions.named("bench"), Runnable::run);
        }

        void submit(int number) {
            alsek.submit(Work.NO_OP, Work.number(number));
        }

        Execution step() {
            Consumer.Batch batch = worker.claim(1);
            Delivery delivery = batch.deliveries().get(0);
            return worker.perform(delivery);
        }

        /** Closes everything. */
        @TearDown
        public void close() {
            worker.close();
            alsek.close();
        }
    }

    /** A queue into which is put what one invocation of {@link #claimRunSettle} takes out. */
    @State(Scope.Thread)
    public static class FilledQueue extends Queue {

        /** Made by JMH. */
        public FilledQueue() {}

        /** Fills up. */
        @Setup(Level.Invocation)
        public void fill() {
            for (int i = 0; i < MESSAGES; i++) {
                submit(i);
            }
        }
    }

    /** Claims, runs and settles, one message after the other. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void claimRunSettle(FilledQueue queue, Blackhole blackhole) {
        for (int i = 0; i < MESSAGES; i++) {
            blackhole.consume(queue.step());
        }
    }

    /** Submits, claims, runs and settles, one message after the other. */
    @Benchmark
    public Execution fullCycle(Queue queue) {
        queue.submit(1);
        return queue.step();
    }
}
