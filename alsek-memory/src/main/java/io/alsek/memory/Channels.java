package io.alsek.memory;

import io.alsek.spi.ChannelListener;
import io.alsek.spi.Publication;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who listens to what in a namespace. Listeners are called on the publisher's thread, with no lock held. */
final class Channels {

    private static final Logger LOG = LoggerFactory.getLogger(Channels.class);

    /** A channel to which nobody listens is not in here. */
    private final ConcurrentMap<String, CopyOnWriteArrayList<Subscriber>> subscribers = new ConcurrentHashMap<>();

    void publish(List<Publication> publications) {
        for (Publication publication : publications) {
            List<Subscriber> audience = subscribers.get(publication.channel());
            if (audience != null) {
                audience.forEach(subscriber -> subscriber.hear(publication));
            }
        }
    }

    Subscriber subscribe(String channel, ChannelListener listener) {
        Subscriber subscriber = new Subscriber(listener);
        subscribers.compute(channel, (key, present) -> {
            CopyOnWriteArrayList<Subscriber> audience = present == null ? new CopyOnWriteArrayList<>() : present;
            audience.add(subscriber);
            return audience;
        });
        return subscriber;
    }

    void unsubscribe(String channel, Subscriber subscriber) {
        subscriber.closed = true;
        subscribers.computeIfPresent(channel, (key, audience) -> {
            audience.remove(subscriber);
            return audience.isEmpty() ? null : audience;
        });
    }

    /** One subscription; equal to itself only, since a listener may subscribe twice. */
    static final class Subscriber {

        private final ChannelListener listener;
        private volatile boolean closed;

        Subscriber(ChannelListener listener) {
            this.listener = listener;
        }

        private void hear(Publication publication) {
            if (closed) {
                return;
            }
            try {
                listener.onMessage(publication.payload());
            } catch (RuntimeException | Error e) {
                LOG.error("A listener to the channel \"{}\" failed", publication.channel(), e);
            }
        }
    }
}
