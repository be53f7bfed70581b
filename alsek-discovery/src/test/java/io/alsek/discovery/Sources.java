package io.alsek.discovery;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A user's classes, compiled while the test runs. */
final class Sources {

    private static final String IMPORTS = """
            import io.alsek.message.*;
            import io.alsek.task.*;
            import java.util.*;
            """;

    private final Path classes;
    private final Map<String, String> sources = new LinkedHashMap<>();

    Sources(Path classes) {
        this.classes = classes;
    }

    /** Adds a class by its full name, with what is between its braces. */
    Sources add(String name, String body) {
        return addType(name, "public final class " + simpleName(name) + " {" + body + "}");
    }

    /** Adds a type by its full name and declaration. */
    Sources addType(String name, String declaration) {
        String packageName = name.substring(0, name.lastIndexOf('.'));
        sources.put(name, "package " + packageName + ";\n" + IMPORTS + declaration);
        return this;
    }

    Sources module(String declaration) {
        sources.put("module-info", declaration);
        return this;
    }

    /** Registers a provider as a service. */
    Sources service(String provider) {
        write(classes.resolve("META-INF/services/io.alsek.task.TaskProvider"), provider + "\n");
        return this;
    }

    private static String simpleName(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    Path compile(String... options) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> all = new ArrayList<>(List.of("-d", classes.toString(), "-parameters", "-proc:none"));
        all.addAll(List.of(options));
        StringWriter messages = new StringWriter();
        List<Source> files = sources.entrySet().stream()
                .map(each -> new Source(each.getKey(), each.getValue()))
                .toList();
        if (!compiler.getTask(messages, null, null, all, null, files).call()) {
            throw new IllegalStateException(messages.toString());
        }
        return classes;
    }

    ClassLoader load() {
        return loaderOf(compile());
    }

    /** The classes in a jar that has, as some tools make them, no entries for directories. */
    Path jar(Path file) {
        Path root = compile();
        return zip(root, file, Map.of());
    }

    static Path zip(Path root, Path file, Map<String, String> extra) {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(root)) {
            for (Map.Entry<String, String> each : extra.entrySet()) {
                zip.putNextEntry(new ZipEntry(each.getKey()));
                zip.write(each.getValue().getBytes(StandardCharsets.UTF_8));
            }
            for (Path each : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
                String name = root.relativize(each).toString().replace('\\', '/');
                if (!extra.containsKey(name)) {
                    zip.putNextEntry(new ZipEntry(name));
                    Files.copy(each, zip);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    static ClassLoader loaderOf(Path root) {
        try {
            return new URLClassLoader(new URL[] {root.toUri().toURL()}, Sources.class.getClassLoader());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(
                    URI.create("string:///" + name.replace('.', '/') + Kind.SOURCE.extension),
                    JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
