package io.alsek.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.broker.Environment;
import io.alsek.message.Backoff;
import io.alsek.test.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long an idle pool waits before it looks again although nobody told it to. */
class IdlePauseTest {

    private static final Backoff PAUSE = Backoff.linear(Duration.ofSeconds(1))
            .within(Backoff.Bounds.DEFAULT.withFloor(Duration.ofSeconds(1)).withCeiling(Duration.ofSeconds(3)));

    private final VirtualClock clock = new VirtualClock();
    private final Bell bell = new Bell();
    private final IdlePause idle = new IdlePause(Environment.real().withTime(clock), PAUSE, "pool", bell::ring);

    private Duration untilNextLook() {
        return Duration.between(clock.instant(), clock.nextTimer().orElseThrow());
    }

    private Duration pauseAfterAnEmptyClaim() {
        idle.foundNothing(null);
        Duration pause = untilNextLook();
        clock.advance(pause);
        return pause;
    }

    @Test
    void itGrowsWithEachLookThatFindsNothingUpToItsCeiling() {
        assertThat(pauseAfterAnEmptyClaim()).hasSeconds(1);
        assertThat(pauseAfterAnEmptyClaim()).hasSeconds(2);
        assertThat(pauseAfterAnEmptyClaim()).hasSeconds(3);
        assertThat(pauseAfterAnEmptyClaim()).hasSeconds(3);
    }

    @Test
    void itIsShortAgainAfterAMessage() {
        pauseAfterAnEmptyClaim();
        pauseAfterAnEmptyClaim();
        idle.foundSomething(null);
        assertThat(pauseAfterAnEmptyClaim()).hasSeconds(1);
    }

    @Test
    void whatIsAnnouncedForSoonerCutsItShortAndWhatComesLaterDoesNotStretchIt() {
        Instant soon = clock.instant().plusMillis(300);
        idle.foundNothing(soon);
        assertThat(untilNextLook()).hasMillis(300);
        clock.advanceTo(soon);

        idle.foundNothing(clock.instant().plusSeconds(60));
        assertThat(untilNextLook()).hasSeconds(2);
    }

    @Test
    @Timeout(10)
    void atItsEndASleeperIsWoken() throws InterruptedException {
        pauseAfterAnEmptyClaim();
        bell.sleep(); // returns
        idle.close();
    }

    @Test
    void aPoolThatIsStoppedLooksNoMore() {
        idle.foundNothing(null);
        idle.close();
        assertThat(clock.nextTimer()).isEmpty();
    }
}
