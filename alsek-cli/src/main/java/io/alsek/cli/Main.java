package io.alsek.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program {@code alsek}: everything it can do is a subcommand. */
@Command(
        name = "alsek",
        description = "A distributed task queue.",
        subcommands = DemoCommand.class,
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = ProgramVersion.class)
public final class Main {

    /** Runs the program and ends the JVM with its exit code. */
    public static void main(String... arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "ERROR",
            scope = ScopeType.INHERIT,
            description = "What to log to standard error: ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} by default.")
    void logLevel(LogLevel level) {
        // Read when the first logger is made, which is later than this.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", level.name());
    }

    enum LogLevel {
        OFF,
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }
}
