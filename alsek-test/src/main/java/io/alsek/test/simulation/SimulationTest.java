package io.alsek.test.simulation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that is run in many simulated worlds. Its method takes a {@link Simulation}, says what the world is made of and
 * what must hold in it, and is called anew for every run; {@code @BeforeEach} methods are called once for all runs.
 *
 * <pre>{@code
 * @SimulationTest(seeds = 500)
 * void everyOrderIsChargedOnce(Simulation simulation) { … }
 * }</pre>
 *
 * <p>System properties: {@code alsek.simulation.seed} runs one seed only, {@code alsek.simulation.seeds} sets their
 * number.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Test
@ExtendWith(SimulationExtension.class)
public @interface SimulationTest {

    /** How many seeds to try. */
    int seeds() default 200;

    /** How many workers there are. */
    int workers() default 3;

    /** What can go wrong; the {@linkplain Fault#standard() standard} faults if none is named. */
    Fault[] faults() default {};

    /** Whether nothing goes wrong at all, and only the order of things changes. */
    boolean faultless() default false;

    /** How often something can go wrong in one run. */
    int maxFaults() default 4;

    /** How it is decided who goes on. */
    Schedule schedule() default Schedule.MIXED;

    /** How long to go on in real time, such as "10s", "500ms" or "2m"; without bound if empty. */
    String budget() default "";

    /** How many executions a run may take before it counts as endless. */
    int maxExecutions() default 1_000;
}
