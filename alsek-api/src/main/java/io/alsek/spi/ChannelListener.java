package io.alsek.spi;

/** Hears what is published on a channel. Called on the backend's threads; must return soon and must not throw. */
@FunctionalInterface
public interface ChannelListener {

    /** Something was published. The array must not be modified. */
    void onMessage(byte[] payload);

    /** The connection was lost and is back: whatever was published in between was missed, so read the state anew. */
    default void onGap() {}
}
