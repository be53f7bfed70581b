package io.alsek.test.contract;

import io.alsek.spi.Backend;
import io.alsek.test.contract.MemoryBackendContractTest.MemoryUnderTest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The contract of a mutant; run by the test kit only, which names the mutant in a configuration parameter. */
@ExtendWith(Suspect.MutantByName.class)
class Suspect extends BackendContract {

    static final String PARAMETER = "alsek.contract.mutant";

    private static final Map<String, Mutant> MUTANTS = new ConcurrentHashMap<>();

    private final Mutant mutant;

    Suspect(Mutant mutant) {
        this.mutant = mutant;
    }

    /** Makes a mutant known, so that it can be found by its name. */
    static void register(Mutant mutant) {
        MUTANTS.put(mutant.name(), mutant);
    }

    @Override
    protected BackendUnderTest backendUnderTest() {
        MemoryUnderTest storage = new MemoryUnderTest();
        return new BackendUnderTest() {
            @Override
            public Backend open(String namespace, InstantSource clock) {
                return mutant.opening().open(storage, namespace, clock);
            }

            @Override
            public Set<Ability> abilities() {
                return mutant.abilities();
            }

            @Override
            public Optional<Wire> wire() {
                return Optional.of(new MemoryWire(storage, mutant));
            }

            @Override
            public Optional<OtherProcess> otherProcess() {
                return mutant.boastful()
                        ? Optional.of(new OtherProcess(MemoryUnderTest.class, Map.of()))
                        : Optional.empty();
            }

            @Override
            public Duration patience() {
                return storage.patience();
            }

            @Override
            public Map<String, String> waived() {
                return storage.waived();
            }
        };
    }

    /** Hands the mutant of this run to the constructor. */
    static final class MutantByName implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Mutant.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return MUTANTS.get(context.getConfigurationParameter(PARAMETER).orElseThrow());
        }
    }
}
