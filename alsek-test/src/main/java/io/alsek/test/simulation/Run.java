package io.alsek.test.simulation;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A run that is over.
 *
 * @param script what was decided in it
 * @param trace what happened
 * @param violation what went wrong; {@code null} if nothing did
 * @param cause what was thrown on that occasion, if anything was
 * @param observed what was to be compared, by name
 * @param facts what else there is to know
 */
record Run(
        Script script,
        Trace trace,
        @Nullable Violation violation,
        @Nullable Throwable cause,
        Map<String, @Nullable Object> observed,
        Facts facts) {

    /**
     * Things to know about a run.
     *
     * @param steps how many steps were taken
     * @param sometimes which of the things that are to happen sometimes happened
     * @param submitted ids of the messages that clients submitted
     * @param failures what is dead although the test neither looked at dead letters nor expected any, in words
     * @param variable whether the test took random numbers, so that its workload depends on the seed
     */
    record Facts(long steps, Set<String> sometimes, List<String> submitted, List<String> failures, boolean variable) {}

    boolean failed() {
        return violation != null;
    }

    boolean failsLike(Violation other) {
        return violation != null && violation.property().equals(other.property());
    }

    Run with(Violation found) {
        return new Run(script, trace, found, cause, observed, facts);
    }
}
