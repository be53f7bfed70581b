package io.alsek.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class OnceTest {

    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

    @Test
    void happensAtItsInstantAndNeverAgain() {
        assertThat(Once.at(NOON).nextAfter(NOON.minusMillis(1))).contains(NOON);
        assertThat(Once.at(NOON).nextAfter(NOON)).isEmpty();
    }

    @Test
    void isNeverEarly() {
        assertThat(Once.at(NOON.plusNanos(1)).instant()).isEqualTo(NOON.plusMillis(1));
    }
}
