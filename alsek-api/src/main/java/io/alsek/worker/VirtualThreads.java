package io.alsek.worker;

import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** Virtual threads on JVMs that have them (21 and later), looked up because this code is compiled for older ones. */
final class VirtualThreads {

    private VirtualThreads() {}

    static boolean areThere() {
        return Runtime.version().feature() >= 21;
    }

    /** An executor that runs everything in a new virtual thread; empty on a JVM without them. */
    static Optional<ExecutorService> newExecutor(String name) {
        if (!areThere()) {
            return Optional.empty();
        }
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder$OfVirtual");
            Object named = type.getMethod("name", String.class, long.class).invoke(builder, name + "-", 1L);
            ThreadFactory factory = (ThreadFactory) type.getMethod("factory").invoke(named);
            return Optional.of((ExecutorService) Executors.class
                    .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
                    .invoke(null, factory));
        } catch (ClassNotFoundException | NoSuchMethodException | IllegalAccessException e) {
            throw new IllegalStateException("This JVM says that it has virtual threads, but they are not there", e);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("Cannot make virtual threads", e.getCause());
        }
    }
}
