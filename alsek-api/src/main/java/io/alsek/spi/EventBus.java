package io.alsek.spi;

import java.util.List;

/**
 * Notes between processes. Best effort: a listener hears, in the order of each publisher, what is published while it
 * is subscribed, and is told when it may have missed something. An optional ability of a backend.
 */
public interface EventBus {

    /** Publishes to whoever listens right now. */
    void publish(List<Publication> publications);

    /**
     * Listens to a channel. When this returns, the subscription is in force.
     *
     * @return ends the subscription when closed; closing twice is harmless
     */
    Registration subscribe(String channel, ChannelListener listener);

    /** A subscription in force. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
