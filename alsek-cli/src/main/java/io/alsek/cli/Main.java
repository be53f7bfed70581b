package io.alsek.cli;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
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
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = ProgramVersion.class)
public final class Main {

    private static final int HELP_WIDTH = 100;

    private static final Map<String, Supplier<Object>> COMMANDS = commands();

    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("thread-pool", ThreadPoolCommand::new);
        commands.put("async-pool", AsyncPoolCommand::new);
        commands.put("process-pool", ProcessPoolCommand::new);
        commands.put("tasks", TasksCommand::new);
        commands.put("queues", QueuesCommand::new);
        commands.put("messages", MessagesCommand::new);
        commands.put("dlq", DeadLettersCommand::new);
        commands.put("schedules", SchedulesCommand::new);
        commands.put("submit", SubmitCommand::new);
        commands.put("status", StatusCommand::new);
        commands.put("revoke", RevokeCommand::new);
        commands.put("demo", DemoCommand::new);
        commands.put("completion", CompletionCommand::new);
        return commands;
    }

    private @Nullable LogLevel logLevel;

    /** Runs the program and ends the JVM with its exit code. */
    public static void main(String... arguments) {
        boolean isCommand = arguments.length > 0 && COMMANDS.containsKey(arguments[0]);
        CommandLine program = isCommand ? commandLine(List.of(arguments[0])) : commandLine();
        System.exit(run(program, System.getenv(), arguments));
    }

    static int run(CommandLine program, Map<String, String> environment, String... arguments) {
        try {
            program.setDefaultValueProvider(Configuration.read(environment, arguments));
        } catch (RefusedException e) {
            return Troubles.report(program, e);
        }
        return program.execute(arguments);
    }

    static CommandLine commandLine() {
        return commandLine(COMMANDS.keySet());
    }

    /** The program with some of its commands: to read the options of one alone takes a fraction of the time. */
    private static CommandLine commandLine(Collection<String> commands) {
        Main main = new Main();
        CommandLine program = new CommandLine(main);
        COMMANDS.forEach((name, command) -> {
            if (commands.contains(name)) {
                program.addSubcommand(name, command.get());
            }
        });
        return program.setCaseInsensitiveEnumValuesAllowed(true)
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
