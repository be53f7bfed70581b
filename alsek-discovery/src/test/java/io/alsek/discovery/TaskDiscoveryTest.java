package io.alsek.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alsek.task.BoundTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskDiscoveryTest {

    @TempDir
    private Path temporary;

    private Sources sources;

    @BeforeEach
    void makeSources() throws IOException {
        sources = new Sources(Files.createDirectories(temporary.resolve("classes")));
    }

    private static String field(String name, String task) {
        return """
                static final BoundTask<String, Integer> %s = Task.named("%s")
                        .input(String.class).output(Integer.class).build()
                        .handledBy((text, context) -> text.length());
                """.formatted(name, task);
    }

    private static String method(String name) {
        return "@AlsekTask static int " + name + "(int a, int b) { return a + b; }";
    }

    private DiscoveredTasks find(String... packages) {
        return TaskDiscovery.in(packages).with(sources.load()).find();
    }

    private void assertRefused(String packageName, String... messageParts) {
        ClassLoader loader = sources.load();
        assertThatThrownBy(() -> TaskDiscovery.in(packageName).with(loader).find())
                .isInstanceOf(DiscoveryException.class)
                .hasMessageContainingAll(messageParts);
    }

    private static List<String> names(DiscoveredTasks found) {
        return found.tasks().stream().map(bound -> bound.task().name()).toList();
    }

    @Nested
    class Finds {

        @Test
        @SuppressWarnings("unchecked")
        void static_fields_that_hold_a_task_with_its_function() throws Exception {
            sources.add("com.example.Texts", field("LENGTH", "length"));

            DiscoveredTasks found = find("com.example");

            assertThat(names(found)).containsExactly("length");
            assertThat(found.found().get(0).place()).isEqualTo("the field com.example.Texts.LENGTH");
            BoundTask<String, Integer> bound =
                    (BoundTask<String, Integer>) found.tasks().get(0);
            assertThat(bound.call("four")).isEqualTo(4);
        }

        @Test
        void static_annotated_methods() {
            sources.add("com.example.Maths", method("add"));

            DiscoveredTasks found = find("com.example");

            assertThat(names(found)).containsExactly("add");
            assertThat(found.found().get(0).place()).isEqualTo("the method com.example.Maths.add");
        }

        @Test
        void annotated_methods_of_an_object_that_can_be_made() {
            sources.add("com.example.Counter", "Counter() {} @AlsekTask int next() { return 1; }");

            assertThat(names(find("com.example"))).containsExactly("next");
        }

        @Test
        void annotated_methods_of_an_abstract_class_through_its_subclass() {
            sources.addType(
                            "com.example.Greeting",
                            "abstract class Greeting { @AlsekTask String greet() { return hi(); }"
                                    + " abstract String hi(); }")
                    .addType("com.example.Hello", "class Hello extends Greeting { String hi() { return \"hello\"; } }");

            assertThat(names(find("com.example"))).containsExactly("greet");
        }

        @Test
        void what_registered_providers_of_the_package_supply() {
            sources.addType(
                            "com.example.Shop",
                            "public class Shop implements TaskProvider { public Collection<BoundTask<?, ?>> tasks() {"
                                    + " return List.of(Task.named(\"charge\").build().handledBy((none, context) -> null)); } }")
                    .service("com.example.Shop");

            DiscoveredTasks found = find("com.example");

            assertThat(names(found)).containsExactly("charge");
            assertThat(found.found().get(0).place()).isEqualTo("the task provider com.example.Shop");
        }

        @Test
        void the_methods_of_an_object_that_only_a_provider_can_make() {
            sources.add("com.example.Shop", "Shop(String name) {} @AlsekTask int sell() { return 1; }")
                    .addType(
                            "com.example.Shops",
                            "public class Shops implements TaskProvider { public Collection<BoundTask<Arguments, ?>> tasks() {"
                                    + " return AnnotatedTasks.of(new Shop(\"corner\")); } }")
                    .service("com.example.Shops");

            assertThat(names(find("com.example"))).containsExactly("sell");
        }

        @Test
        void tasks_of_packages_below_but_not_beside_or_above() {
            sources.add("com.example.shop.deep.er.Deep", method("deep"))
                    .add("com.example.shop.Shop", method("shop"))
                    .add("com.example.shopping.Beside", method("beside"))
                    .add("com.example.Above", method("above"));

            assertThat(names(find("com.example.shop"))).containsExactly("deep", "shop");
        }

        @Test
        void tasks_of_several_packages_each_once() {
            sources.add("com.example.a.A", method("a")).add("com.example.b.B", field("B", "b"));

            assertThat(names(find("com.example.b", "com.example.a", "com.example")))
                    .containsExactly("a", "b");
        }

        @Test
        void packages_by_pattern() {
            sources.add("com.example.a.tasks.A", method("a"))
                    .add("com.example.b.tasks.more.B", method("b"))
                    .add("com.example.b.other.C", method("c"));

            assertThat(names(find("*.example.a", "com.example.*.tasks"))).containsExactly("a", "b");
        }

        @Test
        void a_value_that_is_seen_in_two_places_once() {
            sources.add("com.example.Maths", field("ADD", "add"))
                    .add("com.example.More", "static final BoundTask<String, Integer> SAME = Maths.ADD;");

            assertThat(names(find("com.example"))).containsExactly("add");
        }

        @Test
        void a_static_method_that_a_subclass_inherits_once() {
            sources.addType("com.example.Maths", "class Maths {" + method("add") + "}")
                    .addType("com.example.More", "class More extends Maths {" + method("more") + "}");

            assertThat(names(find("com.example"))).containsExactly("add", "more");
        }

        @Test
        void tasks_in_a_jar_without_entries_for_directories() {
            sources.add("com.example.deep.Maths", method("add"));
            Path jar = sources.jar(temporary.resolve("user.jar"));

            assertThat(names(TaskDiscovery.in("com.example")
                            .with(Sources.loaderOf(jar))
                            .find()))
                    .containsExactly("add");
        }

        @Test
        void tasks_without_a_function_and_says_so() {
            sources.add("com.example.Maths", method("add"))
                    .add(
                            "com.example.Names",
                            "static final Task<Void, Void> LATER = Task.named(\"later\").build();"
                                    + "static final Task<Arguments, Integer> ADD ="
                                    + " Task.named(\"add\").arguments().output(Integer.class).build();");

            DiscoveredTasks found = find("com.example");

            assertThat(names(found)).containsExactly("add");
            assertThat(found.withoutHandler()).containsExactly("com.example.Names.LATER");
        }
    }

    @Nested
    class Leaves_alone {

        @Test
        void classes_that_have_nothing_to_do_with_tasks_and_cannot_be_used() throws IOException {
            sources.add("com.example.Maths", method("add"))
                    .addType("com.example.Gone", "class Gone {}")
                    .addType(
                            "com.example.Plugin",
                            "class Plugin extends Gone { Gone gone; Gone get() { return gone; } }")
                    .add("com.example.Bomb", "static { if (true) throw new IllegalStateException(\"bang\"); }");
            ClassLoader loader = sources.load();
            Files.delete(temporary.resolve("classes/com/example/Gone.class"));

            assertThat(names(TaskDiscovery.in("com.example").with(loader).find()))
                    .containsExactly("add");
        }

        @Test
        void providers_of_other_packages() {
            sources.add("com.example.Maths", method("add"))
                    .addType(
                            "org.other.Failing",
                            "public class Failing implements TaskProvider { public Collection<BoundTask<?, ?>> tasks() {"
                                    + " throw new IllegalStateException(\"not asked\"); } }")
                    .service("org.other.Failing");

            assertThat(names(find("com.example"))).containsExactly("add");
        }
    }

    @Nested
    class Refuses {

        @Test
        void a_package_that_is_not_there() {
            sources.add("com.example.Maths", method("add"));

            assertRefused("com.exmaple", "no package com.exmaple", "class path");
            assertRefused("com.example.Maths", "Give the name of a package, not of a class");
        }

        @Test
        void a_package_without_tasks() {
            sources.add("com.example.Nothing", "").add("com.example.Other", "");

            assertRefused("com.example", "no tasks among the 2 classes of the package com.example", "@AlsekTask");
        }

        @Test
        void a_package_whose_tasks_all_lack_a_function() {
            sources.add("com.example.Names", "static final Task<Void, Void> LATER = Task.named(\"later\").build();");

            assertRefused("com.example", "com.example.Names.LATER", "handledBy");
        }

        @Test
        void two_tasks_of_one_name_and_names_the_places() {
            sources.add("com.example.Maths", method("add")).add("com.example.Fields", field("ADD", "add"));

            assertRefused(
                    "com.example",
                    "\"add\" is the name of two tasks",
                    "the field com.example.Fields.ADD",
                    "the method com.example.Maths.add");
        }

        @Test
        void a_name_that_is_the_alias_of_another_task() {
            sources.add("com.example.Old", "@AlsekTask(aliases = \"plus\") static int add() { return 1; }")
                    .add("com.example.New", method("plus"));

            assertRefused("com.example", "\"plus\" is the name of two tasks", "Old.add", "New.plus");
        }

        @Test
        void a_class_whose_static_initializer_throws() {
            sources.add(
                    "com.example.Broken",
                    field("ADD", "add")
                            + "static { if (true) throw new IllegalStateException(\"no configuration\"); }");

            assertRefused(
                    "com.example",
                    "com.example.Broken",
                    "static initializer threw java.lang.IllegalStateException: no configuration");
        }

        @Test
        void a_class_whose_static_initializer_throws_when_asked_again() {
            sources.add("com.example.Broken", field("ADD", "add") + "static { if (true) throw new Error(\"no\"); }");
            ClassLoader loader = sources.load();
            TaskDiscovery discovery = TaskDiscovery.in("com.example").with(loader);

            assertThatThrownBy(discovery::find).hasMessageContaining("threw java.lang.Error: no");
            assertThatThrownBy(discovery::find)
                    .isInstanceOf(DiscoveryException.class)
                    .hasMessageContainingAll("com.example.Broken", "static initializer");
        }

        @Test
        void the_class_of_a_method_whose_static_initializer_throws() {
            sources.add("com.example.Broken", method("add") + "static { if (true) throw new AssertionError(\"no\"); }");

            assertRefused("com.example", "com.example.Broken", "static initializer threw java.lang.AssertionError: no");
        }

        @Test
        void a_class_that_needs_another_which_is_missing() throws IOException {
            sources.addType("com.example.Gone", "class Gone {}")
                    .add("com.example.Maths", method("add") + "static int use(Gone gone) { return 1; }");
            ClassLoader loader = sources.load();
            Files.delete(temporary.resolve("classes/com/example/Gone.class"));

            assertThatThrownBy(
                            () -> TaskDiscovery.in("com.example").with(loader).find())
                    .isInstanceOf(DiscoveryException.class)
                    .hasMessageContainingAll("com.example.Maths", "needs the class com.example.Gone");
        }

        @Test
        void an_object_that_cannot_be_made() {
            sources.add("com.example.Shop", "Shop(String name) {} @AlsekTask int sell() { return 1; }");

            assertRefused("com.example", "com.example.Shop", "no constructor without parameters", "TaskProvider");
        }

        @Test
        void an_object_whose_constructor_throws() {
            sources.add(
                    "com.example.Shop",
                    "Shop() { throw new IllegalStateException(\"closed\"); } @AlsekTask int sell() { return 1; }");

            assertRefused("com.example", "com.example.Shop", "closed");
        }

        @Test
        void an_abstract_class_that_nothing_extends() {
            sources.addType("com.example.Shop", "abstract class Shop { @AlsekTask int sell() { return 1; } }");

            assertRefused("com.example", "com.example.Shop", "abstract");
        }

        @Test
        void a_method_that_makes_no_sense_as_a_task() {
            sources.add("com.example.Maths", "@AlsekTask(maxRetries = -7) static int add() { return 1; }");

            assertRefused("com.example", "com.example.Maths.add", "maxRetries");
        }

        @Test
        void a_field_without_a_value() {
            sources.add("com.example.Maths", "static BoundTask<String, String> later;");

            assertRefused("com.example", "com.example.Maths.later is null");
        }

        @Test
        void a_provider_that_fails_supplies_nothing_or_is_not_there() {
            sources.addType(
                            "com.example.Shop",
                            "public class Shop implements TaskProvider { public Collection<BoundTask<?, ?>> tasks() {"
                                    + " throw new IllegalStateException(\"no database\"); } }")
                    .service("com.example.Shop");
            assertRefused("com.example", "task provider com.example.Shop", "no database");

            sources.addType(
                    "com.example.Shop",
                    "public class Shop implements TaskProvider { public Collection<BoundTask<?, ?>> tasks() {"
                            + " return List.of(); } }");
            assertRefused("com.example", "task provider com.example.Shop supplies no tasks");

            sources.service("com.example.Absent");
            assertRefused("com.example", "registered wrongly", "com.example.Absent");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "com/example", "com..example", "com.example.", ".com", "com example", "a-b"})
        void what_is_not_the_name_of_a_package(String name) {
            assertThatThrownBy(() -> TaskDiscovery.in(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"" + name + "\" is not the name of a package");
        }

        @Test
        void to_look_nowhere() {
            assertThatThrownBy(TaskDiscovery::in).hasMessageContaining("at least one package");
        }
    }
}
