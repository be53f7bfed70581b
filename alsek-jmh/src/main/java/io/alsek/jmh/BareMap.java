package io.alsek.jmh;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * A bare {@link ConcurrentSkipListMap} as a queue: the least that gives priorities and first in, first out. No leases,
 * no tokens, no duplicates, no records by id. Optionally it carries its payload as JSON, as a queue must whose
 * messages are to leave the process some day.
 */
final class BareMap implements Contender {

    private final Work.Form form;
    private final ConcurrentSkipListMap<Long, Object> map = new ConcurrentSkipListMap<>();
    private final AtomicLong ticket = new AtomicLong();
    private final List<Thread> consumers = new ArrayList<>();
    private volatile boolean stopped;

    BareMap(Work.Form form) {
        this.form = form;
    }

    @Override
    public String name() {
        return form.title;
    }

    @Override
    public void submit(long id) {
        map.put(ticket.incrementAndGet(), form.pack(Work.number(id)));
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
            if (form.unpack(first.getValue()) != null) {
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
