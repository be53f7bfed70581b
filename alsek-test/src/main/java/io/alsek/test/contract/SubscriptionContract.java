package io.alsek.test.contract;

import static io.alsek.spi.Subscription.Rotation.FAIR;
import static io.alsek.spi.Subscription.Rotation.STRICT;
import static io.alsek.test.contract.Draft.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.Claims;
import io.alsek.spi.MessageState;
import io.alsek.spi.StoredMessage;
import io.alsek.spi.Subscription.AllQueues;
import io.alsek.spi.Subscription.QueuesInOrder;
import io.alsek.spi.Subscription.TasksInOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;

/** Which queues and tasks a session is served from, and how they take turns. */
@DisplayName("Subscriptions")
public abstract class SubscriptionContract extends Contract {

    /** Only for subclasses. */
    protected SubscriptionContract() {}

    @Rule(
            id = "SUBSCRIBE-01",
            says = "A list of queues is served in its order, whatever the priorities of the messages.",
            intent = "The order of the queues is the coarser priority.")
    void queuesInOrder() {
        client.accept(
                message("c").queue("bulk").priority(0),
                message("b").queue("mail").priority(9),
                message("a").queue("mail").priority(8));

        assertThat(client.worker(inOrder("mail", "bulk")).idsOneByOne()).containsExactly("a", "b", "c");
    }

    @Rule(
            id = "SUBSCRIBE-02",
            says = "With strict rotation every claim begins with the first queue again.",
            intent = "New work in an earlier queue goes before old work in a later one.")
    void strictRotation() {
        client.accept(message("b1").queue("b"), message("b2").queue("b"));
        Worker worker = client.worker(inOrder("a", "b"));
        assertThat(worker.ids(1)).containsExactly("b1");

        client.accept(message("a1").queue("a"));

        assertThat(worker.idsOneByOne()).containsExactly("a1", "b2");
    }

    @Rule(
            id = "SUBSCRIBE-03",
            says = "One claim is filled from as many queues as it takes, in order.",
            intent = "Free slots do not stay empty because a queue is short.")
    void claimSpansQueues() {
        client.accept(
                message("a1").queue("a"),
                message("b1").queue("b"),
                message("c1").queue("c"),
                message("c2").queue("c"));
        Worker worker = client.worker(inOrder("b", "a", "c"));

        Claims claims = worker.claim(3);

        assertThat(Worker.idsOf(claims.messages())).containsExactly("b1", "a1", "c1");
        assertThat(claims.more()).isTrue();
        assertThat(worker.ids(3)).containsExactly("c2");
    }

    @Rule(
            id = "SUBSCRIBE-04",
            says = "Queues that are not listed are left alone.",
            intent = "Workers are assigned to queues.")
    void onlyListedQueues() {
        client.accept(message("a").queue("theirs"));

        client.worker(inOrder("mine", "also mine")).idle();
    }

    @Rule(
            id = "SUBSCRIBE-05",
            says = "A queue may be subscribed to before it exists.",
            intent = "Workers and producers start in any order.")
    void queueThatAppearsLater() {
        Worker worker = client.worker(inOrder("new"));
        worker.idle();

        client.accept(message("a").queue("new"));

        assertThat(worker.ids(1)).containsExactly("a");
    }

    @Rule(
            id = "SUBSCRIBE-06",
            says = "All queues are served in alphabetical order, that of String.compareTo.",
            intent = "Every backend must run the same program in the same order.")
    void allQueues() {
        List<String> queues = List.of("B", "a", "aa", "b", "b-1", "b1");
        for (String queue : List.of("b", "aa", "b1", "B", "b-1", "a")) {
            client.accept(message("in " + queue).queue(queue));
        }

        assertThat(client.worker().idsOneByOne())
                .isEqualTo(queues.stream().map(queue -> "in " + queue).toList());
    }

    @Rule(
            id = "SUBSCRIBE-07",
            says = "A subscription to all queues serves those that appear later too.",
            intent = "Nobody restarts workers because a queue was added.")
    void allQueuesAlsoNewOnes() {
        Worker worker = client.worker();
        worker.idle();
        anotherClient().accept(message("b").queue("q2"));
        assertThat(worker.ids(10)).containsExactly("b");

        anotherClient().accept(message("c").queue("q3"), message("a").queue("q1"));

        assertThat(worker.ids(10)).containsExactly("a", "c");
    }

