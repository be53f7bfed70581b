package io.alsek.test.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** The contract itself is tested here: each deliberately broken backend must be caught by the rule named for it. */
class MutantsTest {

    private static final String WHICH = "alsek.contract.mutant";

    /** Not run by itself: {@link #isCaughtByItsRule} runs it, one rule at a time. */
    static class BrokenBackendContract extends BackendContract {

        private Mutant mutant;

        @RegisterExtension
        final BeforeEachCallback chooseMutant = context ->
                mutant = Mutant.valueOf(context.getConfigurationParameter(WHICH).orElseThrow());

        @Override
        protected BackendUnderTest backendUnderTest() {
            return mutant.backendUnderTest();
        }
    }

    @ParameterizedTest
    @EnumSource
    void isCaughtByItsRule(Mutant mutant) {
        List<Event> failures = EngineTestKit.engine("junit-jupiter")
                .configurationParameter(WHICH, mutant.name())
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                .selectors(selectClass(BrokenBackendContract.class))
                .filters((PostDiscoveryFilter) descriptor -> checks(descriptor, mutant.rule))
                .execute()
                .testEvents()
                .assertStatistics(events -> events.started(1))
                .failed()
                .list();

        assertThat(failures).as("failures of %s", mutant.rule).hasSize(1);
        Throwable failure = failures.get(0)
                .getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();
        assertThat(failure)
                .as("a breach that is told as such, and not found by waiting")
                .isInstanceOf(AssertionError.class)
                .isNotInstanceOf(TimeoutException.class);
        assertThat(failure.getMessage()).isNotBlank();
    }

    private static FilterResult checks(TestDescriptor descriptor, String rule) {
        boolean chosen = descriptor
                .getSource()
                .filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .map(source -> source.getJavaMethod().getAnnotation(Rule.class))
                .filter(annotation -> annotation.id().equals(rule))
                .isPresent();
        return FilterResult.includedIf(chosen || descriptor.isContainer());
    }
}
