package io.alsek.test.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** The contract finds out backends that are wrong, each by the rule meant for it, and says what is wrong. */
class MutantsTest {

    private static final int MOST_RACES = 100;

    static Stream<Mutant> mutants() {
        return Stream.of(
                        ClaimMutants.all(),
                        SettleMutants.all(),
                        StoreMutants.all(),
                        RaceMutants.all(),
                        CutMutants.all(),
                        StandingMutants.all(),
                        ScheduleMutants.all(),
                        OddMutants.all())
                .flatMap(mutants -> mutants);
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void aMutantIsFoundOut(Mutant mutant) {
        String verdict = verdictOn(mutant);
        // A race can be lost, and a stochastic rule be passed, by luck; but not for ever.
        for (int race = 1; verdict == null && race < MOST_RACES && isStochastic(mutant.rule()); race++) {
            verdict = verdictOn(mutant);
        }

        assertThat(verdict)
                .as("verdict on the backend of which %s", mutant.name())
                .startsWith(mutant.rule() + " is broken: ");
        assertThat(verdict).as("a verdict that is not merely impatience").doesNotContain(" seconds", "timed out");
    }

    private static @Nullable String verdictOn(Mutant mutant) {
        Events rule =
                run(mutant, RuleBook.groupOf(mutant.rule()), each -> each.id().equals(mutant.rule()));
        assertThat(rule.started().count()).as("rules called %s", mutant.rule()).isEqualTo(1);
        return verdicts(rule).get(mutant.rule());
    }

    private static boolean isStochastic(String id) {
        return RuleBook.groupOf(id).rules().stream()
                .anyMatch(rule -> rule.id().equals(id) && rule.level() == Rule.Level.STOCHASTIC);
    }

    /** The model is meant for what no rule foresees, but must see as much as they do. */
    @ParameterizedTest
    @MethodSource("mutantsForTheModel")
    void theModelFindsOutTheSameMutants(Mutant mutant) {
        Map<String, String> verdicts = verdicts(examine(mutant, RuleBook.groupOf("MODEL-01")));

        assertThat(verdicts).containsKey("MODEL-01");
        String verdict = verdicts.get("MODEL-01");
        assertThat(verdict).contains("With seed ", "Done so far:");
        assertThat(verdict.substring(verdict.indexOf("Done so far:")).lines())
                .as("what was done, without what does not matter")
                .hasSizeLessThan(20);
    }

    static Stream<Mutant> mutantsForTheModel() {
        List<String> rules = List.of(
                "CLAIM-02",
                "CLAIM-04",
                "CLAIM-05",
                "DELAY-01",
                "DELAY-02",
                "DUPLICATE-06",
                "DUPLICATE-07",
                "EXPIRY-02",
                "POISON-01",
                "LEASE-02",
                "LEASE-09",
                "LEASE-12",
                "RETRY-01",
                "RETRY-13",
                "SETTLE-06",
                "SETTLE-13",
                "WITHDRAW-05",
                "WITHDRAW-07",
                "FIND-06",
                "ADMIN-07");
        return mutants().filter(mutant -> rules.contains(mutant.rule()));
    }

    @Test
    void aBackendThatIsRightIsNotSuspected() {
        for (RuleBook.Group group : RuleBook.groups()) {
            assertThat(verdicts(examine(Mutant.none(), group)))
                    .as(group.title())
                    .isEmpty();
        }
    }

    @Test
    void aBackendThatBringsMessagesRightlyIsNotSuspected() {
        Events rules = examine(StandingMutants.none(), RuleBook.groupOf("STAND-01"));

        assertThat(verdicts(rules)).isEmpty();
        assertThat(rules.succeeded().count()).isEqualTo(rules.started().count());
    }

    @Test
    void aBackendMayLackAbilitiesIfItSaysSo() {
        Map<String, Integer> skipped = Map.ofEntries(
                Map.entry("EVENT", 12),
                Map.entry("LOCK", 19),
                Map.entry("NAME", 2),
                Map.entry("NAMESPACE", 2),
                Map.entry("LINEAR", 1),
                Map.entry("CUT", 1),
                Map.entry("KILL", 4),
                Map.entry("HOLD", 7),
                Map.entry("SCHEDULE", 15),
                Map.entry("DUE", 11));
        for (RuleBook.Group group : RuleBook.groups()) {
            Events rules = examine(Mutant.withoutAbilities(), group);

            assertThat(verdicts(rules)).as(group.title()).isEmpty();
            assertThat(rules.aborted().stream()
                            .map(MutantsTest::failureOf)
                            .filter(reason -> reason.contains("declared")))
                    .as("rules skipped of %s", group.title())
                    .hasSize(skipped.getOrDefault(group.prefix(), 0));
        }
    }

    @Test
    void anAbsentAbilityIsReported() {
        Events rules = examine(Mutant.withoutAbilities(), RuleBook.groupOf("EVENT-01"));

        assertThat(rules.reportingEntryPublished().stream())
                .extracting(event -> event.getRequiredPayload(ReportEntry.class).getKeyValuePairs())
                .containsExactly(Map.of("events", "absent, as declared"));
    }

    @Test
    void mutantsDiffer() {
        assertThat(mutants()).extracting(Mutant::name).doesNotHaveDuplicates();
    }

    private static Events examine(Mutant mutant, RuleBook.Group group) {
        Events rules = run(mutant, group, rule -> true);
        assertThat(rules.started().count())
                .as("rules examined")
                .isEqualTo(group.rules().size());
        return rules;
    }

    private static Events run(Mutant mutant, RuleBook.Group group, Predicate<Rule> which) {
        Suspect.register(mutant);
        List<Class<?>> enclosing = new ArrayList<>(List.of(Suspect.class));
        enclosing.addAll(group.path());
        Class<?> nested = enclosing.remove(enclosing.size() - 1);
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectNestedClass(enclosing, nested))
                .filters((PostDiscoveryFilter) test -> FilterResult.includedIf(isOneOf(test, which)))
                .configurationParameter(Suspect.PARAMETER, mutant.name())
                .configurationParameter(ReportWriter.PARAMETER, "none")
                .execute()
                .testEvents();
    }

    private static boolean isOneOf(TestDescriptor test, Predicate<Rule> which) {
        return test.getSource()
                .filter(org.junit.platform.engine.support.descriptor.MethodSource.class::isInstance)
                .map(org.junit.platform.engine.support.descriptor.MethodSource.class::cast)
                .map(source -> source.getJavaMethod().getAnnotation(Rule.class))
                .map(which::test)
                .orElse(true);
    }

    /** What is said about the rules that failed, by their ids. */
    private static Map<String, String> verdicts(Events rules) {
        Map<String, String> verdicts = new TreeMap<>();
        rules.failed().stream().forEach(event -> {
            String name = event.getTestDescriptor().getDisplayName();
            verdicts.put(name.substring(0, name.indexOf(' ')), failureOf(event));
        });
        return verdicts;
    }

    private static String failureOf(Event event) {
        return event.getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .map(failure -> failure instanceof AssertionError ? failure.getMessage() : failure.toString())
                .orElse("no reason");
    }
}
