package io.alsek.worker;

import io.alsek.broker.Environment;
import io.alsek.message.Backoff;
import io.alsek.time.TimerKind;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Rings the bell of an idle pool when there may be something to do although no signal came: at the instant that the
 * last claim announced and, as an upper bound, after a pause that grows while nothing is found. Thread-safe.
 */
final class IdlePause {

    private final Environment environment;
    private final Backoff pause;
    private final Alarm alarm;
    private final AtomicInteger emptyClaims = new AtomicInteger();

    IdlePause(Environment environment, Backoff pause, String name, Bell bell) {
        this.environment = environment;
        this.pause = pause;
        this.alarm = new Alarm(environment.time(), TimerKind.BACKGROUND, "idle check of " + name, bell::ring);
    }

    /** A claim found nothing; {@code nextAt} is what it announced. */
    void foundNothing(@Nullable Instant nextAt) {
        Instant bound =
                environment.time().instant().plus(pause.delay(emptyClaims.incrementAndGet(), environment.random()));
        alarm.noLaterThan(nextAt == null || nextAt.isAfter(bound) ? bound : nextAt);
    }

    /** A claim found something. */
    void foundSomething() {
        if (emptyClaims.get() != 0) {
            emptyClaims.set(0);
        }
    }

    void close() {
        alarm.turnOff();
    }
}
