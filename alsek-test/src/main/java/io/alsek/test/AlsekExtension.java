package io.alsek.test;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.PreInterruptCallback;
import org.junit.jupiter.api.extension.PreInterruptContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Gives each test an {@link AlsekHarness} of its own, and closes it.
 *
 * <p>Use {@code @AlsekTest} or {@code @ExtendWith(AlsekExtension.class)}, or, for tasks that all tests share,
 *
 * <pre>{@code
 * @RegisterExtension
 * static final AlsekExtension ALSEK =
 *         AlsekExtension.with(harness -> harness.handle(ADD, add -> add.a() + add.b()));
 * }</pre>
 *
 * <p>Parameters of test methods, of {@code @BeforeEach} and {@code @AfterEach} methods, and of constructors may be an
 * {@link AlsekHarness}, its {@link io.alsek.Alsek}, {@link VirtualClock}, {@link EventLog} or {@link Faults}, or a
 * {@link SimulatedWorker} ({@link WorkerName}); in one test they all belong together. Tests may run in parallel.
 * {@link AlsekBackends} runs them on several backends.
 *
 * <p>A test fails if a task in it failed, for good or for an attempt that was not made good by the end of the test, or if a
 * drain ran into its bound, and the test did not look at that.
 * When a test fails, the state of its harness is attached to the report and to the exception.
 */
public final class AlsekExtension
        implements ParameterResolver,
                BeforeEachCallback,
                AfterEachCallback,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler,
                PreInterruptCallback {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(AlsekExtension.class);

    private static final String ENTRY = "alsek";

    /** What the builder said; {@code null} = what the annotation says. */
    private final @Nullable ExtensionSettings settings;

    /** Made by JUnit for {@code @ExtendWith}; goes by {@link AlsekTest}, if it is there. */
    public AlsekExtension() {
        this(null);
    }

    private AlsekExtension(@Nullable ExtensionSettings settings) {
        this.settings = settings;
    }

    /** An extension whose harnesses are made in this way. */
    public static AlsekExtension with(Consumer<HarnessBuilder> harness) {
        HarnessBuilder builder = AlsekHarness.builder();
        harness.accept(builder);
        return new AlsekExtension(new ExtensionSettings(builder, OnUnexpectedFailure.FAIL_TEST, OnPending.IGNORE));
    }

    /** The same, but tasks that fail do not fail a test. */
    public AlsekExtension ignoringUnexpectedFailures() {
        ExtensionSettings own = own();
        return new AlsekExtension(new ExtensionSettings(own.harness(), OnUnexpectedFailure.IGNORE, own.onPending()));
    }

    /** The same, but a test that leaves messages behind fails. */
    public AlsekExtension failingOnPending() {
        ExtensionSettings own = own();
        return new AlsekExtension(new ExtensionSettings(own.harness(), own.onUnexpectedFailure(), OnPending.FAIL_TEST));
    }

    private ExtensionSettings own() {
        return settings == null
                ? new ExtensionSettings(AlsekHarness.builder(), OnUnexpectedFailure.FAIL_TEST, OnPending.IGNORE)
                : settings;
    }

    private ExtensionSettings settings(ExtensionContext context) {
        return settings == null ? ExtensionSettings.of(context) : settings;
    }

    /** Constructors belong to their test, too. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        if (!TestParameters.isKnown(parameter)) {
            TestParameters.refuseLookalike(parameter);
            return false;
        }
        requireToBeTheOnlyOne(context);
        return true;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (context.getTestMethod().isEmpty()) {
            throw new ParameterResolutionException("There is one Alsek per test, but "
                    + parameter.getDeclaringExecutable()
                    + " runs once for all tests. Take it as a parameter of a test method or of a @BeforeEach method");
        }
        return TestParameters.resolve(parameter, harness(context));
    }

    /** Two extensions would make two harnesses for one test. */
    private void requireToBeTheOnlyOne(ExtensionContext context) {
        ExtensionContext.Store store = context.getStore(NAMESPACE);
        String key = context.getUniqueId() + "/extension";
        AlsekExtension other = store.get(key, AlsekExtension.class);
        if (other == null) {
            store.put(key, this);
        } else if (!other.equals(this)) {
            throw new ExtensionConfigurationException("There are two Alsek extensions on "
                    + context.getRequiredTestClass().getName() + ": " + other.origin() + ", and " + origin()
                    + ". A test has one harness, so keep one of them: @AlsekTest if its settings are enough, else the"
                    + " field, with the settings of the annotation in AlsekExtension.with(…)");
        }
    }

    private String origin() {
        return settings == null
                ? "one by @AlsekTest or @ExtendWith (on the class, a class around it, or the method)"
                : "one by a @RegisterExtension field";
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        requireToBeTheOnlyOne(context);
    }

    /** The harness of the test, made when first asked for. JUnit closes it with the context of the test. */
    private AlsekHarness harness(ExtensionContext context) {
        Optional<AlsekHarness> present = present(context);
        if (present.isPresent()) {
            return present.get();
        }
        HarnessBuilder builder = settings(context).harness().copy();
        BackendInvocations.backendOf(context).ifPresent(builder::backend);
        AlsekHarness made = builder.build();
        context.getStore(NAMESPACE).put(context.getUniqueId(), made);
        context.getTestClass().ifPresent(made.parts().watch()::beginTest);
        return made;
    }

    private static Optional<AlsekHarness> present(ExtensionContext context) {
        return Optional.ofNullable(context.getStore(NAMESPACE).get(context.getUniqueId(), AlsekHarness.class));
    }

    /** Looks for what the test has missed. Runs after its own {@code @AfterEach} methods, while all is still open. */
    @Override
    public void afterEach(ExtensionContext context) {
        Optional<AlsekHarness> harness = present(context);
        if (harness.isEmpty() || context.getExecutionException().isPresent()) {
            return;
        }
        ExtensionSettings own = settings(context);
        Optional<AssertionError> missed = Missed.by(harness.get(), own.onUnexpectedFailure(), own.onPending());
        if (missed.isPresent()) {
            attachDump(context, missed.get());
            throw missed.get();
        }
    }

    /** Whoever was interrupted for an offence fails by the interruption; the offence says why. */
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        Optional<AssertionError> offence =
                present(context).flatMap(harness -> harness.parts().journal().takeOffence());
        offence.ifPresent(error -> error.addSuppressed(thrown));
        Throwable told = offence.isPresent() ? offence.get() : thrown;
        attachDump(context, told);
        throw told;
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        attachDump(context, thrown);
        throw thrown;
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        attachDump(context, thrown);
        throw thrown;
    }

    /** A test that takes too long is about to be interrupted: this is the last chance to see what it is doing. */
    @Override
    public void beforeThreadInterrupt(PreInterruptContext interrupt, ExtensionContext context) {
        present(context).ifPresent(harness -> context.publishReportEntry(ENTRY, harness.dump()));
    }

    private static void attachDump(ExtensionContext context, Throwable thrown) {
        if (thrown.getClass().getName().endsWith("TestAbortedException")) {
            return;
        }
        present(context).ifPresent(harness -> {
            String dump = harness.dump();
            context.publishReportEntry(ENTRY, dump);
            thrown.addSuppressed(new Missed.HarnessState(dump));
        });
    }
}
