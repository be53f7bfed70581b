package io.alsek.test.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alsek.spi.Backend;
import io.alsek.spi.BackendException;
import io.alsek.spi.ChannelListener;
import io.alsek.spi.Publication;
import io.alsek.test.contract.Wire.Length;
import io.alsek.test.contract.Wire.Point;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestReporter;

/**
 * What happens to an operation midway. The connection is cut at every request of every operation, before the storage
 * gets it and after. Which operations there are, {@link Operation} lists.
 */
@DisplayName("Cuts and interruptions")
public abstract class CutContract extends Contract {

    private int scenes;

    /** Only for subclasses. */
    protected CutContract() {}

    @Rule(
            id = "CUT-01",
            says = "A cut wire fails every operation; a backend without one answers even an interrupted thread.",
            intent = "A failure is told as one, never as an empty queue; and what cannot fail must not pretend to.")
    void cutOff(TestReporter reporter) {
        Optional<Wire> given = storage().wire();
        reporter.publishEntry("wire", given.isPresent() ? "present" : "absent, as declared");
        if (given.isEmpty()) {
            for (Operation operation : Operation.all()) {
                answersInterrupted(operation);
            }
            return;
        }
        try (Wire wire = given.get()) {
            for (Operation operation : Operation.all()) {
                Course course = course(operation, wire);
                if (course.requests() > 0) {
                    failsWhileCutOff(operation, wire);
                }
                assertThat(course.requests())
                        .as("requests of \"submit\", which the wire must count")
                        .matches(requests -> requests > 0 || !operation.name().equals("submit"));
            }
        }
    }

    private void answersInterrupted(Operation operation) {
        Scene scene = scene(null);
        Supplier<String> deed = operation.preparation().apply(scene);
        Thread.currentThread().interrupt();
        try {
            assertThat(deed.get()).isNotNull();
        } finally {
            assertThat(Thread.interrupted())
                    .as("whether the thread is still interrupted after \"%s\"", operation)
                    .isTrue();
            end(scene);
        }
    }

    private void failsWhileCutOff(Operation operation, Wire wire) {
        Scene scene = scene(wire);
        Supplier<String> deed = operation.preparation().apply(scene);
        wire.cutAt(1, Point.BEFORE, Length.LASTING);
        for (int attempt = 1; attempt <= 2; attempt++) {
            assertThatThrownBy(deed::get)
                    .as("\"%s\", attempt %s without a connection", operation, attempt)
                    .isInstanceOf(BackendException.class);
        }
        wire.mend();
        end(scene);
    }

    @Rule(
            id = "CUT-02",
            says = "Every operation may be repeated as it was, which changes nothing more.",
            intent = "Whoever lost the reply asks again.")
    void repeated() {
        requireThatTimeStandsStill();
        for (Operation operation : Operation.all()) {
            course(operation, null);
        }
    }

    @Rule(
            id = "CUT-03",
            says = "A request that is cut off before the storage sees it fails, changes nothing, and may be repeated.",
            intent = "Otherwise callers could not tell a failure from an answer.")
    void before() {
        sweep(Point.BEFORE, Length.LASTING);
    }

    @Rule(
            id = "CUT-04",
            says = "An operation whose reply is lost never claims that it had no effect, and may be repeated.",
            intent = "Whoever is told \"not applied\" may do something else instead, and then both happen.")
    void after() {
        sweep(Point.AFTER, Length.LASTING);
    }

    @Rule(
            id = "CUT-05",
            says = "A short cut at any request loses, halves and doubles nothing, whoever repeats it.",
            intent = "Clients repeat by themselves, and callers do not see it.")
    void briefly() {
        sweep(Point.BEFORE, Length.BRIEF);
        sweep(Point.AFTER, Length.BRIEF);
    }

    @Rule(
            id = "CUT-06",
            says = "A session that is owed a signal gets it, though its connection was cut meanwhile.",
            intent = "A worker must not sleep through what it missed.")
    void signalsAfterACut() {
        try (Wire wire = wire()) {
            Scene scene = scene(wire);
            Worker worker = scene.far().worker();
            worker.idle();

            wire.cutAll();
            scene.here().accept(scene.message("a"));

            worker.awaitSignal();
            assertThat(Worker.idsOf(worker.take(5))).containsExactly("a");
            end(scene);
        }
    }

    @Rule(
            id = "CUT-07",
            says = "A listener is told when it may have missed something, and hears again.",
            intent = "Whoever waits for a result looks once more, instead of for ever.")
    void notesAfterACut() throws InterruptedException {
        try (Wire wire = wire()) {
            events(client);
            Scene scene = scene(wire);
            Semaphore gaps = new Semaphore(0);
            Semaphore notes = new Semaphore(0);
            scene.far().backend.events().orElseThrow().subscribe("channel", new ChannelListener() {
                @Override
                public void onMessage(byte[] payload) {
                    notes.release();
                }

                @Override
                public void onGap() {
                    gaps.release();
                }
            });

            wire.cutAll();

            assertThat(gaps.tryAcquire(storage().patience().toMillis(), TimeUnit.MILLISECONDS))
                    .as("told of the gap, within %s", storage().patience())
                    .isTrue();
            scene.here().backend.events().orElseThrow().publish(List.of(new Publication("channel", new byte[] {1})));
            assertThat(notes.tryAcquire(storage().patience().toMillis(), TimeUnit.MILLISECONDS))
                    .as("note after the gap, within %s", storage().patience())
                    .isTrue();
            end(scene);
        }
    }

