package io.alsek.test.contract;

import static io.alsek.spi.SubmitOutcome.ACCEPTED;
import static io.alsek.test.contract.Draft.QUEUE;
import static io.alsek.test.contract.Worker.LEASE;
import static io.alsek.test.contract.Worker.idsOfCondemned;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.LeaseState;
import io.alsek.spi.LockGrant;
import io.alsek.spi.LockRequest;
import io.alsek.spi.LockStore;
import io.alsek.spi.Publication;
import io.alsek.spi.QueueCounts;
import io.alsek.spi.WithdrawOutcome;
import io.alsek.spi.Withdrawal.Mode;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;

/** Two namespaces on one storage never see each other. */
@DisplayName("Namespaces")
public abstract class NamespaceContract extends Contract {

    /** A client of another namespace, whose name begins with that of the first. */
    private Client neighbour;

    /** Only for subclasses. */
    protected NamespaceContract() {}

    @BeforeEach
    void openNeighbour() {
        neighbour = clientOf(namespace() + ":next");
    }

    private Client clientOf(String itsNamespace) {
        return client(open(itsNamespace), POLICY);
    }

    @Rule(
            id = "NAMESPACE-01",
            says = "The same id in the same queue of another namespace is another message.",
            intent = "Applications share a server without knowing of each other.")
    void messages() {
        Draft mine = message("a");
        Draft theirs = message("a").task("other").body(new byte[] {1});

        assertThat(client.submit(mine)).containsExactly(ACCEPTED);
        assertThat(neighbour.submit(theirs)).containsExactly(ACCEPTED);

        assertThat(client.alive(mine).message()).isEqualTo(mine.toMessage());
        assertThat(neighbour.alive(theirs).message()).isEqualTo(theirs.toMessage());
    }

    @Rule(
            id = "NAMESPACE-02",
            says = "A worker gets the messages of its own namespace only.",
            intent = "Nobody runs other people's work.")
    void claims() {
        accept("a");
        neighbour.worker().idle();
        neighbour.accept(message("b"));

        assertThat(client.worker().idsOneByOne()).containsExactly("a");
        assertThat(neighbour.worker().idsOneByOne()).containsExactly("b");
    }

    @Rule(
            id = "NAMESPACE-03",
            says = "A lease is worth nothing in another namespace.",
            intent = "Settling acts on one's own messages only.")
    void leases() {
        var lease = client.leased(message("a"));
        neighbour.leased(message("a"));

        assertThat(neighbour.complete(lease)).isEqualTo(LeaseState.LOST);
        assertThat(neighbour.withdraw(message("b").key(), Mode.REVOKE)).isEqualTo(WithdrawOutcome.ABSENT);
        assertThat(client.complete(lease)).isEqualTo(LeaseState.HELD);
        assertThat(neighbour.counts().leased()).isEqualTo(1);
    }

    @Rule(
            id = "NAMESPACE-04",
            says = "Dead letters, counts, names of queues and pauses belong to one namespace.",
            intent = "Administration looks at one's own queues only.")
    void administration() {
        client.kill(message("dead"));
        accept("ready");
        client.admin.pause("paused");

        assertThat(neighbour.findDead(message("dead").key())).isEmpty();
        assertThat(neighbour.deadLetters.browse(QUEUE, null, 10).elements()).isEmpty();
        assertThat(neighbour.counts()).isEqualTo(new QueueCounts(0, 0, 0, 0, false));
        assertThat(neighbour.admin.queues()).isEmpty();
        assertThat(neighbour.admin.counts("paused").paused()).isFalse();
        assertThat(neighbour.admin.locate("ready")).isEmpty();
        assertThat(neighbour.admin.purge(QUEUE)).isZero();
        assertThat(client.counts().ready()).isEqualTo(1);
    }

    @Rule(
            id = "NAMESPACE-05",
            says = "A sweep looks at its own namespace only.",
            intent = "Nobody buries other people's messages.")
    void sweeps() {
        client.kill(message("b"));
        client.accept(message("a").expiresAt(now().plusSeconds(1)));
        pass(DEAD_LETTER_TTL);

        assertThat(neighbour.queues.sweep(100, LEASE).condemned()).isEmpty();
        assertThat(neighbour.queues.sweep(100, LEASE).purged()).isZero();
        assertThat(idsOfCondemned(Sweeps.until(client, 100).condemned())).containsExactly("a");
    }

