package io.alsek.jmh;

/** A queue on Redis that is compared with others. */
interface RedisContender extends Contender {

    /** Puts many messages in at once. */
    void submit(long first, int count);
}
