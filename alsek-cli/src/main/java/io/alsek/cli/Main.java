package io.alsek.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;

/** The program {@code alsek}: everything it can do is a subcommand. */
@Command(
        name = "alsek",
        description = "A distributed task queue.",
        subcommands = {
            ThreadPoolCommand.class,
            AsyncPoolCommand.class,
            TasksCommand.class,
            QueuesCommand.class,
            MessagesCommand.class,
            DeadLettersCommand.class,
            SubmitCommand.class,
            StatusCommand.class,
            RevokeCommand.class,
            DemoCommand.class,
            CompletionCommand.class
        },
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = ProgramVersion.class)
public final class Main {

    private static final int HELP_WIDTH = 100;

    private @Nullable LogLevel logLevel;

    /** Runs the program and ends the JVM with its exit code. */
    public static void main(String... arguments) {
        System.exit(run(commandLine(), System.getenv(), arguments));
    }

    static int run(CommandLine program, Map<String, String> environment, String... arguments) {
        try {
            program.setDefaultValueProvider(Configuration.read(program, environment, arguments));
        } catch (RefusedException e) {
            return Troubles.report(program, e);
        }
        return program.execute(arguments);
    }

    static CommandLine commandLine() {
        Main main = new Main();
        return new CommandLine(main)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(HELP_WIDTH)
                .setExecutionStrategy(main::execute)
                .setParameterExceptionHandler(Troubles::misused)
                .setExecutionExceptionHandler(Troubles::failed);
    }

    private int execute(ParseResult parsed) {
        Logging.begin(parsed, logLevel);
        return new RunLast().execute(parsed);
    }

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            scope = ScopeType.INHERIT,
            description = "What to log to standard error: ${COMPLETION-CANDIDATES}; INFO for worker pools, ERROR for "
                    + "everything else by default.")
    void logLevel(@Nullable LogLevel level) {
        logLevel = level == null ? logLevel : level;
    }

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "A properties file with what is not given by options, such as redis=redis://localhost:6379 "
                    + "or thread-pool.threads=16; alsek.properties in the working directory by default, if it is "
                    + "there.")
    void configuration(@Nullable String file) {
        // Read before everything else, see Configuration.
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
