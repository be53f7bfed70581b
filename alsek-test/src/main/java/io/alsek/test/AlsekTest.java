package io.alsek.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test a harness of its own, with these settings. Works on classes, methods and annotations; a method's own
 * settings win over its class's, and those over the enclosing class's.
 *
 * <pre>{@code
 * @AlsekTest
 * class SignUpTest {
 *     @Test
 *     void sendsAMail(AlsekHarness harness) { … }
 * }
 * }</pre>
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@ExtendWith(AlsekExtension.class)
public @interface AlsekTest {

    /** Who runs submitted tasks, and when. */
    Dispatch dispatch() default Dispatch.MANUAL;

    /** Which clock to go by; {@link Dispatch#BACKGROUND} always goes by real time. */
    TimeMode time() default TimeMode.VIRTUAL;

    /** What opens the backend; several of them are for {@link AlsekBackends}. */
    Class<? extends BackendFactory> backend() default InMemory.class;

    /** Where the virtual clock starts, in ISO format. */
    String startAt() default "2030-01-01T00:00:00Z";

    /** How many executions one drain may take. */
    int maxExecutions() default AlsekHarness.DEFAULT_MAX_EXECUTIONS;

    /** Where ids, lease tokens and jitter come from. */
    long seed() default 0;

    /** What becomes of a test in which a task failed and the test did not look at that. */
    OnUnexpectedFailure onUnexpectedFailure() default OnUnexpectedFailure.FAIL_TEST;

    /** What else fails a test on a virtual clock, and is allowed in this one. */
    Offence[] tolerate() default {};

    /** What becomes of a test that leaves messages behind. */
    OnPending onPending() default OnPending.IGNORE;
}