    @Rule(
            id = "SUBSCRIBE-08",
            says = "Messages of tasks that a subscriber does not list are left untouched.",
            intent = "During a rolling deployment old workers leave new tasks to new workers.")
    void unknownTasksUntouched() {
        Draft unknown = message("a").task("new");
        client.accept(unknown, message("b").task("old"));
        StoredMessage before = client.alive(unknown);

        assertThat(client.worker(tasks("old")).ids(10)).containsExactly("b");
        client.worker(new QueuesInOrder(List.of(QUEUE), Set.of("old"), STRICT)).idle();
        client.worker(new TasksInOrder(Map.of(QUEUE, List.of("old")), STRICT)).idle();

        assertThat(client.alive(unknown)).isEqualTo(before);
        assertThat(before.state()).isEqualTo(MessageState.READY);
    }

    @Rule(
            id = "SUBSCRIBE-09",
            says = "Messages of unlisted tasks do not count as more.",
            intent = "A worker would spin for work that is not its own.")
    void unknownTasksAreNotMore() {
        client.accept(
                message("a").task("new"), message("b").task("old"), message("c").task("new"));

        assertThat(client.worker(tasks("old")).claim(1).more()).isFalse();
        assertThat(client.worker(new TasksInOrder(Map.of(QUEUE, List.of("old")), STRICT))
                        .claim(1)
                        .more())
                .isFalse();
    }

    @Rule(
            id = "SUBSCRIBE-10",
            says = "Passing over messages does not change their order.",
            intent = "A rolling deployment does not shuffle the queue.")
    void unknownTasksKeepTheirOrder() {
        client.accept(
                message("a").task("new"),
                message("x").task("old"),
                message("b").task("new"),
                message("y").task("old"),
                message("c").task("old"));
        client.worker(tasks("old")).ids(2);

        assertThat(client.worker().idsOneByOne()).containsExactly("a", "b", "c");
    }

    @Rule(
            id = "SUBSCRIBE-11",
            says = "A claim finds its tasks behind thousands of messages of other tasks.",
            intent = "A backlog that nobody here knows must not block the rest.")
    void behindABacklog() {
        client.accept(IntStream.range(0, 3000)
                .mapToObj(number -> message("m" + number).task("new"))
                .toArray(Draft[]::new));
        client.accept(message("a").task("old"));

        assertThat(client.worker(tasks("old")).ids(10)).containsExactly("a");
    }

    @Rule(
            id = "SUBSCRIBE-12",
            says = "A list of queues with a set of tasks serves those tasks by priority, then arrival.",
            intent = "The set is a filter; only ordered tasks are lanes.")
    void taskSetIsAFilter() {
        client.accept(
                message("c").task("x").priority(1),
                message("d").task("y").priority(1),
                message("z").task("z"),
                message("a").task("y"),
                message("b").task("x"));

        assertThat(client.worker(new QueuesInOrder(List.of(QUEUE), Set.of("x", "y"), STRICT))
                        .idsOneByOne())
                .containsExactly("a", "b", "c", "d");
    }

    @Rule(
            id = "SUBSCRIBE-13",
            says = "Ordered tasks go one after the other, whatever the priorities of their messages.",
            intent = "That is what ordering tasks is for.")
    void tasksBeforePriorities() {
        client.accept(
                message("d").task("second").priority(0),
                message("c").task("first").priority(9),
                message("a").task("first").priority(7),
                message("b").task("first").priority(7));
        Worker worker = client.worker(new TasksInOrder(Map.of(QUEUE, List.of("first", "second")), STRICT));

        assertThat(worker.ids(2)).containsExactly("a", "b");
        assertThat(worker.ids(2)).containsExactly("c", "d");
    }

    @Rule(
            id = "SUBSCRIBE-14",
            says = "With strict rotation all ordered tasks of a queue go before those of the next queue.",
            intent = "Queues first, tasks second.")
    void queuesBeforeTasks() {
        client.accept(
                message("c").queue("q2").task("x"),
                message("b").queue("q1").task("y"),
                message("d").queue("q2").task("y"),
                message("a").queue("q1").task("x"));
        Map<String, List<String>> lanes = new LinkedHashMap<>();
        lanes.put("q1", List.of("x", "y"));
        lanes.put("q2", List.of("x", "y"));

        assertThat(client.worker(new TasksInOrder(lanes, STRICT)).idsOneByOne()).containsExactly("a", "b", "c", "d");
    }

