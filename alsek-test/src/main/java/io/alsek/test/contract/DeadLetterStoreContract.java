package io.alsek.test.contract;

import static io.alsek.test.contract.Rule.Level.STOCHASTIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.DeadLetter;
import io.alsek.spi.DeathReason;
import io.alsek.spi.Effects;
import io.alsek.spi.LeaseState;
import io.alsek.spi.MessageState;
import io.alsek.spi.Page;
import io.alsek.spi.Replay;
import io.alsek.spi.Settlement;
import io.alsek.spi.SubmitOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;

/** Messages that are not run unless somebody replays them. */
@DisplayName("Dead letters")
public abstract class DeadLetterStoreContract extends Contract {

    /** Only for subclasses. */
    protected DeadLetterStoreContract() {}

    @Rule(
            id = "DEAD-01",
            says = "Browsing lists the dead letters of one queue, oldest first.",
            intent = "People read the story from its beginning.")
    void oldestFirst() {
        List<String> ids = List.of("z", "a", "m");
        for (String id : ids) {
            client.kill(message(id));
            passMillis(1);
        }
        client.kill(message("b").queue("other"));

        Page<DeadLetter> page = client.deadLetters.browse(Draft.QUEUE, null, 10);

        assertThat(idsOf(page)).isEqualTo(ids);
        assertThat(page.next()).isNull();
    }

    @Rule(
            id = "DEAD-02",
            says = "A queue without dead letters has one empty page.",
            intent = "No special case for callers.")
    void emptyPage() {
        accept("a");

        Page<DeadLetter> page = client.deadLetters.browse(Draft.QUEUE, null, 10);

        assertThat(page.elements()).isEmpty();
        assertThat(page.next()).isNull();
    }

    @Rule(
            id = "DEAD-03",
            says = "Browsing and finding show the same letters, with everything that is known about them.",
            intent = "What is listed need not be looked up again.")
    void browsedAsFound() {
        Draft draft = message("a").task("resize");
        client.kill(draft);

        DeadLetter listed =
                client.deadLetters.browse(Draft.QUEUE, null, 1).elements().get(0);

        assertThat(listed).isEqualTo(client.dead(draft));
        assertThat(listed.message()).isEqualTo(draft.toMessage());
    }

    @Rule(
            id = "DEAD-04",
            says = "Pages are no longer than asked for, and together show every letter once, in order.",
            intent = "A hundred thousand letters do not fit into one answer.")
    void paging() {
        List<String> ids = kill(25);

        List<String> seen = new ArrayList<>();
        String from = null;
        do {
            Page<DeadLetter> page = client.deadLetters.browse(Draft.QUEUE, from, 4);
            assertThat(page.elements()).hasSizeLessThanOrEqualTo(4);
            seen.addAll(idsOf(page));
            from = page.next();
        } while (from != null && seen.size() <= ids.size());

        assertThat(seen).isEqualTo(ids);
    }

    @Rule(
            id = "DEAD-05",
            says = "Letters that stay are seen exactly once while others are replayed, purged and added.",
            intent = "Whoever works through the list skips nothing.")
    void pagingWhileChanging() {
        List<String> ids = kill(20);
        List<String> leaving = Stream.of(0, 1, 5, 6, 11, 19).map(ids::get).toList();

        List<String> seen = new ArrayList<>();
        int pages = 0;
        @Nullable String from = null;
        do {
            Page<DeadLetter> page = client.deadLetters.browse(Draft.QUEUE, from, 3);
            seen.addAll(idsOf(page));
            from = page.next();
            if (pages < leaving.size()) {
                Draft gone = message(leaving.get(pages));
                client.deadLetters.purge(List.of(gone.key()));
                passMillis(1);
                client.kill(message("new" + pages));
            }
            pages++;
        } while (from != null && pages < 100);

        List<String> staying = new ArrayList<>(ids);
        staying.removeAll(leaving);
        assertThat(seen).containsAll(staying).doesNotHaveDuplicates();
    }

