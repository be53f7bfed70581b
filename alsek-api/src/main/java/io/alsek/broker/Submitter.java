package io.alsek.broker;

import io.alsek.message.Message;
import io.alsek.task.Chain;
import io.alsek.task.SubmitOptions;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import io.alsek.task.TaskSubmitter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Submits tasks through a broker. Thread-safe. */
public final class Submitter implements TaskSubmitter {

    private final Broker broker;
    private final MessageFactory factory;

    /** A submitter outside of handlers. */
    public Submitter(Broker broker) {
        this(broker, null);
    }

    private Submitter(Broker broker, @Nullable String submittedBy) {
        this.broker = broker;
        this.factory = new MessageFactory(broker, submittedBy);
    }

    /** A submitter whose messages are marked as submitted by a running one. */
    public Submitter onBehalfOf(Message running) {
        return new Submitter(broker, running.id());
    }

    /**
     * Makes a message without submitting it: to be used as a callback, or submitted through the broker later.
     *
     * @throws io.alsek.message.SerializationException if the input cannot be encoded
     * @throws IllegalArgumentException if the options contradict the task or each other
     */
    public <I extends @Nullable Object> Message generate(Task<I, ?> task, I input, Consumer<SubmitOptions> options) {
        SubmitOptions filled = new SubmitOptions();
        options.accept(filled);
        return factory.make(task, input, filled);
    }

    /** Makes a message that takes the result of the one before it as its input: to be used as a callback. */
    public Message generateFromPrevious(Task<?, ?> task) {
        return factory.makeFromPrevious(task);
    }

    @Override
    public <I extends @Nullable Object, O extends @Nullable Object> TaskHandle<O> submit(Task<I, O> task, I input) {
        return submitted(task, factory.make(task, input));
    }

    @Override
    public <I extends @Nullable Object, O extends @Nullable Object> TaskHandle<O> submit(
            Task<I, O> task, I input, Consumer<SubmitOptions> options) {
        return submitted(task, generate(task, input, options));
    }

    /**
     * Submits a task whose type is not known at compile time.
     *
     * @throws IllegalArgumentException if the input is not of the task's input type
     */
    public TaskHandle<?> submitUnchecked(Task<?, ?> task, @Nullable Object input, Consumer<SubmitOptions> options) {
        SubmitOptions filled = new SubmitOptions();
        options.accept(filled);
        return submitted(task, factory.make(task, input, filled));
    }

    private <O extends @Nullable Object> TaskHandle<O> submitted(Task<?, O> task, Message message) {
        broker.submit(message);
        Hooks.tell(task, message, () -> task.hooks().onSubmit(message));
        return handleOn(task, message);
    }

    /**
     * Submits many inputs of one task at once.
     *
     * @return handles in the order of the inputs
     */
    public <I extends @Nullable Object, O extends @Nullable Object> List<TaskHandle<O>> submitAll(
            Task<I, O> task, Collection<? extends I> inputs) {
        List<Message> messages = new ArrayList<>(inputs.size());
        for (I input : inputs) {
            messages.add(factory.make(task, input));
        }
        broker.submitAll(messages); // with new ids there are no duplicates
        List<TaskHandle<O>> handles = new ArrayList<>(messages.size());
        for (Message message : messages) {
            Hooks.tell(task, message, () -> task.hooks().onSubmit(message));
            handles.add(handleOn(task, message));
        }
        return handles;
    }

    /** A handle on a message of the task, submitted or not. If it has callbacks, the handle is on itself. */
    public <O extends @Nullable Object> TaskHandle<O> handleOn(Task<?, O> task, Message message) {
        return new SubmittedTask<>(broker, List.of(message), task.outputType());
    }

    @Override
    public <I extends @Nullable Object, O extends @Nullable Object> TaskHandle<O> submit(
            Chain<I, O> chain, I input, Consumer<SubmitOptions> options) {
        List<Task<?, ?>> tasks = chain.tasks();
        SubmitOptions filled = new SubmitOptions();
        options.accept(filled);
        if (!filled.callbacks().isEmpty()) {
            throw new IllegalArgumentException(
                    "The chain " + chain + " cannot have callbacks besides its own tasks; append them to the chain");
        }
        Message nested = factory.makeFromPrevious(tasks.get(tasks.size() - 1));
        for (int i = tasks.size() - 2; i > 0; i--) {
            nested = MessageFactory.withCallback(factory.makeFromPrevious(tasks.get(i)), nested);
        }
        Message first = MessageFactory.withCallback(factory.make(tasks.get(0), input, filled), nested);
        broker.submit(first);
        Hooks.tell(tasks.get(0), first, () -> tasks.get(0).hooks().onSubmit(first));
        return new SubmittedTask<>(
                broker,
                SubmittedTask.flatten(first),
                tasks.get(tasks.size() - 1).outputType());
    }
}
