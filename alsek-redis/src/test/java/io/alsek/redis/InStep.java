package io.alsek.redis;

import io.alsek.spi.Backend;
import io.alsek.spi.ChannelListener;
import io.alsek.spi.EventBus;
import io.alsek.spi.Publication;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes a backend on Redis do everything on the thread that calls it, as a simulation needs it: what the connection that
 * listens brings is kept, and told at the end of the call that caused it. To know that everything has come, each call is
 * followed by a note of our own, since notes come in the order in which they were published.
 */
final class InStep {

    private static final String END = "end of call";

    private final RedisBackend backend;
    private final EventBus bus;
    private final Queue<Runnable> heard = new ConcurrentLinkedQueue<>();
    private final Semaphore ends = new Semaphore(0);

    private InStep(RedisBackend backend) {
        this.backend = backend;
        this.bus = backend.events().orElseThrow();
        bus.subscribe(END, new ChannelListener() {
            @Override
            public void onMessage(byte[] payload) {
                ends.release();
            }

            @Override
            public void onGap() {
                throw new IllegalStateException("The connection that listens was lost");
            }
        });
    }

    /** The same backend, in step; when it is closed, its namespace is cleared. */
    static Backend of(RedisBackend backend) {
        return new InStep(backend).wrapped(Backend.class, backend);
    }

    private <T> T wrapped(Class<T> type, Object target) {
        InvocationHandler handler = (proxy, method, arguments) -> switch (method.getName()) {
            case "equals" -> false;
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString", "clock", "namespace" -> call(target, method, arguments);
            case "close" -> close(target, method);
            default -> inStep(target, method, arguments);
        };
        return type.cast(Proxy.newProxyInstance(InStep.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private @Nullable Object close(Object target, Method method) throws Throwable {
        if (target.equals(backend)) {
            backend.clear();
        }
        return call(target, method, null);
    }

    private @Nullable Object inStep(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        Object answer = call(target, method, kept(arguments));
        Class<?> part = part(method);
        if (part != null) {
            if (answer instanceof Optional<?> optional) {
                return optional.map(inner -> wrapped(part, inner));
            }
            return answer == null ? null : wrapped(part, answer);
        }
        awaitEnd();
        for (Runnable next = heard.poll(); next != null; next = heard.poll()) {
            next.run();
        }
        return answer;
    }

    /** Whether the thread is interrupted is none of our business: it is the handler's. */
    private void awaitEnd() throws InterruptedException {
        boolean interrupted = Thread.interrupted();
        try {
            bus.publish(List.of(new Publication(END, new byte[0])));
            if (!ends.tryAcquire(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("A note did not come back");
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private @Nullable Object @Nullable [] kept(@Nullable Object @Nullable [] arguments) {
        if (arguments == null) {
            return null;
        }
        @Nullable Object[] copy = arguments.clone();
        for (int i = 0; i < copy.length; i++) {
            if (copy[i] instanceof Runnable signal) {
                copy[i] = (Runnable) () -> heard.add(signal);
            } else if (copy[i] instanceof ChannelListener listener) {
                copy[i] = new ChannelListener() {
                    @Override
                    public void onMessage(byte[] payload) {
                        heard.add(() -> listener.onMessage(payload));
                    }

                    @Override
                    public void onGap() {
                        heard.add(listener::onGap);
                    }
                };
            }
        }
        return copy;
    }

    /** {@return the interface of the backend that a method hands out; {@code null} if it does something} */
    private static @Nullable Class<?> part(Method method) {
        Class<?> returned = method.getReturnType();
        if (returned == Optional.class
                && method.getGenericReturnType() instanceof ParameterizedType optional
                && optional.getActualTypeArguments()[0] instanceof Class<?> inner) {
            returned = inner;
        }
        return returned.isInterface() && returned.getPackageName().equals(Backend.class.getPackageName())
                ? returned
                : null;
    }

    private static @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