    @Rule(
            id = "DEAD-06",
            says = "Letters that died in the same millisecond are all seen, once.",
            intent = "An outage kills many at a time.")
    void sameInstant() {
        for (int number = 0; number < 10; number++) {
            client.kill(message("m" + number));
        }

        List<String> seen = new ArrayList<>();
        @Nullable String from = null;
        do {
            Page<DeadLetter> page = client.deadLetters.browse(Draft.QUEUE, from, 3);
            seen.addAll(idsOf(page));
            from = page.next();
        } while (from != null && seen.size() <= 10);

        assertThat(seen).hasSize(10).doesNotHaveDuplicates();
    }

    @Rule(
            id = "DEAD-07",
            says =
                    "A dead letter is seen up to the last millisecond of its time, and not from its end on, swept or not.",
            intent = "What is shown can still be replayed.")
    void ends() {
        Draft draft = message("a");
        client.kill(draft);

        pass(DEAD_LETTER_TTL.minusMillis(1));
        assertThat(client.findDead(draft.key())).isPresent();
        assertThat(client.counts().dead()).isEqualTo(1);
        passMillis(1);

        assertThat(client.findDead(draft.key())).isEmpty();
        assertThat(client.deadLetters.browse(Draft.QUEUE, null, 10).elements()).isEmpty();
        assertThat(client.counts().dead()).isZero();
        assertThat(client.admin.queues()).isEmpty();
        assertThat(client.admin.locate("a")).isEmpty();
        assertThat(client.replay(draft.toMessage())).isFalse();
        assertThat(client.deadLetters.purge(List.of(draft.key()))).isZero();
    }

    @Rule(
            id = "DEAD-08",
            says = "A replayed message is ready now, behind those that are, with both counters at none.",
            intent = "It gets a full new chance, and no advantage.")
    void replay() {
        Draft draft = message("a");
        client.retry(client.leased(draft), now());
        client.bury(client.worker().takeOne().lease(), DeathReason.FAILED);
        passSeconds(60);
        accept("b");

        assertThat(client.replay(draft.toMessage())).isTrue();

        assertThat(client.alive(draft).state()).isEqualTo(MessageState.READY);
        assertThat(client.findDead(draft.key())).isEmpty();
        assertThat(client.counts().dead()).isZero();
        Worker worker = client.worker();
        assertThat(worker.ids(1)).containsExactly("b");
        ClaimedMessage again = worker.takeOne();
        assertThat(again.message()).isEqualTo(draft.toMessage());
        assertThat(again.retries()).isZero();
        assertThat(again.deliveries()).isEqualTo(1);
    }

    @Rule(
            id = "DEAD-09",
            says = "A message may be replayed within its duplicate window, and is finished anew after that.",
            intent = "Replay is no repetition, but what follows may be one.")
    void replayWithinWindow() {
        Draft draft = message("a");
        client.kill(draft);
        assertThat(client.replay(draft.toMessage())).isTrue();
        pass(WINDOW);

        assertThat(client.complete(client.worker().takeOne().lease())).isEqualTo(LeaseState.HELD);

        assertThat(client.submit(draft)).containsExactly(SubmitOutcome.DUPLICATE);
    }

    @Rule(
            id = "DEAD-10",
            says = "A message may be mended on the way: body, task, priority and expiry are those of the replay.",
            intent = "A payload that could not be decoded is repaired by hand.")
    void replayMended() {
        client.kill(message("a"));
        Draft mended = message("a")
                .task("other")
                .priority(4)
                .expiresAt(now().plusSeconds(600))
                .body(new byte[] {1, 2, 3});

        assertThat(client.replay(mended.toMessage())).isTrue();

        assertThat(client.alive(mended).message()).isEqualTo(mended.toMessage());
        assertThat(client.worker(tasks("other")).takeOne().message()).isEqualTo(mended.toMessage());
    }

    @Rule(
            id = "DEAD-11",
            says = "A replay may be delayed.",
            intent = "A thousand letters need not come back in one second.")
    void replayDelayed() {
        client.kill(message("a"));
        Draft later = message("a").in(seconds(5));

        assertThat(client.replay(later.toMessage())).isTrue();

        client.worker().idle();
        assertThat(client.alive(later).state()).isEqualTo(MessageState.DELAYED);
        passSeconds(5);
        assertThat(client.worker().ids(1)).containsExactly("a");
    }

