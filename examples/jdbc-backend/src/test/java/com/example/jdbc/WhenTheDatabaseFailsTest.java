package com.example.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.alsek.spi.Backend;
import io.alsek.spi.BackendException.NotApplied;
import io.alsek.spi.BackendException.OutcomeUnknown;
import io.alsek.spi.ClaimSession;
import io.alsek.spi.Effects;
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
import io.alsek.test.contract.Wire.Length;
import io.alsek.test.contract.Wire.Point;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What callers see. That nothing is ever done by halves, the rules of the contract about cuts examine. */
class WhenTheDatabaseFailsTest {

    private static final Duration LEASE = Duration.ofSeconds(30);

    private final HikariDataSource database = Database.open();
    private final JdbcStorage storage = Database.withTables(JdbcStorage.ofThisProcess(database));
    private final CuttableDatabase wire = new CuttableDatabase(database, storage);
    private final Backend backend = wire.open("test-" + UUID.randomUUID(), InstantSource.system());
    private final QueueStore queues = backend.queues(QueuePolicy.DEFAULT);
    private final ClaimSession session = queues.open(new AllQueues(Set.of(), Rotation.STRICT), () -> {});

    @AfterEach
    void close() {
        backend.close();
        wire.close();
        database.close();
    }

    private SubmitOutcome submit(String id) {
        QueuedMessage message = new QueuedMessage(id, "q", "task", 0, Instant.EPOCH, null, new byte[] {1});
        return queues.submit(List.of(Submission.of(message))).get(0);
    }

    /** The commit is the last request of every operation. */
    private void loseReplyToCommitOf(Runnable likeThis, Runnable operation) {
        wire.watch();
        likeThis.run();
        wire.cutAt(wire.requests(), Point.AFTER, Length.BRIEF);
        assertThatThrownBy(operation::run).isInstanceOf(OutcomeUnknown.class);
        wire.mend();
    }

    @Test
    void a_database_that_cannot_be_reached_leaves_everything_as_it_was_and_the_error_says_so() {
        wire.cutAt(1, Point.BEFORE, Length.LASTING);

        for (String reason : List.of("Connection reset", "Connection refused")) {
            assertThatThrownBy(() -> submit("1"))
                    .isInstanceOf(NotApplied.class)
                    .hasMessage("Cannot submit messages in namespace \"" + backend.namespace()
                            + "\", nothing has changed: " + reason);
        }
    }

    @Test
    void if_the_reply_to_the_commit_is_lost_nobody_knows_and_the_error_says_so() {
        submit("0"); // the first one makes the queue, too
        wire.watch();
        submit("1");
        wire.cutAt(wire.requests(), Point.AFTER, Length.BRIEF);

        assertThatThrownBy(() -> submit("2"))
                .isInstanceOf(OutcomeUnknown.class)
                .hasMessageContaining("Cannot tell whether \"submit messages\" took effect");
    }

    @Test
    void a_submission_that_is_repeated_is_a_duplicate() {
        submit("0"); // the first one makes the queue, too
        loseReplyToCommitOf(() -> submit("1"), () -> submit("2"));

        assertThat(submit("2")).isEqualTo(SubmitOutcome.DUPLICATE);
        assertThat(backend.administration().counts("q").alive()).isEqualTo(3);
    }

    @Test
    void a_claim_that_is_repeated_brings_what_it_had_claimed() {
        List.of("1", "2", "3").forEach(this::submit);
        loseReplyToCommitOf(() -> session.claim(1, LEASE, "before"), () -> session.claim(1, LEASE, "nonce"));

        assertThat(session.claim(1, LEASE, "nonce").messages()).singleElement().satisfies(claimed -> {
            assertThat(claimed.lease().key()).isEqualTo(new MessageKey("q", "2"));
            assertThat(claimed.deliveries()).isEqualTo(1);
            assertThat(queues.settle(List.of(new Complete(claimed.lease(), Effects.NONE))))
                    .containsExactly(LeaseState.HELD);
        });
    }

    @Test
    void a_settlement_that_is_repeated_finds_the_message_gone() {
        List.of("1", "2").forEach(this::submit);
        List<Complete> settlements = session.claim(2, LEASE, "nonce").messages().stream()
                .map(claimed -> new Complete(claimed.lease(), Effects.NONE))
                .toList();
        loseReplyToCommitOf(
                () -> queues.settle(List.of(settlements.get(0))), () -> queues.settle(List.of(settlements.get(1))));

        assertThat(queues.settle(List.of(settlements.get(1)))).containsExactly(LeaseState.GONE);
    }
}
