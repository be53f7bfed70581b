package io.alsek.test.simulation;

import io.alsek.spi.Backend;
import io.alsek.spi.ChannelListener;
import io.alsek.spi.EventBus;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.QueueStore;
import io.alsek.spi.ScheduleStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a worker or a client of a simulation has of the backend. Whatever it calls there, by whichever of the backend's
 * interfaces, becomes a step of its own: so no operation, present or future, can be forgotten here.
 */
final class Link implements InvocationHandler {

    private final Node node;
    private final Class<?> type;
    private final Object target;

    private Link(Node node, Class<?> type, Object target) {
        this.node = node;
        this.type = type;
        this.target = target;
    }

    static <T> T of(Node node, Class<T> type, Object target) {
        Link link = new Link(node, type, target);
        return type.cast(Proxy.newProxyInstance(Link.class.getClassLoader(), new Class<?>[] {type}, link));
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a link is equal to itself alone
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        return switch (method.getName()) {
            case "equals" -> arguments != null && arguments[0] == proxy;
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> node.name() + "'s link to " + target;
            case "clock" -> node.time();
            case "close" -> type == Backend.class ? null : call(method, arguments);
            case "namespace" -> call(method, arguments);
            default -> route(method, arguments);
        };
    }

    private @Nullable Object route(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        Class<?> part = part(method);
        if (part != null) {
            if (arguments != null && arguments.length == 1 && arguments[0] instanceof QueuePolicy policy) {
                node.world().ledger().goBy(policy);
            }
            Object answer = call(method, overheard(arguments));
            if (answer instanceof Optional<?> optional) {
                return optional.map(inner -> of(node, part, inner));
            }
            return answer == null ? null : of(node, part, answer);
        }
        return node.operate(Operation.of(type, method.getName(), arguments), () -> call(method, arguments));
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

    /** Signals and notes go through the node, which may miss them. */
    private @Nullable Object @Nullable [] overheard(@Nullable Object @Nullable [] arguments) {
        if (arguments == null) {
            return null;
        }
        @Nullable Object[] copy = arguments.clone();
        for (int i = 0; i < copy.length; i++) {
            boolean signals = type == QueueStore.class || type == ScheduleStore.class;
            if (signals && copy[i] instanceof Runnable signal) {
                copy[i] = (Runnable) () -> node.signal(signal);
            } else if (type == EventBus.class && copy[i] instanceof ChannelListener listener) {
                copy[i] = node.hearing(listener);
            }
        }
        return copy;
    }

    private @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
