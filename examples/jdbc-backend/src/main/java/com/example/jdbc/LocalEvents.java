package com.example.jdbc;

import io.alsek.spi.ChannelListener;
import io.alsek.spi.Publication;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Publish and subscribe within this process. Listeners are called on the thread of whoever publishes. */
final class LocalEvents {

    private static final System.Logger LOG = System.getLogger(LocalEvents.class.getName());

    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();

    Subscriber subscribe(String namespace, String channel, ChannelListener listener) {
        Subscriber subscriber = new Subscriber(namespace, channel, listener);
        subscribers.add(subscriber);
        return subscriber;
    }

    void remove(Subscriber subscriber) {
        subscribers.remove(subscriber);
    }

    void publish(String namespace, List<Publication> publications) {
        for (Publication publication : publications) {
            for (Subscriber subscriber : subscribers) {
                if (subscriber.hears(namespace, publication.channel())) {
                    subscriber.tell(listener -> listener.onMessage(publication.payload()));
                }
            }
        }
    }

    /** Something may have been published elsewhere, which nobody here has heard. */
    void gap() {
        subscribers.forEach(subscriber -> subscriber.tell(ChannelListener::onGap));
    }

    /** Somebody who listens. Equal to itself only. */
    static final class Subscriber {

        private final String namespace;
        private final String channel;
        private final ChannelListener listener;

        private Subscriber(String namespace, String channel, ChannelListener listener) {
            this.namespace = namespace;
            this.channel = channel;
            this.listener = listener;
        }

        private boolean hears(String itsNamespace, String itsChannel) {
            return namespace.equals(itsNamespace) && channel.equals(itsChannel);
        }

        /** Listeners must not throw; should one do so, neither the others nor the publisher suffer. */
        private void tell(Consumer<ChannelListener> what) {
            try {
                what.accept(listener);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "A listener to channel \"" + channel + "\" failed", e);
            }
        }
    }
}
