package io.alsek.test.contract;

import static io.alsek.test.contract.BackendUnderTest.Ability.LOCKS;
import static io.alsek.test.contract.Rule.Level.STOCHASTIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.LockGrant;
import io.alsek.spi.LockRequest;
import io.alsek.spi.LockStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestReporter;

/** Locks and semaphores, an ability that a backend may lack. */
@DisplayName("Locks")
public abstract class LockStoreContract extends Contract {

    private static final Duration TTL = Duration.ofSeconds(60);

    private Client another;

    /** Only for subclasses. */
    protected LockStoreContract() {}

    @BeforeEach
    void openAnother() {
        another = anotherClient();
    }

    @Rule(
            id = "LOCK-01",
            says = "A backend has locks if and only if it is declared to have them.",
            intent = "A missing ability is a decision, not an oversight.")
    void declared(TestReporter reporter) {
        boolean declared = storage().abilities().contains(LOCKS);

        assertThat(client.backend.locks().isPresent()).as("has locks").isEqualTo(declared);
        assertThat(another.backend.locks().isPresent()).as("has locks").isEqualTo(declared);
        reporter.publishEntry("locks", declared ? "present" : "absent, as declared");
    }

    @Rule(
            id = "LOCK-02",
            says = "A free lock is granted to whoever asks first, until the TTL is over.",
            intent = "Locks are taken without waiting.")
    void granted() {
        requireThatTimeStandsStill();
        LockGrant grant = acquire("lock", "me").orElseThrow();

        assertThat(grant.owner()).isEqualTo("me");
        assertThat(grant.expiresAt()).isEqualTo(now().plus(TTL));
        assertThat(grant.alreadyHeld()).isFalse();
        assertThat(other().holders("lock")).extracting(LockGrant::owner).containsExactly("me");
    }

    @Rule(
            id = "LOCK-03",
            says = "A lock that is held is refused to everybody else, in every client.",
            intent = "Mutual exclusion.")
    void refused() {
        acquire("lock", "me");

        assertThat(acquire("lock", "you")).isEmpty();
        assertThat(other().acquire(request("lock", "you", 1))).isEmpty();
        assertThat(other().holders("lock")).extracting(LockGrant::owner).containsExactly("me");
    }

    @Rule(
            id = "LOCK-04",
            says = "An owner that asks again is told that it holds the lock, and nothing changes.",
            intent = "Asking twice neither blocks nor prolongs.")
    void alreadyHeld() {
        LockGrant first = acquire("lock", "me").orElseThrow();
        passSeconds(20);

        LockGrant again = other().acquire(request("lock", "me", 1)).orElseThrow();

        assertThat(again.alreadyHeld()).isTrue();
        assertThat(again.fence()).isEqualTo(first.fence());
        assertThat(again.expiresAt()).isEqualTo(first.expiresAt());
        passSeconds(40);
        assertThat(acquire("lock", "you")).isPresent();
    }

    @Rule(id = "LOCK-05", says = "A released lock is free at once.", intent = "The next one need not wait for the TTL.")
    void released() {
        acquire("lock", "me");

        assertThat(other().release("lock", "me")).isTrue();

        assertThat(locks().holders("lock")).isEmpty();
        assertThat(acquire("lock", "you")).isPresent();
    }

    @Rule(
            id = "LOCK-06",
            says = "A release by somebody who does not hold the lock is answered with false and changes nothing.",
            intent = "Nobody loses a lock by another's mistake.")
    void releasedByAStranger() {
        assertThat(locks().release("lock", "me")).isFalse();
        acquire("lock", "me");

        assertThat(locks().release("lock", "you")).isFalse();
        assertThat(acquire("lock", "you")).isEmpty();
        assertThat(locks().release("lock", "me")).isTrue();
        assertThat(locks().release("lock", "me")).isFalse();
    }

    @Rule(
            id = "LOCK-07",
            says = "A hold lasts up to the last millisecond of its TTL and is over at its end.",
            intent = "A dead owner's lock is free on time, and not before.")
    void expires() {
        acquire("lock", "me");

        pass(TTL.minusMillis(1));
        assertThat(acquire("lock", "you")).isEmpty();
        assertThat(locks().holders("lock")).hasSize(1);
        passMillis(1);

        assertThat(locks().holders("lock")).isEmpty();
        assertThat(acquire("lock", "you")).isPresent();
    }

