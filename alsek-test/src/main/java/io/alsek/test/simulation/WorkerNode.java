package io.alsek.test.simulation;

import io.alsek.Alsek;
import io.alsek.broker.Consumer;
import io.alsek.broker.Delivery;
import io.alsek.broker.Envelope;
import io.alsek.message.Mechanism;
import io.alsek.spi.Backend;
import io.alsek.spi.BackendException;
import io.alsek.spi.Subscription;
import io.alsek.task.BoundTask;
import io.alsek.task.TaskContext;
import io.alsek.worker.Handlers;
import io.alsek.worker.Worker;
import io.alsek.worker.WorkerOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A worker process with one thread for handlers and one for housekeeping, as in a pool of production. */
final class WorkerNode extends Node {

    private static final int LONGEST_PAUSE_SECONDS = 60;
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final int life;

    /** What another worker has claimed and reached this one, too. */
    private final Deque<Delivery> shared = new ArrayDeque<>();

    private @Nullable Worker worker;
    private Duration skew = Duration.ZERO;
    private boolean signalled;
    private boolean stopping;
    private int emptyClaims;
    private Instant losesHeartbeatsUntil = Instant.MIN;

    /** What it runs at present, and in words. */
    private @Nullable Delivery performing;

    private @Nullable String doing;

    WorkerNode(World world, String name, int life) {
        super(world, name, life);
        this.life = life;
        world.baton().add(name, this, this::work);
    }

    int life() {
        return life;
    }

    @Override
    Duration skew() {
        return skew;
    }

    /** What its handler is doing; {@code null} if none runs. */
    @Nullable
    String doing() {
        return doing;
    }

    /** Gets what another worker has claimed. */
    void share(Delivery delivery) {
        shared.add(delivery);
        say("is handed " + delivery.message().id() + ", too", Trace.Weight.FAULT);
    }

    // ------------------------------------------------------------------------------------------------- its work

    private void work() {
        PlannedFault wrongClock = strike(Moment.WORKER_START.possible());
        if (wrongClock != null) {
            Duration lease = world.settings().lease;
            skew = Dice.between(wrongClock.dice(), lease.negated(), lease);
            world.struck(wrongClock);
        }
        Alsek alsek = alsek(Link.of(this, Backend.class, world.backend()));
        List<BoundTask<?, ?>> tasks =
                world.tasks().stream().<BoundTask<?, ?>>map(this::simulated).toList();
        Worker mine = new Worker(
                alsek.broker(),
                new Handlers(tasks),
                new Subscription.AllQueues(routes(tasks), Subscription.Rotation.STRICT),
                WorkerOptions.named(name()).withLease(world.settings().lease),
                this::chore);
        worker = mine;
        mine.onReady(() -> signalled = true);
        mine.startHousekeeping();
        while (!stopping) {
            step(mine);
        }
        world.baton().rest(() -> false, null);
    }

    private static Set<String> routes(List<BoundTask<?, ?>> tasks) {
        Set<String> routes = new LinkedHashSet<>();
        for (BoundTask<?, ?> bound : tasks) {
            for (String name : bound.task().allNames()) {
                for (Mechanism mechanism : Mechanism.values()) {
                    routes.add(Envelope.route(name, mechanism));
                }
            }
        }
        return routes;
    }

    private void step(Worker mine) {
        Delivery extra = shared.poll();
        if (extra != null) {
            perform(mine, extra);
            return;
        }
        signalled = false;
        Consumer.Batch batch;
        try {
            batch = mine.claim(1);
        } catch (BackendException e) {
            idle(null);
            return;
        } catch (IllegalStateException e) {
            if (!stopping) {
                throw e;
            }
            return;
        }
        if (!batch.deliveries().isEmpty()) {
            emptyClaims = 0;
            Delivery delivery = batch.deliveries().get(0);
            if (isStruckBy(point(Moment.WORKER_CLAIMED), Fault.DUPLICATE_DELIVERY)) {
                world.anotherWorker(this).share(delivery);
            }
            perform(mine, delivery);
        } else if (!batch.more()) {
            idle(mine.nextAt());
        }
    }

    private void perform(Worker mine, Delivery delivery) {
        performing = delivery;
        try {
            mine.perform(delivery);
        } finally {
            performing = null;
            Thread.interrupted(); // a handler may have left it set
        }
    }

    private void idle(@Nullable Instant nextAt) {
        emptyClaims = Math.min(emptyClaims + 1, LONGEST_PAUSE_SECONDS);
        Instant latest = world.clock().instant().plusSeconds(emptyClaims);
        world.baton()
                .rest(
                        () -> signalled || stopping || !shared.isEmpty(),
                        nextAt == null || nextAt.isAfter(latest) ? latest : nextAt);
    }

    // ---------------------------------------------------------------------------------------------- its handlers

    private <I extends @Nullable Object, O extends @Nullable Object> BoundTask<?, ?> simulated(
            BoundTask<I, O> original) {
        return original.task().handledBy((input, context) -> handle(original, input, context));
    }