    @Rule(
            id = "SUBSCRIBE-15",
            says = "A task that is listed for one queue is not taken from another.",
            intent = "The same task may run in several queues, for different workers.")
    void tasksPerQueue() {
        client.accept(
                message("a").queue("q1").task("x"),
                message("no").queue("q1").task("y"),
                message("nor").queue("q2").task("x"),
                message("b").queue("q2").task("y"));

        assertThat(client.worker(new TasksInOrder(Map.of("q1", List.of("x"), "q2", List.of("y")), STRICT))
                        .idsOneByOne())
                .containsExactlyInAnyOrder("a", "b");
    }

    @Rule(
            id = "SUBSCRIBE-16",
            says = "With fair rotation a list of queues takes turns, message by message if claimed one by one.",
            intent = "A flooded queue does not starve the others.")
    void fairQueues() {
        flood("a", "b", "c");

        takesTurns(client.worker(new QueuesInOrder(List.of("c", "a", "b"), Set.of(), FAIR)), "c", "a", "b");
    }

    @Rule(
            id = "SUBSCRIBE-17",
            says = "With fair rotation all queues take turns, in alphabetical order.",
            intent = "A flooded queue does not starve the others.")
    void fairAllQueues() {
        flood("c", "a", "b");

        takesTurns(client.worker(new AllQueues(Set.of(), FAIR)), "a", "b", "c");
    }

    @Rule(
            id = "SUBSCRIBE-18",
            says = "With fair rotation the queues of ordered tasks take turns.",
            intent = "A flooded queue does not starve the others.")
    void fairTasks() {
        flood("a", "b", "c");
        Map<String, List<String>> lanes = new LinkedHashMap<>();
        List.of("b", "c", "a").forEach(queue -> lanes.put(queue, List.of(Draft.TASK)));

        takesTurns(client.worker(new TasksInOrder(lanes, FAIR)), "b", "c", "a");
    }

    @Rule(
            id = "SUBSCRIBE-19",
            says = "With fair rotation queues that have nothing are passed over and miss nothing later.",
            intent = "Fairness is among those who wait.")
    void fairPassesOverEmptyQueues() {
        client.accept(
                message("a1").queue("a"),
                message("c1").queue("c"),
                message("c2").queue("c"));
        Worker worker = client.worker(new QueuesInOrder(List.of("a", "b", "c"), Set.of(), FAIR));
        assertThat(worker.ids(1)).containsExactly("a1");
        assertThat(worker.ids(1)).containsExactly("c1");
        client.accept(message("b1").queue("b"));

        assertThat(worker.idsOneByOne()).containsExactly("b1", "c2");
    }

    @Rule(
            id = "SUBSCRIBE-20",
            says = "With fair rotation a claim of several begins with the queue after that of the last message.",
            intent = "The turn passes on however many slots a worker has.")
    void fairBeginsAfterTheLast() {
        for (int number = 0; number < 10; number++) {
            client.accept(
                    message("a" + number).queue("a"), message("b" + number).queue("b"));
        }
        Worker worker = client.worker(new QueuesInOrder(List.of("a", "b"), Set.of(), FAIR));
        String turn = "a";
        for (int claim = 0; claim < 3; claim++) {
            List<String> ids = worker.ids(3);
            assertThat(ids).hasSize(3);
            assertThat(ids.get(0)).as("first of claim %s", claim).startsWith(turn);
            turn = ids.get(2).startsWith("a") ? "b" : "a";
        }
    }

    /** Three messages in each queue, such as a1, a2 and a3 in a. */
    private void flood(String... queues) {
        for (String queue : queues) {
            for (int number = 1; number <= 3; number++) {
                client.accept(message(queue + number).queue(queue));
            }
        }
    }

    private static void takesTurns(Worker worker, String... queues) {
        List<String> expected = IntStream.rangeClosed(1, 3)
                .boxed()
                .flatMap(number -> List.of(queues).stream().map(queue -> queue + number))
                .toList();
        assertThat(worker.idsOneByOne()).isEqualTo(expected);
    }
}
