package io.alsek.test.contract;

import static io.alsek.spi.LeaseState.HELD;
import static io.alsek.test.contract.Rule.Level.STOCHASTIC;
import static io.alsek.test.contract.Worker.LEASE;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.DeathReason;
import io.alsek.spi.Lease;
import io.alsek.spi.MessageKey;
import io.alsek.spi.MessageState;
import io.alsek.spi.StoredMessage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;

/** Looking messages up, and replacing their bodies. */
@DisplayName("Finding and updating")
public abstract class FindContract extends Contract {

    private static final byte[] NEW_BODY = {3, 1, 4, 1, 5, -9, 0};

    /** Only for subclasses. */
    protected FindContract() {}

    @Rule(
            id = "FIND-01",
            says = "Living messages are found, each in its state; what is done, dead or unknown is not in the answer.",
            intent = "One look tells what is alive.")
    void everyState() {
        client.finish(message("done"));
        client.kill(message("dead"));
        client.leased(message("leased"));
        client.accept(
                message("ready"),
                message("delayed").in(seconds(9)),
                message("ready").queue("other"));

        Map<MessageKey, StoredMessage> found =
                client.queues.find(Stream.of("done", "dead", "leased", "ready", "delayed", "never")
                        .map(id -> message(id).key())
                        .toList());

        assertThat(found)
                .hasEntrySatisfying(message("leased").key(), stored -> hasState(stored, "leased", MessageState.LEASED))
                .hasEntrySatisfying(message("ready").key(), stored -> hasState(stored, "ready", MessageState.READY))
                .hasEntrySatisfying(
                        message("delayed").key(), stored -> hasState(stored, "delayed", MessageState.DELAYED))
                .hasSize(3);
    }

    private static void hasState(StoredMessage stored, String id, MessageState state) {
        assertThat(stored.message().id()).isEqualTo(id);
        assertThat(stored.state()).isEqualTo(state);
    }

    @Rule(
            id = "FIND-02",
            says = "Messages of several queues are found in one call.",
            intent = "One round trip for a whole chain.")
    void severalQueues() {
        Draft here = message("a");
        Draft there = message("a").queue("other").priority(5);
        client.accept(here, there);

        Map<MessageKey, StoredMessage> found = client.queues.find(List.of(there.key(), here.key(), here.key()));

        assertThat(found).hasSize(2);
        assertThat(client.alive(there).message()).isEqualTo(there.toMessage());
        assertThat(client.alive(here).message()).isEqualTo(here.toMessage());
    }

    @Rule(id = "FIND-03", says = "Finding a message changes nothing about it.", intent = "Looking is free.")
    void changesNothing() {
        Draft draft = message("a");
        client.accept(draft, message("b"));
        StoredMessage first = client.alive(draft);

        assertThat(client.alive(draft)).isEqualTo(first);

        assertThat(client.worker().idsOneByOne()).containsExactly("a", "b");
    }

    @Rule(
            id = "FIND-04",
            says = "A leased message is found with its deliveries and the end of its lease, also when extended.",
            intent = "People see who is stuck, and since when.")
    void leased() {
        requireThatTimeStandsStill();
        Draft draft = message("a");
        Lease lease = client.leased(draft);
        assertThat(client.alive(draft).leasedUntil()).isEqualTo(lease.expiresAt());
        assertThat(client.alive(draft).deliveries()).isEqualTo(1);

        client.extend(lease, seconds(99));
        assertThat(client.alive(draft).leasedUntil()).isEqualTo(now().plusSeconds(99));
        client.release(lease);

        assertThat(client.alive(draft).leasedUntil()).isNull();
        assertThat(client.alive(draft).deliveries()).isZero();
    }

    @Rule(
            id = "FIND-05",
            says = "A new body is what is found and claimed from then on.",
            intent = "A message is updated where it waits.")
    void updateReady() {
        Draft draft = message("a").priority(2).task("resize");
        client.accept(draft);

        assertThat(client.queues.update(draft.key(), NEW_BODY)).isTrue();

        assertThat(client.alive(draft).message()).isEqualTo(draft.body(NEW_BODY).toMessage());
        assertThat(client.worker().takeOne().message())
                .isEqualTo(draft.body(NEW_BODY).toMessage());
    }

