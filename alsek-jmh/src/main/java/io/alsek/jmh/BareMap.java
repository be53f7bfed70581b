package io.alsek.jmh;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * A bare {@link ConcurrentSkipListMap} as a queue: the least that gives priorities and first in, first out. No leases,
 * no tokens, no duplicates, no records by id. Optionally it carries its payload as JSON, as a queue must that is to
 * leave the process some day.
 */
final class BareMap implements Contender {

    private final boolean json;
    private final ConcurrentSkipListMap<Long, Object> map = new ConcurrentSkipListMap<>();
    private final AtomicLong ticket = new AtomicLong();
    private final List<Thread> consumers = new ArrayList<>();
    private volatile boolean stopped;

    BareMap(boolean json) {
        this.json = json;
    }

    @Override
    public String name() {
        return json ? "skip list map with JSON" : "skip list map";
    }

    @Override
    public void submit(long id) {
        Work work = Work.number(id);
        map.put(ticket.incrementAndGet(), json ? work.toJson() : work);
    }

    @Override
    public void startConsuming(int threads, LongAdder consumed) {
        for (int i = 0; i < threads; i++) {
            Thread consumer = new Thread(() -> consume(consumed), "bare-consumer-" + i);
            consumers.add(consumer);
            consumer.start();
        }
    }

    private void consume(LongAdder consumed) {
        while (!stopped) {
            Map.Entry<Long, Object> first = map.pollFirstEntry();
            if (first == null) {
                Thread.onSpinWait();
                continue;
            }
            Object value = first.getValue();
            Object work = value instanceof byte[] bytes ? Work.ofJson(bytes) : value;
            if (work != null) {
                consumed.increment();
            }
        }
    }

    @Override
    public void close() {
        stopped = true;
        for (Thread consumer : consumers) {
            Rates.join(consumer);
        }
    }
}
