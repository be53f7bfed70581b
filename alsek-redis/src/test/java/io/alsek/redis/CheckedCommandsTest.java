package io.alsek.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code check.lua} tries whatever the other scripts run. */
class CheckedCommandsTest {

    private static final Path SCRIPTS = Path.of("src/main/resources/io/alsek/redis/scripts");
    private static final Pattern CALL = Pattern.compile("(?:call|emit)\\(\\s*['\"]([A-Z]+)['\"]");
    private static final Pattern CHECKED = Pattern.compile("\\{ '([A-Z]+)'");

    /** Whose absence the scripts bear: nothing is handed over then. */
    private static final Set<String> DISPENSABLE = Set.of("PUBSUB");

    private static Set<String> found(Path file, Pattern pattern) {
        try {
            Set<String> commands = new TreeSet<>();
            for (Matcher matcher = pattern.matcher(Files.readString(file)); matcher.find(); ) {
                commands.add(matcher.group(1));
            }
            return commands;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void areAllThatScriptsRun() throws IOException {
        Set<String> used = new TreeSet<>();
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            files.filter(file -> !file.endsWith("check.lua")).forEach(file -> used.addAll(found(file, CALL)));
        }

        assertThat(used).contains("HSET", "PUBLISH");
        used.removeAll(DISPENSABLE);
        assertThat(found(SCRIPTS.resolve("check.lua"), CHECKED)).containsAll(used);
    }
}
