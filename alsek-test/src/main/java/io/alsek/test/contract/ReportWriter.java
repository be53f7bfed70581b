package io.alsek.test.contract;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Writes down which rules ran, and what became of them: a file for each class that examines a backend, in
 * {@code target/contract}, or where the configuration parameter {@value #PARAMETER} says; {@code none} writes nothing.
 */
final class ReportWriter implements TestWatcher {

    static final String PARAMETER = "alsek.contract.reports";

    private static final Namespace OURS = Namespace.create(ReportWriter.class);

    @Override
    public void testSuccessful(ExtensionContext context) {
        note(context, RuleReport.Outcome.KEPT, null);
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        note(context, RuleReport.Outcome.BROKEN, cause);
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        note(context, RuleReport.Outcome.NOT_RUN, new AssertionError(reason.orElse("disabled")));
    }

    @Override
    public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
        String reason = cause == null ? "" : String.valueOf(cause.getMessage());
        RuleReport.Outcome outcome = RuleReport.Outcome.NOT_RUN;
        if (reason.contains(Absence.WAIVED)) {
            outcome = RuleReport.Outcome.WAIVED;
        } else if (reason.contains(Absence.ABSENT)) {
            outcome = RuleReport.Outcome.ABSENT;
        }
        note(context, outcome, cause);
    }

    private static void note(ExtensionContext context, RuleReport.Outcome outcome, @Nullable Throwable cause) {
        Rule rule = context.getRequiredTestMethod().getAnnotation(Rule.class);
        String folder = context.getConfigurationParameter(PARAMETER).orElseGet(ReportWriter::usualFolder);
        if (rule == null || folder.equals("none")) {
            return;
        }
        ExtensionContext top = context;
        while (top.getParent()
                .filter(parent -> parent.getTestClass().isPresent())
                .isPresent()) {
            top = top.getParent().get();
        }
        Class<?> examining = top.getRequiredTestClass();
        // It is closed, and so written, when the class is done.
        top.getStore(OURS)
                .getOrComputeIfAbsent(
                        RuleReport.class, key -> new RuleReport(examining, Path.of(folder)), RuleReport.class)
                .note(rule, outcome, cause == null ? "" : String.valueOf(cause.getMessage()));
    }

    private static String usualFolder() {
        boolean gradle = Files.isDirectory(Path.of("build")) && !Files.isDirectory(Path.of("target"));
        return gradle ? "build/contract" : "target/contract";
    }
}
