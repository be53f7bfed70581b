package io.alsek.test.simulation;

import io.alsek.Alsek;
import io.alsek.spi.Backend;
import io.alsek.spi.BackendException;
import io.alsek.spi.QueueStore;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client: runs what the test says, and repeats what did not reach the backend. */
final class ClientNode extends Node {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ClientScript script;
    private boolean done;

    ClientNode(World world, String name, ClientScript script) {
        super(world, name, 1);
        this.script = script;
        world.baton().add(name, this, this::act);
    }

    boolean isDone() {
        return done;
    }

    private void act() {
        Alsek alsek = alsek(Link.of(this, Backend.class, world.backend())); // properties may look through it to the end
        while (!done) {
            attempt(alsek);
        }
    }

    private void attempt(Alsek alsek) {
        try {
            script.run(alsek);
            done = true;
        } catch (BackendException e) {
            say("begins anew, because of: " + e.getMessage(), Trace.Weight.NORMAL);
            world.baton().sleep(PAUSE);
        } catch (Released e) {
            throw e;
        } catch (Throwable e) {
            world.fail(Violation.Kind.TEST, "the client \"" + name() + "\" comes to its end", "It threw " + e, e);
            throw new Released();
        }
    }

    @Override
    @Nullable
    Object operate(Operation operation, Call call) throws Throwable {
        if (world.isSpectating(operation)) {
            return call.call();
        }
        PlannedFault before = point(Moment.CLIENT_BEFORE_OPERATION);
        slowDown(before);
        if (isStruckBy(before, Fault.OPERATION_NOT_APPLIED)) {
            world.baton().sleep(PAUSE);
        }
        while (world.isDown()) {
            world.baton().sleep(PAUSE);
        }
        Object result = isDropped(operation) ? accepted(operation) : world.apply(this, operation, call);
        PlannedFault after = point(Moment.CLIENT_AFTER_OPERATION);
        slowDown(after);
        if (isStruckBy(after, Fault.CLIENT_OUTCOME_UNKNOWN)) {
            throw outcomeUnknown(operation);
        }
        return result;
    }

    private boolean isDropped(Operation operation) {
        return operation.is(QueueStore.class, "submit")
                && operation.<Submission>elements().stream()
                        .anyMatch(submission -> world.fate()
                                .dropped()
                                .contains(submission.message().id()));
    }

    private static List<SubmitOutcome> accepted(Operation operation) {
        List<SubmitOutcome> outcomes = new ArrayList<>();
        operation.<Submission>elements().forEach(submission -> outcomes.add(SubmitOutcome.ACCEPTED));
        return outcomes;
    }

    @Override
    void suffer(PlannedFault fault) {
        if (fault.fault() == Fault.BACKEND_OUTAGE) {
            world.bringDown(fault);
        }
    }
}
