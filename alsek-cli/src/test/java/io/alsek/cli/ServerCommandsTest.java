package io.alsek.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.maths.MathTasks;
import io.alsek.Alsek;
import io.alsek.message.Arguments;
import io.alsek.message.Mechanism;
import io.alsek.redis.RedisBackend;
import io.alsek.spi.MessageKey;
import io.alsek.task.NonRetryableException;
import io.alsek.task.TaskHandle;
import io.alsek.worker.WorkerPool;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that look at a server, on a real Redis. */
class ServerCommandsTest {

    private static final String PACKAGE = "com.example.maths";
    private static final String QUEUE = "math_ops";

    private final String namespace = ScratchRedis.newNamespace();
    private final Alsek alsek = Alsek.on(
            RedisBackend.builder().url(ScratchRedis.url()).namespace(namespace).build());
    private final Program program =
            new Program().with("ALSEK_REDIS", ScratchRedis.url()).with("ALSEK_NAMESPACE", namespace);

    @AfterEach
    void clear() {
        alsek.broker().backend().clear();
        alsek.close();
    }

    private void submit(String id, int number) {
        alsek.submit(MathTasks.DOUBLE, number, options -> options.id(id));
    }

    private void bury(String id) {
        submit(id, 1);
        try (WorkerPool pool = alsek.threadPool()
                .handle(MathTasks.DOUBLE, (number, context) -> {
                    throw new NonRetryableException("no doubles\ntoday");
                })
                .start()) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> alsek.deadLetters().contains(new MessageKey(QUEUE, id)));
            assertThat(pool.running()).isZero();
        }
    }

    @Nested
    class Queues {

        @Test
        void are_listed_with_what_they_hold() {
            submit("one", 1);
            submit("two", 2);

            assertThat(program.run("queues")).isZero();
            assertThat(program.out()).containsSubsequence("QUEUE", "READY", "DEAD", QUEUE, "2", "0", "no", "double: 2");
            assertThat(program.run("queues", "--json")).isZero();
            assertThat(program.out())
                    .isEqualToIgnoringNewLines("[{\"queue\":\"math_ops\",\"ready\":2,\"delayed\":0,\"running\":0,"
                            + "\"dead\":0,\"paused\":false,\"waitingByTask\":{\"double\":2}}]");
        }

        @Test
        void are_none_in_an_empty_namespace() {
            assertThat(program.run("queues")).isZero();
            assertThat(program.out()).contains("no queues in this namespace");
            program.run("queues", "--json");
            assertThat(program.out()).isEqualToIgnoringNewLines("[]");
        }

        @Test
        void are_paused_resumed_and_purged() {
            submit("one", 1);

            assertThat(program.run("queues", "pause", QUEUE)).isZero();
            assertThat(alsek.queues().counts(QUEUE).paused()).isTrue();
            program.run("queues", "pause", QUEUE);
            assertThat(program.out()).contains("was paused already");
            assertThat(program.run("queues", "resume", QUEUE)).isZero();
            assertThat(alsek.queues().counts(QUEUE).paused()).isFalse();
            assertThat(program.run("queues", "purge", QUEUE, "--json")).isZero();
            assertThat(program.out()).contains("\"purged\":1");
            assertThat(alsek.queues().counts(QUEUE).alive()).isZero();
        }
    }

    @Nested
    class Messages {

        @Test
        void are_listed_in_the_order_in_which_they_run() {
            submit("second", 1);
            alsek.submit(MathTasks.DOUBLE, 2, options -> options.id("last").delay(Duration.ofHours(1)));
            submit("third", 3);
            alsek.submit(
                    MathTasks.DOUBLE,
                    2,
                    options -> options.id("fi\u001Brst\u00E9").priority(0).queue("other"));

            assertThat(program.run("messages", QUEUE)).isZero();
            assertThat(program.out()).containsSubsequence("second", "READY", "third", "READY", "last", "DELAYED");
            assertThat(program.run("messages", QUEUE, "--limit", "1", "--json")).isZero();
            assertThat(program.out()).contains("\"id\":\"second\"").doesNotContain("third");
            program.run("messages", QUEUE, "--limit=1");
            assertThat(program.out()).contains("There are more");
            program.run("messages", "other");
            assertThat(program.out()).contains("fi?rst\u00E9");
            program.run("messages", "other", "--json");
            assertThat(program.out()).matches("\\p{ASCII}*").contains("fi\\u001Brst\\u00e9");
        }

        @Test
        void are_listed_by_task_and_mechanism_not_by_the_name_under_which_they_wait() {
            alsek.submit(MathTasks.DOUBLE, 2, options -> options.id("heavy").mechanism(Mechanism.PROCESS));

            assertThat(program.run("messages", QUEUE)).isZero();
            assertThat(program.out()).containsSubsequence("MECHANISM", "heavy", "double", "PROCESS");
            assertThat(program.run("status", "heavy", "--json")).isZero();
            assertThat(program.out()).contains("\"task\":\"double\",\"mechanism\":\"PROCESS\"");
            assertThat(program.run("revoke", "heavy")).isZero();
            assertThat(program.run("dlq", "list")).isZero();
            assertThat(program.out()).contains("heavy").doesNotContain("@process");
        }

        @Test
        void are_revoked() {
            submit("one", 1);

            assertThat(program.run("revoke", "one")).isZero();
            assertThat(program.out()).contains("Revoked math_ops/one before it was run");
            assertThat(program.run("revoke", "one", "--queue", QUEUE, "--unless-running"))
                    .isEqualTo(1);
            assertThat(program.run("revoke", "never")).isEqualTo(1);
            assertThat(program.err()).contains("No queue holds a message \"never\"");
        }

        @Test
        void have_a_status_as_long_as_anything_is_known_of_them() throws Exception {
            TaskHandle<Integer> done = alsek.submit(MathTasks.DOUBLE, 21);
            try (WorkerPool pool = alsek.threadPool()
                    .handle(MathTasks.DOUBLE, number -> 2 * number)
                    .start()) {
                done.await(Duration.ofSeconds(20));
                assertThat(pool.size()).isEqualTo(8);
            }
            submit("waiting", 1);

            assertThat(program.run("status", done.id())).isZero();
            assertThat(program.out()).contains("DONE", "SUCCEEDED", "42");
            assertThat(program.run("status", "waiting", "--json")).isZero();
            assertThat(program.out())
                    .contains("\"state\":\"READY\"", "\"queue\":\"math_ops\"", "\"status\":\"SUBMITTED\"");
            assertThat(program.run("status", "never")).isEqualTo(1);
            assertThat(program.err()).contains("Nothing is known of a message \"never\"");
        }
    }

    @Nested
    class Dead_letters {

        @Test
        void are_listed_with_their_reasons() {
            bury("dead");

            assertThat(program.run("dlq", "list")).isZero();
            assertThat(program.out()).contains("dead", "double", "FAILED", "NonRetryableException: no doubles?today");
            assertThat(program.run("dlq", "list", QUEUE, "--json")).isZero();
            assertThat(program.out()).contains("\"reason\":\"FAILED\"", "\"stackTrace\":\"io.alsek");
            assertThat(program.run("status", "dead")).isZero();
            assertThat(program.out()).contains("DEAD", "no doubles");
            program.run("dlq", "list", "other");
            assertThat(program.out()).contains("no dead letters");
        }

        @Test
        void are_replayed_and_purged_by_name_or_all() {
            bury("dead");
            assertThat(program.run("dlq", "replay", QUEUE, "dead")).isZero();
            assertThat(alsek.queues().counts(QUEUE).ready()).isEqualTo(1);
            alsek.revoke(new MessageKey(QUEUE, "dead"));
            assertThat(program.run("dlq", "replay", QUEUE, "--all", "--json")).isZero();
            assertThat(program.out()).contains("\"count\":1");
            alsek.revoke(new MessageKey(QUEUE, "dead"));

            assertThat(program.run("dlq", "purge", QUEUE, "dead", "never")).isEqualTo(1);
            assertThat(program.out()).contains("Removed 1 dead letters");
            assertThat(program.err()).contains("has no dead letters never");
            assertThat(program.run("dlq", "purge", QUEUE, "--all")).isZero();
            assertThat(alsek.queues().counts(QUEUE).dead()).isZero();
        }

        @ParameterizedTest
        @ValueSource(strings = {"replay math_ops", "purge math_ops", "purge math_ops id --all", "replay --all", ""})
        void are_not_touched_by_half_a_command(String arguments) {
            assertThat(program.run(("dlq " + arguments).strip().split(" "))).isEqualTo(2);
            assertThat(program.err()).isNotEmpty();
            assertThat(program.out()).isEmpty();
        }
    }

    @Nested
    class Submitting {

        @Test
        void a_known_task_checks_its_input_and_waits_for_the_result() {
            try (WorkerPool pool = alsek.threadPool()
                    .handle(MathTasks.DOUBLE, number -> 2 * number)
                    .start()) {
                assertThat(program.run("submit", "double", "21", "--package", PACKAGE, "--wait", "20s", "--json"))
                        .isZero();
                assertThat(program.out()).contains("\"task\":\"double\"", "\"result\":42");
                assertThat(pool.size()).isPositive();
            }
            assertThat(program.run("submit", "double", "\"many\"", "--package", PACKAGE))
                    .isEqualTo(2);
            assertThat(program.err()).contains("alsek submit: Cannot read a java.lang.Integer from json");
            assertThat(program.run("submit", "treble", "1", "--package", PACKAGE))
                    .isEqualTo(2);
            assertThat(program.err()).contains("no task \"treble\" in com.example.maths; there are [add, double");
            assertThat(program.run("submit", "double", "--package", PACKAGE)).isEqualTo(2);
            assertThat(program.err()).contains("needs an input of type java.lang.Integer");
        }

        @Test
        void arguments_are_given_by_position_or_by_name() {
            assertThat(program.run("submit", "add", "[1, 2]", "--package", PACKAGE, "--id", "position"))
                    .isZero();
            assertThat(program.run("submit", "add", "{\"a\": 3, \"b\": 4}", "--package", PACKAGE))
                    .isZero();
            String named = program.out().strip();
            assertThat(program.run("submit", "add", "[5, 6]", "--queue", QUEUE, "--arguments", "--id", "unchecked"))
                    .isZero();

            assertThat(inputOf("position")).isEqualTo(Arguments.of(1, 2));
            assertThat(inputOf(named).kwargs()).containsEntry("a", 3).containsEntry("b", 4);
            assertThat(inputOf("unchecked")).isEqualTo(Arguments.of(5, 6));
            assertThat(program.run("submit", "add", "7", "--package", PACKAGE)).isEqualTo(2);
            assertThat(program.err()).contains("an array or an object, not 7");
        }

        private Arguments inputOf(String id) {
            var payload =
                    alsek.broker().find(new MessageKey(QUEUE, id)).orElseThrow().payload();
            return (Arguments) io.alsek.message.Serializer.json().deserialize(payload.bytes(), Arguments.class);
        }

        @Test
        void options_are_those_of_the_message() {
            assertThat(program.run(
                            "submit",
                            "any",
                            "{\"x\": 1}",
                            "--queue",
                            "q",
                            "--id",
                            "mine",
                            "--priority",
                            "7",
                            "--delay",
                            "90s",
                            "--timeout",
                            "5m",
                            "--ttl",
                            "1d",
                            "--metadata",
                            "by=me"))
                    .isZero();
            assertThat(program.out()).isEqualToIgnoringNewLines("mine");

            var message = alsek.broker().find(new MessageKey("q", "mine")).orElseThrow();
            assertThat(message.priority()).isEqualTo(7);
            assertThat(message.timing().delay()).isEqualTo(Duration.ofSeconds(90));
            assertThat(message.settings().timeout()).isEqualTo(Duration.ofMinutes(5));
            assertThat(message.timing().timeToLive()).isEqualTo(Duration.ofDays(1));
            assertThat(message.settings().metadata()).containsEntry("by", "me");

            assertThat(program.run("submit", "any", "1", "--queue", "q", "--id", "mine"))
                    .isEqualTo(1);
            assertThat(program.err()).contains("\"mine\" is taken");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "submit add [1]",
                    "submit add [1 --queue q",
                    "submit add [1] --queue q --delay 1s --at 2030-01-01T00:00:00Z",
                    "submit add [1] --queue q --delay soon",
                    "submit add [1] --queue q --priority -1",
                    "submit add [1] --queue q --at tomorrow",
                    "submit add [1] --queue q --mechanism magic",
                    "submit fail [\"x\"] --package no.such.package",
                    "submit"
                })
        void what_makes_no_sense_is_refused_and_nothing_is_submitted(String arguments) {
            assertThat(program.run(arguments.split(" "))).isEqualTo(2);
            assertThat(program.err()).isNotEmpty();
            assertThat(alsek.queues().queues()).isEmpty();
        }

        @Test
        void waiting_for_what_does_not_come_is_a_failure() {
            assertThat(program.run("submit", "double", "1", "--package", PACKAGE, "--wait", "10ms"))
                    .isEqualTo(1);
            assertThat(program.err()).contains("did not end within PT0.01S", "Is there a worker?");
        }
    }
}
