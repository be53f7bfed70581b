package io.alsek.test.contract;

import static io.alsek.spi.LeaseState.HELD;
import static io.alsek.test.contract.Draft.QUEUE;
import static io.alsek.test.contract.Worker.LEASE;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.DeathReason;
import io.alsek.spi.Lease;
import io.alsek.spi.MessageKey;
import io.alsek.spi.QueueCounts;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.Withdrawal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;

/** Queues as wholes: names, counts, pauses, purges. */
@DisplayName("Administration")
public abstract class QueueAdminContract extends Contract {

    /** Only for subclasses. */
    protected QueueAdminContract() {}

    @Rule(
            id = "ADMIN-01",
            says = "Counts tell exactly how many messages are ready, delayed, leased and dead.",
            intent = "Dashboards, alerts and autoscaling live by them.")
    void counts() {
        for (String id : List.of("dead 1", "dead 2")) {
            client.kill(message(id));
        }
        client.finish(message("done"));
        client.leased(message("leased 1"));
        client.accept(
                message("ready 1"),
                message("ready 2").priority(4),
                message("ready 3").task("other"));
        client.accept(
                message("delayed 1").in(seconds(1)),
                message("delayed 2").in(seconds(2)),
                message("delayed 3").in(seconds(2)),
                message("delayed 4").in(seconds(3)));
        client.accept(message("elsewhere").queue("other"));

        assertThat(client.counts()).isEqualTo(new QueueCounts(3, 4, 1, 2, false));
        assertThat(anotherClient().counts()).isEqualTo(new QueueCounts(3, 4, 1, 2, false));
        assertThat(client.admin.counts("other")).isEqualTo(new QueueCounts(1, 0, 0, 0, false));
    }

    @Rule(
            id = "ADMIN-02",
            says = "Counts follow a message through all its states.",
            intent = "Counts that drift are worse than none.")
    void countsFollow() {
        Draft draft = message("a").in(seconds(5));
        client.accept(draft);
        assertThat(client.counts()).isEqualTo(new QueueCounts(0, 1, 0, 0, false));
        passSeconds(5);
        assertThat(client.counts()).isEqualTo(new QueueCounts(1, 0, 0, 0, false));
        Worker worker = client.worker();
        Lease lease = worker.takeOne().lease();
        assertThat(client.counts()).isEqualTo(new QueueCounts(0, 0, 1, 0, false));
        client.retry(lease, now().plusSeconds(5));
        assertThat(client.counts()).isEqualTo(new QueueCounts(0, 1, 0, 0, false));
        passSeconds(5);
        client.release(worker.takeOne().lease());
        assertThat(client.counts()).isEqualTo(new QueueCounts(1, 0, 0, 0, false));
        worker.takeOne();
        pass(LEASE);
        assertThat(client.counts()).as("overdue").isEqualTo(new QueueCounts(0, 0, 1, 0, false));
        client.bury(worker.takeOne().lease(), DeathReason.FAILED);
        assertThat(client.counts()).isEqualTo(new QueueCounts(0, 0, 0, 1, false));
        client.replay(draft.toMessage());
        assertThat(client.counts()).isEqualTo(new QueueCounts(1, 0, 0, 0, false));
        client.complete(worker.takeOne().lease());
        assertThat(client.counts()).isEqualTo(new QueueCounts(0, 0, 0, 0, false));
    }

    @Rule(
            id = "ADMIN-03",
            says = "A queue that nobody knows is empty and not paused.",
            intent = "Asking is no mistake.")
    void unknownQueue() {
        assertThat(client.admin.counts("never")).isEqualTo(new QueueCounts(0, 0, 0, 0, false));
        assertThat(client.admin.waitingByTask("never")).isEmpty();
        assertThat(client.admin.browse("never", null, 10).elements()).isEmpty();
        assertThat(client.admin.purge("never")).isZero();
        assertThat(client.admin.queues()).as("queues after asking").isEmpty();
    }

    @Rule(
            id = "ADMIN-04",
            says = "Waiting messages are counted by task, sorted by name; leased ones are not counted.",
            intent = "People see which tasks no worker takes.")
    void waitingByTask() {
        client.leased(message("x").task("b"));
        client.leased(message("y").task("z"));
        client.accept(
                message("1").task("b"),
                message("2").task("c").in(seconds(9)),
                message("3").task("a").priority(3),
                message("4").task("b").in(seconds(9)),
                message("5").task("B"));
        client.kill(message("dead").task("dead").queue("other"));

        Map<String, Long> waiting = client.admin.waitingByTask(QUEUE);

        assertThat(waiting).containsExactlyInAnyOrderEntriesOf(Map.of("B", 1L, "a", 1L, "b", 2L, "c", 1L));
        assertThat(waiting.keySet()).containsExactly("B", "a", "b", "c");
        assertThat(client.admin.waitingByTask("other")).isEmpty();
    }

