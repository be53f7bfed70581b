package io.alsek.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test class, with its nested classes, once for each backend: so one and the same test holds in memory and on
 * the storage of production. On a method, instead of {@code @Test}, it does so for that method alone.
 *
 * <pre>{@code
 * @AlsekTest
 * @AlsekBackends({InMemory.class, Redis.class})
 * class SignUpTest {
 *     @Test
 *     void sendsAMail(AlsekHarness harness) { … }
 * }
 * }</pre>
 *
 * <p>It only says where; the harness comes from {@link AlsekTest}, or from an {@link AlsekExtension} that is registered,
 * whose other settings stay. Time is virtual on every backend that goes by the clock it is handed.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ClassTemplate
@TestTemplate
@ExtendWith(BackendInvocations.class)
public @interface AlsekBackends {

    /** What opens them; each needs a constructor without parameters. Their {@code toString} names the invocations. */
    Class<? extends BackendFactory>[] value();
}
