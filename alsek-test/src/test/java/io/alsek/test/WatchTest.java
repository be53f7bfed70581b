package io.alsek.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.alsek.message.Message;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchTest {

    private static final Message MESSAGE =
            Message.builder("7", "charge", "payments", VirtualClock.START).build();

    private final Journal journal = new Journal();

    @Test
    void aHandlerThatWaitsForWhatNobodyBringsAboutIsInterruptedAndNamed() {
        try (Watch watch = new Watch(journal, EnumSet.noneOf(Offence.class), 2)) {
            Watch.Subject handler = watch.beginHandler(MESSAGE);
            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(() -> new CountDownLatch(1).await(60, TimeUnit.SECONDS));
            watch.end(handler);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
        Optional<AssertionError> offence = journal.takeOffence();
        assertThat(offence).isPresent();
        assertThat(offence.get())
                .hasMessageContaining("The handler of " + MESSAGE.summary() + " waits in real time")
                .hasMessageContaining("tolerate = Offence.REAL_TIME_WAITING");
        assertThat(offence.get().getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(WatchTest.class.getName()));
    }

    @Test
    void aShortWaitIsFine() throws InterruptedException {
        try (Watch watch = new Watch(journal, EnumSet.noneOf(Offence.class))) {
            Watch.Subject handler = watch.beginHandler(MESSAGE);
            assertThat(new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS)).isFalse();
            watch.end(handler);
        }
        assertThat(journal.takeOffence()).isEmpty();
    }

    @Test
    void sleepInTheProjectOfTheTestIsItsOwnAndThatOfLibrariesIsNot() {
        assertThat(Frames.isOfProject(frameOf("com.example.Waits"), "com.example.orders"))
                .isTrue();
        assertThat(Frames.isOfProject(frameOf("com.example.orders.OrderTest"), "com.example.orders"))
                .isTrue();
        assertThat(Frames.isOfProject(frameOf("com.other.containers.Startup"), "com.example.orders"))
                .isFalse();
        assertThat(Frames.isOfProject(frameOf("OrderTest"), "")).isTrue();
        assertThat(Frames.isOfProject(frameOf("com.other.containers.Startup"), ""))
                .isFalse();
    }

    private static StackTraceElement frameOf(String className) {
        return new StackTraceElement(className, "wait", null, 1);
    }

    @Test
    void whatIsToleratedIsNotWatched() throws InterruptedException {
        try (Watch watch = new Watch(journal, EnumSet.allOf(Offence.class), 1)) {
            Watch.Subject handler = watch.beginHandler(MESSAGE);
            assertThat(new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS)).isFalse();
            new Thread(Thread::onSpinWait).start();
            watch.end(handler);
        }
        assertThat(journal.takeOffence()).isEmpty();
    }

    @Test
    void aHandlerWithinAHandlerDoesNotEndTheWatchOverTheOuterOne() {
        try (Watch watch = new Watch(journal, EnumSet.noneOf(Offence.class))) {
            Watch.Subject outer = watch.beginHandler(MESSAGE);
            watch.end(watch.beginHandler(MESSAGE));
            assertThat(journal.takeOffence()).isEmpty();
            new Thread(Thread::onSpinWait).start();
            watch.end(outer);
        }
        assertThat(journal.takeOffence()).isPresent();
        new Thread(Thread::onSpinWait).start();
        assertThat(journal.takeOffence()).isEmpty();
    }
}
