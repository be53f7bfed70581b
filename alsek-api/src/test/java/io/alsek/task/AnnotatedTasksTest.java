package io.alsek.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alsek.message.Arguments;
import io.alsek.message.Message;
import io.alsek.message.SerializationException;
import io.alsek.message.Serializer;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** How arguments find their way to the parameters of an annotated method, and its result back. */
class AnnotatedTasksTest {

    record Order(String customer, int pieces) {}

    /** The methods under test: one for each kind of parameter and result. */
    @SuppressWarnings("DoNotCallSuggester") // called through reflection
    static final class Shop {

        @AlsekTask
        int add(int a, long b) {
            return Math.toIntExact(a + b);
        }

        @AlsekTask
        static String join(String separator, Object... parts) {
            return String.join(
                    separator, Arrays.stream(parts).map(Objects::toString).toList());
        }

        @AlsekTask
        int largest(int... numbers) {
            return Arrays.stream(numbers).max().orElse(0);
        }

        @AlsekTask
        List<Order> merge(List<Order> orders, Map<String, Integer> more) {
            return List.of(new Order(
                    orders.get(0).customer(),
                    orders.get(0).pieces() + more.values().iterator().next()));
        }

        @AlsekTask
        String describe(Order order, Instant at) {
            return order.customer() + " at " + at;
        }

        @AlsekTask
        void fail(String text) throws IOException {
            throw new IOException(text);
        }

        @AlsekTask
        void breakDown() {
            throw new StackOverflowError("broken");
        }

        @AlsekTask
        String whoAmI(String prefix, Message message, TaskContext context) {
            return prefix + message.id() + "/" + context.attempt();
        }

        @AlsekTask
        String echo(String message) {
            return message;
        }

        @AlsekTask(keywordsOnly = true)
        String greet(@AlsekTask.Named("given name") String name) {
            return "Hello " + name;
        }

        @AlsekTask
        CompletionStage<Order> later(String customer) {
            return customer.isEmpty() ? null : CompletableFuture.completedFuture(new Order(customer, 1));
        }
    }

    private static final Map<String, BoundTask<Arguments, ?>> TASKS = index(AnnotatedTasks.of(new Shop()));

    private static Map<String, BoundTask<Arguments, ?>> index(List<BoundTask<Arguments, ?>> tasks) {
        return tasks.stream().collect(Collectors.toMap(bound -> bound.task().name(), bound -> bound));
    }

    private static Object call(String task, Arguments arguments) throws Exception {
        return TASKS.get(task).call(arguments);
    }

    /** As a worker sees them: decoded from bytes. */
    private static Object callThroughTheWire(String task, Arguments arguments) throws Exception {
        byte[] bytes = Serializer.json().serialize(arguments, Arguments.class);
        return call(task, (Arguments) Serializer.json().deserialize(bytes, Arguments.class));
    }

    private static Object callInContext(String task, Arguments arguments) throws Exception {
        return TASKS.get(task)
                .start(arguments, new StubContext())
                .toCompletableFuture()
                .get();
    }

    @Nested
    class Matching {

        @Test
        void argumentsAreMatchedByOrder() throws Exception {
            assertThat(call("add", Arguments.of(1, 2L))).isEqualTo(3);
        }

        @Test
        void argumentsAreMatchedByName() throws Exception {
            assertThat(call("add", Arguments.named(Map.of("b", 2L, "a", 1)))).isEqualTo(3);
        }

        @Test
        void namesFillWhatTheOrderLeaves() throws Exception {
            assertThat(call("add", Arguments.of(1).with("b", 2L))).isEqualTo(3);
        }

        @Test
        void aNameCanBeGivenByAnnotation() throws Exception {
            assertThat(call("greet", Arguments.named(Map.of("given name", "Ann"))))
                    .isEqualTo("Hello Ann");
        }

        @Test
        void variableArgumentsTakeWhatIsLeft() throws Exception {
            assertThat(call("join", Arguments.of("-", "a", 2, null))).isEqualTo("a-2-null");
            assertThat(call("join", Arguments.of("-"))).isEqualTo("");
            assertThat(callThroughTheWire("largest", Arguments.of(3, 9, 4))).isEqualTo(9);
            assertThat(call("largest", Arguments.NONE)).isEqualTo(0);
        }

        @Test
        void variableArgumentsCanBeNamedAsAWhole() throws Exception {
            assertThat(callThroughTheWire("largest", Arguments.named(Map.of("numbers", List.of(3, 9)))))
                    .isEqualTo(9);
            assertThat(call("largest", Arguments.named(Map.of("numbers", new int[] {3, 9}))))
                    .isEqualTo(9);
        }

        @Test
        void noInputIsNoArguments() throws Exception {
            assertThat(call("largest", null)).isEqualTo(0);
        }
    }

    @Nested
    class Conversion {

        @Test
        void numbersAreWidened() throws Exception {
            assertThat(callThroughTheWire("add", Arguments.of(1, 2L))).isEqualTo(3);
        }

        @Test
        void valuesBecomeRecordsAndTimes() throws Exception {
            Instant noon = Instant.parse("2026-03-01T12:00:00Z");

            assertThat(callThroughTheWire("describe", Arguments.of(new Order("Ann", 1), noon)))
                    .isEqualTo("Ann at 2026-03-01T12:00:00Z");
        }

