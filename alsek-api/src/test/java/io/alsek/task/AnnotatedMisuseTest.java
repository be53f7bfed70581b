package io.alsek.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.alsek.message.Arguments;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods that cannot be tasks are refused when they are looked for, not when the first message comes. */
@SuppressWarnings("unused") // the methods of the fixtures are found through reflection
class AnnotatedMisuseTest {

    private static final String OWNER = "The method io.alsek.task.AnnotatedMisuseTest";

    private static void assertRefused(Object owner, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnnotatedTasks.of(owner))
                .withMessage(message);
    }

    @Test
    void thereMustBeATask() {
        assertRefused(new Object(), "No method of java.lang.Object is annotated with @AlsekTask");
        assertThatIllegalArgumentException()
                .isThrownBy(AnnotatedTasks::of)
                .withMessage("There is nothing to look for @AlsekTask in");
    }

    static final class Statics {
        @AlsekTask
        static void fixed() {}
    }

    abstract static class Abstract {
        @AlsekTask
        abstract void add(int a);
    }

    static final class Twins {
        @AlsekTask
        void add(int a) {}

        @AlsekTask(name = "plus", aliases = "add")
        void sum(int a) {}
    }

    @Test
    void twoOfOneNameAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnnotatedTasks.of(new Twins()))
                .withMessageContaining(
                        "another task is named \"add\" already: io.alsek.task.AnnotatedMisuseTest$Twins.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnnotatedTasks.of(Statics.class, Statics.class))
                .withMessage(OWNER + "$Statics.fixed cannot be a task:"
                        + " another task is named \"fixed\" already: io.alsek.task.AnnotatedMisuseTest$Statics.fixed");
    }

    static final class Private {
        @AlsekTask
        private void add() {}
    }

    @Test
    void aPrivateMethodIsRefused() {
        assertRefused(new Private(), OWNER + "$Private.add cannot be a task: it is private");
    }

    @Test
    void aClassHasNoObjectToCallMethodsOn() {
        assertRefused(
                Twins.class,
                OWNER
                        + "$Twins.%s cannot be a task: it is not static; give an object of its class instead of the class"
                                .formatted(Twins.class.getDeclaredMethods()[0].getName()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnnotatedTasks.of(Abstract.class))
                .withMessageContaining("it is not static; give an object of its class");
    }

    @Test
    void namesMustBeInTheClassFile() throws Exception {
        String source = "@AlsekTask public static String %s(%s Message m) { return \"done\"; }";
        Class<?> without = JavaSource.ofClass("Nameless", source.formatted("add", "int a,"))
                .load();
        Class<?> withNames = JavaSource.ofClass("Named", source.formatted("add", "int a,"))
                .with("-parameters")
                .load();
        Class<?> annotated = JavaSource.ofClass("Annotated", source.formatted("add", "@AlsekTask.Named(\"a\") int x,"))
                .load();

        assertRefused(
                without,
                "The method io.alsek.task.Nameless.add cannot be a task: the class file lacks the name of its parameter arg0;"
                        + " compile it with -parameters, or annotate the parameter with @AlsekTask.Named");
        for (Class<?> named : List.of(withNames, annotated)) {
            assertThat(AnnotatedTasks.of(named).get(0).call(Arguments.named(Map.of("a", 1))))
                    .isEqualTo("done");
        }
    }

    @Test
    void aMessageNeedsNoName() throws Exception {
        Class<?> owner = JavaSource.ofClass(
                        "JustMessage", "@AlsekTask public static String id(Message m) { return m.id(); }")
                .load();

        assertThat(AnnotatedTasks.of(owner).get(0).call(Arguments.NONE)).isEqualTo("direct-call");
    }

    @Test
    void twoParametersOfOneNameAreRefused() {
        assertRefused(
                new Object() {
                    @AlsekTask
                    void add(int a, @AlsekTask.Named("a") int b) {}
                },
                OWNER + "$1.add cannot be a task: two of its parameters are named \"a\"");
    }

    @Test
    @SuppressWarnings("rawtypes") // the mistake in question
    void typesMustBeComplete() {
        assertRefused(
                new Object() {
                    @AlsekTask
                    void add(List<Map> all) {}
                },
                OWNER + "$2.add cannot be a task: the type of its parameter \"all\" is incomplete:"
                        + " Map has type parameters (K, V) that would be lost on the wire");
        assertRefused(
                new Object() {
                    @AlsekTask
                    <T> T same(T a) {
                        return a;
                    }
                },
                OWNER + "$3.same cannot be a task: its return type is incomplete:"
                        + " T is a type variable, for which nothing can be decoded");
        assertRefused(
                new Object() {
                    @AlsekTask
                    CompletionStage later() {
                        return null;
                    }
                },
                OWNER + "$4.later cannot be a task: it returns a CompletionStage without the type of the result;"
                        + " return a CompletionStage<…>");
    }

    static final class Wrong {
        @AlsekTask(timeout = "5 minutes")
        void timeout() {}

        @AlsekTask(backoff = "quadratic")
        void backoff() {}

        @AlsekTask(backoff = "none PT1S")
        void noBackoff() {}

        @AlsekTask(resultTtl = "P1D")
        void resultTtl() {}

        @AlsekTask(priority = -1)
        void priority() {}

        @AlsekTask(maxRetries = -2)
        void maxRetries() {}

        @AlsekTask(timeToLive = "PT-1S")
        void timeToLive() {}

        @AlsekTask(aliases = "alias")
        void alias() {}

        @AlsekTask(queue = "")
        void queue() {}
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timeout: timeout must be a duration in ISO 8601, such as PT30S, but is \"5 minutes\"",
                "backoff: backoff must be none, constant, linear or exponential, the latter three with a duration"
                        + " if need be, but is \"quadratic\"",
                "noBackoff: backoff must be none, constant, linear or exponential, the latter three with a duration"
                        + " if need be, but is \"none PT1S\"",
                "resultTtl: resultTtl makes no sense where no result is stored",
                "priority: priority must not be negative, but is -1 (task \"priority\")",
                "maxRetries: maxRetries must not be negative, but is -2; -1 stands for any number",
                "timeToLive: timeToLive must be at least a millisecond, but is PT-1S (task \"timeToLive\")",
                "alias: The task \"alias\" cannot be its own alias",
                "queue: The queue name must not be empty"
            })
    void aSettingThatMakesNoSenseIsRefused(String methodAndMessage) throws Exception {
        String[] parts = methodAndMessage.split(": ", 2);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AnnotatedDefinition(Wrong.class.getDeclaredMethod(parts[0])).task())
                .withMessage(parts[1]);
    }

    @Test
    void theMethodWithTheMistakeIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnnotatedTasks.of(new Wrong()))
                .withMessageStartingWith(OWNER + "$Wrong.");
    }
}
