package io.alsek.test;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** Makes one invocation for each backend of {@link AlsekBackends}. */
final class BackendInvocations
        implements ClassTemplateInvocationContextProvider, TestTemplateInvocationContextProvider {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(BackendInvocations.class);

    private static final String BACKEND = "backend";

    /** The backend of the invocation that this is about; empty if there are no several backends. */
    static Optional<BackendFactory> backendOf(ExtensionContext context) {
        return Optional.ofNullable(context.getStore(NAMESPACE).get(BACKEND, BackendFactory.class));
    }

    /** Makes what an annotation names. */
    static BackendFactory make(Class<? extends BackendFactory> type) {
        try {
            var constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new ExtensionConfigurationException(
                    "Cannot make the backend factory " + type.getName()
                            + "; it needs a constructor without parameters that does not fail, and must not be an inner"
                            + " class: make it static",
                    e);
        }
    }

    @Override
    public boolean supportsClassTemplate(ExtensionContext context) {
        return annotationOn(context).isPresent();
    }

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return annotationOn(context).isPresent();
    }

    @Override
    public Stream<Invocation> provideClassTemplateInvocationContexts(ExtensionContext context) {
        return invocations(context);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        return invocations(context).map(TestTemplateInvocationContext.class::cast);
    }

    private static Optional<AlsekBackends> annotationOn(ExtensionContext context) {
        return context.getElement()
                .map(element -> ExtensionSettings.find(element, AlsekBackends.class))
                .filter(found -> found.value() != null);
    }

    private static Stream<Invocation> invocations(ExtensionContext context) {
        Class<? extends BackendFactory>[] types =
                annotationOn(context).orElseThrow().value();
        if (types.length == 0) {
            throw new ExtensionConfigurationException(
                    "@AlsekBackends on " + context.getDisplayName() + " names no backend; name at least one");
        }
        return Arrays.stream(types).map(type -> new Invocation(make(type)));
    }

    /** All tests of a class, or one test, on one backend. */
    record Invocation(BackendFactory backend) implements ClassTemplateInvocationContext, TestTemplateInvocationContext {

        @Override
        public String getDisplayName(int invocationIndex) {
            return "on " + name(backend);
        }

        @Override
        public void prepareInvocation(ExtensionContext context) {
            context.getStore(NAMESPACE).put(BACKEND, backend);
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new Choice(backend));
        }

        private static String name(BackendFactory backend) {
            try {
                boolean named = backend.getClass().getMethod("toString").getDeclaringClass() != Object.class;
                return named ? backend.toString() : backend.getClass().getSimpleName();
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Says it before the constructor of the test asks, which may be sooner than an invocation is prepared. */
    private record Choice(BackendFactory backend) implements TestInstancePreConstructCallback {

        @Override
        public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
            return ExtensionContextScope.TEST_METHOD;
        }

        @Override
        public void preConstructTestInstance(TestInstanceFactoryContext factoryContext, ExtensionContext context) {
            context.getStore(NAMESPACE).put(BACKEND, backend);
        }
    }
}
