package io.alsek.test.contract;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Names the rule in the message of every failure, and reports the breach of a SHOULD rule as skipped. */
final class Verdict implements TestExecutionExceptionHandler {

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        Rule rule = context.getRequiredTestMethod().getAnnotation(Rule.class);
        if (rule == null || !(failure instanceof AssertionError)) {
            throw failure;
        }
        String breach = rule.id() + " is broken: " + rule.says() + "\n" + failure.getMessage();
        if (rule.level() == Rule.Level.SHOULD) {
            Assumptions.abort(breach);
        }
        AssertionError verdict = new AssertionError(breach, failure);
        verdict.setStackTrace(failure.getStackTrace());
        throw verdict;
    }
}
