package io.alsek.cli;

import io.alsek.cli.Main.LogLevel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/** Settings of the log, which are read when the first logger is made: so they have to come before that. */
final class Logging {

    private static final String PREFIX = "org.slf4j.simpleLogger.";

    private Logging() {}

    static void begin(ParseResult parsed, @Nullable LogLevel asked) {
        ParseResult innermost = parsed;
        while (innermost.hasSubcommand()) {
            innermost = innermost.subcommand();
        }
        boolean isPool = innermost.commandSpec().userObject() instanceof PoolCommand;
        LogLevel level = asked != null ? asked : isPool ? LogLevel.INFO : LogLevel.ERROR;
        System.setProperty(PREFIX + "defaultLogLevel", level.name());
        if (isPool) {
            setUnlessSet("showDateTime", "true");
            setUnlessSet("dateTimeFormat", "yyyy-MM-dd HH:mm:ss.SSS");
            setUnlessSet("levelInBrackets", "true");
        }
    }

    /** What makes the log of another process look like this one. */
    static List<String> options() {
        List<String> options = new ArrayList<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            if (name.startsWith(PREFIX)) {
                options.add("-D" + name + "=" + System.getProperty(name));
            }
        }
        options.sort(null);
        return options;
    }

    private static void setUnlessSet(String name, String value) {
        if (System.getProperty(PREFIX + name) == null) {
            System.setProperty(PREFIX + name, value);
        }
    }
}
