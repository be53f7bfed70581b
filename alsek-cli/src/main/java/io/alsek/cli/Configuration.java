package io.alsek.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What options are if they are not given: a variable of the environment, such as {@code ALSEK_REDIS}, before a property
 * of the command, such as {@code thread-pool.threads}, before one for all commands, such as {@code redis}.
 */
final class Configuration implements IDefaultValueProvider {

    private static final String OPTION = "--config";
    private static final String VARIABLE = "ALSEK_CONFIG";
    private static final Path USUAL_FILE = Path.of("alsek.properties");
    private static final Set<String> NOT_CONFIGURABLE = Set.of("help", "version", "config");

    private final Map<String, String> environment;
    private final Properties properties;

    private Configuration(Map<String, String> environment, Properties properties) {
        this.environment = environment;
        this.properties = properties;
    }

    /**
     * Reads the file.
     *
     * @throws RefusedException if it cannot be read, or sets something that no command has
     */
    static Configuration read(Map<String, String> environment, String... arguments) {
        Properties properties = new Properties();
        Path file = fileAmong(arguments);
        if (file == null && environment.containsKey(VARIABLE)) {
            file = Path.of(environment.get(VARIABLE));
        }
        if (file == null && Files.isRegularFile(USUAL_FILE)) {
            file = USUAL_FILE;
        }
        if (file != null) {
            load(properties, file);
            requireKnown(properties, file);
        }
        return new Configuration(Map.copyOf(environment), properties);
    }

    /** Options get their defaults while they are parsed, so this one cannot wait for that. */
    private static @Nullable Path fileAmong(String... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].equals(OPTION) && i + 1 < arguments.length) {
                return Path.of(arguments[i + 1]);
            }
            if (arguments[i].startsWith(OPTION + "=")) {
                return Path.of(arguments[i].substring(OPTION.length() + 1));
            }
        }
        return null;
    }

    private static void load(Properties properties, Path file) {
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new RefusedException("The configuration file " + file + " cannot be read: " + e, e);
        }
    }

    private static void requireKnown(Properties properties, Path file) {
        Set<String> known = new TreeSet<>();
        collect(Main.commandLine(), known);
        Set<String> unknown = new TreeSet<>(properties.stringPropertyNames());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new RefusedException("The configuration file " + file + " sets " + String.join(", ", unknown)
                    + ", which no command knows. A property is named like an option, such as redis,"
                    + " or like a command and its option, such as thread-pool.threads");
        }
    }

    private static void collect(CommandLine command, Set<String> names) {
        for (OptionSpec option : command.getCommandSpec().options()) {
            String name = nameOf(option);
            if (!NOT_CONFIGURABLE.contains(name)) {
                names.add(name);
                names.add(pathOf(command.getCommandSpec()) + name);
            }
        }
        command.getSubcommands().values().forEach(each -> collect(each, names));
    }

    private static String nameOf(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }

    /** Such as {@code thread-pool.}; empty for the program itself. */
    private static String pathOf(CommandSpec command) {
        String path = command.qualifiedName(".") + ".";
        return path.substring(path.indexOf('.') + 1);
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            return null;
        }
        String name = nameOf(option);
        if (NOT_CONFIGURABLE.contains(name)) {
            return null;
        }
        String variable = environment.get("ALSEK_" + name.replace('-', '_').toUpperCase(Locale.ROOT));
        if (variable != null) {
            return variable;
        }
        String ofCommand = properties.getProperty(pathOf(option.command()) + name);
        return ofCommand != null ? ofCommand : properties.getProperty(name);
    }
}
