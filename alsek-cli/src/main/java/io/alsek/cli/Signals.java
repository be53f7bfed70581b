package io.alsek.cli;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears SIGTERM and SIGINT, so that the first can end the work in peace and the second everything at once; left to
 * itself, the JVM begins its own end with the first and ignores the second.
 *
 * <p>Every JDK has {@code sun.misc.Signal}, but the compiler warns of it, so it is called by reflection. Where it is
 * missing, the first signal stops pools through their shutdown hooks, and a second has no effect.
 */
final class Signals {

    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    /** What shells report of a process that a signal ended. */
    private static final int BY_SIGNAL = 128;

    private Signals() {}

    /** Calls {@code first} on the first signal, on a thread of its own, and ends the JVM on the second. */
    static void handle(Runnable first) {
        AtomicInteger heard = new AtomicInteger();
        IntConsumer onSignal = number -> {
            if (heard.incrementAndGet() == 1) {
                new Thread(first, "alsek-stop").start();
            } else {
                Runtime.getRuntime().halt(BY_SIGNAL + number);
            }
        };
        try {
            install("TERM", onSignal);
            install("INT", onSignal);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debug("Signals are left to the JVM", e);
        }
    }

    private static void install(String name, IntConsumer onSignal) throws ReflectiveOperationException {
        Class<?> signals = Class.forName("sun.misc.Signal");
        Class<?> handlers = Class.forName("sun.misc.SignalHandler");
        Object signal = signals.getConstructor(String.class).newInstance(name);
        int number = (Integer) signals.getMethod("getNumber").invoke(signal);
        Object handler = Proxy.newProxyInstance(
                handlers.getClassLoader(), new Class<?>[] {handlers}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.invoke(onSignal, arguments);
                    }
                    onSignal.accept(number);
                    return null;
                });
        signals.getMethod("handle", signals, handlers).invoke(null, signal, handler);
    }
}
