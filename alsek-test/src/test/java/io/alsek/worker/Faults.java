package io.alsek.worker;

import io.alsek.spi.Backend;
import io.alsek.spi.BackendException;
import io.alsek.spi.ClaimSession;
import io.alsek.spi.QueueStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is to go wrong with a backend, by the name of the operation. */
final class Faults {

    private final Map<String, Integer> failures = new HashMap<>();
    private final Map<String, Integer> lostReplies = new HashMap<>();

    /** The faults of a backend that was made with some. */
    static Faults of(Backend backend) {
        return ((Faulty) Proxy.getInvocationHandler(backend)).faults();
    }

    /** The next calls of an operation fail without any effect. */
    synchronized void fail(String operation, int times) {
        failures.put(operation, times);
    }

    /** The next calls of an operation take effect, but their replies are lost. */
    synchronized void loseReplies(String operation, int times) {
        lostReplies.put(operation, times);
    }

    synchronized void heal() {
        failures.clear();
        lostReplies.clear();
    }

    private synchronized boolean next(Map<String, Integer> counters, String operation) {
        int left = counters.getOrDefault(operation, 0);
        counters.put(operation, Math.max(0, left - 1));
        return left > 0;
    }

    <T> T around(Class<T> type, T target) {
        Object proxy = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new Faulty(this, target));
        return type.cast(proxy);
    }

    /** Puts the faults around a store, and around the stores that it hands out. */
    private record Faulty(Faults faults, Object target) implements InvocationHandler {

        @Override
        @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself alone
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            String operation = method.getName();
            if (operation.equals("equals")) {
                return arguments != null && arguments[0] == proxy;
            }
            if (faults.next(faults.failures, operation)) {
                throw new BackendException.NotApplied(operation + " fails on purpose", null);
            }
            Object answer = call(method, arguments);
            if (faults.next(faults.lostReplies, operation)) {
                throw new BackendException.OutcomeUnknown("the reply of " + operation + " is lost on purpose", null);
            }
            Class<?> type = method.getReturnType();
            return type == QueueStore.class || type == ClaimSession.class ? around(type, answer) : answer;
        }

        private Object around(Class<?> type, Object answer) {
            return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new Faulty(faults, answer));
        }

        private Object call(Method method, Object @Nullable [] arguments) throws Throwable {
            try {
                return method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }
}
