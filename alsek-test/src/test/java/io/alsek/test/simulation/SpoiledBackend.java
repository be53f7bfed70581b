package io.alsek.test.simulation;

import io.alsek.spi.Backend;
import io.alsek.test.BackendFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** A backend in memory, one operation of which is done in a wrong way. */
final class SpoiledBackend {

    private SpoiledBackend() {}

    /** The operation as it should be. */
    interface Right {
        Object call(Object... arguments) throws Throwable;
    }

    /** A wrong way to do it. */
    interface Wrong {
        Object call(Right right, Backend backend, Object[] arguments) throws Throwable;
    }

    static BackendFactory of(String operation, Wrong wrong) {
        return of(BackendFactory.inMemory(), operation, wrong);
    }

    static BackendFactory of(BackendFactory right, String operation, Wrong wrong) {
        return setup -> {
            Backend real = right.open(setup);
            return spoiled(Backend.class, real, new Spoiling(operation, wrong, real));
        };
    }

    private record Spoiling(String operation, Wrong wrong, Backend backend) {}

    @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself alone
    private static <T> T spoiled(Class<T> type, Object target, Spoiling spoiling) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    Object[] arguments = given == null ? new Object[0] : given;
                    if (method.getName().equals("equals")) {
                        return proxy == arguments[0];
                    }
                    if (method.getName().equals(spoiling.operation())) {
                        return spoiling.wrong()
                                .call(others -> call(target, method, others), spoiling.backend(), arguments);
                    }
                    Object answer = call(target, method, arguments);
                    Class<?> part = method.getReturnType();
                    return part.isInterface()
                                    && part.getPackageName().equals(Backend.class.getPackageName())
                                    && answer != null
                            ? spoiled(part, answer, spoiling)
                            : answer;
                }));
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
