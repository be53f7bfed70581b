package io.alsek.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alsek.spi.ClaimSession;
import io.alsek.spi.Claims;
import io.alsek.spi.Effects;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Settlement;
import io.alsek.spi.Submission;
import io.alsek.spi.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryBackendTest {

    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final Duration LEASE = Duration.ofSeconds(30);

    private static MemoryBackend.Builder at(Instant now) {
        return MemoryBackend.builder().clock(InstantSource.fixed(now));
    }

    private static Submission message(String id) {
        return Submission.of(new QueuedMessage(id, "queue", "task", 0, NOW, null, new byte[0]));
    }

    private static ClaimSession session(MemoryBackend backend) {
        return backend.queues(QueuePolicy.DEFAULT)
                .open(new Subscription.AllQueues(Set.of(), Subscription.Rotation.STRICT), () -> {});
    }

    @Test
    void each_backend_has_a_storage_of_its_own() {
        try (MemoryBackend one = new MemoryBackend();
                MemoryBackend other = new MemoryBackend()) {
            one.queues(QueuePolicy.DEFAULT).submit(List.of(message("a")));

            assertThat(other.administration().queues()).isEmpty();
        }
    }

    @Test
    void an_opened_one_shares_the_storage_and_outlives_the_first() {
        MemoryBackend first = new MemoryBackend();
        MemoryBackend second = first.open(first.namespace());
        first.queues(QueuePolicy.DEFAULT).submit(List.of(message("a")));
        first.close();

        assertThat(second.administration().queues()).containsExactly("queue");
        assertThatThrownBy(() -> first.open("other"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("\"alsek\" is closed");
        second.close();
    }

    @Test
    void the_same_random_numbers_give_the_same_tokens() {
        assertThat(tokens(7)).isEqualTo(tokens(7)).isNotEqualTo(tokens(8)).doesNotHaveDuplicates();
    }

    private static List<String> tokens(long seed) {
        try (MemoryBackend backend = at(NOW).random(new SplittableRandom(seed)).build()) {
            backend.queues(QueuePolicy.DEFAULT)
                    .submit(IntStream.range(0, 10)
                            .mapToObj(i -> message("id" + i))
                            .toList());
            Claims claims = session(backend).claim(10, LEASE, "nonce");
            return claims.messages().stream()
                    .map(claimed -> claimed.lease().token())
                    .toList();
        }
    }

    @Test
    void names_of_empty_queues_do_not_pile_up() {
        try (MemoryBackend backend = at(NOW).build();
                ClaimSession session = session(backend)) {
            for (int i = 0; i < 5_000; i++) {
                String queue = "queue-" + i;
                backend.queues(QueuePolicy.DEFAULT)
                        .submit(List.of(
                                Submission.of(new QueuedMessage("id", queue, "task", 0, NOW, null, new byte[0]))));
                Claims claims = session.claim(1, LEASE, queue);
                backend.queues(QueuePolicy.DEFAULT)
                        .settle(List.of(
                                new Settlement.Complete(claims.messages().get(0).lease(), Effects.NONE)));
            }

            assertThat(backend.administration().queues()).isEmpty();
        }
    }

    @Test
    void misuse_of_the_builder_is_refused_at_once() {
        MemoryBackend.Builder builder = MemoryBackend.builder();

        assertThatThrownBy(() -> builder.namespace(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("namespace");
        assertThatThrownBy(() -> builder.rememberedIds(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rememberedIds");
    }

    @Test
    void ids_beyond_the_number_that_is_remembered_are_accepted_again_the_oldest_first() {
        AtomicReference<Instant> now = new AtomicReference<>(NOW);
        try (MemoryBackend backend = MemoryBackend.builder()
                        .clock(now::get)
                        .rememberedIds(10)
                        .build();
                ClaimSession session = session(backend)) {
            for (int i = 0; i < 100; i++) {
                now.set(NOW.plusMillis(i));
                backend.queues(QueuePolicy.DEFAULT).submit(List.of(message("id" + i)));
                Claims claims = session.claim(1, LEASE, "nonce" + i);
                backend.queues(QueuePolicy.DEFAULT)
                        .settle(List.of(
                                new Settlement.Complete(claims.messages().get(0).lease(), Effects.NONE)));
            }

            assertThat(backend.queues(QueuePolicy.DEFAULT).submit(List.of(message("id99"), message("id0"))))
                    .extracting(Enum::name)
                    .containsExactly("DUPLICATE", "ACCEPTED");
        }
    }
}
