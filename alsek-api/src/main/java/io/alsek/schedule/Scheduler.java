package io.alsek.schedule;

import io.alsek.broker.Broker;
import io.alsek.broker.Hooks;
import io.alsek.event.TaskEvent;
import io.alsek.message.Message;
import io.alsek.spi.BackendException;
import io.alsek.spi.DueSchedules;
import io.alsek.spi.ScheduleStore;
import io.alsek.spi.StoredSchedule;
import io.alsek.task.Task;
import io.alsek.time.Timekeeper;
import io.alsek.time.Timer;
import io.alsek.time.TimerKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that due schedules are submitted. It sleeps until the next one is due; a change that makes one due sooner,
 * by whichever process, wakes it. Any number of schedulers may be at work: of those who try to move a schedule on, one
 * succeeds, and with that its messages are submitted. Thread-safe.
 */
final class Scheduler {

    private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);

    private static final int AT_ONCE = 100;

    /** It looks so often at least, in case clocks were set. */
    private static final Duration LONGEST_SLEEP = Duration.ofMinutes(10);

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final Broker broker;
    private final ScheduleBook book;
    private final Function<String, Optional<Task<?, ?>>> tasks;
    private final Executor chores;

    /** What cannot be fired, by name: the revision of which that has been said. Touched while looking only. */
    private final Map<String, Long> complaints = new HashMap<>();

    /** Guarded by this. */
    private boolean working;

    /** Guarded by this. */
    private @Nullable Timer timer;

    /** When the timer goes off. Guarded by this; {@link Instant#MAX} if there is none. */
    private Instant setTo = Instant.MAX;

    /** Guarded by this. */
    private ScheduleStore.@Nullable Watch watch;

    Scheduler(Broker broker, ScheduleBook book, Function<String, Optional<Task<?, ?>>> tasks, Executor chores) {
        this.broker = broker;
        this.book = book;
        this.tasks = tasks;
        this.chores = chores;
    }

    synchronized boolean isWorking() {
        return working;
    }

    synchronized void start() {
        if (!working) {
            working = true;
            lookIn(Duration.ZERO);
        }
    }

    void stop() {
        ScheduleStore.Watch ending;
        synchronized (this) {
            working = false;
            setTo = Instant.MAX;
            if (timer != null) {
                timer.cancel();
                timer = null;
            }
            ending = watch;
            watch = null;
        }
        if (ending != null) {
            ending.close();
        }
    }

    /** Makes sure that it looks within a time. Does so by a timer in any case, since signals must not call back. */
    private synchronized void lookIn(Duration wait) {
        Timekeeper time = broker.environment().time();
        Instant at = time.instant().plus(wait);
        if (!working || !at.isBefore(setTo)) {
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        setTo = at;
        timer = time.at(at, TimerKind.BACKGROUND, "schedules", () -> goOff(at));
    }

    private void goOff(Instant at) {
        synchronized (this) {
            if (!working || !setTo.equals(at)) {
                return;
            }
            setTo = Instant.MAX;
            timer = null;
        }
        chores.execute(this::look);
    }

    private void look() {
        Duration wait;
        try {
            beginToWatch();
            wait = fireDue();
        } catch (BackendException e) {
            LOG.warn("Schedules cannot be looked at; it is tried again in {}", AFTER_FAILURE, e);
            wait = AFTER_FAILURE;
        } catch (IllegalStateException e) {
            if (isWorking()) {
                LOG.error("The scheduler stops because its backend was closed; stop the scheduler before", e);
                stop();
            }
            return;
        }
        lookIn(wait);
    }

    private void beginToWatch() {
        synchronized (this) {
            if (watch != null || !working) {
                return;
            }
        }
        ScheduleStore.Watch begun = book.store().watch(() -> lookIn(Duration.ZERO));
        synchronized (this) {
            if (working && watch == null) {
                watch = begun;
                return;
            }
        }
        begun.close(); // it was stopped meanwhile
    }

    /** Fires all that is due; returns how long there is nothing more to do. */
    private Duration fireDue() {
        while (isWorking()) {
            DueSchedules found = book.store().due(AT_ONCE);
            if (found.due().isEmpty()) {
                return sleepUntil(found.nextAt());
            }
            if (!fire(found.due())) {
                break; // what is left cannot be fired
            }
        }
        return LONGEST_SLEEP;
    }

    private Duration sleepUntil(@Nullable Instant next) {
        if (next == null) {
            return LONGEST_SLEEP;
        }
        Duration sleep = Duration.between(broker.now(), next);
        if (sleep.compareTo(LONGEST_SLEEP) > 0) {
            return LONGEST_SLEEP;
        }
        // The backend's clock may be a little behind what it seems to be from here.
        return sleep.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : sleep;
    }

    /** Fires schedules; returns whether any of them has moved on, by whoever. */
    private boolean fire(List<StoredSchedule> due) {
        Instant now = broker.now();
        List<Firing> firings = new ArrayList<>();
        for (StoredSchedule stored : due) {
            try {
                firings.add(Firing.of(Schedule.of(stored), book.newRevision(), broker, now));
            } catch (RuntimeException e) {
                complain(stored, e);
            }
        }
        List<Boolean> written = book.write(firings.stream().map(Firing::write).toList());
        for (int i = 0; i < firings.size(); i++) {
            if (written.get(i)) {
                firings.get(i).messages().forEach(message -> tell(message, now));
            }
        }
        return !firings.isEmpty();
    }

    private void complain(StoredSchedule stored, RuntimeException e) {
        Long said = complaints.put(stored.name(), stored.revision());
        if (said == null || said != stored.revision()) {
            LOG.error("The schedule \"{}\" is due but cannot be fired", stored.name(), e);
        }
    }

    private void tell(Message message, Instant now) {
        if (broker.environment().events().areHeard()) {
            broker.environment().events().tell(new TaskEvent.Submitted(message, now));
        }
        tasks.apply(message.task())
                .ifPresent(task -> Hooks.tell(task, message, () -> task.hooks().onSubmit(message)));
    }
}
