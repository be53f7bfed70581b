package io.alsek.test.simulation;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** Calls the test method once for every run of its simulation. Stateless. */
final class SimulationExtension implements ParameterResolver, InvocationInterceptor {

    private static final Pattern BUDGET = Pattern.compile("(\\d{1,9})\\s*(ms|s|m)");

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        boolean ofHarness = type.getName().startsWith("io.alsek.") && type != Simulation.class;
        if (ofHarness && parameter.getDeclaringExecutable() instanceof Method method && isSimulation(method)) {
            throw new ParameterResolutionException("A simulation cannot have a " + type.getName()
                    + " as its parameter, since each of its runs is a world of its own. What there is: Simulation."
                    + " Clients get their Alsek from simulation.client(alsek -> …), properties reach the rest by the"
                    + " simulation");
        }
        return type == Simulation.class;
    }

    private static boolean isSimulation(Method method) {
        return method.isAnnotationPresent(SimulationTest.class)
                || Arrays.stream(method.getAnnotations())
                        .anyMatch(each -> each.annotationType().isAnnotationPresent(SimulationTest.class));
    }

    /** There is one for each run; it takes this place then. */
    @Override
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (parameter.getDeclaringExecutable() instanceof Method method
                && method.isAnnotationPresent(org.junit.jupiter.api.BeforeEach.class)) {
            throw new ExtensionConfigurationException("There is one simulation for each run, but " + method
                    + " runs once for all of them. Take it as a parameter of the test method alone");
        }
        return null;
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> reflective, ExtensionContext context) {
        invocation.skip();
        Method method = reflective.getExecutable();
        SimulationTest settings = settings(method);
        int position = position(method);
        Object target = context.getRequiredTestInstance();
        method.setAccessible(true);
        builder(settings, context).run(simulation -> {
            Object[] arguments = reflective.getArguments().toArray();
            arguments[position] = simulation;
            call(method, target, arguments);
        });
    }

    /** On the method itself, or on an annotation of it. */
    private static SimulationTest settings(Method method) {
        SimulationTest direct = method.getAnnotation(SimulationTest.class);
        if (direct != null) {
            return direct;
        }
        for (Annotation annotation : method.getAnnotations()) {
            SimulationTest indirect = annotation.annotationType().getAnnotation(SimulationTest.class);
            if (indirect != null) {
                return indirect;
            }
        }
        throw new ExtensionConfigurationException(method + " is not annotated with @SimulationTest");
    }

    private static int position(Method method) {
        Class<?>[] types = method.getParameterTypes();
        for (int i = 0; i < types.length; i++) {
            if (types[i] == Simulation.class) {
                return i;
            }
        }
        throw new ExtensionConfigurationException("A @SimulationTest needs a parameter of the type Simulation, but "
                + method + " has none. Write: void " + method.getName() + "(Simulation simulation)");
    }

    private static SimulationBuilder builder(SimulationTest settings, ExtensionContext context) {
        String className = context.getRequiredTestClass().getName();
        String simpleName = className.substring(className.lastIndexOf('.') + 1);
        String methodName = context.getRequiredTestMethod().getName();
        SimulationBuilder builder = Simulation.seeds(settings.seeds())
                .workers(settings.workers())
                .maxFaults(settings.maxFaults())
                .schedule(settings.schedule())
                .maxExecutions(settings.maxExecutions())
                .named(simpleName + "." + methodName)
                .command(simpleName + "#" + methodName);
        if (settings.faultless()) {
            builder.faults();
        } else if (settings.faults().length > 0) {
            builder.faults(settings.faults());
        }
        Duration budget = budget(settings.budget());
        return budget == null ? builder : builder.budget(budget);
    }

    private static @Nullable Duration budget(String text) {
        if (text.isEmpty()) {
            return null;
        }
        Matcher matcher = BUDGET.matcher(text.trim().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new ExtensionConfigurationException(
                    "@SimulationTest(budget = \"" + text + "\") is no duration, such as \"10s\", \"500ms\" or \"2m\"");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
        };
    }

    private static void call(Method method, Object target, Object[] arguments) {
        try {
            method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("Cannot define the simulation: " + e.getCause(), e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("Cannot call " + method, e);
        }
    }
}
