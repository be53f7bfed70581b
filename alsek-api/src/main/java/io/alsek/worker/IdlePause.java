package io.alsek.worker;

import io.alsek.broker.Environment;
import io.alsek.message.Backoff;
import io.alsek.spi.BackendException;
import io.alsek.time.TimerKind;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes an idle pool when there may be something to do although no signal came: at the instant that the
 * last claim announced and, as an upper bound, after a pause that grows while nothing is found. Thread-safe.
 */
final class IdlePause {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

    private final Environment environment;
    private final Backoff pause;
    private final Alarm alarm;
    private final String name;
    private final AtomicInteger emptyClaims = new AtomicInteger();
    private final AtomicBoolean failing = new AtomicBoolean();

    IdlePause(Environment environment, Backoff pause, String name, Runnable wake) {
        this.environment = environment;
        this.name = name;
        this.pause = pause;
        this.alarm = new Alarm(environment.time(), TimerKind.BACKGROUND, "idle check of " + name, wake);
    }

    /** A claim failed. In a long outage only the first one is told of at length. */
    void failed(BackendException e) {
        if (failing.compareAndSet(false, true)) {
            LOG.warn("The worker pool \"{}\" cannot claim; it tries again", name, e);
        } else {
            LOG.warn("The worker pool \"{}\" still cannot claim: {}", name, e.getMessage());
        }
        pause(null);
    }

    /** A claim found nothing; {@code nextAt} is what it announced. */
    void foundNothing(@Nullable Instant nextAt) {
        noLongerFailing();
        pause(nextAt);
    }

    private void pause(@Nullable Instant nextAt) {
        Instant bound =
                environment.time().instant().plus(pause.delay(emptyClaims.incrementAndGet(), environment.random()));
        alarm.noLaterThan(nextAt == null || nextAt.isAfter(bound) ? bound : nextAt);
    }

    /** A claim found something; {@code nextAt} is what it announced for whoever is idle all the same. */
    void foundSomething(@Nullable Instant nextAt) {
        noLongerFailing();
        if (nextAt != null) {
            alarm.noLaterThan(nextAt);
        }
        if (emptyClaims.get() != 0) {
            emptyClaims.set(0);
        }
    }

    private void noLongerFailing() {
        if (failing.get()) {
            failing.set(false);
        }
    }

    void close() {
        alarm.turnOff();
    }
}
