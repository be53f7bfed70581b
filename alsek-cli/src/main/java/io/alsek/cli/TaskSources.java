package io.alsek.cli;

import io.alsek.discovery.DiscoveredTasks;
import io.alsek.discovery.TaskDiscovery;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the user's classes are. */
final class TaskSources {

    @Option(
            names = {"--class-path", "-cp"},
            paramLabel = "PATH",
            description = "Where the classes of the packages are, and what they need: jars, directories of classes, "
                    + "and DIR/* for all jars of a directory, with \"${sys:path.separator}\" between them.")
    private @Nullable String classPath;

    /**
     * Finds the tasks of packages. The loader of their classes becomes that of the calling thread, and so of all pools
     * that it makes.
     */
    DiscoveredTasks find(List<String> packages) {
        try {
            TaskDiscovery discovery = TaskDiscovery.in(packages.toArray(String[]::new));
            if (classPath == null) {
                return discovery.find(); // where this program comes from, modules included
            }
            ClassLoader loader = new URLClassLoader(
                    "user", entries(classPath).toArray(URL[]::new), TaskSources.class.getClassLoader());
            Thread.currentThread().setContextClassLoader(loader);
            return discovery.with(loader).find();
        } catch (IllegalArgumentException e) {
            throw new RefusedException(e.getMessage(), e);
        }
    }

    /** What a process needs that runs these tasks: the class path of this one, and the user's. */
    String classPathOfChildren() {
        StringBuilder path = new StringBuilder(System.getProperty("java.class.path", ""));
        if (classPath != null) {
            for (URL entry : entries(classPath)) {
                path.append(File.pathSeparator).append(Path.of(URI.create(entry.toString())));
            }
        }
        return path.toString();
    }

    private static List<URL> entries(String classPath) {
        List<URL> entries = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            if (entry.isEmpty()) {
                continue;
            }
            boolean isAllJars = entry.endsWith("*");
            Path path = Path.of(isAllJars ? entry.substring(0, entry.length() - 1) : entry)
                    .toAbsolutePath();
            if (isAllJars ? !Files.isDirectory(path) : !Files.exists(path)) {
                throw new RefusedException("There is no " + path + ", which the class path names");
            }
            try {
                if (isAllJars) {
                    addJars(path, entries);
                } else {
                    entries.add(path.toUri().toURL());
                }
            } catch (IOException e) {
                throw new RefusedException("The entry " + entry + " of the class path cannot be read: " + e, e);
            }
        }
        return entries;
    }

    private static void addJars(Path directory, List<URL> entries) throws IOException {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.{jar,JAR}")) {
            files.forEach(jars::add);
        }
        jars.sort(null);
        for (Path jar : jars) {
            entries.add(url(jar));
        }
    }

    private static URL url(Path path) throws MalformedURLException {
        return path.toUri().toURL();
    }
}
