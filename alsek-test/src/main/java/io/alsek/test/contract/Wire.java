package io.alsek.test.contract;

import io.alsek.spi.Backend;
import java.time.InstantSource;

/**
 * A connection between clients and their storage that can be cut at an exact point, say a proxy on loopback. Requests
 * are counted, so that each can be cut in turn; what only keeps the connection up (logins, pings, subscriptions) does
 * not count. Called by one thread at a time; its connections may be used by others.
 */
public interface Wire extends AutoCloseable {

    /** Where a request is cut. */
    enum Point {
        /** The storage never sees the request. */
        BEFORE,
        /** The storage has done what was asked, and the reply is lost. */
        AFTER
    }

    /** How long it stays so. */
    enum Length {
        /** The next connection works. */
        BRIEF,
        /** Nobody gets through before {@link #mend()}. */
        LASTING
    }

    /** Opens a client of the same storage as {@link BackendUnderTest#open}, all of whose requests take this wire. */
    Backend open(String namespace, InstantSource clock);

    /** Counts requests anew from here. */
    void watch();

    /** {@return how many requests came since {@link #watch} or {@link #cutAt}, the one that was cut included} */
    int requests();

    /**
     * Counts requests anew from here and cuts one of them.
     *
     * @param request its number, from 1
     */
    void cutAt(int request, Point point, Length length);

    /** Cuts all connections that there are, also those that listen. The next ones work. */
    void cutAll();

    /** Makes the wire whole and forgets what was to be cut. */
    void mend();

    @Override
    void close();
}
