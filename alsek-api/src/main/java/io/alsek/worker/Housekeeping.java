package io.alsek.worker;

import io.alsek.broker.Broker;
import io.alsek.spi.BackendException;
import io.alsek.spi.SweepReport;
import io.alsek.time.TimerKind;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sweeps the backend now and then, for the sake of messages that no claim comes across. */
final class Housekeeping implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Broker broker;
    private final Alarm alarm;

    Housekeeping(Broker broker, Executor housekeeper) {
        this.broker = broker;
        this.alarm = new Alarm(
                broker.environment().time(), TimerKind.BACKGROUND, "sweep", () -> housekeeper.execute(this::sweep));
    }

    void start() {
        alarm.noLaterThan(broker.now().plus(SHORTEST_PAUSE));
    }

    private void sweep() {
        Instant next = broker.now().plus(LONGEST_PAUSE);
        try {
            SweepReport report = broker.sweep();
            Instant known = report.nextAt();
            if (report.more()) {
                next = broker.now();
            } else if (known != null && known.isBefore(next)) {
                Instant soonest = broker.now().plus(SHORTEST_PAUSE);
                next = known.isBefore(soonest) ? soonest : known;
            }
        } catch (BackendException e) {
            LOG.warn("A sweep failed; it is tried again at {}", next, e);
        } catch (IllegalStateException e) {
            LOG.debug("The backend is closed; sweeping ends", e);
            return;
        }
        alarm.noLaterThan(next);
    }

    @Override
    public void close() {
        alarm.turnOff();
    }
}
