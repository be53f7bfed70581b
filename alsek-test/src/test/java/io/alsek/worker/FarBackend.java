package io.alsek.worker;

import io.alsek.memory.MemoryBackend;
import io.alsek.spi.Backend;
import io.alsek.spi.BackendException;
import io.alsek.spi.ClaimSession;
import io.alsek.spi.QueueStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A backend in memory that says it is a round trip away, counts calls, and can hold up or lose their replies. */
public final class FarBackend {

    /** How many elements each call had, or how many messages each claim wanted, by operation. */
    private final Map<String, List<Integer>> sizes = new HashMap<>();

    private final Map<String, CountDownLatch> gates = new HashMap<>();
    private final Map<String, Integer> lostReplies = new HashMap<>();
    private final Map<String, Integer> failures = new HashMap<>();
    private final Backend proxy = around(Backend.class, new MemoryBackend());

    /** {@return the backend} */
    public Backend backend() {
        return proxy;
    }

    synchronized List<Integer> sizes(String operation) {
        return sizes.computeIfAbsent(operation, name -> new CopyOnWriteArrayList<>());
    }

    /** The replies of an operation, which takes effect, are held up until the gate is opened. */
    synchronized CountDownLatch holdUp(String operation) {
        CountDownLatch gate = new CountDownLatch(1);
        gates.put(operation, gate);
        return gate;
    }

    /** The next calls of an operation take effect, but their replies are lost. */
    synchronized void loseReplies(String operation, int times) {
        lostReplies.put(operation, times);
    }

    /** The next calls of an operation fail without any effect. */
    synchronized void fail(String operation, int times) {
        failures.put(operation, times);
    }

    private synchronized boolean next(Map<String, Integer> counters, String operation) {
        int left = counters.getOrDefault(operation, 0);
        counters.put(operation, Math.max(0, left - 1));
        return left > 0;
    }

    private synchronized @Nullable CountDownLatch gate(String operation) {
        return gates.get(operation);
    }

    private <T> T around(Class<T> type, Object target) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxied, method, arguments) -> {
                    return method.getName().equals("isRemote") ? true : call(target, method, arguments);
                }));
    }

    private Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        String operation = method.getName();
        if (arguments != null && arguments.length > 0 && !(target instanceof Backend)) {
            Object first = arguments[0];
            sizes(operation).add(first instanceof Collection<?> all ? all.size() : first instanceof Integer n ? n : 1);
        }
        if (next(failures, operation)) {
            throw new BackendException.NotApplied(operation + " fails on purpose", null);
        }
        Object answer;
        try {
            answer = method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        CountDownLatch gate = gate(operation);
        if (gate != null && !gate.await(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Nobody opened the gate of " + operation);
        }
        if (next(lostReplies, operation)) {
            throw new BackendException.OutcomeUnknown("the reply of " + operation + " is lost on purpose", null);
        }
        Class<?> type = method.getReturnType();
        return type == QueueStore.class || type == ClaimSession.class ? around(type, answer) : answer;
    }

    /** A copy of what was counted. */
    List<Integer> counted(String operation) {
        return new ArrayList<>(sizes(operation));
    }
}
