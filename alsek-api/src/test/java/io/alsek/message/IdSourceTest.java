package io.alsek.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IdSourceTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final IdSource ids = IdSource.timeOrdered(InstantSource.fixed(NOON), new SplitMix64(1));

    @Test
    void idsAreUuidsOfVersionSeven() {
        assertThat(Stream.generate(ids::next).limit(1_000)).allSatisfy(id -> {
            assertThat(UUID.fromString(id)).hasToString(id);
            assertThat(UUID.fromString(id).version()).isEqualTo(7);
            assertThat(UUID.fromString(id).variant()).isEqualTo(2);
        });
    }

    @Test
    void anIdBeginsWithTheMillisecondOfItsMaking() {
        long front = UUID.fromString(ids.next()).getMostSignificantBits() >>> 16;

        assertThat(Instant.ofEpochMilli(front)).isEqualTo(NOON);
    }

    @Test
    void idsSortByTheMillisecondOfTheirMaking() {
        AtomicLong clock = new AtomicLong(NOON.toEpochMilli());
        IdSource ticking = IdSource.timeOrdered(() -> Instant.ofEpochMilli(clock.getAndIncrement()), new SplitMix64(2));

        assertThat(Stream.generate(ticking::next).limit(1_000).toList()).isSorted();
    }

    @Test
    void idsOfTheSameMillisecondDiffer() {
        assertThat(Stream.generate(ids::next).limit(1_000)).doesNotHaveDuplicates();
    }

    @Test
    void theSameSeedAndClockGiveTheSameIds() {
        IdSource again = IdSource.timeOrdered(InstantSource.fixed(NOON), new SplitMix64(1));

        assertThat(again.next()).isEqualTo(ids.next());
    }

    @Test
    void eightThreadsNeverGetTheSameId() {
        IdSource shared = IdSource.timeOrdered(InstantSource.system(), SplitMix64.unpredictable());
        Set<String> all = ConcurrentHashMap.newKeySet();
        CountDownLatch go = new CountDownLatch(1);
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            threads.add(done);
            new Thread(() -> {
                        try {
                            go.await();
                            for (int n = 0; n < 100_000; n++) {
                                all.add(shared.next());
                            }
                            done.complete(null);
                        } catch (InterruptedException | RuntimeException | Error e) {
                            done.completeExceptionally(e);
                        }
                    })
                    .start();
        }
        go.countDown();
        threads.forEach(CompletableFuture::join);

        assertThat(all).hasSize(800_000);
    }
}
