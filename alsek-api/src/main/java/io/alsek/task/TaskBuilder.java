package io.alsek.task;

import static java.time.Instant.EPOCH;

import io.alsek.message.Arguments;
import io.alsek.message.Backoff;
import io.alsek.message.BackoffSettings;
import io.alsek.message.Mechanism;
import io.alsek.message.MessageSettings;
import io.alsek.message.Names;
import io.alsek.message.Serializer;
import io.alsek.message.Timing;
import io.alsek.message.Tracking;
import io.alsek.message.TypeRef;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Defines a task. Names, types and numbers of retries are checked at once, everything else by {@link #build()}. Not
 * thread-safe.
 *
 * @param <I> the input
 * @param <O> the result
 */
public final class TaskBuilder<I extends @Nullable Object, O extends @Nullable Object> {

    final String name;
    final Set<String> aliases = new LinkedHashSet<>();
    String queue = Task.DEFAULT_QUEUE;
    Type inputType = Void.class;
    Type outputType = Void.class;
    OptionalInt maxRetries = OptionalInt.of(Task.DEFAULT_RETRIES);
    BackoffSettings backoff = MessageSettings.DEFAULT.backoff();
    Duration timeout = MessageSettings.DEFAULT_TIMEOUT;
    int priority;
    Mechanism mechanism = Mechanism.THREAD;
    boolean mainThread;

    @Nullable
    Boolean storeResult;

    @Nullable
    Duration resultTtl = Duration.ofDays(1);

    boolean trackStatus;
    boolean publish = true;

    @Nullable
    Duration timeToLive = Timing.DEFAULT_TIME_TO_LIVE;

    boolean keywordsOnly;
    OptionalInt maxConcurrency = OptionalInt.empty();

    @Nullable
    Serializer serializer;

    @Nullable
    TaskHooks<O> hooks;

    TaskBuilder(String name) {
        this.name = checkName("task name", name);
    }

    private static String checkName(String what, String name) {
        if (name.endsWith("@async") || name.endsWith("@process")) {
            throw new IllegalArgumentException("The " + what + " \"" + name
                    + "\" must not end in @async or @process; those mark messages for another kind of pool");
        }
        return Names.check(what, name);
    }

    /**
     * Sets the type of the input.
     *
     * @throws IllegalArgumentException if the class is generic; use a {@link TypeRef} then
     */
    public <T> TaskBuilder<T, O> input(Class<T> type) {
        return inputOf(PayloadTypes.requireComplete(name, "input", type));
    }

    /** Sets the type of the input, with its type arguments. */
    public <T> TaskBuilder<T, O> input(TypeRef<T> type) {
        return inputOf(PayloadTypes.requireComplete(name, "input", type.type()));
    }

    /** Takes positional and named arguments as the input. */
    public TaskBuilder<Arguments, O> arguments() {
        return inputOf(Arguments.class);
    }

    @SuppressWarnings("unchecked") // the type parameters of a builder say what build() will return
    private <T> TaskBuilder<T, O> inputOf(Type type) {
        inputType = type;
        return (TaskBuilder<T, O>) this;
    }

    /**
     * Sets the type of the result, which is then stored.
     *
     * @throws IllegalArgumentException if the class is generic; use a {@link TypeRef} then
     */
    public <T> TaskBuilder<I, T> output(Class<T> type) {
        return outputOf(PayloadTypes.requireComplete(name, "output", type));
    }

    /** Sets the type of the result, with its type arguments; it is then stored. */
    public <T> TaskBuilder<I, T> output(TypeRef<T> type) {
        return outputOf(PayloadTypes.requireComplete(name, "output", type.type()));
    }

    @SuppressWarnings("unchecked") // as above; hooks for another result type cannot have been set
    <T> TaskBuilder<I, T> outputOf(Type type) {
        if (hooks != null) {
            throw new IllegalArgumentException("Set the output type of the task \"" + name + "\" before its hooks");
        }
        outputType = type;
        return (TaskBuilder<I, T>) this;
    }

    /** Adds a name under which messages of this task may still be waiting. */
    public TaskBuilder<I, O> alias(String otherName) {
        if (otherName.equals(name)) {
            throw new IllegalArgumentException("The task \"" + name + "\" cannot be its own alias");
        }
        aliases.add(checkName("task alias", otherName));
        return this;
    }

    /** Sets the queue; {@value Task#DEFAULT_QUEUE} by default. */
    public TaskBuilder<I, O> queue(String queueName) {
        queue = Names.check("queue name", queueName);
        return this;
    }

    /** Allows this many attempts after a failed first one; {@value Task#DEFAULT_RETRIES} by default. */
    public TaskBuilder<I, O> retry(int retries) {
        if (retries < 0) {
            throw new IllegalArgumentException("retries must not be negative, but is " + retries + " (task \"" + name
                    + "\"); for any number of retries use retryForever()");
        }
        maxRetries = OptionalInt.of(retries);
        return this;
    }

    /** Allows this many attempts after a failed first one, with this wait between them. */
    public TaskBuilder<I, O> retry(int retries, Backoff waits) {
        return retry(retries).backoff(waits);
    }

    /** Allows any number of attempts, with this wait between them. */
    public TaskBuilder<I, O> retryForever(Backoff waits) {
        maxRetries = OptionalInt.empty();
        return backoff(waits);
    }

    /** Sets the wait between attempts; {@link Backoff#exponential()} by default. */
    public TaskBuilder<I, O> backoff(Backoff waits) {
        backoff = waits.settings();
        return this;
    }

    /** Sets how long an attempt may take; one hour by default. */
    public TaskBuilder<I, O> timeout(Duration limit) {
        timeout = limit;
        return this;
    }

    /** Sets the priority: not negative, lower runs first, 0 by default. */
    public TaskBuilder<I, O> priority(int level) {
        priority = level;
        return this;
    }

    /** Sets the kind of pool that runs it; a thread pool by default. */
    public TaskBuilder<I, O> mechanism(Mechanism kind) {
        mechanism = kind;
        return this;
    }

    /** Runs in the pool's main thread, one at a time, where no timeout is enforced. */
    public TaskBuilder<I, O> mainThread() {
        mainThread = true;
        return this;
    }

    /** Stores the result for this long; by default one day, for tasks with an output. */
    public TaskBuilder<I, O> storeResult(Duration ttl) {
        storeResult = true;
        resultTtl = ttl;
        return this;
    }

    /** Stores the result until somebody deletes it. */
    public TaskBuilder<I, O> storeResultForever() {
        storeResult = true;
        resultTtl = null;
        return this;
    }

    /** Does not store the result although there is one. */
    public TaskBuilder<I, O> discardResult() {
        storeResult = false;
        return this;
    }

    /** Stores each change of status. */
    public TaskBuilder<I, O> trackStatus() {
        trackStatus = true;
        return this;
    }

    /** Does not publish what is stored. Cheaper, but nobody can wait for it. */
    public TaskBuilder<I, O> silent() {
        publish = false;
        return this;
    }

    /** Sets how long a message may wait once it is ready; seven days by default. */
    public TaskBuilder<I, O> timeToLive(Duration limit) {
        timeToLive = limit;
        return this;
    }

    /** Lets messages wait for ever. */
    public TaskBuilder<I, O> neverExpires() {
        timeToLive = null;
        return this;
    }

    /**
     * Lets at most so many runs of this task go on at the same time, in all workers together; any number by default.
     * Messages beyond that wait in their place, and occupy no worker. A run that dies counts until its lease is over.
     * Direct calls and immediate executions do not count.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public TaskBuilder<I, O> maxConcurrency(int runs) {
        if (runs < 1) {
            throw new IllegalArgumentException(
                    "maxConcurrency must be at least 1, but is " + runs + " (task \"" + name + "\")");
        }
        maxConcurrency = OptionalInt.of(runs);
        return this;
    }

    /** Refuses positional arguments; for tasks that take {@link #arguments()}. */
    public TaskBuilder<I, O> keywordsOnly() {
        keywordsOnly = true;
        return this;
    }

    /** Encodes inputs and results with this; by default with what the application uses. */
    public TaskBuilder<I, O> serializer(Serializer format) {
        serializer = format;
        return this;
    }

    /** Sets what is done around the handler. */
    public TaskBuilder<I, O> hooks(TaskHooks<O> taskHooks) {
        hooks = taskHooks;
        return this;
    }

    MessageSettings settings() {
        return new MessageSettings(priority, timeout, mechanism, mainThread, backoff, tracking(), Map.of());
    }

    TaskHooks<O> hooks() {
        return hooks == null ? new TaskHooks<>() {} : hooks;
    }

    private Tracking tracking() {
        boolean store = storeResult == null ? outputType != Void.class : storeResult;
        return store || trackStatus || !publish
                ? new Tracking(store, store ? resultTtl : null, trackStatus, publish)
                : Tracking.NONE;
    }

    /**
     * Checks the whole and makes the task.
     *
     * @throws IllegalArgumentException if the definition makes no sense
     */
    public Task<I, O> build() {
        if (keywordsOnly && inputType != Arguments.class) {
            throw new IllegalArgumentException("The task \"" + name
                    + "\" refuses positional arguments but does not take arguments(); its input is "
                    + inputType.getTypeName());
        }
        try {
            // The time to live is checked by what will hold it; the rest of that does not matter.
            timeToLive = new Timing(EPOCH, EPOCH, Duration.ZERO, EPOCH, timeToLive).timeToLive();
            return new Task<>(this);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + " (task \"" + name + "\")", e);
        }
    }
}
