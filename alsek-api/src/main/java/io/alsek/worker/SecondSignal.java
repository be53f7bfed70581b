package io.alsek.worker;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the JVM at once when SIGTERM or SIGINT comes a second time. The first goes to whoever heard it before, mostly
 * the JVM, which begins to end then, and would not hear another one. Thread-safe.
 *
 * <p>Every JDK has {@code sun.misc.Signal}, but the compiler warns of it, so it is called by reflection. Where it is
 * missing, or the JVM was told to leave signals alone, a second signal has no effect.
 */
final class SecondSignal {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

    /** What shells report of a process that a signal ended. */
    private static final int BY_SIGNAL = 128;

    private final AtomicInteger heard = new AtomicInteger();
    private volatile boolean over;

    /** Begins to listen. */
    void listen() {
        for (String name : List.of("TERM", "INT")) {
            try {
                listenTo(name);
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.debug("SIG{} is left to the JVM", name, e);
            }
        }
    }

    /** From now on passes on all signals, unless one came already. */
    void stop() {
        over = heard.get() == 0;
    }

    private void listenTo(String name) throws ReflectiveOperationException {
        Class<?> signals = Class.forName("sun.misc.Signal");
        Class<?> handlers = Class.forName("sun.misc.SignalHandler");
        Method pass = handlers.getMethod("handle", signals);
        Object signal = signals.getConstructor(String.class).newInstance(name);
        int exitCode = BY_SIGNAL + (Integer) signals.getMethod("getNumber").invoke(signal);
        CompletableFuture<Object> before = new CompletableFuture<>();
        Object handler = Proxy.newProxyInstance(
                handlers.getClassLoader(), new Class<?>[] {handlers}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.invoke(this, arguments);
                    }
                    if (!over && heard.incrementAndGet() > 1) {
                        Runtime.getRuntime().halt(exitCode);
                    }
                    passOn(pass, before.join(), signal, exitCode);
                    return null;
                });
        before.complete(signals.getMethod("handle", signals, handlers).invoke(null, signal, handler));
    }

    private static void passOn(Method pass, Object before, Object signal, int exitCode) throws IllegalAccessException {
        try {
            pass.invoke(before, signal);
        } catch (InvocationTargetException e) {
            LOG.debug("Nobody else hears {}", signal, e); // it would have ended the process
            Runtime.getRuntime().exit(exitCode);
        }
    }
}