    @Rule(
            id = "DEAD-12",
            says = "Answers to replays are listed in their order; the second replay of one letter finds none.",
            intent = "A repeated replay runs the message once.")
    void replayTwice() {
        Draft dead = message("a");
        client.kill(dead);
        Draft living = message("b");
        client.accept(living);

        List<Boolean> answers = client.deadLetters.replay(List.of(
                new Replay(living.toMessage(), Effects.NONE),
                new Replay(dead.toMessage(), Effects.NONE),
                new Replay(message("never").toMessage(), Effects.NONE),
                new Replay(dead.toMessage(), Effects.NONE)));

        assertThat(answers).containsExactly(false, true, false, false);
        assertThat(client.worker().idsOneByOne()).containsExactly("b", "a");
    }

    @Rule(
            id = "DEAD-13",
            says = "Purging removes letters, counts those that were there, and frees their ids at once.",
            intent = "Forgotten is forgotten.")
    void purge() {
        client.kill(message("a"));
        client.kill(message("b"));
        client.kill(message("c"));
        accept("alive");

        assertThat(client.deadLetters.purge(Stream.of("a", "c", "alive", "never")
                        .map(id -> message(id).key())
                        .toList()))
                .isEqualTo(2);

        assertThat(client.counts().dead()).isEqualTo(1);
        assertThat(client.counts().alive()).isEqualTo(1);
        assertThat(client.submit(message("a"), message("b")))
                .containsExactly(SubmitOutcome.ACCEPTED, SubmitOutcome.DUPLICATE);
    }

    @Rule(
            id = "DEAD-14",
            says = "A dead letter holds any bytes, in body and failure.",
            intent = "Undecodable payloads are kept as they came.")
    void anyBytes() {
        byte[] every = new byte[256];
        for (int index = 0; index < 256; index++) {
            every[index] = (byte) index;
        }
        Draft draft = message("a").body(every);
        client.settle(new Settlement.Bury(client.leased(draft), DeathReason.UNDECODABLE, every, Effects.NONE));

        assertThat(client.dead(draft).message().body()).isEqualTo(every);
        assertThat(client.dead(draft).failure()).isEqualTo(every);
    }

    @Rule(
            id = "DEAD-15",
            says = "Of any number of threads that replay one letter exactly one does it.",
            intent = "Two people click the same button.",
            level = STOCHASTIC)
    void racingReplays() {
        List<Client> clients = List.of(client, anotherClient());
        for (int round = 0; round < 10; round++) {
            Draft draft = message("a" + round).queue("q" + round);
            client.kill(draft);
            List<Boolean> answers =
                    Race.run(16, number -> clients.get(number % 2).replay(draft.toMessage()));
            assertThat(answers).as("round %s", round).containsOnlyOnce(true);
        }
        assertThat(client.worker().idsOneByOne()).hasSize(10);
    }

    private List<String> kill(int count) {
        List<String> ids =
                IntStream.range(0, count).mapToObj(number -> "m" + number).toList();
        for (String id : ids) {
            client.kill(message(id));
            passMillis(1);
        }
        return ids;
    }

    private static List<String> idsOf(Page<DeadLetter> page) {
        return page.elements().stream().map(letter -> letter.message().id()).toList();
    }

    @Rule(
            id = "DEAD-16",
            says = "When a replay races with a purge, exactly one of them gets the letter.",
            intent = "A message is either run again or forgotten, never both.",
            level = STOCHASTIC)
    void replayAgainstPurge() {
        Client other = anotherClient();
        for (int round = 0; round < 50; round++) {
            Draft draft = message("m" + round).queue("queue " + round);
            client.kill(draft);
            List<Boolean> got = Race.between(
                    () -> client.replay(draft.toMessage()), () -> other.deadLetters.purge(List.of(draft.key())) == 1);

            assertThat(got).as("replayed, purged in round %s", round).containsOnlyOnce(true);
            assertThat(client.find(draft.key()).isPresent())
                    .as("alive in round %s", round)
                    .isEqualTo(got.get(0));
        }
    }
}
