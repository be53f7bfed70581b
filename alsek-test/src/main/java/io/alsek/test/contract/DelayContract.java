package io.alsek.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.Claims;
import io.alsek.spi.MessageState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;

/** Messages that are not to run before an instant. */
@DisplayName("Delays")
public abstract class DelayContract extends Contract {

    /** Only for subclasses. */
    protected DelayContract() {}

    @Rule(
            id = "DELAY-01",
            says = "A delayed message is not claimed one millisecond before its instant.",
            intent = "Nothing runs before it is due.")
    void notEarly() {
        Draft draft = message("a").in(seconds(60));
        client.accept(draft);
        Worker worker = client.worker();
        worker.idle();

        pass(seconds(60).minusMillis(1));

        worker.idle();
        assertThat(client.alive(draft).state()).isEqualTo(MessageState.DELAYED);
    }

    @Rule(
            id = "DELAY-02",
            says = "A delayed message is claimable at its very instant, by nothing but the passing of time.",
            intent = "Nobody has to sweep, poll or signal for a message to fall due.")
    void dueAtTheInstant() {
        Draft draft = message("a").in(millis(1));
        client.accept(draft);

        passMillis(1);

        assertThat(client.worker().takeOne().message()).isEqualTo(draft.toMessage());
    }

    @Rule(
            id = "DELAY-03",
            says = "Messages due at different instants come in the order of their instants.",
            intent = "First ready, first out.")
    void byInstant() {
        client.accept(
                message("c").in(seconds(3)),
                message("a").in(seconds(1)),
                message("b").in(seconds(2)));

        passSeconds(10);

        assertThat(client.worker().idsOneByOne()).containsExactly("a", "b", "c");
    }

    @Rule(
            id = "DELAY-04",
            says = "Messages due at the same instant come in the order in which they were submitted.",
            intent = "First in, first out among equals.")
    void sameInstant() {
        client.accept(message("z").in(seconds(5)), message("a").in(seconds(5)));
        client.accept(message("m").in(seconds(5)));
        passSeconds(2);
        client.accept(message("b").in(seconds(3)));

        passSeconds(3);

        assertThat(client.worker().idsOneByOne()).containsExactly("z", "a", "m", "b");
    }

    @Rule(
            id = "DELAY-05",
            says = "A message that falls due queues behind those that became ready before it.",
            intent = "The moment of becoming ready counts, not that of submitting.")
    void behindThoseReadyEarlier() {
        client.accept(message("b").in(seconds(5)));
        passSeconds(1);
        accept("a");
        passSeconds(10);

        assertThat(client.worker().idsOneByOne()).containsExactly("a", "b");
    }

    @Rule(
            id = "DELAY-06",
            says = "A message that fell due goes before those submitted later, even if nobody looked in between.",
            intent = "Order must not depend on when a backend happens to notice.")
    void aheadOfThoseReadyLater() {
        client.accept(message("a").in(seconds(5)));
        passSeconds(6);
        accept("b");

        assertThat(client.worker().idsOneByOne()).containsExactly("a", "b");
    }

    @Rule(
            id = "DELAY-07",
            says = "Once due, a message of lower number overtakes those that wait, like any other.",
            intent = "Priority first, arrival second.")
    void priorityOnceDue() {
        client.accept(message("b").priority(5), message("a").priority(1).in(seconds(5)));
        passSeconds(5);

        assertThat(client.worker().idsOneByOne()).containsExactly("a", "b");
    }

    @Rule(
            id = "DELAY-08",
            says = "A delayed message does not hold back those behind it.",
            intent = "Waiting for an instant is not waiting in line.")
    void holdsNobodyBack() {
        client.accept(message("b").priority(0).in(seconds(60)), message("a").priority(9));

        Claims claims = client.worker().claim(10);

        assertThat(Worker.idsOf(claims.messages())).containsExactly("a");
        assertThat(claims.more()).isFalse();
    }

