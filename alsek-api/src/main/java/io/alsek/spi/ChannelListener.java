package io.alsek.spi;

/**
 * Hears what is published on a channel. Called on threads of the backend, or on that of whoever publishes, by several at
 * a time if there are several publishers; must return soon and must not throw.
 */
@FunctionalInterface
public interface ChannelListener {

    /** Something was published. The array must not be modified. */
    void onMessage(byte[] payload);

    /**
     * Something may have been missed, so read the state anew: say, because the connection was lost and is back. May be
     * called without need; a backend that cannot hear other processes may call it at intervals.
     */
    default void onGap() {}
}
