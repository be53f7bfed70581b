package io.alsek.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.task.Task;
import io.github.classgraph.ClassGraph;
import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything is on the module path, as it would be for a user who starts Java with {@code --module-path}. */
class ModulePathTest {

    private static final String MAIN = """
            public class Main {
                @AlsekTask public static int add(int a, int b) { return a + b; }
                public static void main(String[] arguments) {
                    var found = io.alsek.discovery.TaskDiscovery.in(arguments[0]).find().found();
                    found.forEach(each -> System.out.println(each.bound().task().name() + " is " + each.place()));
                }
            }
            """;
    private static final String PROVIDER = """
            public class Shop implements TaskProvider {
                private Shop(String name) {}
                public static Shop provider() { return new Shop("corner"); }
                public List<BoundTask<?, ?>> tasks() {
                    return List.of(Task.named("charge").build().handledBy((none, context) -> null));
                }
            }
            """;

    @TempDir
    private Path temporary;

    /** Modules need jars, since only these can be modules without a descriptor; the tests run on directories. */
    private Path jarOf(Class<?> type, String module) throws Exception {
        Path root =
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isRegularFile(root)) {
            return root;
        }
        String manifest = "Manifest-Version: 1.0\nAutomatic-Module-Name: " + module + "\n";
        return Sources.zip(root, temporary.resolve(module + ".jar"), Map.of("META-INF/MANIFEST.MF", manifest));
    }

    private List<Path> library() throws Exception {
        List<Path> jars = new ArrayList<>();
        jars.add(jarOf(Task.class, "io.alsek.api"));
        jars.add(jarOf(TaskDiscovery.class, "io.alsek.discovery"));
        jars.add(jarOf(ClassGraph.class, "io.github.classgraph"));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (Stream.of("jackson", "slf4j-api", "jspecify").anyMatch(entry::contains)) {
                jars.add(Path.of(entry));
            }
        }
        return jars;
    }

    @Test
    void tasks_of_named_modules_are_found() throws Exception {
        String modulePath = String.join(
                File.pathSeparator, library().stream().map(Path::toString).toList());
        Path classes = new Sources(Files.createDirectories(temporary.resolve("classes")))
                .module("module com.example.shop { requires io.alsek.api; requires io.alsek.discovery;"
                        + " opens com.example.shop; provides io.alsek.task.TaskProvider with com.example.shop.Shop; }")
                .addType("com.example.shop.Main", MAIN)
                .addType("com.example.shop.Shop", PROVIDER)
                .compile("--module-path", modulePath);

        List<String> found = run(modulePath + File.pathSeparator + classes);

        assertThat(found)
                .containsExactly(
                        "add is the method com.example.shop.Main.add",
                        "charge is the task provider com.example.shop.Shop");
    }

    private List<String> run(String modulePath) throws IOException, InterruptedException {
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--module-path",
                        modulePath,
                        "--add-modules",
                        "ALL-MODULE-PATH",
                        "--module",
                        "com.example.shop/com.example.shop.Main",
                        "com.example.shop")
                .redirectErrorStream(true)
                .start();
        try (var output = java.inputReader(StandardCharsets.UTF_8)) {
            List<String> lines = output.lines().toList();
            assertThat(java.waitFor()).as(String.join("\n", lines)).isZero();
            return lines;
        }
    }

    @Test
    void tasks_in_a_layer_of_modules_are_found() throws IOException {
        Path jar = new Sources(Files.createDirectories(temporary.resolve("classes")))
                .add("com.example.shop.Maths", "@AlsekTask static int add(int a, int b) { return a + b; }")
                .jar(temporary.resolve("com.example.shop.jar"));
        ModuleFinder finder = ModuleFinder.of(jar);
        var configuration =
                ModuleLayer.boot().configuration().resolve(finder, ModuleFinder.of(), Set.of("com.example.shop"));
        ModuleLayer layer = ModuleLayer.boot()
                .defineModulesWithOneLoader(configuration, getClass().getClassLoader());

        DiscoveredTasks found = TaskDiscovery.in("com.example.shop").with(layer).find();

        assertThat(found.found()).extracting(FoundTask::place).containsExactly("the method com.example.shop.Maths.add");
    }
}
