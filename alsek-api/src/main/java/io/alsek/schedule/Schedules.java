package io.alsek.schedule;

import io.alsek.broker.Broker;
import io.alsek.broker.Envelope;
import io.alsek.broker.Submitter;
import io.alsek.message.Message;
import io.alsek.message.Names;
import io.alsek.message.ScheduledRun;
import io.alsek.spi.Effects;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The schedules of a namespace, and the scheduler of this process. Obtained from {@code Alsek}.
 *
 * <p>Schedules are stored in the backend and outlive processes. They run as long as any scheduler is at work, in any
 * process: each run is submitted exactly once, whichever of them does it. The process need not know the task.
 *
 * <p>Thread-safe. Methods throw {@link io.alsek.spi.BackendException} when the backend fails, and
 * {@link IllegalStateException} if it cannot keep schedules.
 */
public final class Schedules implements AutoCloseable {

    /** The most characters that a schedule's name may have: it is a part of the ids of its messages. */
    public static final int LONGEST_NAME = 150;

    private final Broker broker;
    private final Submitter submitter;
    private final ScheduleBook book;
    private final Scheduler scheduler;

    /** What was scheduled through this instance. */
    private final Set<String> mine = ConcurrentHashMap.newKeySet();

    /**
     * The schedules of a broker's backend.
     *
     * @param tasks finds tasks by name, for their hooks
     * @param chores runs what the scheduler does, one after the other; it may block
     */
    public Schedules(Broker broker, Function<String, Optional<Task<?, ?>>> tasks, Executor chores) {
        this.broker = broker;
        this.submitter = new Submitter(broker);
        this.book = new ScheduleBook(broker);
        this.scheduler = new Scheduler(broker, book, tasks, chores);
    }

    /**
     * Schedules a task that has no input, and starts the scheduler of this process.
     *
     * <p>If there is a schedule of this name already, as after a restart or from another process, it goes on as it is;
     * with another definition than before it is changed, and the new one counts from now on.
     *
     * @return the schedule as it is then
     * @throws IllegalArgumentException if the task takes an input, the trigger never happens, or the options contradict
     *     each other; nothing is stored then
     * @throws IllegalStateException if this instance has scheduled something under this name already
     */
    public Schedule add(Task<?, ?> task, Trigger trigger, Consumer<ScheduleOptions> options) {
        ScheduleOptions filled = new ScheduleOptions();
        options.accept(filled);
        String name = checkedName(task, filled);
        Template template = template(task, name, filled);
        Message message = template.message;
        Definition definition = new Definition(
                trigger, filled.start().orElse(null), filled.end().orElse(null), filled.missed(), message);
        broker.requireAcceptable(new Effects(List.of(), List.of(Envelope.pack(message)), List.of()));
        if (!mine.add(name)) {
            throw new IllegalStateException("The schedule \"" + name + "\" was made by this process already; clear it"
                    + " first, or give one of the two another name");
        }
        try {
            Schedule schedule = book.reconcile(name, definition, first -> template.firstIds(name, first));
            scheduler.start();
            return schedule;
        } catch (RuntimeException e) {
            mine.remove(name);
            throw e;
        }
    }

    private static String checkedName(Task<?, ?> task, ScheduleOptions options) {
        if (task.inputType() != Void.class) {
            throw new IllegalArgumentException(
                    task + " takes a " + task.inputType().getTypeName()
                            + " as its input, but a trigger has none to give; schedule a task without input, which may submit"
                            + " this one");
        }
        String name = Names.check("schedule name", options.name().orElse(task.name()));
        if (name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("The schedule name \"" + name.substring(0, 40) + "…\" has "
                    + name.length() + " characters, but at most " + LONGEST_NAME
                    + " are allowed; give the schedule a name of its own");
        }
        return name;
    }

    /** The message that schedules, and the id that was asked for. */
    private record Template(Message message, @Nullable String id) {

