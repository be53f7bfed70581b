package io.alsek.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.redis.RedisBackend;
import io.alsek.schedule.Cron;
import io.alsek.schedule.Once;
import io.alsek.task.Task;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line does with schedules, on a real Redis. */
class SchedulesCommandTest {

    private static final Task<@Nullable Void, @Nullable Void> REPORT =
            Task.named("report").queue("reports").build();

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

    @Test
    void schedules_are_listed_with_their_next_runs() {
        alsek.schedule(REPORT, Once.at(Instant.parse("2999-12-31T23:00:00Z")));
        alsek.schedule(REPORT, Cron.of("0 3 29 2 *").in("Europe/Berlin"), options -> options.name("rare"));

        assertThat(program.run("schedules")).isZero();
        assertThat(program.out())
                .containsSubsequence(
                        "SCHEDULE", "NEXT RUN", "rare", "report", "reports", "0 3 29 2 * in Europe/Berlin", "no")
                .contains("2999-12-31T23:00:00Z");
        assertThat(program.run("schedules", "next", "report", "--json")).isZero();
        assertThat(program.out()).contains("\"nextRuns\":[\"2999-12-31T23:00:00Z\"]");
        assertThat(program.run("schedules", "next", "rare", "--count", "2")).isZero();
        assertThat(program.out().lines()).hasSize(2);
    }

    @Test
    void schedules_are_none_in_an_empty_namespace() {
        assertThat(program.run("schedules")).isZero();
        assertThat(program.out()).contains("no schedules in this namespace");
        program.run("schedules", "--json");
        assertThat(program.out()).isEqualToIgnoringNewLines("[]");
    }

    @Test
    void schedules_are_paused_resumed_and_cleared() {
        alsek.schedule(REPORT, Cron.of("@yearly"));

        assertThat(program.run("schedules", "pause", "report")).isZero();
        assertThat(alsek.schedules().find("report").orElseThrow().isPaused()).isTrue();
        program.run("schedules", "pause", "report");
        assertThat(program.out()).contains("was paused already");
        assertThat(program.run("schedules", "resume", "report", "--json")).isZero();
        assertThat(program.out()).contains("\"changed\":true");
        assertThat(alsek.schedules().find("report").orElseThrow().isPaused()).isFalse();
        assertThat(program.run("schedules", "clear", "report")).isZero();
        assertThat(alsek.schedules().list()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"next", "pause", "resume", "clear"})
    void a_schedule_that_is_not_there_is_a_failure(String command) {
        assertThat(program.run("schedules", command, "nobody")).isEqualTo(1);
        assertThat(program.err())
                .contains("There is no schedule \"nobody\" in this namespace; \"alsek schedules\" lists those");
    }
}
