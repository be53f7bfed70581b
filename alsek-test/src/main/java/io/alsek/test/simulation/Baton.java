package io.alsek.test.simulation;

import io.alsek.test.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one baton of a simulated world: whoever has it acts, everybody else stands still. It is handed on at points, and
 * who gets it is up to {@link Fate}. When nobody can go on, time does.
 *
 * <p>Actors are platform threads on every Java version, so that user code can do what it likes on them, and its course
 * does not depend on how a JVM schedules. Whoever hands the baton on wakes the next one directly; if he goes on himself
 * nothing is woken at all.
 */
final class Baton {

    /** So that one who turns in circles, waiting for another, lets him have his turn. */
    private static final int MOST_IN_A_ROW = 300;

    /** Beyond this nobody looks in vain any more. */
    private static final Duration FAR = Duration.ofMinutes(5);

    private final VirtualClock clock;
    private final Fate fate;
    private final Stage stage;
    private final Course course;
    private final List<Actor> actors = new ArrayList<>();
    private final List<Integer> choices = new ArrayList<>();

    private volatile @Nullable Actor current;
    private volatile @Nullable Thread controller;
    private volatile boolean over;
    private long taken;

    /** The same, for whoever looks on. */
    private volatile long steps;

    private int inARow;

    /** Whether what happens now is none of the actors' doing, and so no point. */
    private boolean silent;

    Baton(VirtualClock clock, Fate fate, Stage stage, Course course) {
        this.clock = clock;
        this.fate = fate;
        this.stage = stage;
        this.course = course;
    }

    // -------------------------------------------------------------------------------------------------- for actors

    /** Adds an actor who can act from now on. */
    Actor add(String name, Node node, Runnable part) {
        Actor actor = new Actor(actors.size(), name, node, part);
        actors.add(actor);
        return actor;
    }

    /** Who has the baton; {@code null} before the beginning and after the end. */
    @Nullable
    Actor current() {
        return current;
    }

    /** Whether the calling thread has the baton. */
    boolean isMine() {
        Actor actor = current;
        return actor != null && Thread.currentThread().equals(actor.thread());
    }

    boolean isSilent() {
        return silent;
    }

    boolean isOver() {
        return over;
    }

    long steps() {
        return steps;
    }

    List<Integer> choices() {
        return List.copyOf(choices);
    }

    /** Lets others go on first, if they are to. */
    void pass() {
        handOn(mine());
    }

    /** Waits; interrupted or not, for at least that long. */
    void sleep(Duration duration) {
        Actor me = mine();
        me.waitFor(() -> false, clock.instant().plus(duration), false);
        handOn(me);
        me.goOn();
    }

