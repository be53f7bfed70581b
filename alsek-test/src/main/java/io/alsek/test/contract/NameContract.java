package io.alsek.test.contract;

import static io.alsek.spi.Subscription.Rotation.STRICT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.EventBus;
import io.alsek.spi.LeaseState;
import io.alsek.spi.LockGrant;
import io.alsek.spi.LockRequest;
import io.alsek.spi.LockStore;
import io.alsek.spi.MessageKey;
import io.alsek.spi.Publication;
import io.alsek.spi.QueueCounts;
import io.alsek.spi.Subscription.TasksInOrder;
import io.alsek.spi.ValueWrite;
import io.alsek.spi.Withdrawal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;

/** Names are made by users: they may consist of any characters. */
@DisplayName("Names")
public abstract class NameContract extends Contract {

    /** Names that are the undoing of whoever joins, splits, quotes or matches strings carelessly. */
    private static final List<String> NAMES = List.of(
            ":",
            "::",
            "a:b",
            "*",
            "a*",
            "?",
            "[ab]",
            "[",
            "]",
            "{",
            "}",
            "{}",
            "{a}",
            "a{b}c",
            "\\",
            "\\*",
            "/",
            "a/b",
            "..",
            " ",
            " a",
            "a ",
            "a b",
            "\t",
            "a\nb",
            "'",
            "\"",
            "%",
            "%s",
            "$",
            "-",
            "_",
            "|",
            ",",
            ";",
            "#",
            "@",
            "<a>",
            "0",
            "-1",
            "null",
            "queue",
            "QUEUE",
            "ä",
            "a\u0308",
            "日本語",
            "😀",
            "\u00a0",
            "x".repeat(200),
            "é:".repeat(100));

    /** Only for subclasses. */
    protected NameContract() {}

    @Rule(id = "NAME-01", says = "Queues may have any names.", intent = "Names come from users, hosts and tenants.")
    void queues() {
        requireThatTimeStandsStill();
        for (String name : NAMES) {
            client.accept(message("id of " + name).queue(name));
        }

        assertThat(client.admin.queues()).containsExactlyElementsOf(new TreeSet<>(NAMES));
        for (String name : NAMES) {
            Draft draft = message("id of " + name).queue(name);
            assertThat(client.alive(draft).message()).isEqualTo(draft.toMessage());
            assertThat(client.admin.pause(name)).as("pausing %s", name).isTrue();
            client.worker(inOrder(name)).idle();
            assertThat(client.admin.resume(name)).as("resuming %s", name).isTrue();
            Worker worker = client.worker(inOrder(name));
            assertThat(worker.ids(2)).containsExactly("id of " + name);
            assertThat(client.admin.counts(name)).as(name).isEqualTo(new QueueCounts(0, 0, 1, 0, false));
        }
    }

    @Rule(id = "NAME-02", says = "Dead letters are kept under any names.", intent = "What lived can die.")
    void deadLetters() {
        requireThatTimeStandsStill();
        for (String name : NAMES) {
            client.kill(message(name).queue(name));
        }

        for (String name : NAMES) {
            Draft draft = message(name).queue(name);
            assertThat(client.deadLetters.browse(name, null, 10).elements())
                    .as(name)
                    .hasSize(1);
            assertThat(client.dead(draft).message()).isEqualTo(draft.toMessage());
            assertThat(client.replay(draft.toMessage())).as(name).isTrue();
        }
        assertThat(client.admin.queues()).hasSize(NAMES.size());
    }

    @Rule(id = "NAME-03", says = "Tasks may have any names.", intent = "Names come from programs in several languages.")
    void tasks() {
        for (String name : NAMES) {
            client.accept(message("id of " + name).task(name));
        }

        Map<String, Long> expected = new LinkedHashMap<>();
        new TreeSet<>(NAMES).forEach(name -> expected.put(name, 1L));
        assertThat(client.admin.waitingByTask(Draft.QUEUE)).containsExactlyEntriesOf(expected);
        for (String name : NAMES) {
            Worker worker = client.worker(new TasksInOrder(Map.of(Draft.QUEUE, List.of(name)), STRICT));
            assertThat(worker.ids(2)).containsExactly("id of " + name);
        }
    }

    @Rule(id = "NAME-04", says = "Ids may have any names.", intent = "Ids are made from the keys of things.")
    void ids() {
        for (String name : NAMES) {
            client.accept(message(name));
        }

        Worker worker = client.worker();
        for (String name : NAMES) {
            assertThat(client.admin.locate(name)).contains(new MessageKey(Draft.QUEUE, name));
            var claimed = worker.takeOne();
            assertThat(claimed.message().id()).isEqualTo(name);
            assertThat(client.complete(claimed.lease())).isEqualTo(LeaseState.HELD);
        }
        assertThat(client.counts().alive()).isZero();
    }

    @Rule(id = "NAME-05", says = "Values may have any keys.", intent = "Keys are made from ids and names.")
    void values() {
        for (String name : NAMES) {
            client.set(ValueWrite.of(name, ("value of " + name).getBytes(UTF_8), null));
        }

        assertThat(client.values.scan("*")).containsExactlyInAnyOrderElementsOf(NAMES);
        assertThat(client.values.existing(NAMES)).containsExactlyInAnyOrderElementsOf(NAMES);
        for (String name : NAMES) {
            assertThat(client.value(name)).contains("value of " + name);
        }
        assertThat(client.values.delete(NAMES)).isEqualTo(NAMES.size());
    }

    @Rule(
            id = "NAME-06",
            says = "Locks and their owners may have any names.",
            intent = "Locks are named after what they protect.")
    void locks() {
        LockStore locks = locks(client);
        for (String name : NAMES) {
            assertThat(locks.acquire(new LockRequest(name, name, seconds(60), 1)))
                    .as(name)
                    .isPresent();
        }
        for (String name : NAMES) {
            assertThat(locks.holders(name)).extracting(LockGrant::owner).containsExactly(name);
            assertThat(locks.acquire(new LockRequest(name, name + "!", seconds(60), 1)))
                    .as(name)
                    .isEmpty();
            assertThat(locks.release(name, name)).as(name).isTrue();
        }
    }

    @Rule(id = "NAME-07", says = "Channels may have any names.", intent = "Channels are named after messages.")
    void channels() {
        EventBus events = events(client);
        Map<String, Ear> ears = new LinkedHashMap<>();
        for (String name : NAMES) {
            ears.put(name, ear());
            events.subscribe(name, ears.get(name));
        }
        for (String name : NAMES) {
            events.publish(List.of(new Publication(name, name.getBytes(UTF_8))));
        }
        ears.forEach((name, ear) -> {
            assertThat(ear.next()).isEqualTo(name);
            ear.heardNothingElse();
        });
    }

    @Rule(
            id = "NAME-08",
            says = "Where one name ends and the next begins is never in doubt.",
            intent = "Names are joined to keys, and joining must not make two things one.")
    void boundaries() {
        for (String separator : List.of(":", "/", "|", " ", "\t", "}{", "-")) {
            Draft left = message("b" + separator + "c").queue("a");
            Draft right = message("c").queue("a" + separator + "b");
            client.accept(left.task("left"), right.task("right"));
            client.withdraw(right.key(), Withdrawal.Mode.REMOVE);

            assertThat(client.alive(left).message().task())
                    .as("with %s", separator)
                    .isEqualTo("left");
            assertThat(client.find(right.key())).as("with %s", separator).isEmpty();
        }
    }
}
