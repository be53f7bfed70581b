package io.alsek.jmh;

import java.util.concurrent.atomic.LongAdder;

/** A queue that is compared with others. */
interface Contender extends AutoCloseable {

    /** Its name in the table. */
    String name();

    /** Puts one message in. Called by any number of producers. */
    void submit(long id);

    /** Begins to consume with this many threads; each message consumed is counted. */
    void startConsuming(int threads, LongAdder consumed);

    @Override
    void close();
}
