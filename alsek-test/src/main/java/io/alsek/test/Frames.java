package io.alsek.test;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads stacks. */
final class Frames {

    private static final List<String> JDK = List.of("java", "javax", "jdk", "sun", "com.sun");

    private static final List<String> ENGINE = List.of(
            "io.alsek.broker",
            "io.alsek.worker",
            "io.alsek.time",
            "io.alsek.event",
            "io.alsek.memory",
            "io.alsek.redis");

    private static final List<Class<?>> HARNESS =
            List.of(Crank.class, TrackedExecutor.class, VirtualClock.class, Watch.class);

    private Frames() {}

    /** The innermost frame that is not of the JDK. */
    static @Nullable StackTraceElement firstOfOthers(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (JDK.stream().noneMatch(root -> isIn(frame, root))) {
                return frame;
            }
        }
        return null;
    }

    /** A frame in words, without the name of its class loader. */
    static String shown(StackTraceElement frame) {
        return frame.getClassName() + "." + frame.getMethodName() + "(" + frame.getFileName() + ":"
                + frame.getLineNumber() + ")";
    }

    /** Whether a frame belongs to a package, or to one below it. */
    static boolean isIn(StackTraceElement frame, String packageName) {
        return frame.getClassName().startsWith(packageName + ".");
    }

    /** Whether a frame is likely to be of the project that a package is of: the first two names are the same. */
    static boolean isOfProject(StackTraceElement frame, String packageName) {
        int dot = frame.getClassName().lastIndexOf('.');
        String other = dot < 0 ? "" : frame.getClassName().substring(0, dot);
        return project(other).equals(project(packageName));
    }

    private static String project(String packageName) {
        int second = packageName.indexOf('.', packageName.indexOf('.') + 1);
        return second < 0 ? packageName : packageName.substring(0, second);
    }

    /** Whether a frame is the engine's or the harness's own. */
    static boolean isOurs(@Nullable StackTraceElement frame) {
        if (frame == null) {
            return false;
        }
        return ENGINE.stream().anyMatch(part -> isIn(frame, part))
                || HARNESS.stream()
                        .anyMatch(type -> frame.getClassName().equals(type.getName())
                                || frame.getClassName().startsWith(type.getName() + "$"));
    }

    static boolean isSleeping(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (frame.getClassName().equals("java.lang.Thread")
                    && frame.getMethodName().startsWith("sleep")) {
                return true;
            }
        }
        return false;
    }

    /** Whether the innermost frames, up to the first that is not of the JDK, are of a package or class. */
    static boolean comesFrom(StackTraceElement[] stack, String packageOrClass) {
        StackTraceElement place = firstOfOthers(stack);
        for (StackTraceElement frame : stack) {
            if (frame.equals(place)) {
                return false;
            }
            if (frame.getClassName().equals(packageOrClass) || isIn(frame, packageOrClass)) {
                return true;
            }
        }
        return false;
    }

    /** An error that shows the stack of somebody else. */
    static AssertionError errorAt(String message, StackTraceElement[] stack) {
        AssertionError error = new AssertionError(message);
        error.setStackTrace(stack);
        return error;
    }
}
