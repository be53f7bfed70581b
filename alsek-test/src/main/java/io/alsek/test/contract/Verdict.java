package io.alsek.test.contract;

import java.util.Map;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Names the rule in the message of every failure, and lets a waived rule be broken. */
final class Verdict implements BeforeTestExecutionCallback, TestExecutionExceptionHandler {

    @Override
    public void beforeTestExecution(ExtensionContext context) {
        Rule rule = context.getRequiredTestMethod().getAnnotation(Rule.class);
        if (rule != null && rule.level() != Rule.Level.SHOULD && waived(context).containsKey(rule.id())) {
            throw new AssertionError(rule.id() + " cannot be waived: it is binding. Take it out of waived()");
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        Rule rule = context.getRequiredTestMethod().getAnnotation(Rule.class);
        if (rule == null || !(failure instanceof AssertionError)) {
            throw failure;
        }
        String breach = rule.id() + " is broken: " + rule.says() + "\n" + failure.getMessage();
        String reason = waived(context).get(rule.id());
        if (rule.level() == Rule.Level.SHOULD && reason != null) {
            Absence.waived(reason, breach);
        }
        AssertionError verdict = new AssertionError(breach, failure);
        verdict.setStackTrace(failure.getStackTrace());
        throw verdict;
    }

    private static Map<String, String> waived(ExtensionContext context) {
        return ((Contract) context.getRequiredTestInstance()).storage().waived();
    }
}
