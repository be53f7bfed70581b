package io.alsek.broker;

import io.alsek.event.TaskStatus;
import io.alsek.message.Message;
import io.alsek.spi.MessageKey;
import io.alsek.spi.MessageState;
import io.alsek.spi.StoredMessage;
import io.alsek.spi.WithdrawOutcome;
import io.alsek.task.TaskFailedException;
import io.alsek.task.TaskHandle;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A handle on a message, or on the last one of a chain. */
final class SubmittedTask<O extends @Nullable Object> implements TaskHandle<O> {

    private final Broker broker;

    /** The messages of the chain in order; the handle is on the last one. */
    private final List<Message> chain;

    private final Type outputType;

    SubmittedTask(Broker broker, List<Message> chain, Type outputType) {
        this.broker = broker;
        this.chain = chain;
        this.outputType = outputType;
    }

    /** A message and all that follow from it. */
    static List<Message> flatten(Message first) {
        List<Message> all = new ArrayList<>();
        for (Message next = first; next != null; next = next.lineage().callback()) {
            all.add(next);
        }
        return all;
    }

    @Override
    public String id() {
        return message().id();
    }

    @Override
    public Message message() {
        return chain.get(chain.size() - 1);
    }

    @Override
    public TaskStatus status() {
        for (Message message : chain) {
            MessageKey key = Broker.keyOf(message);
            StoredMessage alive = broker.queues().find(List.of(key)).get(key);
            if (alive != null) {
                return message.equals(message()) ? statusOf(alive) : TaskStatus.SUBMITTED;
            }
        }
        if (broker.results().exists(id())) {
            return TaskStatus.SUCCEEDED;
        }
        if (chain.stream().anyMatch(message -> broker.deadLetters().contains(Broker.keyOf(message)))) {
            return TaskStatus.FAILED;
        }
        return broker.statuses().find(id()).map(StatusUpdate::status).orElse(TaskStatus.UNKNOWN);
    }

    private static TaskStatus statusOf(StoredMessage alive) {
        if (alive.state() == MessageState.LEASED) {
            return TaskStatus.RUNNING;
        }
        return alive.retries() > 0 ? TaskStatus.RETRYING : TaskStatus.SUBMITTED;
    }

    @Override
    public @Nullable O await(Duration patience) throws InterruptedException, TimeoutException {
        Completion<O> completion = completion();
        CompletableFuture<@Nullable O> future = completion.begin();
        try {
            if (!broker.environment().time().await("the end of " + message().summary(), future, patience)) {
                completion.look(); // the end may have come just now, or its note got lost
            }
            if (future.isDone()) {
                return future.join();
            }
        } catch (CompletionException e) {
            if (e.getCause() instanceof TaskFailedException failed) {
                throw failed;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            future.cancel(false); // ends its subscriptions
        }
        throw new TimeoutException(
                message().summary() + " did not end within " + patience + "; it is " + status() + " and goes on");
    }

    @Override
    public CompletableFuture<@Nullable O> future() {
        return completion().begin();
    }

    private Completion<O> completion() {
        if (!message().settings().tracking().awaitable()) {
            throw new IllegalStateException("Nobody can wait for " + message().summary()
                    + ": its task neither stores results nor tracks its status, or does so silently."
                    + " Give it an output, or trackStatus()");
        }
        return new Completion<>(broker, chain, outputType);
    }

    @Override
    public boolean cancel() {
        for (Message message : chain) {
            WithdrawOutcome outcome = broker.revoke(Broker.keyOf(message));
            if (outcome != WithdrawOutcome.ABSENT) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return "TaskHandle[" + message().summary() + "]";
    }
}