    /** Waits for something, at most until an instant; returns whether it came. */
    boolean await(BooleanSupplier condition, @Nullable Instant deadline) throws InterruptedException {
        Actor me = mine();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        me.waitFor(condition, deadline, true);
        handOn(me);
        me.goOn();
        if (condition.getAsBoolean()) {
            return true;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return false;
    }

    /** Waits for something to do, and does not hold up the end of the world meanwhile. */
    boolean rest(BooleanSupplier condition, @Nullable Instant deadline) {
        Actor me = mine();
        me.waitFor(condition, deadline, false);
        me.rest(true);
        handOn(me);
        me.rest(false);
        me.goOn();
        return condition.getAsBoolean();
    }

    /** Whether all who are alive have nothing to do. */
    boolean allRest() {
        return actors.stream()
                .allMatch(actor -> actor.hasEnded()
                        || actor.isResting()
                        || actor.hasLeft()
                        || !actor.node().isAlive());
    }

    /** Whether all who belong to workers have nothing to do. */
    boolean workersRest() {
        return actors.stream()
                .allMatch(actor -> actor.node() instanceof ClientNode
                        || actor.isResting()
                        || actor.hasLeft()
                        || !actor.node().isAlive());
    }

    private Actor mine() {
        Actor me = current;
        if (over) {
            throw new Released();
        }
        if (me == null || !isMine()) {
            throw new IllegalStateException("Only clients and handlers of a simulation can wait or come to a point");
        }
        return me;
    }

    /** Does something that is no step of an actor, so that nobody else goes on meanwhile. */
    void silently(Runnable action) {
        boolean before = silent;
        silent = true;
        try {
            action.run();
        } finally {
            silent = before;
        }
    }

    /** An actor's part is over, or the world is. Called on its thread, which has the baton unless the world is over. */
    void leave(Actor me, @Nullable Throwable thrown) {
        if (over) {
            return;
        }
        if (thrown != null) {
            course.failed(me, thrown);
        }
        me.leave();
        Actor next = next(me);
        if (next != null) {
            wake(next);
        }
    }

    // ------------------------------------------------------------------------------------------------ handing it on

    private void handOn(Actor me) {
        Actor next = next(me);
        if (next == null) {
            throw new Released();
        }
        boolean interrupted = false;
        if (!me.equals(next)) {
            interrupted = Thread.interrupted(); // or the thread would not stand still
            wake(next);
            me.awaitTurn();
        }
        if (me.takeInterrupt() || interrupted) {
            Thread.currentThread().interrupt();
        }
        if (over) {
            throw new Released();
        }
    }

    private void wake(Actor next) {
        current = next;
        if (next.thread() == null) {
            next.startOn(stage.thread(), this);
        } else {
            next.giveTurn();
        }
    }

    /** Who is next; {@code null} if the world is over. */
    private @Nullable Actor next(@Nullable Actor me) {
        taken++;
        steps = taken;
        silently(course::look);
        while (!over) {
            List<Actor> able = able(me);
            if (!able.isEmpty()) {
                return choose(able, me);
            }
            if (course.isAtEnd()) {
                break;
            }
            Instant then = nextInstant();
            if (then == null) {
                course.stuck();
                break;
            }
            silently(() -> clock.advanceTo(then));
        }
        finish();
        return null;
    }

    /** Who can go on: whoever is at it first, then those after him in a circle. */
    private List<Actor> able(@Nullable Actor me) {
        Instant now = clock.instant();
        int start = me == null ? 0 : me.number();
        List<Actor> able = new ArrayList<>(actors.size());
        for (int i = 0; i < actors.size(); i++) {
            Actor actor = actors.get((start + i) % actors.size());
            if (actor.isAble(now)) {
                able.add(actor);
            }
        }
        return able;
    }

    private Actor choose(List<Actor> able, @Nullable Actor me) {
        int choice = 0;
        if (able.size() > 1) {
            int decided = fate.choose(able);
            choice = decided == 0 && inARow >= MOST_IN_A_ROW && able.get(0).equals(me) ? 1 : decided;
            choices.add(choice);
        }
        Actor chosen = able.get(choice);
        inARow = chosen.equals(me) ? inARow + 1 : 0;
        return chosen;
    }

    private @Nullable Instant nextInstant() {
        Instant now = clock.instant();
        Instant event = course.nextEvent();
        if (event != null) {
            Instant far = earliest(event, clock.nextForegroundTimer().orElse(null), false);
            if (far != null && far.isAfter(now.plus(FAR)) && far.isBefore(Instant.MAX)) {
                return far;
            }
        }
        Instant next = earliest(null, clock.nextTimer().orElse(null), true);
        return next != null && next.isBefore(now) ? now : next;
    }

    /** The earliest of two instants and of those at which actors go on. */
    private @Nullable Instant earliest(@Nullable Instant one, @Nullable Instant other, boolean resting) {
        Instant next = one == null || (other != null && other.isBefore(one)) ? other : one;
        for (Actor actor : actors) {
            Instant deadline = actor.deadline();
            if (deadline != null && (resting || !actor.isResting()) && (next == null || deadline.isBefore(next))) {
                next = deadline;
            }
        }
        return next;
    }

    // ---------------------------------------------------------------------------------------------- for its world

    /** Lets it all happen; returns when it is over. */
    void run(Lookout lookout) {
        controller = Thread.currentThread();
        Actor first = next(null);
        if (first != null) {
            wake(first);
        }
        lookout.watch(this);
        release(lookout);
    }

    /** Ends the world. */
    void finish() {
        over = true;
        wakeController();
    }

    void wakeController() {
        LockSupport.unpark(controller);
    }

    /** Ends all parts, one after the other. What user code does meanwhile counts for nothing. */
    private void release(Lookout lookout) {
        for (Actor actor : actors) {
            if (actor.thread() != null) {
                actor.giveTurn();
                lookout.awaitEnd(actor);
            }
        }
        current = null;
    }
}
