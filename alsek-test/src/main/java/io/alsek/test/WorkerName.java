package io.alsek.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which {@link SimulatedWorker} a parameter of a test is: {@code harness.worker(value)}. Without it, the name of the
 * parameter is the name of the worker, if the test was compiled with {@code -parameters}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface WorkerName {

    /** The worker's name. */
    String value();
}