    @Rule(
            id = "CUT-08",
            says = "An interrupted thread gets its answers all the same, and stays interrupted.",
            intent = "A worker that is told to stop still has to settle what it did.")
    void interrupted() {
        Operation.all().forEach(this::answersInterrupted);
    }

    // ------------------------------------------------------------------------------------------------- the sweep

    /** How an operation goes when nothing is cut. */
    private record Course(int requests, String before, String after, String answer, String answerToRepetition) {}

    private Course course(Operation operation, @Nullable Wire wire) {
        Scene scene = scene(wire);
        Supplier<String> deed = operation.preparation().apply(scene);
        String before = scene.picture();
        if (wire != null) {
            wire.watch();
        }
        String answer = deed.get();
        int requests = wire == null ? 0 : wire.requests();
        String after = scene.picture();
        String again = deed.get();
        assertThat(scene.picture())
                .as("what is there after \"%s\" was repeated", operation)
                .isEqualTo(after);
        end(scene);
        return new Course(requests, before, after, answer, again);
    }

    private void sweep(Point point, Length length) {
        try (Wire wire = wire()) {
            for (Operation operation : Operation.all()) {
                Course course = course(operation, wire);
                for (int request = 1; request <= course.requests(); request++) {
                    new CutAttempt(operation, course, request, point, length).make(wire);
                }
            }
        }
    }

    /** One operation, cut at one request. */
    private final class CutAttempt {

        private final Operation operation;
        private final Course course;
        private final int request;
        private final Point point;
        private final Length length;

        CutAttempt(Operation operation, Course course, int request, Point point, Length length) {
            this.operation = operation;
            this.course = course;
            this.request = request;
            this.point = point;
            this.length = length;
        }

        void make(Wire wire) {
            Scene scene = scene(wire);
            Supplier<String> deed = operation.preparation().apply(scene);
            wire.cutAt(request, point, length);
            try {
                String answer = deed.get();
                if (length == Length.LASTING && wire.requests() >= request) {
                    throw new AssertionError(this + " was answered: " + answer);
                }
                judgeAnswer(answer, scene.picture());
            } catch (BackendException failure) {
                judgeFailure(failure, scene.picture());
            }
            String between = scene.picture();
            wire.mend();
            judgeRepetition(repeat(deed), between, scene.picture());
            end(scene);
        }

        private void judgeAnswer(String answer, String picture) {
            assertThat(picture)
                    .as("what is there after %s was answered: %s", this, answer)
                    .isEqualTo(course.after());
            if (operation.kind() == Operation.Kind.ONCE) {
                assertThat(answer).as("answer to %s", this).isEqualTo(course.answer());
            } else {
                assertThat(answer).as("answer to %s", this).isIn(course.answer(), course.answerToRepetition());
            }
        }

        private void judgeFailure(BackendException failure, String picture) {
            if (operation.kind() == Operation.Kind.STEPS) {
                return;
            }
            if (failure instanceof BackendException.NotApplied || (point == Point.BEFORE && request == 1)) {
                assertThat(picture)
                        .as("what is there after %s failed with %s", this, failure)
                        .isEqualTo(course.before());
            } else {
                assertThat(picture)
                        .as("what is there after %s failed with %s", this, failure)
                        .isIn(course.before(), course.after());
            }
        }

        private void judgeRepetition(String answer, String between, String picture) {
            assertThat(picture).as("what is there after %s was repeated", this).isEqualTo(course.after());
            if (operation.kind() != Operation.Kind.STEPS) {
                assertThat(answer)
                        .as("answer to the repetition of %s", this)
                        .isEqualTo(
                                between.equals(course.before())
                                                && !course.before().equals(course.after())
                                        ? course.answer()
                                        : course.answerToRepetition());
            }
        }

        /** Connections may have died unnoticed while the wire was cut. */
        private String repeat(Supplier<String> deed) {
            for (int attempt = 1; attempt < 3; attempt++) {
                try {
                    return deed.get();
                } catch (BackendException stillCut) {
                    assertThat(stillCut).isNotNull();
                }
            }
            return deed.get();
        }

        @Override
        public String toString() {
            return "\"" + operation + "\", cut " + point + " its request " + request + " (" + length + ")";
        }
    }

    // ------------------------------------------------------------------------------------------------ the scenes

    private Wire wire() {
        Optional<Wire> wire = storage().wire();
        Absence.unless(wire.isPresent(), "This backend is declared to have no wire that could be cut");
        return wire.orElseThrow();
    }

    private Scene scene(@Nullable Wire wire) {
        String unused = namespace() + "-" + ++scenes;
        Client here = client(storage().open(unused, clock()), POLICY);
        Backend far = wire == null ? storage().open(unused, clock()) : wire.open(unused, clock());
        far.values().count("*"); // it is connected from now on
        return new Scene(client(far, POLICY), here, this::pass);
    }

    private static void end(Scene scene) {
        scene.far().backend.close();
        scene.here().backend.clear();
        scene.here().backend.close();
    }
}
