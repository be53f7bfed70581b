package io.alsek.memory;

import io.alsek.spi.ChannelListener;
import io.alsek.spi.EventBus;
import io.alsek.spi.Publication;
import java.util.List;

/** The channels of a namespace, as long as the backend is open. */
final class MemoryEvents implements EventBus {

    private final Lifecycle lifecycle;
    private final Channels channels;

    MemoryEvents(Lifecycle lifecycle, Channels channels) {
        this.lifecycle = lifecycle;
        this.channels = channels;
    }

    @Override
    public void publish(List<Publication> publications) {
        lifecycle.ensureOpen();
        channels.publish(publications);
    }

    @Override
    public Registration subscribe(String channel, ChannelListener listener) {
        lifecycle.ensureOpen();
        Channels.Subscriber subscriber = channels.subscribe(channel, listener);
        Runnable ending = () -> channels.unsubscribe(channel, subscriber);
        lifecycle.onClose(ending);
        return () -> {
            lifecycle.forget(ending);
            ending.run();
        };
    }
}
