package io.alsek.test;

import static io.alsek.test.AlsekAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.Alsek;
import io.alsek.event.TaskEvent;
import io.alsek.spi.Backend;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import java.util.ArrayList;
import java.util.List;
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

        @Test
        void ofAllKinds(
                AlsekHarness harness,
                EventLog events,
                Faults faults,
                SimulatedWorker w1,
                @WorkerName("w 2") SimulatedWorker other) {
            assertThat(faults).isSameAs(harness.faults());
            assertThat(w1).isSameAs(harness.worker("w1"));
            assertThat(other).isSameAs(harness.worker("w 2"));
            harness.handle(LENGTH, String::length);
            List<TaskEvent> heard = new ArrayList<>();
            events.listen(heard::add);
            TaskHandle<Integer> handle = harness.alsek().submit(LENGTH, "four");
            assertThat(w1.runNext().orElseThrow()).withResult(4);
            assertThat(events.all()).hasSize(3).isEqualTo(heard);
            assertThat(events.of(TaskEvent.Started.class))
                    .singleElement()
                    .satisfies(started -> assertThat(started.worker()).isEqualTo("w1"));
            assertThat(events.of(LENGTH)).isEqualTo(events.of(handle)).hasSize(3);
            assertThat(events.of(BROKEN)).isEmpty();
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

    /** The backends of these tests differ in their namespaces only. */
    static class Here implements BackendFactory {

        @Override
        public Backend open(Setup setup) {
            return BackendFactory.inMemory().open(new Setup("here", setup.clock(), setup.random()));
        }
    }

    static class There implements BackendFactory {

        @Override
        public Backend open(Setup setup) {
            return BackendFactory.inMemory().open(new Setup("there", setup.clock(), setup.random()));
        }

        @Override
        public String toString() {
            return "the other side";
        }
    }

    static String namespaceOf(AlsekHarness harness) {
        return harness.alsek().broker().backend().namespace();
    }

    @AlsekTest(startAt = "2031-01-01T00:00:00Z")
    @AlsekBackends({Here.class, There.class})
    @Execution(ExecutionMode.CONCURRENT)
    static class OnSeveralBackends {

        static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

        private final AlsekHarness ofConstructor;

        OnSeveralBackends(AlsekHarness harness) {
            ofConstructor = harness;
        }

        @Test
        void runsOnEach(AlsekHarness harness) {
            assertThat(harness).isSameAs(ofConstructor);
            assertThat(harness.clock().instant()).isEqualTo("2031-01-01T00:00:00Z");
            SEEN.add("test " + namespaceOf(harness));
        }

        @Nested
        class Inner {

            @RepeatedTest(2)
            void too(AlsekHarness harness) {
                SEEN.add("inner " + namespaceOf(harness));
            }
        }
    }

    static class OneMethodOnSeveralBackends {

        static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

        @RegisterExtension
        static final AlsekExtension ALSEK = AlsekExtension.with(harness -> harness.handle(LENGTH, String::length));

        private final AlsekHarness ofConstructor;

        OneMethodOnSeveralBackends(AlsekHarness harness) {
            ofConstructor = harness;
        }

        @AlsekBackends({Here.class, There.class, InMemory.class})
        void runsOnEach(AlsekHarness harness) {
            harness.alsek().submit(LENGTH, "four");
            assertThat(harness.drain()).hasExecuted(LENGTH);
            assertThat(harness).isSameAs(ofConstructor);
            SEEN.add(namespaceOf(harness));
        }

        @Test
        void otherTestsDoNot(AlsekHarness harness) {
            assertThat(namespaceOf(harness)).startsWith("alsek-test-");
        }
    }

    @AlsekTest(backend = There.class)
    static class OnAnotherBackend {

        @Test
        void runsThere(AlsekHarness harness) {
            assertThat(namespaceOf(harness)).isEqualTo("there");
        }
    }

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
