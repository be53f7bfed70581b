package io.alsek.test;

import io.alsek.broker.Broker;
import io.alsek.broker.Delivery;
import io.alsek.message.Message;
import io.alsek.time.Timekeeper;
import io.alsek.time.TimerKind;
import io.alsek.worker.WorkerOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * A worker with a name, that acts only when it is told to, and can die at any moment.
 *
 * <p>It is the worker of production, on the test's own thread. It runs the tasks of its harness. Everything can also
 * be called from inside a handler, which is how a worker dies or pauses in the middle of its work.
 */
public final class SimulatedWorker {

    private final String name;
    private final WorkerLink link;
    private final Timekeeper time;
    private final Crank crank;

    /** What was claimed and is not being run yet. */
    private final Deque<Delivery> held = new ArrayDeque<>();

    /** What the housekeeper has to catch up with after a pause. */
    private final Queue<Runnable> missed = new ArrayDeque<>();

    private boolean stopped;

    SimulatedWorker(
            Broker original, HandlerTable handlers, WorkerOptions options, Stage stage, Duration asyncPatience) {
        this.name = options.name();
        this.link = new WorkerLink(name);
        this.time = original.environment().time();
        Broker broker = original.decorated(
                backend -> Tap.through(backend, link),
                original.environment().withTime(new SkewedTime(time, link::skew)));
        this.crank = new Crank(
                broker,
                handlers,
                options,
                stage,
                new Crank.Settings(this::keepHouse, asyncPatience, stage.clock() == null));
    }

    private void keepHouse(Runnable chore) {
        if (link.isCrashed()) {
            return;
        }
        if (link.isPaused()) {
            missed.add(chore);
            return;
        }
        try {
            chore.run();
        } catch (WorkerCrash e) {
            // Died over it.
        }
    }

    /** {@return its name} */
    public String name() {
        return name;
    }

    /** {@return whether it has crashed} */
    public boolean isCrashed() {
        return link.isCrashed();
    }

    /** {@return what it has claimed and not begun to run, in order} */
    public List<Message> held() {
        return held.stream().map(Delivery::message).toList();
    }

    /** Claims the next message, and holds it until it is told to {@link #perform} it. */
    public Optional<Message> claim() {
        requireAble();
        Optional<Delivery> claimed = crank.claim();
        claimed.ifPresent(held::add);
        return claimed.map(Delivery::message);
    }

    /**
     * Runs the message that it has held for longest.
     *
     * @return empty if it crashed over it, or if the handler is asynchronous and not done yet
     * @throws IllegalStateException if it holds none
     */
    public Optional<TaskExecution> perform() {
        requireAble();
        Delivery delivery = held.poll();
        if (delivery == null) {
            throw new IllegalStateException(
                    "The simulated worker \"" + name + "\" holds nothing; call claim() first, or runNext()");
        }
        try {
            link.pass(CrashPoint.BEFORE_HANDLER);
            return crank.perform(delivery);
        } catch (WorkerCrash e) {
            return Optional.empty();
        }
    }

    /**
     * Claims the next message and runs it.
     *
     * @return empty if there was none, or if it crashed over it
     */
    public Optional<TaskExecution> runNext() {
        return claim().isEmpty() ? Optional.empty() : perform();
    }

    /** Dies: it never settles what it holds, and its heartbeats stop. Others take over once its leases run out. */
    public void crash() {
        link.crash();
        crank.stopClaiming();
    }

    /** Lets it die when it next comes to this point. If it never does, that fails the test, as every fault does. */
    public SimulatedWorker crashAt(CrashPoint point) {
        link.crashAt(point);
        return this;
    }

    Optional<String> crashToCome() {
        return Optional.ofNullable(link.crashToCome())
                .map(point -> "the worker \"" + name + "\" crashes " + point
                        + ": nobody let it go that far, such as with " + name + ".runNext()");
    }

    /** Freezes it, heartbeats and all, as a long garbage collection would. It does not notice. */
    public void pause() {
        link.pause(true);
    }

    /**
     * Freezes it for a while: it goes on by itself when that time has passed.
     *
     * @param duration in the time of the harness
     */
    public void pause(Duration duration) {
        pause();
        time.at(time.instant().plus(duration), TimerKind.FOREGROUND, "end of the pause of " + name, this::resume);
    }

    /**
     * Puts its clock wrong.
     *
     * @param skew how far ahead it is from now on; negative if it is behind
     */
    public void skewClock(Duration skew) {
        link.skew(skew);
    }

    /** Takes over what somebody else has claimed. */
    void take(Delivery delivery) {
        held.add(delivery);
    }

    /** Ends a pause: it goes on where it was, and first catches up with its housekeeping. */
    public void resume() {
        link.pause(false);
        List<Runnable> chores = new ArrayList<>(missed);
        missed.clear();
        chores.forEach(this::keepHouse);
    }

    /** From now on its heartbeats do not reach the backend. It notices. */
    public void loseHeartbeats() {
        link.loseHeartbeats(true);
    }

    /** From now on its heartbeats reach the backend again. */
    public void regainHeartbeats() {
        link.loseHeartbeats(false);
    }

    /** Stops in good order: claims nothing more and gives back what it holds. Stopping twice is harmless. */
    public void stopGracefully() {
        if (!stopped && !link.isCrashed()) {
            stopped = true;
            crank.stopClaiming();
            held.forEach(crank::putBack);
            held.clear();
            crank.close();
        }
    }

    /** Ends it with its harness. */
    void close() {
        stopped = true;
        if (!link.isCrashed()) {
            link.pause(false);
            link.loseHeartbeats(false);
            crank.close();
        }
    }

    private void requireAble() {
        if (link.isCrashed() || stopped || link.isPaused()) {
            throw new IllegalStateException("The simulated worker \"" + name + "\" " + state()
                    + " and cannot do anything"
                    + (link.isPaused() ? "; call resume() first" : "; make another one: worker(\"another name\")"));
        }
    }

    private String state() {
        if (link.isCrashed()) {
            return "has crashed";
        }
        return stopped ? "was stopped" : link.isPaused() ? "is paused" : "is alive";
    }

    @Override
    public String toString() {
        return name + " " + state() + ", holds "
                + held().stream().map(Message::summary).toList() + ", runs " + crank.running();
    }
}
