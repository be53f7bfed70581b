package io.alsek.spi;

/**
 * A note to whoever listens right now. Best effort: never the only way in which something becomes known.
 *
 * @param channel the channel's name, not empty
 * @param payload opaque bytes; not to be modified after handing it over
 */
public record Publication(String channel, byte[] payload) {

    /** Checks the channel. */
    public Publication {
        if (channel.isEmpty()) {
            throw new IllegalArgumentException("A publication needs a channel");
        }
    }
}
