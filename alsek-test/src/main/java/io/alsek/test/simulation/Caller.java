package io.alsek.test.simulation;

import java.util.Set;

/** The test that runs a simulation. */
final class Caller {

    private static final Set<String> OURS = Set.of(Caller.class.getName(), SimulationBuilder.class.getName());

    private Caller() {}

    /** Class and method, such as {@code OrderTest.everyCardIsChargedOnce}. */
    static String name() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> !OURS.contains(frame.getClassName()))
                        .findFirst()
                        .map(frame -> simpleName(frame.getClassName()) + "." + method(frame.getMethodName())))
                .orElse("simulation");
    }

    private static String simpleName(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    /** The method around a lambda. */
    private static String method(String name) {
        return name.startsWith("lambda$") ? name.split("\\$", -1)[1] : name;
    }
}
