package io.alsek.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.alsek.message.Arguments;
import io.alsek.message.Backoff;
import io.alsek.message.Mechanism;
import io.alsek.message.Serializer;
import io.alsek.message.Tracking;
import io.alsek.message.TypeRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TaskTest {

    record Add(int a, int b) {}

    @Nested
    class ByDefault {

        private final Task<Void, Void> task = Task.named("tidy").build();

        @Test
        void aTaskHasNeitherInputNorResult() {
            assertThat(task.name()).isEqualTo("tidy");
            assertThat(task.inputType()).isEqualTo(Void.class);
            assertThat(task.outputType()).isEqualTo(Void.class);
            assertThat(task.settings().tracking()).isEqualTo(Tracking.NONE);
        }

        @Test
        void aTaskIsRunInAThreadWithThreeRetriesWithinAnHourAndAWeek() {
            assertThat(task.queue()).isEqualTo("alsek_queue");
            assertThat(task.maxRetries()).hasValue(3);
            assertThat(task.settings().backoff())
                    .isEqualTo(Backoff.exponential().settings());
            assertThat(task.settings().timeout()).hasHours(1);
            assertThat(task.settings().priority()).isZero();
            assertThat(task.settings().mechanism()).isEqualTo(Mechanism.THREAD);
            assertThat(task.settings().mainThread()).isFalse();
            assertThat(task.timeToLive()).hasDays(7);
            assertThat(task.serializer()).isEmpty();
            assertThat(task.keywordsOnly()).isFalse();
        }

        @Test
        void aResultIsKeptForADay() {
            Task<Add, Integer> add =
                    Task.named("add").input(Add.class).output(Integer.class).build();

            assertThat(add.settings().tracking()).isEqualTo(new Tracking(true, Duration.ofDays(1), false, true));
        }
    }

    @Nested
    class Options {

        @Test
        void areAllKept() {
            TaskHooks<Integer> hooks = new TaskHooks<>() {};
            Task<Arguments, Integer> task = Task.named("add")
                    .arguments()
                    .output(Integer.class)
                    .keywordsOnly()
                    .queue("math_ops")
                    .retry(5, Backoff.none())
                    .timeout(Duration.ofSeconds(30))
                    .priority(2)
                    .mechanism(Mechanism.PROCESS)
                    .mainThread()
                    .storeResult(Duration.ofHours(2))
                    .trackStatus()
                    .timeToLive(Duration.ofMinutes(10))
                    .serializer(Serializer.cbor())
                    .hooks(hooks)
                    .build();

            assertThat(task.inputType()).isEqualTo(Arguments.class);
            assertThat(task.outputType()).isEqualTo(Integer.class);
            assertThat(task.keywordsOnly()).isTrue();
            assertThat(task.queue()).isEqualTo("math_ops");
            assertThat(task.maxRetries()).isEqualTo(OptionalInt.of(5));
            assertThat(task.settings().backoff()).isEqualTo(Backoff.none().settings());
            assertThat(task.settings().timeout()).hasSeconds(30);
            assertThat(task.settings().priority()).isEqualTo(2);
            assertThat(task.settings().mechanism()).isEqualTo(Mechanism.PROCESS);
            assertThat(task.settings().mainThread()).isTrue();
            assertThat(task.settings().tracking()).isEqualTo(new Tracking(true, Duration.ofHours(2), true, true));
            assertThat(task.timeToLive()).hasMinutes(10);
            assertThat(task.serializer()).contains(Serializer.cbor());
            assertThat(task.hooks()).isSameAs(hooks);
        }

        @Test
        void retriesMayBeUnlimited() {
            assertThat(Task.named("poll")
                            .retryForever(Backoff.constant())
                            .build()
                            .maxRetries())
                    .isEmpty();
        }

        @Test
        void messagesMayWaitForEver() {
            assertThat(Task.named("poll").neverExpires().build().timeToLive()).isNull();
        }

        @Test
        void aResultMayBeKeptForEverOrNotAtAll() {
            TaskBuilder<Void, Integer> count = Task.named("count").output(Integer.class);

            assertThat(count.storeResultForever().build().settings().tracking())
                    .isEqualTo(new Tracking(true, null, false, true));
            assertThat(count.discardResult().build().settings().tracking()).isEqualTo(Tracking.NONE);
            assertThat(count.discardResult().silent().build().settings().tracking())
                    .isEqualTo(new Tracking(false, null, false, false));
        }

        @Test
        void aTaskAnswersToItsAliasesToo() {
            Task<Void, Void> task =
                    Task.named("sum").alias("plus").alias("add").alias("plus").build();

            assertThat(task.allNames()).containsExactly("sum", "add", "plus");
            assertThat(task.aliases()).containsExactlyInAnyOrder("add", "plus");
        }

        @Test
        void typeArgumentsAreKept() {
            TypeRef<Map<String, List<Add>>> type = new TypeRef<>() {};

            assertThat(Task.named("sum").input(type).build().inputType()).isEqualTo(type.type());
            assertThat(Task.named("sum").output(type).build().outputType()).isEqualTo(type.type());
        }

        @Test
        void wildcardsAreFine() {
            TypeRef<Map<String, ? extends Number>> type = new TypeRef<>() {};

            assertThat(Task.named("sum").input(type).build().inputType()).isEqualTo(type.type());
        }

        @Test
        void aBuilderThatIsUsedFurtherDoesNotChangeWhatItBuilt() {
            TaskBuilder<Void, Void> builder = Task.named("sum").alias("plus");
            Task<Void, Void> first = builder.build();
            builder.alias("add").queue("other").build();

            assertThat(first.allNames()).containsExactly("sum", "plus");
            assertThat(first.queue()).isEqualTo("alsek_queue");
        }
    }

    @Nested
    class Misuse {

        private final TaskBuilder<Void, Void> add = Task.named("add");

        @Test
        void aTaskNeedsAName() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Task.named(" "))
                    .withMessage("The task name must not be empty");
        }

        @Test
        void aTaskIsNotItsOwnAlias() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> add.alias("add"))
                    .withMessage("The task \"add\" cannot be its own alias");
        }

        @Test
        void aGenericClassNeedsATypeToken() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> add.input(Map.class))
                    .withMessage("The input type of the task \"add\" is incomplete:"
                            + " Map has type parameters (K, V) that would be lost on the wire."
                            + " Write .input(new TypeRef<Map<…>>() {}) with real types throughout");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> add.output(List[].class))
                    .withMessage("The output type of the task \"add\" is incomplete:"
                            + " List has type parameters (E) that would be lost on the wire."
                            + " Write .output(new TypeRef<List<…>[]>() {}) with real types throughout");
        }

        @Test
        @SuppressWarnings("rawtypes") // the mistake in question
        void aTypeTokenIsCompleteThroughout() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> add.input(new TypeRef<List<Map>>() {}))
                    .withMessageContaining("Map has type parameters (K, V) that would be lost on the wire");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> add.input(new TypeRef<List<? extends Map<String, List>>>() {}))
                    .withMessageContaining("List has type parameters (E) that would be lost on the wire");
        }

        @Test
        void aTypeVariableIsNoType() {
            assertThatIllegalArgumentException()
                    .isThrownBy(Misuse::<String>tokenOfAVariable)
                    .withMessageContaining("T is a type variable, for which nothing can be decoded");
            assertThatIllegalArgumentException()
                    .isThrownBy(Misuse::<String>tokenOfAHiddenVariable)
                    .withMessageContaining("T is a type variable, for which nothing can be decoded");
        }

        private static <T> void tokenOfAVariable() {
            Task.named("add").input(new TypeRef<T>() {});
        }

        private static <T> void tokenOfAHiddenVariable() {
            Task.named("add").output(new TypeRef<Map<String, List<T[]>>>() {});
        }

        @Test
        void numbersOfRetriesAreNotNegative() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> add.retry(-1))
                    .withMessage("retries must not be negative, but is -1 (task \"add\");"
                            + " for any number of retries use retryForever()");
        }

        @Test
        void aPriorityIsNotNegative() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> add.priority(-1).build())
                    .withMessage("priority must not be negative, but is -1 (task \"add\")");
        }

        @Test
        void timesArePositive() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Task.named("add").timeout(Duration.ZERO).build())
                    .withMessage("timeout must be at least a millisecond, but is PT0S (task \"add\")");
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            Task.named("add").timeToLive(Duration.ofNanos(5)).build())
                    .withMessage("timeToLive must be at least a millisecond, but is PT0.000000005S (task \"add\")");
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            Task.named("add").storeResult(Duration.ofDays(-1)).build())
                    .withMessage("resultTtl must be at least a millisecond, but is PT-24H (task \"add\")");
        }

        @Test
        void positionalArgumentsAreRefusedOnlyWhereThereAreArguments() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> add.input(Add.class).keywordsOnly().build())
                    .withMessage("The task \"add\" refuses positional arguments but does not take arguments();"
                            + " its input is " + Add.class.getName());
        }

        @Test
        void hooksKnowTheOutputType() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> add.hooks(new TaskHooks<>() {}).output(Integer.class))
                    .withMessage("Set the output type of the task \"add\" before its hooks");
        }
    }

    @Nested
    class Chains {

        private final Task<Add, Integer> add =
                Task.named("add").input(Add.class).output(Integer.class).build();
        private final Task<Number, String> show =
                Task.named("show").input(Number.class).output(String.class).build();
        private final Task<Object, Void> log =
                Task.named("log").input(Object.class).build();

        @Test
        void areTasksInARow() {
            Chain<Add, Void> chain = add.then(show).then(log);

            assertThat(chain.tasks()).containsExactly(add, show, log);
            assertThat(chain).hasToString("add → show → log");
        }

        @Test
        void aLongerChainLeavesTheShorterOneAlone() {
            Chain<Add, String> shorter = add.then(show);
            shorter.then(log);

            assertThat(shorter.tasks()).hasSize(2);
        }

        @Test
        void compileIfTheTypesFit() {
            assertThat(JavaSource.ofClass(
                                    "Fitting",
                                    "Chain<?, ?> c(Task<String, Integer> a, Task<Number, Long> b, Task<Object, Void> c) {"
                                            + " return a.then(b).then(c); }")
                            .errors())
                    .isEmpty();
        }

        @Test
        void doNotCompileIfTheTypesDoNotFit() {
            assertThat(JavaSource.ofClass(
                                    "First",
                                    "Object c(Task<String, Integer> a, Task<String, Long> b) { return a.then(b); }")
                            .errors())
                    .singleElement()
                    .asString()
                    .contains("Task<java.lang.String,java.lang.Long> cannot be converted to"
                            + " io.alsek.task.Task<? super java.lang.Integer,P>");
            assertThat(JavaSource.ofClass(
                                    "Later",
                                    "Object c(Chain<String, Integer> a, Task<String, Long> b) { return a.then(b); }")
                            .errors())
                    .isNotEmpty();
            assertThat(JavaSource.ofClass(
                                    "Generic",
                                    "Object c(Task<String, List<Integer>> a, Task<List<String>, Long> b) {"
                                            + " return a.then(b); }")
                            .errors())
                    .isNotEmpty();
        }
    }
}