    @Rule(
            id = "FIND-06",
            says = "An update leaves a ready message in its place.",
            intent = "Who waits in line may change hats.")
    void updateKeepsThePlace() {
        accept("a", "b", "c");
        passSeconds(1);

        client.queues.update(message("a").key(), NEW_BODY);
        client.queues.update(message("b").key(), new byte[0]);

        assertThat(client.worker().idsOneByOne()).containsExactly("a", "b", "c");
    }

    @Rule(
            id = "FIND-07",
            says = "An update leaves a delayed message delayed until its instant.",
            intent = "Only the body changes.")
    void updateDelayed() {
        Draft draft = message("a").in(seconds(5)).expiresAt(now().plusSeconds(50));
        client.accept(draft);

        assertThat(client.queues.update(draft.key(), NEW_BODY)).isTrue();

        assertThat(client.alive(draft).state()).isEqualTo(MessageState.DELAYED);
        client.worker().idle();
        passSeconds(5);
        assertThat(client.worker().takeOne().message())
                .isEqualTo(draft.body(NEW_BODY).toMessage());
    }

    @Rule(
            id = "FIND-08",
            says = "An update leaves the lease of a leased message valid, and the next delivery brings the new body.",
            intent = "Progress kept in the message survives a crash.")
    void updateLeased() {
        Draft draft = message("a");
        Lease lease = client.leased(draft);
        Instant end = client.alive(draft).leasedUntil();

        assertThat(client.queues.update(draft.key(), NEW_BODY)).isTrue();

        assertThat(client.alive(draft).leasedUntil()).isEqualTo(end);
        assertThat(client.extend(lease, LEASE)).isEqualTo(HELD);
        pass(LEASE);
        ClaimedMessage next = client.worker().takeOne();
        assertThat(next.message().body()).isEqualTo(NEW_BODY);
        assertThat(next.deliveries()).isEqualTo(2);
    }

    @Rule(
            id = "FIND-09",
            says = "The last body given is the one that is retried and buried.",
            intent = "Nothing falls back to an older state.")
    void updatedBodyIsKept() {
        Draft draft = message("a");
        Lease lease = client.leased(draft);
        client.queues.update(draft.key(), NEW_BODY);
        client.retry(lease, now());
        ClaimedMessage next = client.worker().takeOne();
        assertThat(next.message().body()).isEqualTo(NEW_BODY);

        client.bury(next.lease(), DeathReason.FAILED);

        assertThat(client.dead(draft).message().body()).isEqualTo(NEW_BODY);
    }

    @Rule(
            id = "FIND-10",
            says = "What is not alive cannot be updated: done, dead, withdrawn or unknown.",
            intent = "An update must not bring anything back.")
    void updateOfTheDead() {
        client.finish(message("done"));
        Draft dead = message("dead");
        client.kill(dead);

        assertThat(client.queues.update(message("done").key(), NEW_BODY)).isFalse();
        assertThat(client.queues.update(dead.key(), NEW_BODY)).isFalse();
        assertThat(client.queues.update(message("never").key(), NEW_BODY)).isFalse();

        assertThat(client.dead(dead).message()).isEqualTo(dead.toMessage());
        assertThat(client.counts().alive()).isZero();
        client.worker().idle();
    }

    @Rule(
            id = "FIND-11",
            says = "A new body may be of any size and hold any bytes.",
            intent = "It is as opaque as the first.")
    void updateToAnyBytes() {
        Draft draft = message("a");
        client.accept(draft);
        byte[] large = new byte[1 << 20];
        for (int index = 0; index < large.length; index++) {
            large[index] = (byte) (index ^ (index >> 8));
        }

        client.queues.update(draft.key(), large);
        assertThat(client.alive(draft).message().body()).isEqualTo(large);
        client.queues.update(draft.key(), new byte[0]);
        assertThat(client.alive(draft).message().body()).isEmpty();
    }

    @Rule(
            id = "FIND-12",
            says = "However a message moves about, an observer finds it.",
            intent = "A message is always in exactly one place.",
            level = STOCHASTIC)
    void alwaysFound() {
        Draft draft = message("a");
        client.accept(draft);
        Client observing = anotherClient();

        Race.<String>between(
                () -> {
                    Worker worker = client.worker();
                    for (int round = 0; round < 100; round++) {
                        client.retry(worker.takeOne().lease(), now());
                        client.release(worker.takeOne().lease());
                    }
                    return "moved";
                },
                () -> {
                    for (int look = 0; look < 400; look++) {
                        assertThat(observing.find(draft.key()))
                                .as("look %s", look)
                                .isPresent();
                    }
                    return "observed";
                });
    }
}