    @Rule(id = "NAMESPACE-06", says = "Values belong to one namespace.", intent = "Results are not mixed up.")
    void values() {
        client.setValue("key", "mine", null);
        neighbour.setValue("key", "theirs", null);
        neighbour.setValue("another", "theirs", null);

        assertThat(client.value("key")).contains("mine");
        assertThat(neighbour.value("key")).contains("theirs");
        assertThat(client.values.scan("*")).containsExactly("key");
        assertThat(client.values.count("*")).isEqualTo(1);
        assertThat(client.values.delete(List.of("another"))).isZero();
    }

    @Rule(
            id = "NAMESPACE-07",
            says = "Locks belong to one namespace.",
            intent = "A common name like \"import\" does not couple two applications.")
    void locks() {
        LockRequest request = new LockRequest("lock", "me", LEASE, 1);
        LockStore mine = locks(client);
        LockStore theirs = locks(neighbour);

        assertThat(mine.acquire(request)).isPresent();

        assertThat(theirs.holders("lock")).isEmpty();
        assertThat(theirs.release("lock", "me")).isFalse();
        assertThat(theirs.acquire(request))
                .get()
                .extracting(LockGrant::alreadyHeld)
                .isEqualTo(false);
        assertThat(mine.holders("lock")).hasSize(1);
    }

    @Rule(id = "NAMESPACE-08", says = "Events belong to one namespace.", intent = "Nobody listens in.")
    void events() {
        Ear ear = ear();
        events(client).subscribe("channel", ear);

        events(neighbour).publish(List.of(new Publication("channel", "theirs".getBytes(UTF_8))));
        events(client).publish(List.of(new Publication("channel", "mine".getBytes(UTF_8))));

        assertThat(ear.next()).isEqualTo("mine");
        ear.heardNothingElse();
    }

    @Rule(
            id = "NAMESPACE-09",
            says = "Clearing one namespace leaves the others as they are.",
            intent = "A test run must not wipe out its neighbour.")
    void clearing() {
        client.kill(message("dead"));
        accept("a");
        client.setValue("key", "1", null);
        neighbour.accept(message("b"));

        assertThat(neighbour.backend.clear()).isEqualTo(1);

        assertThat(client.counts()).isEqualTo(new QueueCounts(1, 0, 0, 1, false));
        assertThat(client.value("key")).contains("1");
    }

    @Rule(
            id = "NAMESPACE-10",
            says = "Namespaces whose names look like patterns, or contain each other, are as separate as any.",
            intent = "A prefix is not a boundary, and a star is not a wildcard.")
    void similarNames() {
        List<Client> clients =
                List.of(":", "*", "a*", "ab", "a", "{a}", "a:queue", "?", "[ab]", "\\", " ", "ä").stream()
                        .map(suffix -> clientOf(namespace() + suffix))
                        .toList();
        for (int index = 0; index < clients.size(); index++) {
            Client each = clients.get(index);
            each.accept(message("m" + index), message("same").queue("queue:a"));
            each.setValue("key", "of " + index, null);
        }

        clients.get(1).backend.clear();
        clients.get(4).backend.clear();

        for (int index = 0; index < clients.size(); index++) {
            Client each = clients.get(index);
            boolean cleared = index == 1 || index == 4;
            String name = each.backend.namespace();
            assertThat(each.worker().idsOneByOne())
                    .as(name)
                    .isEqualTo(cleared ? List.of() : List.of("m" + index, "same"));
            assertThat(each.values.scan("*")).as(name).hasSize(cleared ? 0 : 1);
        }
    }

    @Rule(
            id = "NAMESPACE-11",
            says = "Where the namespace ends and a name begins is never in doubt.",
            intent = "Names are joined to keys, and joining must not make two things one.")
    void boundaries() {
        Client outer = clientOf(namespace() + "-x");
        Client inner = clientOf(namespace() + "-x:y");
        outer.accept(message("a").queue("y:z"));
        inner.accept(message("b").queue("z"));
        outer.setValue("y:k", "outer", null);
        inner.setValue("k", "inner", null);

        assertThat(outer.admin.queues()).containsExactly("y:z");
        assertThat(inner.admin.queues()).containsExactly("z");
        assertThat(outer.worker().idsOneByOne()).containsExactly("a");
        assertThat(outer.value("y:k")).contains("outer");
        assertThat(outer.values.scan("*")).containsExactly("y:k");
        assertThat(inner.backend.clear()).isEqualTo(2);
        assertThat(outer.value("y:k")).contains("outer");
    }
}
