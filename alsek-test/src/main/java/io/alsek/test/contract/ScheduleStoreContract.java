package io.alsek.test.contract;

import static io.alsek.test.contract.BackendUnderTest.Ability.SCHEDULES;
import static io.alsek.test.contract.Rule.Level.STOCHASTIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.alsek.spi.Backend;
import io.alsek.spi.Effects;
import io.alsek.spi.Page;
import io.alsek.spi.ScheduleStore;
import io.alsek.spi.ScheduleWrite;
import io.alsek.spi.StoredSchedule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestReporter;

/** Keeping schedules and moving them on, an ability that a backend may lack. */
@DisplayName("Schedules")
public abstract class ScheduleStoreContract extends ScheduleContract {

    /** Only for subclasses. */
    protected ScheduleStoreContract() {}

    @Rule(
            id = "SCHEDULE-01",
            says = "A backend has schedules if and only if it is declared to have them.",
            intent = "A missing ability is a decision, not an oversight.")
    void declared(TestReporter reporter) {
        boolean declared = storage().abilities().contains(SCHEDULES);

        assertThat(client.backend.schedules().isPresent()).as("has schedules").isEqualTo(declared);
        reporter.publishEntry("schedules", declared ? "present" : "absent, as declared");
    }

    @Rule(
            id = "SCHEDULE-02",
            says = "A schedule that was added is found by every client, with all that it was given.",
            intent = "Schedules outlive the process that made them.")
    void added() {
        StoredSchedule schedule = schedule("a", 10);
        StoredSchedule bare = new StoredSchedule("bare", Long.MIN_VALUE, new byte[0], new byte[0], null, true);

        add(schedule, bare);

        assertThat(other().find(List.of("a", "nobody", "bare"))).isEqualTo(Map.of("a", schedule, "bare", bare));
        assertThat(other().find(List.of())).isEmpty();
    }

    @Rule(
            id = "SCHEDULE-03",
            says = "A write that is based on the revision that is there replaces the schedule.",
            intent = "Schedules are changed, paused and moved on.")
    void replaced() {
        StoredSchedule first = schedule("a", 10);
        StoredSchedule second = new StoredSchedule(
                "a", newRevision(), new byte[] {-1, 0}, new byte[1_000], now().plusSeconds(20), true);
        add(first);

        assertThat(write(other(), first, second)).isTrue();

        assertThat(store().find(List.of("a"))).isEqualTo(Map.of("a", second));
    }

    @Rule(
            id = "SCHEDULE-04",
            says = "A write that is based on any other revision changes nothing and is answered with false.",
            intent = "Of several schedulers one moves a schedule on.")
    void overtaken() {
        StoredSchedule first = schedule("a", 10);
        StoredSchedule second = moved(first, now().plusSeconds(20));

        assertThat(write(store(), first, second)).as("nothing to move on").isFalse();
        add(first);
        assertThat(write(store(), null, second)).as("added twice").isFalse();
        write(other(), first, second);
        assertThat(write(store(), first, moved(first, now())))
                .as("moved on twice")
                .isFalse();

        assertThat(store().find(List.of("a"))).isEqualTo(Map.of("a", second));
        assertThat(store().due(1).nextAt()).isEqualTo(second.nextAt());
    }

    @Rule(
            id = "SCHEDULE-05",
            says = "The effects of a write happen if it is made, and not otherwise.",
            intent = "Each run is submitted exactly once, whichever scheduler dies whenever.")
    void effects() {
        StoredSchedule first = schedule("a", 0);
        add(first);

        assertThat(store().write(List.of(write(first, moved(first, null), EffectsOf.both("key", "1", message("run"))))))
                .containsExactly(true);
        assertThat(other().write(List.of(
                        write(first, moved(first, null), EffectsOf.both("key", "2", message("run again"))))))
                .containsExactly(false);

        assertThat(client.worker().idsOneByOne()).containsExactly("run");
        assertThat(client.value("key")).contains("1");
    }

    @Rule(
            id = "SCHEDULE-06",
            says = "A write that is repeated is answered as it was, and its effects do not happen again.",
            intent = "After a lost reply the scheduler asks again, and the client may do so by itself.")
    void repeated() {
        StoredSchedule first = schedule("a", 0);
        ScheduleWrite adding = write(null, first, Effects.NONE);
        ScheduleWrite firing = write(first, moved(first, now().plusSeconds(5)), EffectsOf.successors(message("run")));

        assertThat(store().write(List.of(adding))).containsExactly(true);
        assertThat(other().write(List.of(adding))).containsExactly(true);
        assertThat(store().write(List.of(firing))).containsExactly(true);
        client.complete(client.worker().takeOne().lease());
        pass(WINDOW.plusHours(1)); // the id is free again

        assertThat(other().write(List.of(firing))).containsExactly(true);
        assertThat(other().write(List.of(adding))).containsExactly(false);

        client.worker().idle();
        assertThat(store().find(List.of("a")).get("a")).isEqualTo(firing.schedule());
    }