        @Test
        void typeArgumentsCount() throws Exception {
            Arguments arguments = Arguments.of(List.of(new Order("Ann", 1)), Map.of("more", 2));

            assertThat(callThroughTheWire("merge", arguments)).isEqualTo(List.of(new Order("Ann", 3)));
            assertThat(call("merge", arguments)).isEqualTo(List.of(new Order("Ann", 3)));
        }

        @Test
        void nullIsAValueForAnythingButAPrimitive() throws Exception {
            assertThat(callThroughTheWire("echo", Arguments.of((Object) null))).isNull();
        }
    }

    @Nested
    class MessagePassing {

        @Test
        void aMethodThatAsksForMessageAndContextGetsThem() throws Exception {
            assertThat(callInContext("whoAmI", Arguments.of("I am "))).isEqualTo("I am m1/1");
        }

        @Test
        void aNamedArgumentWins() throws Exception {
            Message other = Message.builder("m2", "t", "q", Instant.EPOCH).build();

            assertThat(callInContext("whoAmI", Arguments.of("I am ").with("message", other)))
                    .isEqualTo("I am m2/1");
        }

        @Test
        void aParameterOfAnotherTypeIsAParameterLikeAnyOther() throws Exception {
            assertThat(callInContext("echo", Arguments.of("by order"))).isEqualTo("by order");
            assertThat(callInContext("echo", Arguments.named(Map.of("message", "by name"))))
                    .isEqualTo("by name");
        }
    }

    @Nested
    class Outcomes {

        @Test
        void anAsynchronousResultIsThatOfItsStage() throws Exception {
            assertThat(TASKS.get("later").isAsync()).isTrue();
            assertThat(TASKS.get("later").task().outputType()).isEqualTo(Order.class);
            assertThat(call("later", Arguments.of("Ann"))).isEqualTo(new Order("Ann", 1));
            assertThatThrownBy(() -> call("later", Arguments.of("")))
                    .hasMessage("The asynchronous handler of the task \"later\" returned null"
                            + " instead of a completion stage");
        }

        @Test
        void whatTheMethodThrowsIsThrown() {
            assertThatThrownBy(() -> call("fail", Arguments.of("disk full")))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("disk full");
            assertThatThrownBy(() -> call("breakDown", Arguments.NONE)).isExactlyInstanceOf(StackOverflowError.class);
        }
    }

    /** None of these would go better in another attempt. */
    @Nested
    class WrongArguments {

        private static void assertFailure(String task, Arguments arguments, String message) {
            assertThatExceptionOfType(NonRetryableException.class)
                    .isThrownBy(() -> call(task, arguments))
                    .withMessage(message);
        }

        @Test
        void aMissingOneIsNamed() {
            assertFailure(
                    "add",
                    Arguments.of(1),
                    "The task \"add\" got no value for its parameter \"b\". Its parameters are [a, b]");
            assertFailure(
                    "whoAmI",
                    Arguments.NONE,
                    "The task \"whoAmI\" got no value for its parameter \"prefix\". Its parameters are [prefix]");
        }

        @Test
        void unknownOnesAreNamed() {
            assertFailure(
                    "add",
                    Arguments.of(1, 2).with("d", 4).with("c", 3),
                    "The task \"add\" got unknown arguments: [c, d]. Its parameters are [a, b]");
        }

        @Test
        void thereCanBeTooMany() {
            assertFailure(
                    "add",
                    Arguments.of(1, 2, 3),
                    "The task \"add\" takes at most 2 positional arguments, but got 3. Its parameters are [a, b]");
        }

        @Test
        void oneGivenTwiceIsNamed() {
            assertFailure(
                    "add",
                    Arguments.of(1, 2).with("a", 3),
                    "The task \"add\" got its parameter \"a\" twice, by position and by name. Its parameters are [a, b]");
            assertFailure(
                    "add",
                    Arguments.of(1, 2).with("b", 3),
                    "The task \"add\" got its parameter \"b\" twice, by position and by name. Its parameters are [a, b]");
        }

        @Test
        void nullIsNoPrimitive() {
            assertFailure(
                    "add",
                    Arguments.of(1, null),
                    "The task \"add\" got null for its parameter \"b\", which is of type long."
                            + " Its parameters are [a, b]");
        }

        @Test
        void oneThatDoesNotFitIsNamed() {
            assertThatExceptionOfType(NonRetryableException.class)
                    .isThrownBy(() -> callThroughTheWire("add", Arguments.of(1L << 40, 2)))
                    .withMessageStartingWith("The task \"add\" got a value that does not fit its parameter \"a\": ")
                    .withCauseInstanceOf(SerializationException.class);
            assertThatExceptionOfType(NonRetryableException.class)
                    .isThrownBy(() -> callThroughTheWire("merge", Arguments.of(List.of("no order"), Map.of())))
                    .withMessageContaining("its parameter \"orders\"")
                    .withMessageContaining("[0]");
        }

        @Test
        void positionalOnesAreRefusedOnRequest() {
            assertFailure(
                    "greet",
                    Arguments.of("Ann"),
                    "The task \"greet\" takes named arguments only, but got 1 without a name."
                            + " Its parameters are [given name]");
        }
    }
}
