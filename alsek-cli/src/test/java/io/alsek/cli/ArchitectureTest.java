package io.alsek.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules for all modules are here, because this module sees all the others. */
class ArchitectureTest {
    private static final JavaClasses MAIN_CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.alsek");

    /**
     * Each package may use those of the rows above its own. That alsek-api uses nothing of the other modules is left to
     * the compiler, which does not see them.
     */
    private static final List<Set<String>> ORDER = List.of(
            Set.of("io.alsek.time.."),
            Set.of("io.alsek.message.."),
            Set.of("io.alsek.spi.."),
            Set.of("io.alsek.event.."),
            Set.of("io.alsek.lock..", "io.alsek.memory..", "io.alsek.redis.."),
            Set.of("io.alsek.task.."),
            Set.of("io.alsek.broker..", "io.alsek.discovery.."),
            Set.of("io.alsek.schedule..", "io.alsek.process.."),
            Set.of("io.alsek.worker.."),
            Set.of("io.alsek"),
            Set.of("io.alsek.test..", "io.alsek.cli..", "io.alsek.jmh.."));

    /** Everything else asks {@code io.alsek.time} for the time, so that tests can control it. */
    private static final Set<String> CLOCKS_AND_TIMERS = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.Thread.sleep",
            "java.time.Clock.systemDefaultZone",
            "java.time.Clock.systemUTC",
            "java.time.Instant.now",
            "java.time.LocalDate.now",
            "java.time.LocalDateTime.now",
            "java.time.OffsetDateTime.now",
            "java.time.ZonedDateTime.now",
            "java.util.Date.<init>",
            "java.util.Timer.<init>",
            "java.util.concurrent.CompletableFuture.completeOnTimeout",
            "java.util.concurrent.CompletableFuture.delayedExecutor",
            "java.util.concurrent.CompletableFuture.orTimeout",
            "java.util.concurrent.Executors.newScheduledThreadPool",
            "java.util.concurrent.Executors.newSingleThreadScheduledExecutor",
            "java.util.concurrent.ScheduledThreadPoolExecutor.<init>",
            "java.util.concurrent.TimeUnit.sleep");

    /** Without this one the other rules could pass because they had nothing to check. */
    @Test
    void classesAreFound() {
        assertThat(MAIN_CLASSES).hasSizeGreaterThan(20);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.alsek.(*)..").should().beFreeOfCycles().check(MAIN_CLASSES);
    }

    @ParameterizedTest
    @MethodSource("packagesAndWhatTheyMayUse")
    void packageUsesOnlyThoseBeforeIt(String name, List<String> allowed) {
        classes()
                .that()
                .resideInAPackage(name)
                .should()
                .onlyDependOnClassesThat(
                        resideOutsideOfPackage("io.alsek..").or(resideInAnyPackage(allowed.toArray(String[]::new))))
                .allowEmptyShould(true)
                .check(MAIN_CLASSES);
    }

    private static List<Arguments> packagesAndWhatTheyMayUse() {
        List<Arguments> rows = new ArrayList<>();
        List<String> before = new ArrayList<>();
        for (Set<String> row : ORDER) {
            for (String name : row) {
                List<String> allowed = new ArrayList<>(before);
                allowed.add(name);
                rows.add(arguments(name, allowed));
            }
            before.addAll(row);
        }
        return rows;
    }

    @Test
    void everyPackageHasAPlaceInTheOrder() {
        classes()
                .should()
                .resideInAnyPackage(ORDER.stream().flatMap(Set::stream).toArray(String[]::new))
                .check(MAIN_CLASSES);
    }

    @Test
    void namesSayWhatAClassIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)")
                .orShould()
                .haveNameMatching(".*[.$](Abstract|Base)([A-Z].*)?")
                .check(MAIN_CLASSES);
    }

    @Test
    void onlyThePackageTimeReadsClocksAndStartsTimers() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.alsek.time..", "io.alsek.cli..", "io.alsek.jmh..")
                .should()
                .accessTargetWhere(target(describe(
                        "is a clock or a timer",
                        target -> CLOCKS_AND_TIMERS.contains(target.getOwner().getName() + "." + target.getName()))))
                .check(MAIN_CLASSES);
    }

    @Test
    void onlyProgramsPrint() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.alsek.cli..")
                .and()
                .haveSimpleNameNotEndingWith("Main")
                .should(ACCESS_STANDARD_STREAMS)
                .check(MAIN_CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(MAIN_CLASSES)
                .extracting(JavaClass::getPackage)
                .allSatisfy(p -> assertThat(p.isAnnotatedWith(NullMarked.class))
                        .as(p.getName())
                        .isTrue());
    }
}