    @Rule(
            id = "LOCK-08",
            says = "An owner whose hold is over can neither renew nor release it.",
            intent = "A late owner learns that it has lost the lock.")
    void lateOwner() {
        acquire("lock", "me");
        pass(TTL);

        assertThat(locks().renew("lock", "me", TTL)).isFalse();
        assertThat(locks().release("lock", "me")).isFalse();
        LockGrant yours = acquire("lock", "you").orElseThrow();
        assertThat(locks().renew("lock", "me", TTL)).isFalse();
        assertThat(locks().release("lock", "me")).isFalse();

        assertThat(locks().holders("lock")).extracting(LockGrant::fence).containsExactly(yours.fence());
    }

    @Rule(
            id = "LOCK-09",
            says = "Renewing prolongs a hold to its TTL from now on, and keeps its fence.",
            intent = "Long work under a lock.")
    void renewed() {
        LockGrant grant = acquire("lock", "me").orElseThrow();
        passSeconds(50);

        assertThat(other().renew("lock", "me", TTL)).isTrue();

        LockGrant held = locks().holders("lock").get(0);
        assertThat(held.expiresAt()).isEqualTo(now().plus(TTL));
        assertThat(held.fence()).isEqualTo(grant.fence());
        pass(TTL.minusMillis(1));
        assertThat(acquire("lock", "you")).isEmpty();
        passMillis(1);
        assertThat(acquire("lock", "you")).isPresent();
    }

    @Rule(
            id = "LOCK-10",
            says = "Somebody who does not hold the lock cannot renew it.",
            intent = "Renewing is no way of acquiring.")
    void renewedByAStranger() {
        assertThat(locks().renew("lock", "me", TTL)).isFalse();
        acquire("lock", "me");

        assertThat(locks().renew("lock", "you", seconds(600))).isFalse();

        pass(TTL);
        assertThat(locks().holders("lock")).isEmpty();
    }

    @Rule(
            id = "LOCK-11",
            says = "A semaphore is granted to as many owners as its limit says, and a freed permit to the next.",
            intent = "Five at a time.")
    void semaphore() {
        for (int owner = 0; owner < 5; owner++) {
            assertThat(locks().acquire(request("lock", "owner " + owner, 5))).isPresent();
            assertThat(locks().acquire(request("lock", "owner " + owner, 5)))
                    .get()
                    .extracting(LockGrant::alreadyHeld)
                    .isEqualTo(true);
        }
        assertThat(other().acquire(request("lock", "late", 5))).isEmpty();

        locks().release("lock", "owner 3");

        assertThat(other().acquire(request("lock", "late", 5))).isPresent();
        assertThat(other().acquire(request("lock", "later", 5))).isEmpty();
    }

    @Rule(
            id = "LOCK-12",
            says = "The permits of a semaphore end one by one, each at its own instant.",
            intent = "One dead owner costs one permit, for a while.")
    void semaphoreExpires() {
        locks().acquire(request("lock", "a", 2));
        passSeconds(10);
        locks().acquire(request("lock", "b", 2));
        passSeconds(50);

        assertThat(locks().acquire(request("lock", "c", 2))).isPresent();
        assertThat(locks().acquire(request("lock", "d", 2))).isEmpty();
        assertThat(locks().holders("lock")).extracting(LockGrant::owner).containsExactly("b", "c");
    }

    @Rule(
            id = "LOCK-13",
            says = "The holders of a lock are listed oldest first, whoever has renewed in between.",
            intent = "People see who has held it longest.")
    void holders() {
        assertThat(locks().holders("lock")).isEmpty();
        for (String owner : List.of("z", "a", "m")) {
            locks().acquire(request("lock", owner, 3));
        }
        passSeconds(5);
        locks().renew("lock", "z", TTL);

        assertThat(other().holders("lock")).extracting(LockGrant::owner).containsExactly("z", "a", "m");
    }

    @Rule(
            id = "LOCK-14",
            says = "Every grant of a lock has a greater fence than all before it, however the hold before it ended.",
            intent = "A store that remembers the greatest fence can refuse a late owner's writes.")
    void fences() {
        List<Long> fences = new ArrayList<>();
        fences.add(acquire("lock", "a").orElseThrow().fence());
        locks().release("lock", "a");
        fences.add(other().acquire(request("lock", "a", 1)).orElseThrow().fence());
        pass(TTL);
        fences.add(acquire("lock", "a").orElseThrow().fence());
        pass(Duration.ofDays(400));
        fences.add(other().acquire(request("lock", "b", 1)).orElseThrow().fence());
        fences.add(locks().acquire(request("lock", "c", 2)).orElseThrow().fence());

        assertThat(fences).isSorted().doesNotHaveDuplicates();
    }

