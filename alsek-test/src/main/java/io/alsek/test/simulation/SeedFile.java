package io.alsek.test.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The seeds with which a simulation failed last time. It is a convenience: where it cannot be read or written, nothing
 * is remembered.
 */
final class SeedFile {

    private static final System.Logger LOG = System.getLogger(SeedFile.class.getName());

    private static final int MOST = 20;

    private final String name;
    private final @Nullable Path path;

    SeedFile(Settings settings) {
        this.name = settings.name;
        this.path = settings.remembers ? directory(settings).resolve(fileName(settings.name)) : null;
    }

    private static Path directory(Settings settings) {
        Path chosen = settings.memory;
        if (chosen != null) {
            return chosen;
        }
        Path build = Files.exists(Path.of("build.gradle")) || Files.exists(Path.of("build.gradle.kts"))
                ? Path.of("build")
                : Path.of("target");
        return build.resolve("alsek-simulation");
    }

    private static String fileName(String name) {
        return name.replaceAll("[^A-Za-z0-9._-]", "_") + ".seeds";
    }

    /** The seeds, the latest first. */
    List<Long> seeds() {
        List<Long> seeds = new ArrayList<>();
        if (path == null || !Files.isReadable(path)) {
            return seeds;
        }
        try {
            for (String line : Files.readAllLines(path)) {
                if (line.matches("\\d{1,18}")) {
                    seeds.add(Long.parseLong(line));
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "Cannot read " + path, e);
        }
        return seeds;
    }

    /** Remembers a seed that failed. */
    void add(long seed) {
        Set<Long> all = new LinkedHashSet<>();
        all.add(seed);
        all.addAll(seeds());
        write(all.stream().limit(MOST).toList());
    }

    /** Forgets a seed that does not fail any more. */
    void remove(long seed) {
        List<Long> all = seeds();
        if (all.remove(seed)) {
            write(all);
        }
    }

    private void write(List<Long> seeds) {
        if (path == null) {
            return;
        }
        try {
            if (seeds.isEmpty()) {
                Files.deleteIfExists(path);
                return;
            }
            Path directory = path.getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            List<String> lines = new ArrayList<>();
            lines.add("# Seeds with which " + name + " failed; they are tried first. Delete this file to forget them.");
            seeds.forEach(seed -> lines.add(Long.toString(seed)));
            Files.write(path, lines);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "Cannot write " + path, e);
        }
    }

    /** Where they are kept, for people; empty if they are not. */
    String place() {
        return path == null ? "" : path.toString();
    }
}