    @Rule(
            id = "DELAY-09",
            says = "A message is found delayed until its instant and ready from then on, without any claim.",
            intent = "People look at queues that nobody claims from.")
    void stateFollowsTime() {
        Draft draft = message("a").in(seconds(5));
        client.accept(draft);
        assertThat(client.alive(draft).state()).isEqualTo(MessageState.DELAYED);
        assertThat(client.counts().delayed()).isEqualTo(1);
        assertThat(client.counts().ready()).isZero();

        passSeconds(5);

        assertThat(client.alive(draft).state()).isEqualTo(MessageState.READY);
        assertThat(client.alive(draft).message()).isEqualTo(draft.toMessage());
        assertThat(client.counts().delayed()).isZero();
        assertThat(client.counts().ready()).isEqualTo(1);
    }

    @Rule(
            id = "DELAY-10",
            says = "A message may be due in the year 9999.",
            intent = "Instants must not overflow or lose milliseconds on their way.")
    void farFuture() {
        Instant farOff = Instant.parse("9999-12-31T23:59:59.999Z");
        Draft draft = message("a").at(farOff);
        client.accept(draft);
        Worker worker = client.worker();

        assertThat(worker.claim(1).nextAt()).isEqualTo(farOff);
        pass(Duration.ofDays(365L * 1000));
        worker.idle();

        assertThat(client.alive(draft).state()).isEqualTo(MessageState.DELAYED);
        assertThat(client.alive(draft).message()).isEqualTo(draft.toMessage());
    }

    @Rule(
            id = "DELAY-11",
            says = "A due message that its claimer does not know stays for those who do.",
            intent = "Falling due is not the business of whoever looks first.")
    void dueForOthers() {
        client.accept(
                message("a").task("new").in(seconds(1)),
                message("b").task("old").in(seconds(2)));
        passSeconds(2);

        assertThat(client.worker(tasks("old")).ids(10)).containsExactly("b");
        assertThat(client.worker(tasks("new")).ids(10)).containsExactly("a");
    }

    @Rule(
            id = "DELAY-12",
            says = "A thousand messages that fall due together are all claimable, in order.",
            intent = "Midnight comes for all of them at once; none may wait for a second look.")
    void manyAtOnce() {
        Draft[] batch = new Draft[1000];
        for (int index = 0; index < batch.length; index++) {
            batch[index] = message("m" + index).in(seconds(60));
        }
        client.accept(batch);
        passSeconds(60);

        assertThat(client.counts().ready()).isEqualTo(1000);
        assertThat(client.admin.waitingByTask(Draft.QUEUE)).isEqualTo(Map.of(Draft.TASK, 1000L));
        List<String> ids = client.worker().ids(1000);
        assertThat(ids).isEqualTo(Arrays.stream(batch).map(Draft::id).toList());
    }

    @Rule(
            id = "DELAY-13",
            says = "A clock that is set back brings nothing early and nothing twice, and loses nothing.",
            intent = "Clocks are corrected; messages must not notice more than that it takes longer.")
    void clockSetBack() {
        requireThatTimeStandsStill(); // a server's own clock is not ours to set back
        Duration hour = Duration.ofHours(1);
        client.accept(message("leased"));
        Worker worker = client.worker();
        worker.takeOne();
        client.accept(message("ready"), message("delayed").in(seconds(60)));

        clock().setBack(hour);
        List<String> meanwhile =
                Worker.idsOf(worker.claim(10, hour.multipliedBy(2)).messages());
        assertThat(meanwhile).as("claimed while the clock is behind").isSubsetOf("ready");
        pass(hour);
        List<String> afterwards = new ArrayList<>(meanwhile);
        afterwards.addAll(worker.ids(10));
        assertThat(afterwards)
                .as("claimed when the clock shows the old time again")
                .containsExactly("ready");
        passSeconds(30);
        assertThat(worker.ids(1)).as("claimed when the lease ran out").containsExactly("leased");
        passSeconds(29);
        assertThat(client.alive(message("delayed")).state()).isEqualTo(MessageState.DELAYED);
        passSeconds(1);
        assertThat(worker.ids(10)).as("claimed when it fell due").contains("delayed");
    }
}
