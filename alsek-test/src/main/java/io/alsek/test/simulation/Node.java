package io.alsek.test.simulation;

import io.alsek.Alsek;
import io.alsek.AlsekBuilder;
import io.alsek.message.SplitMix64;
import io.alsek.spi.Backend;
import io.alsek.spi.BackendException;
import io.alsek.spi.ChannelListener;
import io.alsek.time.TimerKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A process of the simulated world: a worker or a client, with a link, a clock and an Alsek of its own. */
abstract sealed class Node permits WorkerNode, ClientNode {

    private static final Duration RECONNECT = Duration.ofSeconds(5);

    final World world;
    private final String name;
    private final String key;
    private final NodeTime time;
    private final Deque<Runnable> chores = new ArrayDeque<>();
    private final List<Runnable> missed = new ArrayList<>();
    private @Nullable Actor housekeeper;
    private int points;
    private boolean alive = true;
    private boolean paused;

    Node(World world, String name, int life) {
        this.world = world;
        this.name = name;
        this.key = life == 1 ? name : name + "/" + life;
        this.time = new NodeTime(this);
    }

    /** Calls a backend. */
    interface Call {
        @Nullable
        Object call() throws Throwable;
    }

    /** Its name, which is the same in all its lives. */
    final String name() {
        return name;
    }

    /** Its name, different in each of its lives. */
    final String key() {
        return key;
    }

    final World world() {
        return world;
    }

    final NodeTime time() {
        return time;
    }

    final boolean isAlive() {
        return alive;
    }

    final boolean isPaused() {
        return paused;
    }

    final boolean canAct() {
        return alive && !paused;
    }

    /** How far its clock is off. */
    Duration skew() {
        return Duration.ZERO;
    }

    /** An Alsek as a process of its own would have it. */
    final Alsek alsek(Backend link) {
        AtomicInteger ids = new AtomicInteger();
        AlsekBuilder builder = Alsek.builder(link);
        world.settings().customizing.accept(builder);
        return builder.timekeeper(time)
                .ids(() -> key + "#" + ids.incrementAndGet())
                .random(new SplitMix64(Dice.roll(world.fate().seed(), Dice.hash(key))))
                .chores(this::chore)
                .leaveBackendOpen()
                .build();
    }

    // ------------------------------------------------------------------------------------------------------ points

    /** Does an operation of the backend, with all that may go wrong with it. */
    abstract @Nullable Object operate(Operation operation, Call call) throws Throwable;

    /** What strikes at this point, if anything does. Others may go on. */
    final @Nullable PlannedFault point(Moment moment) {
        world.baton().pass();
        PlannedFault fault = strike(moment.possible());
        if (fault != null) {
            world.struck(fault);
            suffer(fault);
        }
        return fault;
    }

    /** Lets a fault take effect, as far as it is not up to the operation. */
    abstract void suffer(PlannedFault fault);

    final @Nullable PlannedFault strike(Set<Fault> possible) {
        int point = points++;
        return possible.isEmpty() ? null : world.fate().strike(key, point, possible);
    }

    final void say(String text, Trace.Weight weight) {
        world.trace().add(world.clock().instant(), name, text, 0, weight);
    }

    final boolean isStruckBy(@Nullable PlannedFault fault, Fault kind) {
        return fault != null && fault.fault() == kind;
    }

    static BackendException notApplied(Operation operation) {
        return new BackendException.NotApplied("The simulated backend did not " + operation.intent(), null);
    }

    static BackendException outcomeUnknown(Operation operation) {
        return new BackendException.OutcomeUnknown(
                "The simulated backend lost the reply to: " + operation.intent(), null);
    }

    /** Lets an operation take long, if that is what struck. */
    final void slowDown(@Nullable PlannedFault fault) {
        if (fault == null || fault.fault() != Fault.SLOW_OPERATION) {
            return;
        }
        Duration lease = world.settings().lease;
        boolean brief = Dice.below(Dice.roll(fault.dice(), 7), 2) == 0;
        Duration longest = brief ? Duration.ofSeconds(1) : lease.multipliedBy(3).dividedBy(2);
        world.baton().sleep(Dice.between(fault.dice(), Duration.ofMillis(1), longest));
    }

    // -------------------------------------------------------------------------------------- signals, notes, timers

    /** The backend raises a signal: somebody else's step, so it must return at once. */
    final void signal(Runnable signal) {
        if (!canAct() || isStruckQuietly()) {
            return;
        }
        signal.run();
    }

    private boolean isStruckQuietly() {
        PlannedFault fault = strike(Moment.NOTIFICATION.possible());
        if (fault == null) {
            return false;
        }
        world.struck(fault);
        return true;
    }

    /** Notes arrive as steps of their own. One that gets lost shows as a gap, once the connection is back. */
    final ChannelListener hearing(ChannelListener listener) {
        return new ChannelListener() {
            @Override
            public void onMessage(byte[] payload) {
                if (!alive) {
                    return;
                }
                if (isStruckQuietly()) {
                    world.clock()
                            .at(
                                    world.clock().instant().plus(RECONNECT),
                                    TimerKind.FOREGROUND,
                                    "reconnection of " + name,
                                    () -> chore(listener::onGap));
                } else {
                    chore(() -> listener.onMessage(payload));
                }
            }

            @Override
            public void onGap() {
                chore(listener::onGap);
            }
        };
    }

    /** A timer of this node is due. */
    final void due(Runnable action) {
        if (paused) {
            missed.add(action);
        } else if (alive) {
            action.run();
        }
    }

    /** Lets its housekeeping do something. */
    final void chore(Runnable chore) {
        if (!alive) {
            return;
        }
        chores.add(chore);
        if (housekeeper == null) {
            housekeeper = world.baton().add(name + "'s housekeeping", this, this::keepHouse);
        }
    }

    private void keepHouse() {
        while (true) {
            world.baton().rest(() -> !chores.isEmpty(), null);
            Runnable chore = chores.poll();
            if (chore != null) {
                chore.run();
            }
        }
    }

    // -------------------------------------------------------------------------------------------------- life, death

    /** Stands still until an instant. */
    final void pauseUntil(Instant end) {
        paused = true;
        world.clock().at(end, TimerKind.FOREGROUND, "end of the pause of " + name, () -> {
            paused = false;
            say("goes on", Trace.Weight.FAULT);
            List<Runnable> due = new ArrayList<>(missed);
            missed.clear();
            due.forEach(this::due);
        });
    }

    final void die() {
        alive = false;
    }
}