    @Rule(
            id = "LOCK-15",
            says = "Locks of different names have nothing to do with each other.",
            intent = "One lock for each thing.")
    void differentNames() {
        acquire("lock", "me");

        assertThat(acquire("another", "you")).isPresent();
        assertThat(locks().release("another", "me")).isFalse();
        assertThat(locks().release("lock", "me")).isTrue();
        assertThat(locks().holders("another")).hasSize(1);
    }

    @Rule(
            id = "LOCK-16",
            says = "A lock may be held for a thousand years.",
            intent = "That is how callers say that it ends by release only.")
    void longHold() {
        Duration millennium = Duration.ofDays(365_000);
        locks().acquire(new LockRequest("lock", "me", millennium, 1));

        pass(millennium.minusMillis(1));

        assertThat(acquire("lock", "you")).isEmpty();
        assertThat(locks().release("lock", "me")).isTrue();
    }

    @Rule(
            id = "LOCK-17",
            says = "Of any number of threads that ask for a free lock exactly one gets it.",
            intent = "Mutual exclusion, under load.",
            level = STOCHASTIC)
    void racingAcquisitions() {
        for (int round = 0; round < 20; round++) {
            String name = "lock " + round;
            List<Boolean> got = Race.run(
                    16,
                    number -> store(number)
                            .acquire(request(name, "t" + number, 1))
                            .isPresent());
            assertThat(got).as("round %s", round).containsOnlyOnce(true);
        }
    }

    @Rule(
            id = "LOCK-18",
            says = "Under a lock even a counter that is not thread-safe counts right.",
            intent = "Mutual exclusion is about what happens inside.",
            level = STOCHASTIC)
    void mutualExclusion() {
        int threads = 16;
        int rounds = 20;
        AtomicInteger counter = new AtomicInteger();

        Race.run(threads, number -> {
            for (int round = 0; round < rounds; round++) {
                takeTurns(store(number), request("lock", "t" + number, 1));
                int seen = counter.get();
                Race.letOthersRun();
                counter.set(seen + 1);
                assertThat(store(number).release("lock", "t" + number)).isTrue();
            }
            return number;
        });

        assertThat(counter).hasValue(threads * rounds);
    }

    @Rule(
            id = "LOCK-19",
            says = "A semaphore never has more owners at a time than its limit.",
            intent = "A limit that is exceeded now and then is no limit.",
            level = STOCHASTIC)
    void neverMoreThanTheLimit() {
        AtomicInteger inside = new AtomicInteger();

        List<Integer> most = Race.run(16, number -> {
            int seen = 0;
            for (int round = 0; round < 20; round++) {
                takeTurns(store(number), request("lock", "t" + number, 3));
                seen = Math.max(seen, inside.incrementAndGet());
                Race.letOthersRun();
                inside.decrementAndGet();
                store(number).release("lock", "t" + number);
            }
            return seen;
        });

        assertThat(most).allSatisfy(seen -> assertThat(seen).isBetween(1, 3));
    }

    private static void takeTurns(LockStore store, LockRequest request) {
        while (store.acquire(request).isEmpty()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("Nobody releases the lock");
            }
            Race.letOthersRun();
        }
    }

    private LockStore locks() {
        return store(0);
    }

    private LockStore other() {
        return store(1);
    }

    private LockStore store(int number) {
        return locks(number % 2 == 0 ? client : another);
    }

    private Optional<LockGrant> acquire(String name, String owner) {
        return locks().acquire(request(name, owner, 1));
    }

    private static LockRequest request(String name, String owner, int limit) {
        return new LockRequest(name, owner, TTL, limit);
    }

    @Rule(
            id = "LOCK-20",
            says = "A lock may be held for longer than any number of milliseconds can say: that is until its release.",
            intent = "What overflows would be over at once, and somebody else hold it, too.")
    void longestHold() {
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
        locks().acquire(new LockRequest("lock", "me", longest, 1));
        locks().acquire(new LockRequest("renewed", "me", seconds(30), 1));
        assertThat(locks().renew("renewed", "me", longest)).isTrue();

        pass(Duration.ofDays(365_000));

        assertThat(acquire("lock", "you")).isEmpty();
        assertThat(acquire("renewed", "you")).isEmpty();
        assertThat(locks().release("lock", "me")).isTrue();
    }
}