        /** Those of the first run's message and of what follows after it. */
        List<String> firstIds(String name, Instant first) {
            List<String> ids = new ArrayList<>();
            ids.add(id == null ? new ScheduledRun(name, first).id() : id);
            ids.addAll(message.descendantIds());
            return ids;
        }
    }

    private Template template(Task<?, ?> task, String name, ScheduleOptions options) {
        @SuppressWarnings("unchecked") // its input is Void, as was checked
        Task<@Nullable Void, ?> withoutInput = (Task<@Nullable Void, ?>) task;
        AtomicReference<@Nullable String> id = new AtomicReference<>();
        Message message = submitter.generate(withoutInput, null, filled -> {
            options.message().accept(filled);
            if (filled.delay().isPresent() || filled.readyAt().isPresent()) {
                throw new IllegalArgumentException("The schedule \"" + name + "\" says by its trigger when it runs;"
                        + " leave out the delay or the instant of readiness");
            }
            id.set(filled.id().orElse(null));
        });
        return new Template(message, id.get());
    }

    /** The same as {@link #add}, with types: gives a handle on the first run. */
    public <O extends @Nullable Object> ScheduledTask<O> schedule(
            Task<@Nullable Void, O> task, Trigger trigger, Consumer<ScheduleOptions> options) {
        Schedule schedule = add(task, trigger, options);
        Progress progress = schedule.progress();
        Message first = new ScheduledRun(schedule.name(), progress.since())
                .mark(schedule.definition().message(progress.firstIds(), null, progress.since()));
        TaskHandle<O> handle = submitter.handleOn(task, first);
        return new ScheduledTask<>(this, schedule.name(), handle);
    }

    /**
     * Starts the scheduler of this process, which is otherwise done by the first thing that it schedules. For processes
     * that only see to it that what others have scheduled is submitted. Starting twice is harmless.
     */
    public Schedules start() {
        book.store(); // says so if there is none
        scheduler.start();
        return this;
    }

    /** Stops the scheduler of this process; those of others go on. It can be started again. */
    public void stop() {
        scheduler.stop();
    }

    /** {@return whether the scheduler of this process is at work} */
    public boolean isWorking() {
        return scheduler.isWorking();
    }

    /** {@return all schedules, by name} */
    public List<Schedule> list() {
        return book.list();
    }

    /** {@return the schedule of this name} */
    public Optional<Schedule> find(String name) {
        return book.find(name);
    }

    /** {@return whether there is a schedule of this name} */
    public boolean isScheduled(String name) {
        return book.find(name).isPresent();
    }

    /**
     * Pauses a schedule: it submits nothing until it is resumed.
     *
     * @return whether it was not paused before
     * @throws java.util.NoSuchElementException if there is no such schedule
     */
    public boolean pause(String name) {
        return book.setPaused(name, true);
    }

    /**
     * Resumes a paused schedule. What it would have submitted meanwhile is left out, whatever its rule for missed runs.
     *
     * @return whether it was paused
     * @throws java.util.NoSuchElementException if there is no such schedule
     */
    public boolean resume(String name) {
        return book.setPaused(name, false);
    }

    /**
     * Removes a schedule. What it has submitted stays.
     *
     * @throws java.util.NoSuchElementException if there is no such schedule
     */
    public void clear(String name) {
        mine.remove(name);
        book.clear(name);
    }

    /**
     * Tells when a schedule runs next, were it not paused.
     *
     * @param count how many runs at most
     * @throws java.util.NoSuchElementException if there is no such schedule
     */
    public List<Instant> nextRuns(String name, int count) {
        return book.require(name).nextRuns(count);
    }

    /** Tells how long it takes until a schedule runs next; empty if it never does again, zero if it is due. */
    public Optional<Duration> timeToNextRun(String name) {
        Instant now = broker.now();
        return book.require(name)
                .nextRun()
                .map(next -> next.isAfter(now) ? Duration.between(now, next) : Duration.ZERO);
    }

    /** Stops the scheduler of this process. What is stored goes on elsewhere. Closing twice is harmless. */
    @Override
    public void close() {
        stop();
    }
}
