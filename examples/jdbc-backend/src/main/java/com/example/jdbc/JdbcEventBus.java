package com.example.jdbc;

import io.alsek.spi.ChannelListener;
import io.alsek.spi.EventBus;
import io.alsek.spi.Publication;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The events of one backend, whose subscriptions end with it. */
final class JdbcEventBus implements EventBus {

    private final Transactions transactions;
    private final Set<LocalEvents.Subscriber> subscribers = ConcurrentHashMap.newKeySet();

    JdbcEventBus(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public void publish(List<Publication> publications) {
        transactions.requireOpen();
        transactions.storage().events().publish(transactions.namespace(), publications);
    }

    @Override
    public Registration subscribe(String channel, ChannelListener listener) {
        transactions.requireOpen();
        LocalEvents.Subscriber subscriber =
                transactions.storage().events().subscribe(transactions.namespace(), channel, listener);
        subscribers.add(subscriber);
        return () -> end(subscriber);
    }

    private void end(LocalEvents.Subscriber subscriber) {
        transactions.storage().events().remove(subscriber);
        subscribers.remove(subscriber);
    }

    void close() {
        subscribers.forEach(this::end);
    }
}
