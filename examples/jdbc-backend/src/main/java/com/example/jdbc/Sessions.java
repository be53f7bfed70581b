package com.example.jdbc;

import io.alsek.spi.ClaimSession;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.Subscription;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The open sessions of one backend, which end with it. */
final class Sessions {

    private final Transactions transactions;
    private final Set<JdbcClaimSession> open = ConcurrentHashMap.newKeySet();

    Sessions(Transactions transactions) {
        this.transactions = transactions;
    }

    ClaimSession open(Subscription subscription, QueuePolicy policy, Runnable onReady) {
        JdbcClaimSession session =
                new JdbcClaimSession(transactions, Interest.of(subscription), policy, onReady, open::remove);
        open.add(session);
        return session;
    }

    void close() {
        open.forEach(JdbcClaimSession::close);
    }
}
