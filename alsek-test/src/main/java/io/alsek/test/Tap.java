package io.alsek.test;

import io.alsek.spi.Backend;
import io.alsek.spi.ChannelListener;
import io.alsek.spi.EventBus;
import io.alsek.spi.QueueStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A backend all of whose operations pass a filter, by whichever of its interfaces they are called: so none, present or
 * future, can be forgotten.
 */
final class Tap implements InvocationHandler {

    private final Class<?> type;
    private final Object target;
    private final Filter filter;

    private Tap(Class<?> type, Object target, Filter filter) {
        this.type = type;
        this.target = target;
        this.filter = filter;
    }

    /** What stands between a backend and those who use it. */
    interface Filter {

        /** Does an operation, or not. */
        @Nullable
        Object operate(Operation operation) throws Throwable;

        /** Raises a signal of the backend, or not. */
        void raise(Runnable signal);

        /** Delivers a note, or not. */
        void deliver(byte[] note, ChannelListener listener);

        /** {@return what to take for the backend's clock} */
        InstantSource clock(InstantSource real);
    }

    /**
     * An operation that waits to be done.
     *
     * @param kind what it is, roughly
     * @param store the interface that was called
     * @param method the method that was called
     * @param arguments as given, without holes
     * @param call does it
     */
    record Operation(
            BackendOperation kind,
            Class<?> store,
            String method,
            @Nullable Object[] arguments,
            Call call) {

        @Nullable
        Object proceed() throws Throwable {
            return call.call();
        }

        @Override
        public String toString() {
            return store.getSimpleName() + "." + method;
        }
    }

    /** Does something that may fail in any way. */
    interface Call {
        @Nullable
        Object call() throws Throwable;
    }

    static Backend through(Backend backend, Filter filter) {
        return of(Backend.class, backend, filter);
    }

    private static <T> T of(Class<T> type, Object target, Filter filter) {
        Object proxy = Proxy.newProxyInstance(
                Tap.class.getClassLoader(), new Class<?>[] {type}, new Tap(type, target, filter));
        return type.cast(proxy);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a tap is equal to itself alone
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        return switch (method.getName()) {
            case "equals" -> arguments != null && arguments[0] == proxy;
            case "hashCode" -> System.identityHashCode(proxy);
            case "clock" -> filter.clock((InstantSource) Objects.requireNonNull(call(method, arguments)));
            case "toString", "namespace", "close" -> call(method, arguments);
            default -> route(method, arguments == null ? new @Nullable Object[0] : arguments);
        };
    }

    private @Nullable Object route(Method method, @Nullable Object[] arguments) throws Throwable {
        Class<?> part = part(method);
        if (part == null) {
            BackendOperation kind = BackendOperation.of(type, method.getName());
            return filter.operate(
                    new Operation(kind, type, method.getName(), arguments, () -> call(method, arguments)));
        }
        Object answer = call(method, overheard(arguments));
        if (answer instanceof Optional<?> optional) {
            return optional.map(inner -> of(part, inner, filter));
        }
        return answer == null ? null : of(part, answer, filter);
    }

    /** The interface of the backend that this method hands out; {@code null} if it does something. */
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

    /** Signals and notes pass the filter, too. */
    private @Nullable Object[] overheard(@Nullable Object[] arguments) {
        @Nullable Object[] copy = arguments.clone();
        for (int i = 0; i < copy.length; i++) {
            if (type == QueueStore.class && copy[i] instanceof Runnable signal) {
                copy[i] = (Runnable) () -> filter.raise(signal);
            } else if (type == EventBus.class && copy[i] instanceof ChannelListener listener) {
                copy[i] = new Overheard(listener, filter);
            }
        }
        return copy;
    }

    private record Overheard(ChannelListener listener, Filter filter) implements ChannelListener {

        @Override
        public void onMessage(byte[] payload) {
            filter.deliver(payload, listener);
        }

        @Override
        public void onGap() {
            listener.onGap();
        }
    }

    private @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
