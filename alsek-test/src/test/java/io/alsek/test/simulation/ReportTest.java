package io.alsek.test.simulation;

import static io.alsek.test.simulation.PropertiesTest.failureOf;
import static io.alsek.test.simulation.PropertiesTest.simulation;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.test.simulation.Shop.Bank;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a stranger reads when a simulation fails, word for word. */
class ReportTest {

    private static String golden(String name) {
        try (InputStream stream = ReportTest.class.getResourceAsStream(name)) {
            assertThat(stream).as(name).isNotNull();
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void ofAnEffectThatHappensTwice() {
        SimulationFailure failure = failureOf(simulation().named("ShopTest.charges"), Shop::naive);

        assertThat(failure.getMessage()).isEqualTo(golden("charged-twice.txt"));
    }

    @Test
    void ofALostUpdateThatTakesNoFault() {
        SimulationFailure failure = failureOf(simulation().faults().named("ShopTest.counts"), simulation -> {
            AtomicInteger count = new AtomicInteger();
            simulation.handle(Shop.CHARGE, card -> {
                int before = count.get();
                simulation.checkpoint("has read " + before);
                count.set(before + 1);
                return card;
            });
            simulation.client(alsek -> {
                alsek.submit(Shop.CHARGE, "card 1");
                alsek.submit(Shop.CHARGE, "card 2");
            });
            simulation.eventually("both are counted", () -> count.get() == 2);
        });

        assertThat(failure.getMessage()).isEqualTo(golden("lost-update.txt"));
    }

    @Test
    void ofWhatNeverHappened() {
        SimulationFailure failure = failureOf(simulation().seeds(5).faults().named("ShopTest.charges"), simulation -> {
            Bank bank = Shop.idempotent(simulation);
            simulation.sometimes("a card is charged twice", bank::hasChargedTwice);
        });

        assertThat(failure.getMessage()).isEqualTo(golden("vacuous.txt"));
    }
}
