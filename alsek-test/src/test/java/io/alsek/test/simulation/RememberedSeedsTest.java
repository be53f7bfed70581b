package io.alsek.test.simulation;

import static io.alsek.test.simulation.PropertiesTest.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seeds that failed are kept, and tried first next time. */
class RememberedSeedsTest {

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("OrderTest.charges_once.seeds");
    }

    private SimulationBuilder simulation() {
        return Simulation.seeds(100).named("OrderTest.charges once").rememberIn(directory);
    }

    @Test
    void aFailingSeedIsWrittenDown() throws IOException {
        SimulationFailure failure = failureOf(simulation(), Shop::naive);

        assertThat(Files.readAllLines(file()))
                .element(0)
                .asString()
                .contains("OrderTest.charges once failed; they are tried first");
        assertThat(Files.readAllLines(file())).element(1).isEqualTo(Long.toString(failure.seed()));
        assertThat(failure).hasMessageContaining("(the seed is kept in " + file());
    }

    @Test
    void itIsTriedFirst() throws IOException {
        Files.write(file(), List.of("# a comment", "77"));
        List<Long> tried = new ArrayList<>();

        simulation().run(simulation -> {
            tried.add(simulation.random().nextLong());
            Shop.idempotent(simulation);
        });
        List<Long> alone = new ArrayList<>();
        Simulation.seeds(1).rememberNothing().run(simulation -> {
            alone.add(simulation.random().nextLong());
            Shop.idempotent(simulation);
        });

        assertThat(tried.get(0)).isNotEqualTo(alone.get(0));
        assertThat(tried).contains(alone.get(0));
    }

    @Test
    void andForgottenOnceItDoesNotFailAnyMore() throws IOException {
        Files.write(file(), List.of("77"));

        SimulationReport report = simulation().run(Shop::idempotent);

        assertThat(report.seeds()).isEqualTo(100);
        assertThat(file()).doesNotExist();
    }

    @Test
    void aFileThatIsNoneOfOursDoesNoHarm() throws IOException {
        Files.write(file(), List.of("not a seed", "-1", ""));

        assertThat(simulation().run(Shop::idempotent).seeds()).isEqualTo(100);
    }
}