    @Rule(
            id = "SCHEDULE-07",
            says = "A successor whose id is taken is left out, and the schedule moves on all the same.",
            intent = "A message of that name must not stop the clock.")
    void takenId() {
        StoredSchedule first = schedule("a", 0);
        StoredSchedule second = moved(first, now().plusSeconds(5));
        add(first);
        accept("run");

        assertThat(store().write(List.of(write(first, second, EffectsOf.successors(message("run"), message("more"))))))
                .containsExactly(true);

        assertThat(client.worker().idsOneByOne()).containsExactly("run", "more");
        assertThat(store().find(List.of("a"))).isEqualTo(Map.of("a", second));
    }

    @Rule(
            id = "SCHEDULE-08",
            says = "Outcomes are listed in the order of the writes, and one that is refused does not harm the others.",
            intent = "Schedulers move many schedules on at once.")
    void batches() {
        StoredSchedule a = schedule("a", 1);
        StoredSchedule again = moved(a, now().plusSeconds(2));
        StoredSchedule b = schedule("b", 1);

        assertThat(store().write(List.of(
                        write(null, a, EffectsOf.successors(message("one"))),
                        write(null, schedule("a", 9), EffectsOf.successors(message("none"))),
                        write(a, again, EffectsOf.successors(message("two").queue("other"))),
                        write(null, b, Effects.NONE))))
                .containsExactly(true, false, true, true);
        assertThat(store().write(List.of())).isEmpty();

        assertThat(store().find(List.of("a", "b"))).isEqualTo(Map.of("a", again, "b", b));
        assertThat(client.worker().idsOneByOne()).containsExactlyInAnyOrder("one", "two");
    }

    @Rule(
            id = "SCHEDULE-09",
            says = "A thousand schedules can be written at once, each with a message in a queue of its own.",
            intent = "At midnight everything is due.")
    void manyAtOnce() {
        List<ScheduleWrite> writes = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Draft run = message("run " + i).queue("queue " + i % 100);
            writes.add(write(null, schedule("schedule " + i, i), EffectsOf.successors(run)));
        }

        assertThat(store().write(writes)).hasSize(1_000).containsOnly(true);

