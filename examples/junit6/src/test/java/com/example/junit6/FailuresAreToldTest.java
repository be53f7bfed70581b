package com.example.junit6;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.alsek.task.NonRetryableException;
import io.alsek.task.Task;
import io.alsek.test.AlsekHarness;
import io.alsek.test.AlsekTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** A task that fails unseen fails its test, and the state of the harness travels with the report. */
class FailuresAreToldTest {

    private static final Task<String, Void> MAIL =
            Task.named("mail").input(String.class).build();

    /** Not run by itself: its name does not end as those of tests do. */
    @AlsekTest
    static class Careless {

        @Test
        void doesNotLook(AlsekHarness harness) {
            harness.handle(MAIL, address -> {
                throw new NonRetryableException("no such address");
            });
            harness.alsek().submit(MAIL, "nobody@example.org");
            harness.drain();
        }
    }

    private static final class Ear implements TestExecutionListener {

        private final List<Throwable> failures = new ArrayList<>();
        private final List<String> reports = new ArrayList<>();

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            result.getThrowable().ifPresent(failures::add);
        }

        @Override
        public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
            reports.addAll(entry.getKeyValuePairs().values());
        }
    }

    @Test
    void alsoOnJUnit6() {
        Ear ear = new Ear();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(Careless.class))
                .build();

        LauncherFactory.create().execute(request, ear);

        assertThat(ear.failures).singleElement().satisfies(failure -> assertThat(failure)
                .hasMessageContaining("A task failed in this test, and the test did not expect it")
                .hasMessageContaining("no such address"));
        assertThat(ear.reports).singleElement().asString().contains("Dead letters (1)");
    }
}
