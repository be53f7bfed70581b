package io.alsek.test.simulation;

import static io.alsek.test.simulation.Shop.CHARGE;
import static io.alsek.test.simulation.Shop.SHIP;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.message.Backoff;
import io.alsek.task.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same seed gives the same run: at any time, on any Java version, in any time zone and locale. */
class TraceTest {

    /** Changes only if the simulator, the engine or this workload changes; then look whether that was meant. */
    private static final long GOLDEN = -4203621862910669112L;

    private static final Task<Integer, Integer> SUM = Task.named("sum")
            .input(Integer.class)
            .output(Integer.class)
            .retry(5, Backoff.exponential())
            .trackStatus()
            .build();

    private static SimulationReport report(Schedule schedule) {
        return Simulation.seeds(60)
                .schedule(schedule)
                .rememberNothing()
                .named("trace")
                .run(TraceTest::workload);
    }

    /** Retries with jitter, chains, children, waiting, progress, delays and a client that asks. */
    private static void workload(Simulation simulation) {
        simulation.handle(CHARGE, (card, context) -> {
            if (context.attempt() == 1 && card.endsWith("2")) {
                throw new IllegalStateException("Kartı okunamadı: " + card);
            }
            context.checkpoint();
            context.progress("half");
            return "receipt for " + card;
        });
        simulation.handle(SHIP, (parcel, context) -> null);
        simulation.handle(SUM, (number, context) -> {
            simulation.sleep(Duration.ofSeconds(number));
            if (number == 0) {
                return 0;
            }
            return number + context.submit(SUM, number - 1, options -> {}).await(Duration.ofMinutes(30));
        });
        simulation.client(alsek -> {
            for (int i = 1; i <= 4; i++) {
                alsek.submit(CHARGE.then(SHIP), "card " + i);
            }
        });
        simulation.client(alsek -> alsek.submit(SUM, 2, options -> options.delay(Duration.ofSeconds(3)))
                .await(Duration.ofHours(1)));
    }

    @ParameterizedTest
    @EnumSource(Schedule.class)
    void twoRunsOfTheSameSeedsAreTheSame(Schedule schedule) {
        assertThat(report(schedule)).isEqualTo(report(schedule));
    }

    @Test
    void theSeedsHereGiveWhatTheyGaveEverywhereElse() {
        assertThat(report(Schedule.MIXED).traceHash())
                .as(
                        "another way through the same seeds; if the simulator or the engine was changed, this is as it must be")
                .isEqualTo(GOLDEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Duser.timezone=Asia/Kathmandu -Duser.language=tr -Duser.country=TR",
                "-Duser.timezone=America/St_Johns -Duser.language=ar -Duser.country=EG -Dfile.encoding=ISO-8859-1"
            })
    @Timeout(60)
    void andSoTheyDoInAnyTimeZoneAndLocale(String options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options.split(" ", -1)));
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(TraceTest.class.getName());

        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(output).isEqualTo("trace " + GOLDEN);
    }

    /** Prints the hash of the trace, for the test in another process. */
    public static void main(String[] arguments) {
        System.out.print("trace " + report(Schedule.MIXED).traceHash());
    }
}