        pass(seconds(999));
        assertThat(other().due(2_000).due()).hasSize(1_000);
        assertThat(client.worker().idsOneByOne()).hasSize(1_000);
    }

    @Rule(
            id = "SCHEDULE-10",
            says = "Schedules are listed in the order of their names, page by page, whether or not they are ever due.",
            intent = "People look at what there is.")
    void browsed() {
        StoredSchedule resting = schedule("b", 1);
        add(schedule("d", 5), schedule("a", null), resting, schedule("c", 9), schedule("B", 0));
        write(store(), resting, paused(resting, true));

        List<String> names = new ArrayList<>();
        @Nullable String from = null;
        int pages = 0;
        do {
            Page<StoredSchedule> page = other().browse(from, 2);
            assertThat(page.elements()).hasSizeLessThanOrEqualTo(2);
            page.elements().forEach(each -> names.add(each.name()));
            from = page.next();
            pages++;
        } while (from != null);

        assertThat(names).containsExactly("B", "a", "b", "c", "d");
        assertThat(pages).isEqualTo(3);
        assertThat(store().browse(null, 5).next()).isNull();
    }

    @Rule(
            id = "SCHEDULE-11",
            says = "A removed schedule is gone from everywhere, and its name is free.",
            intent = "Clearing a schedule ends it.")
    void removed() {
        add(schedule("a", 0), schedule("b", 0), schedule("c", null));

        assertThat(other().remove(List.of("a", "c", "nobody"))).isEqualTo(2);
        assertThat(other().remove(List.of("a"))).isZero();
        assertThat(other().remove(List.of())).isZero();

        assertThat(store().find(List.of("a", "b", "c"))).containsOnlyKeys("b");
        assertThat(store().browse(null, 9).elements()).hasSize(1);
        assertThat(namesOfDue()).containsExactly("b");
        add(schedule("a", 1));
    }

    @Rule(
            id = "SCHEDULE-12",
            says =
                    "A write based on a schedule that was removed meanwhile changes nothing, also if there is a new one.",
            intent = "What was cleared does not come back.")
    void removedMeanwhile() {
        StoredSchedule old = schedule("a", 0);
        add(old);
        store().remove(List.of("a"));

        assertThat(write(other(), old, moved(old, now()))).isFalse();
        assertThat(store().find(List.of("a"))).isEmpty();
        add(schedule("a", 60));
        assertThat(write(other(), old, moved(old, now()))).isFalse();
        assertThat(namesOfDue()).isEmpty();
    }

    @Rule(
            id = "SCHEDULE-13",
            says = "Schedules may have any names, and are listed in the order of String.compareTo.",
            intent = "Names come from users, hosts and tenants.")
    void names() {
        requireThatTimeStandsStill();
        List<String> names = List.of(
                ":",
                "a:b",
                "*",
                "?",
                "{}",
                "{a}",
                "\\",
                "/",
                " ",
                "a\nb",
                "'",
                "\"",
                "%",
                "$1",
                "ä",
                "\uFFFF",
                "\uD83D\uDE00",
                "\uE000",
                "x".repeat(200));
        Instant now = now(); // one for all, also where time does not stand still
        names.forEach(name -> add(schedule(name, now)));

        assertThat(other().find(names)).containsOnlyKeys(names);
        assertThat(store().browse(null, 100).elements())
                .extracting(StoredSchedule::name)
                .containsExactlyElementsOf(new TreeSet<>(names));
        assertThat(namesOfDue()).containsExactlyElementsOf(new TreeSet<>(names));
        assertThat(store().remove(names)).isEqualTo(names.size());
    }

    @Rule(
            id = "SCHEDULE-14",
            says = "Schedules belong to one namespace; clearing it removes and counts them, and leaves the others.",
            intent = "Applications share a server without knowing of each other.")
    void namespaces() {
        Backend next = open(namespace() + ":next");
        ScheduleStore neighbour = schedules(next);
        add(schedule("a", 0), schedule("b", 0));

        assertThat(neighbour.find(List.of("a"))).isEmpty();
        assertThat(neighbour.due(1).due()).isEmpty();
        assertThat(neighbour.remove(List.of("a"))).isZero();
        assertThat(next.clear()).isZero();
        assertThat(write(neighbour, null, schedule("a", 0))).isTrue();

        assertThat(client.backend.clear()).isEqualTo(2);

        assertThat(store().browse(null, 1).elements()).isEmpty();
        assertThat(store().due(1).due()).isEmpty();
        assertThat(neighbour.due(1).due()).hasSize(1);
    }

    @Rule(
            id = "SCHEDULE-15",
            says = "Every operation on the schedules of a closed backend throws IllegalStateException.",
            intent = "A scheduler learns that it must stop.")
    void closed() {
        Client closing = anotherClient();
        ScheduleStore store = schedules(closing.backend);
        ScheduleStore.Watch watch = store.watch(() -> {});
        closing.backend.close();

        for (Runnable operation : List.<Runnable>of(
                () -> store.find(List.of("a")),
                () -> store.browse(null, 1),
                () -> store.due(1),
                () -> store.write(List.of(write(null, schedule("a", 0), Effects.NONE))),
                () -> store.remove(List.of("a")),
                () -> store.watch(() -> {}),
                () -> closing.backend.schedules())) {
            assertThatIllegalStateException().isThrownBy(operation::run);
        }
        watch.close();
        watch.close();
        add(schedule("a", 0));
    }

    @Rule(
            id = "SCHEDULE-16",
            says = "Of any number of threads that move a schedule on, one does, and its message alone is submitted.",
            intent = "Every process may have a scheduler.",
            level = STOCHASTIC)
    void racingWrites() {
        StoredSchedule present = schedule("a", 0);
        add(present);
        for (int round = 0; round < 20; round++) {
            StoredSchedule from = present;
            String run = "run " + round + " by ";
            List<Boolean> moved = Race.run(8, number -> {
                StoredSchedule to = moved(from, now());
                return store(number)
                        .write(List.of(write(from, to, EffectsOf.successors(message(run + number)))))
                        .get(0);
            });

            assertThat(moved).as("round %s", round).containsOnlyOnce(true);
            assertThat(client.worker().idsOneByOne()).containsExactly(run + moved.indexOf(true));
            present = Objects.requireNonNull(store().find(List.of("a")).get("a"));
        }
    }
}
