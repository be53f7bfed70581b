package io.alsek.test;

import io.alsek.spi.Backend;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Claims;
import io.alsek.spi.Extension;
import io.alsek.spi.Lease;
import io.alsek.spi.LeaseState;
import io.alsek.spi.QueuePolicy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who holds what in a harness, to take it away. Thread-safe. */
final class Leases {

    private final Backend real;

    // Guarded by this.
    private final Map<String, Lease> byId = new HashMap<>();
    private QueuePolicy policy = QueuePolicy.DEFAULT;

    Leases(Backend real) {
        this.real = real;
    }

    synchronized void goBy(QueuePolicy rules) {
        policy = rules;
    }

    synchronized void remember(Claims claims) {
        for (ClaimedMessage claimed : claims.messages()) {
            byId.put(claimed.message().id(), claimed.lease());
        }
    }

    /** Leaves a millisecond of the lease on a message. */
    synchronized void shorten(String id) {
        Lease lease = byId.get(id);
        List<Extension> almostNothing = lease == null ? List.of() : List.of(Extension.of(lease, Duration.ofMillis(1)));
        if (lease == null || real.queues(policy).extend(almostNothing).get(0) != LeaseState.HELD) {
            throw new IllegalStateException("Nobody holds the message " + id
                    + ", so there is no lease to take away; call this from inside its handler, or after"
                    + " harness.worker(\"w1\").claim()");
        }
    }
}
