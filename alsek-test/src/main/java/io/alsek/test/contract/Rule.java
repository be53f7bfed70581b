package io.alsek.test.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;

/** A numbered rule of the contract, and the test that checks it. {@code docs/contract.md} lists all of them. */
@Test
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Rule {

    /** {@return what the rule is called by, such as {@code CLAIM-07}; never given to another rule} */
    String id();

    /** {@return the rule itself, in one sentence} */
    String says();

    /** {@return why there is such a rule: who would suffer without it} */
    String intent();

    /** {@return how the rule binds} */
    Level level() default Level.MUST;

    /** How a rule binds, and how far a passed test can be trusted. */
    enum Level {
        /** Binding, and the test is deterministic: a backend that breaks the rule fails always. */
        MUST,
        /** Binding, unless {@link BackendUnderTest#waived()} names the rule and says why; its breach is then no failure. */
        SHOULD,
        /** As binding as MUST, but checked with racing threads: a failure is a breach, a pass no proof. */
        STOCHASTIC
    }
}
