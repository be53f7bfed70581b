package io.alsek.task;

import io.alsek.message.History;
import io.alsek.message.Message;
import io.alsek.time.Timekeeper;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The context of a task that is called as a plain function. */
final class DirectCall implements TaskContext {

    private static final InstantSource CLOCK = Timekeeper.system();

    private final Task<?, ?> task;
    private final Message message;
    private final Map<String, Object> state = new HashMap<>();

    DirectCall(Task<?, ?> task) {
        this.task = task;
        this.message = Message.builder("direct-call", task.name(), task.queue(), CLOCK.instant())
                .settings(task.settings())
                .history(new History(0, 1, null))
                .build();
    }

    @Override
    public Message message() {
        return message;
    }

    @Override
    public String leaseToken() {
        return "direct-call";
    }

    @Override
    public Map<String, Object> state() {
        return state;
    }

    @Override
    public Optional<CancelReason> cancelled() {
        return Optional.empty();
    }

    @Override
    public void progress(Object details) {
        logger().debug("Progress: {}", details);
    }

    @Override
    public @Nullable Object previousResult(Type type) {
        return null;
    }

    @Override
    public Instant now() {
        return CLOCK.instant();
    }

    @Override
    public Logger logger() {
        return LoggerFactory.getLogger(task.name());
    }

    @Override
    public <I extends @Nullable Object, O extends @Nullable Object> TaskHandle<O> submit(
            Task<I, O> other, I input, Consumer<SubmitOptions> options) {
        throw cannotSubmit(other.name());
    }

    @Override
    public <I extends @Nullable Object, O extends @Nullable Object> TaskHandle<O> submit(
            Chain<I, O> chain, I input, Consumer<SubmitOptions> options) {
        throw cannotSubmit(chain.toString());
    }

    private IllegalStateException cannotSubmit(String what) {
        return new IllegalStateException("The task \"" + task.name()
                + "\" was called as a plain function and cannot submit \"" + what
                + "\"; submit it, or execute it through an Alsek");
    }
}
