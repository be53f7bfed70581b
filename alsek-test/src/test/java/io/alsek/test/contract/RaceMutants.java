package io.alsek.test.contract;

import static io.alsek.test.contract.ClaimMutants.dawdle;

import io.alsek.spi.LockGrant;
import io.alsek.spi.LockRequest;
import io.alsek.spi.WithdrawOutcome;
import io.alsek.spi.Withdrawal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Mistakes that show only when several act at a time, or in several processes. */
final class RaceMutants {

    private RaceMutants() {}

    static Stream<Mutant> all() {
        return Stream.of(SIMULTANEOUS, OF_PROCESSES).flatMap(List::stream);
    }

    static final List<Mutant> OF_PROCESSES = List.of(
            Mutant.boastful("what is stored dies with its process, unsaid", "KILL-01"),
            Mutant.boastful("another process finds nothing to hold", "KILL-02"),
            Mutant.boastful("what another process accepted is lost", "KILL-04"));

    static final List<Mutant> SIMULTANEOUS = List.of(
            Mutant.altering(
                    "answers withdrawals by what it saw before",
                    "LINEAR-01",
                    backend -> AlteredBackend.queues(backend, real -> new AlteredQueues(real) {
                        @Override
                        public List<WithdrawOutcome> withdraw(List<Withdrawal> withdrawals) {
                            List<WithdrawOutcome> outcomes = new ArrayList<>();
                            for (Withdrawal each : withdrawals) {
                                boolean there = !find(List.of(each.key())).isEmpty();
                                dawdle();
                                WithdrawOutcome right =
                                        super.withdraw(List.of(each)).get(0);
                                boolean late = there && right == WithdrawOutcome.ABSENT;
                                outcomes.add(late ? WithdrawOutcome.WITHDRAWN : right);
                            }
                            return outcomes;
                        }
                    })),
            Mutant.altering(
                    "reads values from a copy that is late",
                    "LINEAR-02",
                    backend -> AlteredBackend.values(backend, real -> new AlteredStores.Values(real) {
                        private final Map<String, byte[]> copy = new ConcurrentHashMap<>();

                        @Override
                        public Map<String, byte[]> get(Collection<String> keys) {
                            Map<String, byte[]> found = new HashMap<>(super.get(keys));
                            found.replaceAll((key, value) -> {
                                byte[] late = copy.put(key, value);
                                return late == null ? value : late;
                            });
                            return found;
                        }
                    })),
            Mutant.altering(
                    "counts the owners of a semaphore first",
                    "LINEAR-03",
                    backend -> AlteredBackend.locks(backend, real -> new AlteredStores.Locks(real) {
                        @Override
                        public Optional<LockGrant> acquire(LockRequest asked) {
                            List<LockGrant> holders = holders(asked.name());
                            boolean held = holders.stream()
                                    .anyMatch(grant -> grant.owner().equals(asked.owner()));
                            dawdle();
                            if (!held && holders.size() >= asked.limit()) {
                                return Optional.empty();
                            }
                            return super.acquire(
                                    new LockRequest(asked.name(), asked.owner(), asked.ttl(), asked.limit() + 2));
                        }
                    })));
}
