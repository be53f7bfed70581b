package com.example.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alsek.spi.Backend;
import io.alsek.spi.BackendException.NotApplied;
import io.alsek.spi.BackendException.OutcomeUnknown;
import io.alsek.spi.ClaimSession;
import io.alsek.spi.Claims;
import io.alsek.spi.Effects;
import io.alsek.spi.Lease;
import io.alsek.spi.LeaseState;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Settlement.Complete;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.Subscription.AllQueues;
import io.alsek.spi.Subscription.Rotation;
import io.alsek.spi.ValueWrite;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class WhenTheDatabaseFailsTest {

    private static final Duration LEASE = Duration.ofSeconds(30);

    private final UnreliableDatabase database = new UnreliableDatabase(Database.open());
    private final Backend backend =
            new JdbcBackend(Database.withTables(JdbcStorage.ofThisProcess(database)), "test-" + UUID.randomUUID());
    private final QueueStore queues = backend.queues(QueuePolicy.DEFAULT);
    private final ClaimSession session = queues.open(new AllQueues(Set.of(), Rotation.STRICT), () -> {});

    @AfterEach
    void close() {
        backend.close();
    }

    private static QueuedMessage message(String id) {
        return new QueuedMessage(id, "q", "task", 0, Instant.EPOCH, null, new byte[] {1});
    }

    private SubmitOutcome submit(String id) {
        return queues.submit(List.of(Submission.of(message(id)))).get(0);
    }

    @Nested
    class BeforeTheCommit {

        @Test
        void nothing_has_happened_and_the_error_says_so() {
            database.goDown();

            assertThatThrownBy(() -> submit("1"))
                    .isInstanceOf(NotApplied.class)
                    .hasMessage("Cannot submit messages in namespace \"" + backend.namespace()
                            + "\", nothing has changed: Connection refused");
        }

        /** The connection is cut before every single statement of a settlement in turn. */
        @Test
        void a_settlement_happens_as_a_whole_or_not_at_all() {
            submit("1");
            Lease lease = session.claim(1, LEASE, "nonce").messages().get(0).lease();
            Effects effects = new Effects(
                    List.of(ValueWrite.of("result", new byte[] {2}, null)), List.of(message("next")), List.of());

            int cuts = 0;
            while (isCut(cuts, lease, effects)) {
                assertThat(backend.administration().counts("q").leased()).isEqualTo(1);
                assertThat(backend.administration().counts("q").ready()).isZero();
                assertThat(backend.values().get(List.of("result"))).isEmpty();
                cuts++;
            }

            assertThat(cuts).isGreaterThan(3);
            assertThat(backend.administration().counts("q").leased()).isZero();
            assertThat(backend.administration().counts("q").ready()).isEqualTo(1);
            assertThat(backend.values().get(List.of("result"))).containsKey("result");
        }

        private boolean isCut(int afterStatements, Lease lease, Effects effects) {
            database.cutAfter(afterStatements);
            try {
                assertThat(queues.settle(List.of(new Complete(lease, effects)))).containsExactly(LeaseState.HELD);
                return false;
            } catch (NotApplied e) {
                assertThat(database.wasCut()).isTrue();
                return true;
            } finally {
                database.mend();
            }
        }
    }

    @Nested
    class WhileCommitting {

        @Test
        void nobody_knows_and_the_error_says_so() {
            database.loseRepliesToCommits();

            assertThatThrownBy(() -> submit("1"))
                    .isInstanceOf(OutcomeUnknown.class)
                    .hasMessageContaining("Cannot tell whether \"submit messages\" took effect");
        }

        @Test
        void a_submission_that_is_repeated_is_a_duplicate() {
            database.loseRepliesToCommits();
            assertThatThrownBy(() -> submit("1")).isInstanceOf(OutcomeUnknown.class);
            database.mend();

            assertThat(submit("1")).isEqualTo(SubmitOutcome.DUPLICATE);
            assertThat(backend.administration().counts("q").alive()).isEqualTo(1);
        }

        @Test
        void a_claim_that_is_repeated_brings_what_it_had_claimed() {
            submit("1");
            submit("2");
            database.loseRepliesToCommits();
            assertThatThrownBy(() -> session.claim(1, LEASE, "nonce")).isInstanceOf(OutcomeUnknown.class);
            database.mend();

            Claims again = session.claim(1, LEASE, "nonce");

            assertThat(again.messages()).singleElement().satisfies(claimed -> {
                assertThat(claimed.lease().key()).isEqualTo(new MessageKey("q", "1"));
                assertThat(claimed.deliveries()).isEqualTo(1);
                assertThat(queues.settle(List.of(new Complete(claimed.lease(), Effects.NONE))))
                        .containsExactly(LeaseState.HELD);
            });
        }

        @Test
        void a_settlement_that_is_repeated_finds_the_message_gone() {
            submit("1");
            Complete settlement = new Complete(
                    session.claim(1, LEASE, "nonce").messages().get(0).lease(), Effects.NONE);
            database.loseRepliesToCommits();
            assertThatThrownBy(() -> queues.settle(List.of(settlement))).isInstanceOf(OutcomeUnknown.class);
            database.mend();

            assertThat(queues.settle(List.of(settlement))).containsExactly(LeaseState.GONE);
        }
    }
}