    private <I extends @Nullable Object, O extends @Nullable Object> O handle(
            BoundTask<I, O> original, I input, TaskContext context) throws Exception {
        String what = original.task().name() + " of " + context.message().id();
        world.begins(context.message());
        doing = what;
        say("run " + what, Trace.Weight.NORMAL);
        point(Moment.WORKER_IN_HANDLER);
        try {
            O result = ended(
                    original.start(input, new SimulatedContext(this, context)).toCompletableFuture());
            afterHandler(what, "return from " + what);
            return result;
        } catch (Released e) {
            throw e;
        } catch (Exception | Error e) {
            afterHandler(what, "leave " + what + " by " + e);
            if (e instanceof AssertionError) {
                world.fail(
                        Violation.Kind.ALWAYS,
                        "assertions in handlers hold",
                        "The handler of " + what + ", on " + name() + ", threw " + e,
                        e);
            }
            throw e;
        } finally {
            doing = null;
        }
    }

    private void afterHandler(String what, String words) {
        world.lookForStrangers(this, what);
        say(words, Trace.Weight.NORMAL);
        point(Moment.WORKER_IN_HANDLER);
    }

    private <O extends @Nullable Object> O ended(CompletableFuture<O> stage) throws Exception {
        if (!stage.isDone()) {
            CompletableFuture<?> unused = stage.whenComplete((value, thrown) -> {
                if (!(Thread.currentThread() instanceof ActorThread)) {
                    world.foreignThread("completed the stage of " + doing);
                }
            });
            try {
                world.baton().await(stage::isDone, null);
            } catch (InterruptedException e) {
                stage.cancel(true);
                throw e;
            }
        }
        try {
            return stage.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    // ------------------------------------------------------------------------------------------------- its faults

    @Override
    @Nullable
    Object operate(Operation operation, Call call) throws Throwable {
        if (world.isSpectating(operation)) {
            return call.call();
        }
        boolean idle = operation.isClaim() && world.ledger().alive() == 0;
        PlannedFault before = point(idle ? Moment.UNEVENTFUL : Moment.WORKER_BEFORE_OPERATION);
        slowDown(before);
        boolean lost = operation.isHeartbeat() && world.clock().instant().isBefore(losesHeartbeatsUntil);
        if (world.isDown() || lost || isStruckBy(before, Fault.OPERATION_NOT_APPLIED)) {
            say("cannot " + operation.intent(), Trace.Weight.NORMAL);
            throw notApplied(operation);
        }
        Object result = world.apply(this, operation, call);
        boolean uneventful = operation.outcome(result).isEmpty();
        PlannedFault after = point(uneventful ? Moment.UNEVENTFUL : Moment.WORKER_AFTER_OPERATION);
        slowDown(after);
        if (isStruckBy(after, Fault.OUTCOME_UNKNOWN)) {
            throw outcomeUnknown(operation);
        }
        return result;
    }

    @Override
    void suffer(PlannedFault fault) {
        Duration lease = world.settings().lease;
        switch (fault.fault()) {
            case WORKER_CRASH -> {
                die();
                world.restart(this, Dice.between(fault.dice(), Duration.ZERO, lease.multipliedBy(2)));
                world.baton().pass(); // and never come back
            }
            case WORKER_PAUSE -> {
                Duration pause = Dice.between(fault.dice(), lease.plusMillis(1), lease.multipliedBy(3));
                pauseUntil(world.clock().instant().plus(pause));
                world.baton().pass();
            }
            case WORKER_STOP -> chore(() -> stop(Dice.between(fault.dice(), Duration.ZERO, lease)));
            case LEASE_EXPIRY -> {
                Delivery delivery = performing;
                if (delivery != null) {
                    world.shorten(delivery.lease());
                    world.baton().sleep(Dice.between(fault.dice(), Duration.ofMillis(2), Duration.ofSeconds(1)));
                }
            }
            case HEARTBEAT_LOSS -> {
                losesHeartbeatsUntil = world.clock().instant().plus(lease.multipliedBy(2));
                takeTime(Dice.between(fault.dice(), lease.plusSeconds(1), lease.multipliedBy(2)));
            }
            case SLOW_HANDLER -> takeTime(Dice.between(fault.dice(), Duration.ofMillis(1), lease.multipliedBy(2)));
            case BACKEND_OUTAGE -> world.bringDown(fault);
            default -> {} // up to the operation
        }
    }

    /** A handler takes its time, unless it is interrupted. */
    private void takeTime(Duration time) {
        try {
            world.baton().await(() -> false, world.clock().instant().plus(time));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The way a pool stops. */
    private void stop(Duration patience) {
        Worker mine = worker;
        if (mine == null || stopping) {
            return;
        }
        stopping = true;
        mine.stopClaiming();
        try {
            if (!mine.drain(patience)) {
                mine.cancelAll();
                mine.drain(GRACE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        mine.close();
        say("has stopped", Trace.Weight.FAULT);
        die();
        world.restart(this, GRACE);
    }
}
