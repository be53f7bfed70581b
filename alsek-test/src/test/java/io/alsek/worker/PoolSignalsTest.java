package io.alsek.worker;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Signals to a program that lends its main thread to a pool. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no SIGTERM")
class PoolSignalsTest {

    private static final int BY_SIGTERM = 128 + 15;

    private Process program;
    private BufferedReader output;

    private void start(long workMillis) throws IOException {
        program = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RunningProgram.class.getName(),
                        Long.toString(workMillis)))
                .redirectErrorStream(true)
                .start();
        output = program.inputReader();
    }

    @AfterEach
    void kill() {
        program.destroyForcibly();
    }

    private void awaitLine(String text) throws IOException {
        String line = output.readLine();
        while (line != null && !line.contains(text)) {
            line = output.readLine();
        }
        assertThat(line).as("the program went on until it said this").contains(text);
    }

    @Test
    void theFirstLetsWhatRunsFinish() throws Exception {
        start(1_500);
        awaitLine("begun");
        program.toHandle().destroy();

        awaitLine("finished");
        assertThat(program.waitFor(20, SECONDS)).isTrue();
        assertThat(program.exitValue()).isEqualTo(BY_SIGTERM);
    }

    @Test
    void theSecondEndsTheProgramAtOnce() throws Exception {
        start(60_000);
        awaitLine("begun");
        program.toHandle().destroy();
        awaitLine("told to end");
        program.toHandle().destroy();

        assertThat(program.waitFor(10, SECONDS)).as("ended within ten seconds").isTrue();
        assertThat(program.exitValue()).isEqualTo(BY_SIGTERM);
    }
}
