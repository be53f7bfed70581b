package io.alsek.test;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.task.Task;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Test classes that use the extension well; run by {@link AlsekExtensionTest}. */
final class ExtensionUsers {

    static final Task<String, Integer> LENGTH =
            Task.named("length").input(String.class).output(Integer.class).build();
    static final Task<@Nullable Void, @Nullable Void> BROKEN =
            Task.named("broken").retry(0).build();

    private ExtensionUsers() {}

    @AlsekTest
    static class Parameters {

        private final AlsekHarness ofConstructor;

        @Nullable
        private Alsek ofSetUp;

        Parameters(AlsekHarness harness) {
            ofConstructor = harness;
        }

        @BeforeEach
        void setUp(Alsek alsek) {
            ofSetUp = alsek;
        }

        @AfterEach
        void tearDown(AlsekHarness harness) {
            assertThat(harness).isSameAs(ofConstructor);
            assertThat(harness.alsek().submit(LENGTH, "still open").id()).isNotEmpty();
        }

        @Test
        void ofAMethod(AlsekHarness harness, Alsek alsek, VirtualClock clock) {
            assertThat(harness).isSameAs(ofConstructor);
            assertThat(alsek).isSameAs(ofSetUp).isSameAs(harness.alsek());
            assertThat(clock).isSameAs(harness.clock());
        }

        @Nested
        class Inner {

            private final AlsekHarness ofInner;

            Inner(AlsekHarness harness) {
                ofInner = harness;
            }

            @Test
            void ofANestedClass(AlsekHarness harness) {
                assertThat(harness).isSameAs(ofInner).isSameAs(ofConstructor);
            }
        }
    }

    @ExtendWith(AlsekExtension.class)
    static class OwnHarness {

        static final Set<AlsekHarness> SEEN = ConcurrentHashMap.newKeySet();

        @RepeatedTest(5)
        void isNew(AlsekHarness harness) {
            assertThat(harness.pending()).isEmpty();
            harness.alsek().submit(LENGTH, "left behind");
            SEEN.add(harness);
        }
    }

    @AlsekTest
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class Parallel {

        static final Set<AlsekHarness> SEEN = ConcurrentHashMap.newKeySet();

        @RepeatedTest(64)
        @Execution(ExecutionMode.CONCURRENT)
        void isAlone(AlsekHarness harness, Alsek alsek) {
            harness.handle(LENGTH, String::length);
            alsek.submit(LENGTH, "one");
            assertThat(harness.drain()).hasExecuted(1);
            assertThat(harness.clock().instant()).isEqualTo(VirtualClock.START);
            harness.clock().advance(java.time.Duration.ofDays(1));
            SEEN.add(harness);
        }
    }

    @AlsekTest(startAt = "2031-01-01T00:00:00Z")
    @Execution(ExecutionMode.SAME_THREAD)
    static class Settings {

        @Test
        void ofTheClass(VirtualClock clock) {
            assertThat(clock.instant()).isEqualTo("2031-01-01T00:00:00Z");
        }

        @Test
        @AlsekTest(startAt = "2032-01-01T00:00:00Z")
        void ofTheMethod(VirtualClock clock) {
            assertThat(clock.instant()).isEqualTo("2032-01-01T00:00:00Z");
        }

        @Nested
        class Inner {

            @Test
            void ofTheEnclosingClass(VirtualClock clock) {
                assertThat(clock.instant()).isEqualTo("2031-01-01T00:00:00Z");
            }

            @Test
            @AtOnce
            void ofAnAnnotation(AlsekHarness harness) {
                harness.handle(LENGTH, String::length);
                harness.alsek().submit(LENGTH, "at once");
                assertThat(harness.executions()).hasSize(1);
            }
        }
    }

    @AlsekTest(dispatch = Dispatch.ON_SUBMIT)
    @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
    @interface AtOnce {}

    @Execution(ExecutionMode.SAME_THREAD)
    static class Registered {

        @RegisterExtension
        static final AlsekExtension ALSEK = AlsekExtension.with(harness -> harness.handle(LENGTH, String::length))
                .failingOnPending();

        @RepeatedTest(2)
        void runsTheTask(AlsekHarness harness) {
            assertThat(harness.executions()).isEmpty();
            harness.alsek().submit(LENGTH, "four");
            assertThat(harness.drain().executions().get(0)).withResult(4);
        }
    }
}
