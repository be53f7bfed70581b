package io.alsek.test.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.alsek.spi.Backend;
import io.alsek.spi.QueueCounts;
import io.alsek.test.contract.MemoryBackendContractTest.MemoryUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.EventType;
import org.junit.platform.testkit.engine.Events;

/** Whoever examines a backend reads which rules ran, and of those that did not, why. */
class ReportTest {

    @TempDir
    Path folder;

    @Test
    void a_report_tells_what_became_of_every_rule() throws IOException {
        examine(WithoutLocks.class);

        assertThat(Files.readString(folder.resolve("WithoutLocks.md")))
                .startsWith("""
                # The contract, examined by WithoutLocks

                | level | rules | kept | broken | waived | absent | not run |
                |---|---|---|---|---|---|---|
                | MUST | 17 | 1 | 0 | 0 | 16 | 0 |
                | SHOULD | 0 | 0 | 0 | 0 | 0 | 0 |
                | STOCHASTIC | 3 | 0 | 0 | 0 | 3 | 0 |
                | all | 20 | 1 | 0 | 0 | 19 | 0 |

                ## Absent

                - This backend is declared to have no locks: LOCK-02, LOCK-03,\
                """)
                .contains(
                        "| LOCK-01 | MUST | kept | A backend has locks if and only if it is declared to have them. |");
    }

    @Test
    void a_rule_that_should_be_kept_binds_unless_it_is_waived() {
        assertThat(examine(Miscounting.class).failed().stream())
                .anySatisfy(failure ->
                        assertThat(failure.getTestDescriptor().getDisplayName()).startsWith("EFFECT-13"));
    }

    @Test
    void the_breach_of_a_waived_rule_is_reported_with_its_reason() throws IOException {
        assertThat(examine(MiscountingKnowingly.class).failed().stream())
                .noneSatisfy(failure ->
                        assertThat(failure.getTestDescriptor().getDisplayName()).startsWith("EFFECT-13"));

        assertThat(Files.readString(folder.resolve("MiscountingKnowingly.md")))
                .contains("## Waived\n\n- it counts on its fingers: EFFECT-13\n");
    }

    @Test
    void a_broken_rule_is_reported_with_its_verdict() throws IOException {
        examine(Miscounting.class);

        assertThat(Files.readString(folder.resolve("Miscounting.md")))
                .contains("## Broken\n\n- EFFECT-12 is broken: However many threads move messages about");
    }

    @Test
    void a_binding_rule_cannot_be_waived() {
        Events rules = examine(WaivingWhatBinds.class);

        assertThat(rules.stream().filter(event -> event.getType() == EventType.FINISHED))
                .anySatisfy(event -> assertThat(event.getPayload().orElseThrow().toString())
                        .contains("LOCK-02 cannot be waived: it is binding. Take it out of waived()"));
    }

    private Events examine(Class<?> contract) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(contract))
                .configurationParameter(ReportWriter.PARAMETER, folder.toString())
                .execute()
                .testEvents();
    }

    // The suspects. Only the test kit runs them.

    static class WithoutLocks extends LockStoreContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return new Memory(Map.of()) {
                @Override
                public Backend open(String namespace, InstantSource clock) {
                    return AlteredBackend.withoutAbilities(super.open(namespace, clock));
                }

                @Override
                public Set<Ability> abilities() {
                    return Set.of();
                }
            };
        }
    }

    static class Miscounting extends EffectContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return miscounting(Map.of());
        }
    }

    static class MiscountingKnowingly extends EffectContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return miscounting(Map.of("EFFECT-13", "it counts on its fingers"));
        }
    }

    static class WaivingWhatBinds extends LockStoreContract {
        @Override
        protected BackendUnderTest backendUnderTest() {
            return new Memory(Map.of("LOCK-02", "no time"));
        }
    }

    private static BackendUnderTest miscounting(Map<String, String> waived) {
        return new Memory(waived) {
            @Override
            public Backend open(String namespace, InstantSource clock) {
                return AlteredBackend.administration(
                        super.open(namespace, clock), real -> new AlteredStores.Admin(real) {
                            @Override
                            public QueueCounts counts(String queue) {
                                QueueCounts right = super.counts(queue);
                                return new QueueCounts(
                                        right.ready() + 1,
                                        right.delayed(),
                                        right.leased(),
                                        right.dead(),
                                        right.paused());
                            }
                        });
            }
        };
    }

    private static class Memory implements BackendUnderTest {

        private final MemoryUnderTest storage = new MemoryUnderTest();
        private final Map<String, String> waived;

        Memory(Map<String, String> waived) {
            this.waived = waived;
        }

        @Override
        public Backend open(String namespace, InstantSource clock) {
            return storage.open(namespace, clock);
        }

        @Override
        public Map<String, String> waived() {
            return waived;
        }
    }
}
