package io.alsek.cli;

import io.alsek.discovery.DiscoveryException;
import io.alsek.process.ChildProcessException;
import io.alsek.spi.BackendException;
import java.io.PrintWriter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells the user what went wrong, and the shell by exit code: 1 for a failure, 2 for wrong usage. */
final class Troubles {

    private static final Pattern CREDENTIALS = Pattern.compile("://[^/\\s'\"\\[]*@");

    private Troubles() {}

    /** The arguments were not understood. All the help would push that out of sight, so it is only referred to. */
    static int misused(ParameterException problem, String... arguments) {
        CommandLine command = problem.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        err.println(name + ": " + withoutCredentials(problem.getMessage()));
        UnmatchedArgumentException.printSuggestions(problem, err);
        if (command.getSubcommands().isEmpty()) {
            err.println("\"" + name + " --help\" tells what it takes");
        } else {
            command.usage(err, command.getColorScheme()); // a list of commands, which is short
        }
        return ExitCode.USAGE;
    }

    /** The command began and did not come to its end. */
    static int failed(Exception problem, CommandLine command, ParseResult parsed) {
        return report(command, problem);
    }

    static int report(CommandLine command, Exception problem) {
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        if (problem instanceof RefusedException || problem instanceof DiscoveryException) {
            err.println(name + ": " + withoutCredentials(problem.getMessage()));
            return ExitCode.USAGE;
        }
        if (problem instanceof BackendException
                || problem instanceof ChildProcessException
                || problem instanceof FailedException) {
            err.println(name + ": " + withoutCredentials(problem.getMessage()));
            return ExitCode.SOFTWARE;
        }
        err.println(name + " failed unexpectedly:");
        problem.printStackTrace(err);
        return ExitCode.SOFTWARE;
    }

    private static String withoutCredentials(@Nullable String message) {
        return CREDENTIALS.matcher(String.valueOf(message)).replaceAll("://…@");
    }
}
