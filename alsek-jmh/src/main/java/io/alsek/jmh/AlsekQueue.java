package io.alsek.jmh;

import io.alsek.Alsek;
import io.alsek.memory.MemoryBackend;
import java.util.concurrent.atomic.LongAdder;

/** Alsek on the backend in memory, through its public API. */
final class AlsekQueue implements Contender {

    private final Alsek alsek = Alsek.on(new MemoryBackend());

    @Override
    public String name() {
        return "Alsek";
    }

    @Override
    public void submit(long id) {
        alsek.submit(Work.NO_OP, Work.number(id));
    }

    @Override
    public void startConsuming(int threads, LongAdder consumed) {
        alsek.threadPool()
                .size(threads)
                .perform(Work.NO_OP, (work, context) -> consumed.increment())
                .start();
    }

    @Override
    public void close() {
        alsek.close();
    }
}
