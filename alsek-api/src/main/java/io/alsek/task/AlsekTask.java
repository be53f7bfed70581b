package io.alsek.task;

import io.alsek.message.Mechanism;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method the handler of a task that takes positional and named arguments; see {@link AnnotatedTasks}.
 *
 * <p>Durations are ISO 8601 text, such as {@code "PT30S"} or {@code "P7D"}; empty = the default of {@link TaskBuilder}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface AlsekTask {

    /** The task's name; by default that of the method. */
    String name() default "";

    /** Other names under which its messages may be waiting. */
    String[] aliases() default {};

    /** The queue of its messages. */
    String queue() default Task.DEFAULT_QUEUE;

    /** How many attempts may follow a failed first one; -1 = any number. */
    int maxRetries() default Task.DEFAULT_RETRIES;

    /**
     * The wait between attempts: {@code none}, {@code constant}, {@code linear} or {@code exponential}, the latter
     * three with a duration if need be, as in {@code "exponential PT1S"}: the pause, the factor or the first wait.
     */
    String backoff() default "exponential";

    /** How long an attempt may take. */
    String timeout() default "";

    /** How long a message may wait once it is ready; {@code "forever"} = as long as it takes. */
    String timeToLive() default "";

    /** Not negative; lower runs first. */
    int priority() default 0;

    /** The kind of pool that runs it. */
    Mechanism mechanism() default Mechanism.THREAD;

    /** Whether it runs in the pool's main thread, where no timeout is enforced. */
    boolean mainThread() default false;

    /** Whether the result is stored; a method without one has nothing to store. */
    boolean storeResult() default true;

    /** How long the result is kept; {@code "forever"} = until somebody deletes it. */
    String resultTtl() default "";

    /** Whether each change of status is stored. */
    boolean trackStatus() default false;

    /** How many runs may go on at the same time, in all workers together; 0 = any number. */
    int maxConcurrency() default 0;

    /** Whether positional arguments are refused. */
    boolean keywordsOnly() default false;

    /** Names an argument, where the code is compiled without {@code -parameters} or another name is wanted. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.PARAMETER)
    @interface Named {
        /** The argument's name. */
        String value();
    }
}
