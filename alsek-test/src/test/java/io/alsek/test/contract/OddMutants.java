package io.alsek.test.contract;

import static io.alsek.test.contract.AlteredQueues.spoilClaims;
import static io.alsek.test.contract.AlteredQueues.spoilMessages;
import static io.alsek.test.contract.ClaimMutants.dawdle;

import io.alsek.spi.Backend;
import io.alsek.spi.LeaseState;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueueStore;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Replay;
import io.alsek.spi.Settlement;
import io.alsek.spi.StoredMessage;
import io.alsek.spi.ValueWrite;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Mistakes that show only at odd moments: in between, far off, backwards, or when all is over. */
final class OddMutants {

    private static final Duration FAR = Duration.ofDays(10_000);

    private OddMutants() {}

    static Stream<Mutant> all() {
        return Stream.of(IN_BETWEEN, FAR_OFF, BEYOND_NUMBERS, LEFT_BEHIND).flatMap(List::stream);
    }

    private static Mutant queues(String name, String rule, UnaryOperator<QueueStore> alteration) {
        return Mutant.altering(name, rule, real -> AlteredBackend.queues(real, alteration));
    }

    /** Hides messages from all clients while they are being buried. */
    private static Mutant hiding() {
        Set<MessageKey> hidden = ConcurrentHashMap.newKeySet();
        return queues("a buried message is nowhere for a moment", "SETTLE-17", real -> new AlteredQueues(real) {
            @Override
            public List<LeaseState> settle(List<Settlement> settlements) {
                List<MessageKey> keys =
                        settlements.stream().map(each -> each.lease().key()).toList();
                hidden.addAll(keys);
                dawdle();
                List<LeaseState> states = super.settle(settlements);
                keys.forEach(hidden::remove);
                return states;
            }

            @Override
            public Map<MessageKey, StoredMessage> find(Collection<MessageKey> keys) {
                Map<MessageKey, StoredMessage> found = new HashMap<>(super.find(keys));
                found.keySet().removeAll(hidden);
                return found;
            }
        });
    }

    private static final List<Mutant> IN_BETWEEN = List.of(
            hiding(),
            queues("a retry releases first and counts later", "RETRY-17", real -> new AlteredQueues(real) {
                @Override
                public List<LeaseState> settle(List<Settlement> settlements) {
                    if (settlements.get(0) instanceof Settlement.Retry retry) {
                        super.settle(List.of(new Settlement.Release(retry.lease(), retry.effects())));
                        dawdle();
                    }
                    return super.settle(settlements);
                }
            }),
            Mutant.altering(
                    "replays by looking first",
                    "DEAD-16",
                    backend -> AlteredBackend.deadLetters(backend, real -> new AlteredStores.DeadLetters(real) {
                        @Override
                        public List<Boolean> replay(List<Replay> replays) {
                            List<MessageKey> keys = replays.stream()
                                    .map(each -> each.message().key())
                                    .toList();
                            Set<MessageKey> there = find(keys).keySet();
                            dawdle();
                            super.replay(replays);
                            return keys.stream().map(there::contains).toList();
                        }
                    })),
            new Mutant(
                    "time that goes back is added up",
                    "DELAY-13",
                    (storage, namespace, clock) -> storage.open(namespace, new Adding(clock))));

    /** Takes every change of a clock for the passing of time. */
    private static final class Adding implements InstantSource {

        private final InstantSource real;
        private Instant seen;
        private Instant sum;

        Adding(InstantSource real) {
            this.real = real;
            seen = real.instant();
            sum = seen;
        }

        @Override
        public synchronized Instant instant() {
            Instant now = real.instant();
            sum = sum.plus(Duration.between(seen, now).abs());
            seen = now;
            return sum;
        }
    }

