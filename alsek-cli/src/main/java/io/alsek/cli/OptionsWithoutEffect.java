package io.alsek.cli;

import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What Python's Alsek has to be told and this one does not, because it waits for slots and results instead of looking
 * for them again and again. Accepted, so that whoever comes from there need not change a script at once.
 */
final class OptionsWithoutEffect {

    private static final String WHY = "Accepted from those who come from Alsek for Python, and without effect: ";

    @Option(
            names = "--slot-wait-interval",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = WHY + "a slot that frees takes the next message at once.")
    private @Nullable Duration slotWait;

    @Option(
            names = "--prune-interval",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = WHY + "what has ended is cleared away at once.")
    private @Nullable Duration prune;

    @Option(
            names = "--complete-only-on-thread-exit",
            arity = "0",
            fallbackValue = "true",
            description = WHY + "a task is complete once its function has returned.")
    private boolean completeOnExit;

    void tell(PrintWriter err) {
        if (slotWait != null) {
            tell("--slot-wait-interval", err);
        }
        if (prune != null) {
            tell("--prune-interval", err);
        }
        if (completeOnExit) {
            tell("--complete-only-on-thread-exit", err);
        }
    }

    private static void tell(String option, PrintWriter err) {
        err.println("alsek: " + option + " has no effect here, and can be left out; see --help");
    }
}
