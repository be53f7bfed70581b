package io.alsek.test.contract;

import io.alsek.spi.Backend;
import io.alsek.spi.BackendException;
import io.alsek.spi.ChannelListener;
import io.alsek.spi.ClaimSession;
import io.alsek.spi.DeadLetterStore;
import io.alsek.spi.EventBus;
import io.alsek.spi.LockStore;
import io.alsek.spi.QueueAdmin;
import io.alsek.spi.QueueStore;
import io.alsek.spi.ScheduleStore;
import io.alsek.spi.ValueStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A wire to a storage in this process: each call of a store is one request. What a mutant makes of one operation lies
 * above it, and may take several requests.
 */
final class MemoryWire implements Wire {

    private final BackendUnderTest storage;
    private final Mutant mutant;
    private final List<Runnable> signals = new CopyOnWriteArrayList<>();
    private final List<ChannelListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean forgotten = new AtomicBoolean();
    private int requests;
    private int cutAt;
    private Point point = Point.BEFORE;
    private Length length = Length.BRIEF;
    private boolean cutOff;

    MemoryWire(BackendUnderTest storage, Mutant mutant) {
        this.storage = storage;
        this.mutant = mutant;
    }

    @Override
    public Backend open(String namespace, InstantSource clock) {
        BackendUnderTest wired = (itsNamespace, itsClock) -> wrap(Backend.class, storage.open(itsNamespace, itsClock));
        return mutant.opening().open(wired, namespace, clock);
    }

    @Override
    public void watch() {
        requests = 0;
        cutAt = 0;
        cutOff = false;
    }

    @Override
    public int requests() {
        return requests;
    }

    @Override
    public void cutAt(int request, Point where, Length howLong) {
        watch();
        cutAt = request;
        point = where;
        length = howLong;
    }

    /** Whoever listens is told, unless the mutant forgets that. */
    @Override
    public void cutAll() {
        if (mutant.forgetful()) {
            forgotten.set(true);
        } else {
            signals.forEach(Runnable::run);
            listeners.forEach(ChannelListener::onGap);
        }
    }

    @Override
    public void mend() {
        watch();
    }

    @Override
    public void close() {
        watch();
    }

    private <T> T wrap(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> invoke(real, method, arguments)));
    }

    private Object invoke(Object real, Method method, Object[] arguments) throws Exception {
        Callable<Object> call = () -> {
            try {
                return method.invoke(real, arguments);
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                throw (Exception) e.getCause();
            }
        };
        return switch (method.getName()) {
            case "namespace", "clock", "close", "equals", "hashCode", "toString" -> call.call();
            case "queues" ->
                method.getReturnType() == QueueStore.class
                        ? wrap(QueueStore.class, (QueueStore) call.call())
                        : request(call);
            case "deadLetters" -> wrap(DeadLetterStore.class, (DeadLetterStore) call.call());
            case "administration" -> wrap(QueueAdmin.class, (QueueAdmin) call.call());
            case "values" -> wrap(ValueStore.class, (ValueStore) call.call());
            case "events" -> ((Optional<?>) call.call()).map(events -> wrap(EventBus.class, (EventBus) events));
            case "locks" -> ((Optional<?>) call.call()).map(locks -> wrap(LockStore.class, (LockStore) locks));
            case "schedules" ->
                ((Optional<?>) call.call()).map(schedules -> wrap(ScheduleStore.class, (ScheduleStore) schedules));
            case "watch" -> {
                arguments[0] = listening((Runnable) arguments[0]);
                yield call.call();
            }
            case "open" -> {
                arguments[1] = listening((Runnable) arguments[1]);
                yield wrap(ClaimSession.class, (ClaimSession) call.call());
            }
            case "subscribe" -> {
                arguments[1] = listening((ChannelListener) arguments[1]);
                yield call.call();
            }
            default -> request(call);
        };
    }

    private Runnable listening(Runnable signal) {
        signals.add(signal);
        return () -> {
            if (!forgotten.get()) {
                signal.run();
            }
        };
    }

    private ChannelListener listening(ChannelListener listener) {
        listeners.add(listener);
        return payload -> {
            if (!forgotten.get()) {
                listener.onMessage(payload);
            }
        };
    }

    private Object request(Callable<Object> call) throws Exception {
        requests++;
        if (cutOff) {
            throw new BackendException.NotApplied("There is no connection", null);
        }
        if (requests != cutAt) {
            return call.call();
        }
        cutOff = length == Length.LASTING;
        if (point == Point.BEFORE) {
            throw new BackendException.NotApplied("The connection was cut before the request", null);
        }
        call.call();
        throw new BackendException.OutcomeUnknown("The connection was cut before the reply", null);
    }
}
