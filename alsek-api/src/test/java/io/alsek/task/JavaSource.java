package io.alsek.task;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Java code that is compiled by a test: to see that it does not compile, or to compile it in another way. */
final class JavaSource {

    private final String className;
    private final String code;
    private final List<String> options = new ArrayList<>(List.of("-proc:none"));

    private JavaSource(String className, String code) {
        this.className = className;
        this.code = code;
    }

    /** A class in the package io.alsek.task, with everything imported that a user of tasks needs. */
    static JavaSource ofClass(String name, String body) {
        return new JavaSource("io.alsek.task." + name, """
                package io.alsek.task;
                import io.alsek.message.*;
                import java.util.*;
                public final class %s {
                    %s
                }
                """.formatted(name, body));
    }

    /** Compiles with one more option. */
    JavaSource with(String option) {
        options.add(option);
        return this;
    }

    /** {@return the messages of the compiler about code that does not compile} */
    List<String> errors() {
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        compile(diagnostics);
        return diagnostics.getDiagnostics().stream()
                .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
                .map(d -> d.getMessage(null))
                .toList();
    }

    /** {@return the compiled class} */
    Class<?> load() {
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        Map<String, ByteArrayOutputStream> classes = compile(diagnostics);
        ClassLoader loader = new ClassLoader(JavaSource.class.getClassLoader()) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                ByteArrayOutputStream compiled = classes.get(name);
                if (compiled == null) {
                    throw new ClassNotFoundException(name + " " + diagnostics.getDiagnostics());
                }
                byte[] bytes = compiled.toByteArray();
                return defineClass(name, bytes, 0, bytes.length);
            }
        };
        try {
            return loader.loadClass(className);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private Map<String, ByteArrayOutputStream> compile(DiagnosticCollector<JavaFileObject> diagnostics) {
        Map<String, ByteArrayOutputStream> classes = new ConcurrentHashMap<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, null, null);
        JavaFileManager memory = new ForwardingJavaFileManager<>(files) {
            @Override
            public JavaFileObject getJavaFileForOutput(
                    Location location, String name, Kind kind, javax.tools.FileObject sibling) {
                return new SimpleJavaFileObject(URI.create("memory:/" + name), kind) {
                    @Override
                    public OutputStream openOutputStream() {
                        return classes.computeIfAbsent(name, ignored -> new ByteArrayOutputStream());
                    }
                };
            }
        };
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("memory:/" + className.replace('.', '/') + ".java"), Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return code;
                    }
                };
        compiler.getTask(null, memory, diagnostics, options, null, List.of(source))
                .call();
        return classes;
    }
}
