package io.alsek.test;

import io.alsek.Alsek;
import java.lang.reflect.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** What the extension hands to tests. */
final class TestParameters {

    private static final Map<Class<?>, Function<AlsekHarness, Object>> PARTS = parts();

    private TestParameters() {}

    private static Map<Class<?>, Function<AlsekHarness, Object>> parts() {
        Map<Class<?>, Function<AlsekHarness, Object>> parts = new LinkedHashMap<>();
        parts.put(AlsekHarness.class, harness -> harness);
        parts.put(Alsek.class, AlsekHarness::alsek);
        parts.put(VirtualClock.class, AlsekHarness::clock);
        parts.put(EventLog.class, AlsekHarness::eventLog);
        parts.put(Faults.class, AlsekHarness::faults);
        return Map.copyOf(parts);
    }

    static boolean isKnown(ParameterContext parameter) {
        Class<?> type = parameter.getParameter().getType();
        return type == SimulatedWorker.class || PARTS.containsKey(type);
    }

    static Object resolve(ParameterContext parameter, AlsekHarness harness) {
        Class<?> type = parameter.getParameter().getType();
        @Nullable Function<AlsekHarness, Object> part = PARTS.get(type);
        return part == null ? harness.worker(workerName(parameter)) : part.apply(harness);
    }

    private static String workerName(ParameterContext context) {
        Parameter parameter = context.getParameter();
        WorkerName name = parameter.getAnnotation(WorkerName.class);
        if (name != null) {
            return name.value();
        }
        if (parameter.isNamePresent()) {
            return parameter.getName();
        }
        throw new ParameterResolutionException(
                "Which simulated worker is parameter " + (context.getIndex() + 1) + " of "
                        + context.getDeclaringExecutable()
                        + "? Write @WorkerName(\"w1\") before it, or compile the tests with -parameters, so that the name of the"
                        + " parameter can be the name of the worker");
    }

    /** Says what to take instead of something of ours that nobody else is going to hand out. */
    static void refuseLookalike(ParameterContext context) {
        Parameter parameter = context.getParameter();
        Class<?> type = parameter.getType();
        boolean ours = type.getPackageName().equals("io.alsek")
                || (type.getPackageName().startsWith("io.alsek.")
                        && !type.getPackageName().startsWith("io.alsek.test.simulation"));
        boolean plainTest = context.getDeclaringExecutable().isAnnotationPresent(Test.class)
                || context.getDeclaringExecutable().isAnnotationPresent(RepeatedTest.class);
        if (ours && plainTest && parameter.getAnnotations().length == 0) {
            throw new ParameterResolutionException("A test cannot have a " + type.getName()
                    + " as its parameter. What there is: AlsekHarness, Alsek, VirtualClock, EventLog, Faults, and"
                    + " @WorkerName(\"w1\") SimulatedWorker. Everything else is reached from them, such as"
                    + " alsek.broker(), alsek.queues() or harness.executions()");
        }
    }
}
