package io.alsek.worker;

import io.alsek.broker.Environment;
import io.alsek.message.Message;
import io.alsek.message.Payload;
import io.alsek.message.SerializationException;
import io.alsek.task.BoundTask;
import io.alsek.task.TaskContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls a handler and the hooks around it: {@code preOp}, the handler wrapped by {@code around}, {@code postOp}.
 * Whatever is thrown, errors included, is caught and returned.
 */
final class HandlerCall implements Calls {

    private final Environment environment;

    HandlerCall(Environment environment) {
        this.environment = environment;
    }

    @Override
    @SuppressWarnings("unchecked") // the input is decoded as the task's own input type
    public Returned run(BoundTask<?, ?> bound, TaskContext context) {
        return runTyped((BoundTask<@Nullable Object, @Nullable Object>) bound, context);
    }

    private Returned runTyped(BoundTask<@Nullable Object, @Nullable Object> bound, TaskContext context) {
        var hooks = bound.task().hooks();
        Returned returned;
        try {
            Object input = input(bound, context.message());
            hooks.preOp(context);
            returned = Returned.value(hooks.around(
                    context, () -> await(bound.start(input, context).toCompletableFuture())));
        } catch (Throwable thrown) {
            returned = Returned.thrown(thrown);
        }
        return afterwards(bound, context, returned);
    }

    private static @Nullable Object await(CompletableFuture<@Nullable Object> done) throws Exception {
        try {
            return done.isDone() ? done.join() : done.get();
        } catch (ExecutionException | CompletionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        } catch (InterruptedException e) {
            done.cancel(true);
            throw e;
        }
    }

    @Override
    @SuppressWarnings("unchecked") // as above
    public void start(
            BoundTask<?, ?> untyped, TaskContext context, Consumer<Runnable> onStart, Consumer<Returned> onReturn) {
        BoundTask<@Nullable Object, @Nullable Object> bound = (BoundTask<@Nullable Object, @Nullable Object>) untyped;
        CompletableFuture<@Nullable Object> done;
        try {
            Object input = input(bound, context.message());
            bound.task().hooks().preOp(context);
            done = bound.start(input, context).toCompletableFuture();
        } catch (Throwable thrown) {
            onReturn.accept(afterwards(bound, context, Returned.thrown(thrown)));
            return;
        }
        onStart.accept(() -> done.cancel(true));
        CompletableFuture<?> unused = done.whenComplete((value, thrown) -> {
            Throwable cause = thrown instanceof CompletionException e && e.getCause() != null ? e.getCause() : thrown;
            Returned returned = cause == null ? Returned.value(value) : Returned.thrown(cause);
            onReturn.accept(afterwards(bound, context, returned));
        });
    }

    private static Returned afterwards(BoundTask<?, @Nullable Object> bound, TaskContext context, Returned returned) {
        try {
            bound.task().hooks().postOp(context, returned.value());
            return returned;
        } catch (Throwable thrown) {
            Throwable earlier = returned.thrown();
            if (earlier == null) {
                return Returned.thrown(thrown);
            }
            if (!earlier.equals(thrown)) {
                earlier.addSuppressed(thrown);
            }
            return returned;
        }
    }

    private @Nullable Object input(BoundTask<?, ?> bound, Message message) {
        if (bound.task().inputType() == Void.class) {
            return null;
        }
        Payload payload = message.payload();
        Payload source = payload == null ? message.lineage().previousResult() : payload;
        try {
            return source == null
                    ? null
                    : environment.serializers().read(source, bound.task().inputType());
        } catch (SerializationException e) {
            throw new UndecodableInput(e);
        }
    }

    /** The input cannot be decoded: no attempt will ever go better. */
    static final class UndecodableInput extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UndecodableInput(RuntimeException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