    private static final List<Mutant> FAR_OFF = List.of(
            Mutant.altering(
                    "the TTL of a value overflows",
                    "VALUE-20",
                    backend -> AlteredBackend.values(backend, real -> new AlteredStores.Values(real) {
                        @Override
                        public List<Boolean> set(List<ValueWrite> writes) {
                            return super.set(writes.stream()
                                    .map(each ->
                                            each.ttl() != null && each.ttl().compareTo(FAR) > 0
                                                    ? new ValueWrite(each.key(), each.value(), FAR, each.condition())
                                                    : each)
                                    .toList());
                        }
                    })),
            queues(
                    "an instant of expiry overflows",
                    "EXPIRY-19",
                    spoilMessages(old -> old.expiresAt() != null
                                    && old.expiresAt().isAfter(old.readyAt().plus(FAR))
                            ? new QueuedMessage(
                                    old.id(),
                                    old.queue(),
                                    old.task(),
                                    old.priority(),
                                    old.readyAt(),
                                    old.readyAt().plus(FAR),
                                    old.body())
                            : old)),
            queues(
                    "the end of a lease overflows",
                    "LEASE-21",
                    spoilClaims((real, max, lease, nonce) ->
                            real.claim(max, lease.compareTo(FAR) > 0 ? FAR : lease, nonce))));

    /** Where a number of milliseconds overflows, there is next to nothing left. */
    private static Duration overflowing(Duration duration) {
        return duration.toSeconds() > Long.MAX_VALUE / 1000 ? Duration.ofMillis(1) : duration;
    }

    private static final List<Mutant> BEYOND_NUMBERS = List.of(
            Mutant.altering(
                    "a TTL beyond all numbers is over at once",
                    "VALUE-21",
                    backend -> AlteredBackend.values(backend, real -> new AlteredStores.Values(real) {
                        @Override
                        public List<Boolean> set(List<ValueWrite> writes) {
                            return super.set(writes.stream()
                                    .map(each -> each.ttl() == null
                                            ? each
                                            : new ValueWrite(
                                                    each.key(),
                                                    each.value(),
                                                    overflowing(each.ttl()),
                                                    each.condition()))
                                    .toList());
                        }
                    })),
            queues(
                    "a lease beyond all numbers is over at once",
                    "LEASE-22",
                    spoilClaims((real, max, lease, nonce) -> real.claim(max, overflowing(lease), nonce))),
            Mutant.altering(
                    "a hold that is renewed beyond all numbers is over at once",
                    "LOCK-20",
                    backend -> AlteredBackend.locks(backend, real -> new AlteredStores.Locks(real) {
                        @Override
                        public boolean renew(String name, String owner, Duration ttl) {
                            return super.renew(name, owner, overflowing(ttl));
                        }
                    })));

    private static final List<Mutant> LEFT_BEHIND = List.of(
            Mutant.altering("queues are remembered for ever", "LIFE-11", backend -> {
                Set<String> seen = new ConcurrentSkipListSet<>();
                Backend listening = AlteredBackend.queues(backend, real -> new AlteredQueues(real) {
                    @Override
                    public List<LeaseState> settle(List<Settlement> settlements) {
                        settlements.forEach(each -> seen.add(each.lease().key().queue()));
                        return super.settle(settlements);
                    }
                });
                return AlteredBackend.administration(listening, real -> new AlteredStores.Admin(real) {
                    @Override
                    public Set<String> queues() {
                        Set<String> all = new TreeSet<>(super.queues());
                        all.addAll(seen);
                        return all;
                    }
                });
            }),
            Mutant.altering("a thread goes on after closing", "LIFE-12", real -> {
                CountDownLatch never = new CountDownLatch(1);
                Thread thread = new Thread(() -> {
                    try {
                        if (never.await(5, TimeUnit.SECONDS)) {
                            throw new IllegalStateException("Nobody counts down");
                        }
                    } catch (InterruptedException e) {
                        // Then it ends earlier.
                    }
                });
                thread.setDaemon(true);
                thread.start();
                return new AlteredBackend(real);
            }));
}
