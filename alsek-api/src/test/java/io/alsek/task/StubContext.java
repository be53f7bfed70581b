package io.alsek.task;

import io.alsek.message.History;
import io.alsek.message.Message;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A context with what a test puts into it. */
final class StubContext implements TaskContext {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private Message message = Message.builder("m1", "add", "math_ops", NOON).build();
    private final Map<String, Object> state = new HashMap<>();
    private Optional<CancelReason> cancelled = Optional.empty();
    private Object previousResult;

    StubContext history(History history) {
        message = message.toBuilder().history(history).build();
        return this;
    }

    StubContext cancelled(CancelReason reason) {
        cancelled = Optional.of(reason);
        return this;
    }

    StubContext previousResult(Object result) {
        previousResult = result;
        return this;
    }

    @Override
    public Message message() {
        return message;
    }

    @Override
    public String leaseToken() {
        return "token";
    }

    @Override
    public Map<String, Object> state() {
        return state;
    }

    @Override
    public Optional<CancelReason> cancelled() {
        return cancelled;
    }

    @Override
    public void progress(Object details) {}

    @Override
    public Object previousResult(Type type) {
        return previousResult;
    }

    @Override
    public Instant now() {
        return NOON;
    }

    @Override
    public Logger logger() {
        return LoggerFactory.getLogger(StubContext.class);
    }

    @Override
    public <I, O> TaskHandle<O> submit(Task<I, O> task, I input, Consumer<SubmitOptions> options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <I, O> TaskHandle<O> submit(Chain<I, O> chain, I input, Consumer<SubmitOptions> options) {
        throw new UnsupportedOperationException();
    }
}
