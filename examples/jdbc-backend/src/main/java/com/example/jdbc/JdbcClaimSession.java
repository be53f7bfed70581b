package com.example.jdbc;

import io.alsek.spi.ClaimSession;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Claims;
import io.alsek.spi.Condemned;
import io.alsek.spi.DeathReason;
import io.alsek.spi.Lease;
import io.alsek.spi.QueuePolicy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One subscriber. It remembers its latest claim, of which a copy of the reply may be asked for; the leases of that claim
 * are noted before it is committed, so that they are known even if the reply of the database is lost.
 */
final class JdbcClaimSession implements ClaimSession {

    /** What a claim leased, if it was committed. */
    private record Latest(String nonce, List<Lease> leases) {}

    private final Transactions transactions;
    private final Interest interest;
    private final QueuePolicy policy;
    private final Consumer<JdbcClaimSession> onClose;
    private final Signals.Listener listener;
    private volatile Latest latest = new Latest("", List.of());
    private volatile String lastQueue;
    private volatile boolean closed;

    JdbcClaimSession(
            Transactions transactions,
            Interest interest,
            QueuePolicy policy,
            Runnable onReady,
            Consumer<JdbcClaimSession> onClose) {
        this.transactions = transactions;
        this.interest = interest;
        this.policy = policy;
        this.onClose = onClose;
        listener = transactions.storage().signals().listen(transactions.namespace(), interest::includes, onReady);
    }

    @Override
    public Claims claim(int max, Duration lease, String nonce) {
        transactions.requireOpen();
        if (closed) {
            throw new IllegalStateException("This session is closed: " + interest);
        }
        return transactions.run("claim messages", tx -> {
            Latest known = latest;
            Claims again = known.nonce().equals(nonce) ? repeat(tx, known.leases()) : Claims.NONE;
            return again.messages().isEmpty() && again.condemned().isEmpty() ? claim(tx, max, lease, nonce) : again;
        });
    }

    private Claims claim(Transaction tx, int max, Duration lease, String nonce) throws SQLException {
        Claiming claiming = new Claiming(tx, policy, lease, max);
        Outlook before = Outlook.of(tx, interest);
        for (String queue : interest.inTurn(before.ready(tx.now()), lastQueue)) {
            if (claiming.isFull()) {
                break;
            }
            if (Queues.tryToEnter(tx, queue)) {
                for (Set<String> tasks : interest.lanesOf(queue)) {
                    claiming.from(queue, tasks);
                }
            }
        }
        List<ClaimedMessage> messages = claiming.messages();
        List<Lease> leases = new ArrayList<>();
        messages.forEach(claimed -> leases.add(claimed.lease()));
        claiming.condemned().forEach(told -> leases.add(told.claimed().lease()));
        latest = new Latest(nonce, leases);
        if (leases.isEmpty()) {
            return claims(tx, messages, claiming.condemned(), before);
        }
        if (!messages.isEmpty()) {
            lastQueue = messages.get(messages.size() - 1).message().queue();
        }
        return claims(tx, messages, claiming.condemned(), Outlook.of(tx, interest));
    }

    /** What the latest claim brought, as far as it is still held. */
    private Claims repeat(Transaction tx, List<Lease> leases) throws SQLException {
        List<ClaimedMessage> messages = new ArrayList<>();
        List<Condemned> condemned = new ArrayList<>();
        for (Lease lease : leases) {
            Messages.findHeld(tx, lease, true).ifPresent(messages::add);
            Messages.findHeld(tx, lease, false)
                    .map(claimed -> new Condemned(claimed, doom(tx, claimed)))
                    .ifPresent(condemned::add);
        }
        return claims(tx, messages, condemned, Outlook.of(tx, interest));
    }

    private DeathReason doom(Transaction tx, ClaimedMessage claimed) {
        return Messages.doom(
                tx.now(), policy, claimed.deliveries(), claimed.message().expiresAt());
    }

    private static Claims claims(
            Transaction tx, List<ClaimedMessage> messages, List<Condemned> condemned, Outlook outlook) {
        boolean more = !outlook.ready(tx.now()).isEmpty();
        return new Claims(messages, condemned, more, more ? null : outlook.next());
    }

    @Override
    public void close() {
        closed = true;
        transactions.storage().signals().remove(listener);
        onClose.accept(this);
    }
}
