package io.alsek.jmh;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Holds a backlog on Redis near its size while it is drained, by producers that submit in bulk. */
final class HeldBacklog {

    private static final int PRODUCERS = 2;

    private final RedisContender contender;
    private final int size;
    private final int bulk;
    private final AtomicLong ids = new AtomicLong();
    private final LongAdder consumed = new LongAdder();
    private final AtomicBoolean stop = new AtomicBoolean();

    HeldBacklog(RedisContender contender, int size, int bulk) {
        this.contender = contender;
        this.size = size;
        this.bulk = bulk;
    }

    /** {@return messages consumed per second, once it has run for a second} */
    double rate(int consumers, long millis) {
        while (ids.get() < size) {
            submit();
        }
        List<Thread> producers = new ArrayList<>();
        for (int i = 0; i < PRODUCERS; i++) {
            Thread producer = new Thread(this::produce, "producer-" + i);
            producers.add(producer);
            producer.start();
        }
        contender.startConsuming(consumers, consumed);
        Rates.sleep(1_000);
        long before = consumed.sum();
        long start = System.nanoTime();
        Rates.sleep(millis);
        double rate = (consumed.sum() - before) * 1e9 / (System.nanoTime() - start);
        stop.set(true);
        producers.forEach(Rates::join);
        return rate;
    }

    private void submit() {
        contender.submit(ids.getAndAdd(bulk), bulk);
    }

    private void produce() {
        while (!stop.get()) {
            if (ids.get() - consumed.sum() > size) {
                LockSupport.parkNanos(20_000); // leave the processor to the consumers
            } else {
                submit();
            }
        }
    }
}
