package io.alsek.test.contract;

import static io.alsek.test.contract.Draft.QUEUE;
import static io.alsek.test.contract.Worker.LEASE;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.MessageState;
import io.alsek.spi.Page;
import io.alsek.spi.StoredMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;

/** Listing the living messages of a queue. */
@DisplayName("Browsing")
public abstract class BrowseContract extends Contract {

    /** Only for subclasses. */
    protected BrowseContract() {}

    @Rule(
            id = "BROWSE-01",
            says = "Ready messages are listed as they would be claimed, then the delayed by instant, then the leased.",
            intent = "People see what comes next.")
    void order() {
        client.leased(message("leased"));
        client.accept(
                message("delayed 2").in(seconds(20)),
                message("ready 3").priority(2),
                message("ready 1").priority(1).task("y"),
                message("delayed 1").in(seconds(10)).priority(9),
                message("ready 2").priority(1).task("x"),
                message("ready 4").priority(10),
                message("delayed 3").in(seconds(20)).priority(0));

        assertThat(ids(browse(null, 100)))
                .containsExactly(
                        "ready 1", "ready 2", "ready 3", "ready 4", "delayed 1", "delayed 2", "delayed 3", "leased");
    }

    @Rule(
            id = "BROWSE-02",
            says = "The ready messages are listed in exactly the order in which claims then bring them.",
            intent = "One order, however it is looked at: retries, releases and due messages included.")
    void likeClaims() {
        for (int number = 0; number < 30; number++) {
            client.accept(message("m" + number)
                    .task("t" + number % 3)
                    .priority(number * 7 % 4)
                    .in(millis(number % 5)));
        }
        passMillis(2);
        Worker worker = client.worker();
        List.of(worker.takeOne(), worker.takeOne()).forEach(claimed -> client.release(claimed.lease()));
        client.retry(worker.takeOne().lease(), now().plusMillis(1));
        client.queues.update(worker.takeOne().lease().key(), new byte[0]);
        passMillis(3);

        List<String> listed = browse(null, 100).elements().stream()
                .filter(stored -> stored.state() == MessageState.READY)
                .map(stored -> stored.message().id())
                .toList();

        assertThat(listed).hasSize(29);
        assertThat(worker.idsOneByOne()).isEqualTo(listed);
    }

    @Rule(
            id = "BROWSE-03",
            says = "A listed message is shown as it would be found.",
            intent = "What is listed need not be looked up again.")
    void asFound() {
        client.leased(message("leased").task("x"));
        client.accept(message("ready").priority(2), message("delayed").in(seconds(5)));

        List<StoredMessage> listed = browse(null, 10).elements();

        assertThat(listed)
                .hasSize(3)
                .allSatisfy(stored -> assertThat(stored)
                        .isEqualTo(client.find(stored.message().key()).orElseThrow()));
        assertThat(listed)
                .extracting(StoredMessage::state)
                .containsExactly(MessageState.READY, MessageState.DELAYED, MessageState.LEASED);
    }

    @Rule(
            id = "BROWSE-04",
            says = "Overdue leases are listed with the leased, and what has fallen due with the ready.",
            intent = "The list agrees with the counts.")
    void agreesWithCounts() {
        client.leased(message("overdue"));
        client.accept(message("due").in(seconds(5)));
        pass(LEASE);

        assertThat(browse(null, 10).elements())
                .extracting(StoredMessage::state)
                .containsExactly(MessageState.READY, MessageState.LEASED);
    }

    @Rule(
            id = "BROWSE-05",
            says = "Browsing shows one queue, and neither the dead nor the done.",
            intent = "Dead letters have a list of their own.")
    void onlyTheLiving() {
        client.finish(message("done"));
        client.kill(message("dead"));
        client.accept(message("a"), message("b").queue("other"));

        Page<StoredMessage> page = browse(null, 10);

        assertThat(ids(page)).containsExactly("a");
        assertThat(page.next()).isNull();
    }

    @Rule(
            id = "BROWSE-06",
            says = "Pages are no longer than asked for, and together show every message once, in order.",
            intent = "A hundred thousand messages do not fit into one answer.")
    void paging() {
        List<String> expected = mixture();
        for (int size : new int[] {1, 3, 7, 100}) {
            List<String> seen = new ArrayList<>();
            @Nullable String from = null;
            do {
                Page<StoredMessage> page = browse(from, size);
                assertThat(page.elements()).hasSizeLessThanOrEqualTo(size);
                seen.addAll(ids(page));
                from = page.next();
            } while (from != null && seen.size() <= expected.size());
            assertThat(seen).as("seen in pages of %s", size).isEqualTo(expected);
        }
    }

    @Rule(
            id = "BROWSE-07",
            says = "Messages that stay in place are seen exactly once while others come and go between the pages.",
            intent = "A list that skips or repeats cannot be worked through.")
    void pagingWhileChanging() {
        IntStream.range(0, 20)
                .forEach(number -> client.accept(message("ready" + number).priority(5)));
        IntStream.range(0, 10)
                .forEach(number -> client.accept(message("delayed" + number).in(seconds(100 + number))));
        Worker worker = client.worker();

        List<String> seen = new ArrayList<>();
        List<String> claimed = new ArrayList<>();
        @Nullable String from = null;
        int pages = 0;
        do {
            Page<StoredMessage> page = browse(from, 4);
            seen.addAll(ids(page));
            from = page.next();
            if (pages < 5) {
                // Fewer go than come and more go than come, in turn, so that positions shift both ways.
                claimed.addAll(worker.ids(pages % 2 == 0 ? 3 : 1));
                for (int urgent = 0; urgent < pages % 2 * 4; urgent++) {
                    client.accept(message("urgent" + pages + "-" + urgent).priority(0));
                }
                client.accept(
                        message("late" + pages).priority(9),
                        message("soon" + pages).in(seconds(50)));
            }
            pages++;
        } while (from != null && pages < 100);

        List<String> staying = new ArrayList<>();
        IntStream.range(0, 20).mapToObj(number -> "ready" + number).forEach(staying::add);
        IntStream.range(0, 10).mapToObj(number -> "delayed" + number).forEach(staying::add);
        staying.removeAll(claimed);
        assertThat(seen.stream().filter(staying::contains)).isEqualTo(staying);
    }

    @Rule(id = "BROWSE-08", says = "Browsing moves nothing.", intent = "Looking is free.")
    void movesNothing() {
        List<String> expected = mixture();

        browse(null, 3);
        browse(null, 100);

        assertThat(ids(browse(null, 100))).isEqualTo(expected);
        assertThat(client.counts().alive()).isEqualTo(expected.size());
        assertThat(client.worker().ids(100)).isEqualTo(expected.subList(0, 12));
    }

    /** Twelve ready messages, eight delayed and two leased; tells their ids in the order of the list. */
    private List<String> mixture() {
        client.leased(message("leased0"));
        passMillis(1);
        client.leased(message("leased1"));
        List<String> ids = new ArrayList<>();
        for (int number = 0; number < 12; number++) {
            client.accept(message("ready" + number).priority(number / 4).task("t" + number % 3));
            ids.add("ready" + number);
        }
        for (int number = 0; number < 8; number++) {
            client.accept(message("delayed" + number).in(seconds(1 + number / 2)));
            ids.add("delayed" + number);
        }
        ids.addAll(List.of("leased0", "leased1"));
        return ids;
    }

    private Page<StoredMessage> browse(@Nullable String from, int limit) {
        return client.admin.browse(QUEUE, from, limit);
    }

    private static List<String> ids(Page<StoredMessage> page) {
        return page.elements().stream().map(stored -> stored.message().id()).toList();
    }
}
