package io.alsek.test.contract;

import static io.alsek.spi.LeaseState.HELD;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.Effects;
import io.alsek.spi.Lease;
import io.alsek.spi.LockChange;
import io.alsek.spi.LockGrant;
import io.alsek.spi.LockRequest;
import io.alsek.spi.LockStore;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;

/** Locks that are released, renewed or handed over together with the transition of a message. */
@DisplayName("Changes of locks")
public abstract class LockChangeContract extends Contract {

    private static final Duration TTL = Duration.ofSeconds(60);

    private Client another;

    /** Only for subclasses. */
    protected LockChangeContract() {}

    @BeforeEach
    void openAnother() {
        another = anotherClient();
    }

    @Rule(
            id = "HOLD-01",
            says = "A hold can be released by every transition, together with it.",
            intent = "A lock that is linked to a message ends with it, whatever becomes of its worker.")
    void released() {
        for (Transition transition : Transition.values()) {
            String lock = "lock of " + transition;
            acquire(lock, "me");

            transition.accepted(client, transition.in(message("a")), changing(LockChange.release(lock, "me")));

            assertThat(store(another).holders(lock)).as("after %s", transition).isEmpty();
            acquire(lock, "you");
        }
    }

    @Rule(
            id = "HOLD-02",
            says = "A transition that is refused changes no lock.",
            intent = "Who may not act on a message may not end its hold either.")
    void refused() {
        for (Transition transition : Transition.values()) {
            String lock = "lock of " + transition;
            acquire(lock, "me");

            transition.refused(client, transition.in(message("a")), changing(LockChange.release(lock, "me")));

            assertThat(store(another).holders(lock)).as("after %s", transition).hasSize(1);
        }
    }

    @Rule(
            id = "HOLD-03",
            says = "A hold that is handed over is the heir's from then on, for the TTL given and under the same fence.",
            intent = "A message takes over the lock of whoever submits it.")
    void handedOver() {
        LockGrant mine = acquire("lock", "me");
        passSeconds(20);

        client.submit(message("a"), changing(LockChange.handOver("lock", "me", "message a", TTL)));

        assertThat(store(another).holders("lock")).singleElement().satisfies(holder -> {
            assertThat(holder.owner()).isEqualTo("message a");
            assertThat(holder.fence()).isEqualTo(mine.fence());
            assertThat(holder.expiresAt()).isEqualTo(now().plus(TTL));
        });
        assertThat(store(client).release("lock", "me")).isFalse();
        assertThat(store(client).renew("lock", "me", TTL)).isFalse();
        pass(TTL.minusMillis(1));
        assertThat(store(client).acquire(request("lock", "you"))).isEmpty();
        passMillis(1);
        assertThat(store(client).acquire(request("lock", "you"))).isPresent();
    }

    @Rule(
            id = "HOLD-04",
            says = "A hold that is renewed lasts for the TTL given, from then on.",
            intent = "The heartbeat of a message can be that of its lock.")
    void renewed() {
        LockGrant mine = acquire("lock", "me");
        Lease lease = client.leased(message("a"));
        passSeconds(5);

        assertThat(client.extend(
                        lease, Duration.ofSeconds(100), changing(LockChange.renew("lock", "me", TTL.multipliedBy(2)))))
                .isEqualTo(HELD);

        assertThat(store(another).holders("lock")).singleElement().satisfies(holder -> {
            assertThat(holder.fence()).isEqualTo(mine.fence());
            assertThat(holder.expiresAt()).isEqualTo(now().plus(TTL.multipliedBy(2)));
        });
    }

    @Rule(
            id = "HOLD-05",
            says = "What the owner does not hold, or not any more, is neither handed over nor renewed; the transition"
                    + " takes place.",
            intent = "A lock that was lost does not come back, and loses no message.")
    void notHeld() {
        acquire("lock", "me");
        acquire("late", "me");
        Lease lease = client.leased(message("a"));
        Effects effects = changing(
                LockChange.handOver("lock", "you", "message a", TTL),
                LockChange.renew("free", "me", TTL),
                LockChange.release("lock", "you"));

        assertThat(client.extend(lease, TTL.multipliedBy(2), effects)).isEqualTo(HELD);
        assertThat(store(client).holders("lock")).extracting(LockGrant::owner).containsExactly("me");
        assertThat(store(client).holders("free")).isEmpty();

        pass(TTL);
        assertThat(client.complete(lease, changing(LockChange.handOver("late", "me", "you", TTL))))
                .isEqualTo(HELD);
        assertThat(store(client).holders("late")).isEmpty();
    }

    @Rule(
            id = "HOLD-06",
            says = "The other holders of a semaphore keep theirs, in their order.",
            intent = "Permits do not mix.")
    void othersKeepTheirs() {
        for (String owner : List.of("a", "b", "c")) {
            store(client).acquire(new LockRequest("lock", owner, TTL, 3));
        }

        client.submit(
                message("m"), changing(LockChange.handOver("lock", "a", "z", TTL), LockChange.release("lock", "b")));

        assertThat(store(another).holders("lock")).extracting(LockGrant::owner).containsExactly("z", "c");
    }

    @Rule(
            id = "HOLD-07",
            says = "A fence grows on after a hold was handed over or released with a transition.",
            intent = "However a hold ends, the next one is known to be later.")
    void fences() {
        long first = acquire("lock", "me").fence();
        client.submit(message("a"), changing(LockChange.handOver("lock", "me", "you", TTL)));
        client.submit(message("b"), changing(LockChange.release("lock", "you")));

        assertThat(acquire("lock", "me").fence()).isGreaterThan(first);
    }

    private LockGrant acquire(String lock, String owner) {
        return store(client).acquire(request(lock, owner)).orElseThrow();
    }

    private static LockRequest request(String lock, String owner) {
        return new LockRequest(lock, owner, TTL, 1);
    }

    private static Effects changing(LockChange... changes) {
        return new Effects(List.of(), List.of(), List.of(), List.of(changes));
    }

    private LockStore store(Client which) {
        return locks(which);
    }
}