    @Rule(
            id = "ADMIN-05",
            says = "All queues that hold something or are paused are listed, sorted, and no others.",
            intent = "What is listed deserves a look; what is empty for good does not.")
    void queues() {
        client.kill(message("a").queue("with a dead letter"));
        client.accept(
                message("a").queue("with a ready one"),
                message("a").queue("later").in(seconds(60)));
        client.leased(message("a").queue("Busy"));
        client.finish(message("a").queue("drained"));
        client.accept(message("a").queue("purged"));
        client.admin.purge("purged");
        client.admin.pause("paused");

        assertThat(client.admin.queues())
                .containsExactly("Busy", "later", "paused", "with a dead letter", "with a ready one");

        client.admin.resume("paused");
        assertThat(anotherClient().admin.queues())
                .containsExactly("Busy", "later", "with a dead letter", "with a ready one");
    }

    @Rule(
            id = "ADMIN-06",
            says = "Pausing and resuming tell whether they changed anything, and the counts show the pause.",
            intent = "Two people who do the same notice each other.")
    void pauseAndResume() {
        assertThat(client.admin.resume(QUEUE)).isFalse();
        assertThat(client.admin.pause(QUEUE)).isTrue();
        assertThat(anotherClient().admin.pause(QUEUE)).isFalse();
        assertThat(client.counts().paused()).isTrue();
        assertThat(client.admin.counts("other").paused()).isFalse();

        assertThat(anotherClient().admin.resume(QUEUE)).isTrue();
        assertThat(client.admin.resume(QUEUE)).isFalse();
        assertThat(client.counts().paused()).isFalse();
    }

    @Rule(
            id = "ADMIN-07",
            says = "A pause holds for all clients, also when the queue was empty or becomes empty meanwhile.",
            intent = "A pause is a property of the queue, not of its messages.")
    void pauseOutlivesMessages() {
        client.admin.pause(QUEUE);
        accept("a");
        client.withdraw(message("a").key(), Withdrawal.Mode.REMOVE);
        accept("b");

        anotherClient().worker().idle();
        assertThat(client.counts().paused()).isTrue();
    }

    @Rule(
            id = "ADMIN-08",
            says = "Purging removes what is ready or delayed, counts it, and frees the ids at once.",
            intent = "A flood that was submitted by mistake is undone.")
    void purge() {
        Lease lease = client.leased(message("leased"));
        client.kill(message("dead"));
        client.accept(
                message("r1"),
                message("r2").priority(5).task("other"),
                message("d1").in(seconds(5)));
        client.accept(message("r1").queue("other"));

        assertThat(client.admin.purge(QUEUE)).isEqualTo(3);

        assertThat(client.counts()).isEqualTo(new QueueCounts(0, 0, 1, 1, false));
        assertThat(client.admin.counts("other").ready()).isEqualTo(1);
        assertThat(client.complete(lease)).isEqualTo(HELD);
        assertThat(client.submit(message("r1"), message("d1"))).containsOnly(SubmitOutcome.ACCEPTED);
        assertThat(client.worker(inOrder(QUEUE)).ids(10)).containsExactly("r1", "d1");
        assertThat(client.admin.purge(QUEUE)).isZero();
    }

    @Rule(
            id = "ADMIN-09",
            says = "Purged messages are not run when their instant comes, and leave nothing in the counts.",
            intent = "Nothing of them may be left in any index.")
    void purgeLeavesNothing() {
        client.accept(
                message("a").task("x").in(seconds(5)),
                message("b").task("y").expiresAt(now().plusSeconds(5)),
                message("c").task("z"));
        client.admin.purge(QUEUE);
        passSeconds(5);

        client.worker().idle();
        assertThat(client.queues.sweep(100, LEASE).condemned()).isEmpty();
        assertThat(client.admin.waitingByTask(QUEUE)).isEmpty();
        assertThat(client.admin.queues()).isEmpty();
    }

    @Rule(
            id = "ADMIN-10",
            says = "An id is located in its queue, alive or dead; one that is done or unknown is nowhere.",
            intent = "People have an id and nothing else.")
    void locate() {
        client.accept(
                message("ready").queue("q1"), message("delayed").queue("q2").in(seconds(5)));
        client.leased(message("leased").queue("q3"));
        client.kill(message("dead").queue("q4"));
        client.finish(message("done").queue("q5"));

        assertThat(client.admin.locate("ready")).contains(new MessageKey("q1", "ready"));
        assertThat(client.admin.locate("delayed")).contains(new MessageKey("q2", "delayed"));
        assertThat(client.admin.locate("leased")).contains(new MessageKey("q3", "leased"));
        assertThat(client.admin.locate("dead")).contains(new MessageKey("q4", "dead"));
        assertThat(client.admin.locate("done")).isEmpty();
        assertThat(client.admin.locate("never")).isEmpty();
    }
}
