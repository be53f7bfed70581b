package io.alsek.broker;

import io.alsek.lock.HeldLock;
import io.alsek.message.Arguments;
import io.alsek.message.Lineage;
import io.alsek.message.LinkedLock;
import io.alsek.message.Message;
import io.alsek.message.MessageSettings;
import io.alsek.message.Payload;
import io.alsek.message.Serializer;
import io.alsek.message.Timing;
import io.alsek.message.Tracking;
import io.alsek.task.SubmitOptions;
import io.alsek.task.Task;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes messages of tasks, inputs and options. All that can be wrong with them is found here, before any writing. */
final class MessageFactory {

    private final Broker broker;

    /** The message whose handler submits; {@code null} outside of handlers. */
    private final @Nullable String submittedBy;

    MessageFactory(Broker broker, @Nullable String submittedBy) {
        this.broker = broker;
        this.submittedBy = submittedBy;
    }

    /** A message with the task's defaults. */
    Message make(Task<?, ?> task, @Nullable Object input) {
        Instant now = broker.now();
        Message.Builder message = Message.builder(broker.environment().ids().next(), task.name(), task.queue(), now)
                .payload(encode(task, input))
                .settings(task.settings())
                .timing(new Timing(now, now, Duration.ZERO, now, task.timeToLive()));
        return submittedBy == null
                ? message.build()
                : message.lineage(new Lineage(null, null, null, submittedBy, null))
                        .build();
    }

    /** A message that differs from the task's defaults in what the options say. */
    Message make(Task<?, ?> task, @Nullable Object input, SubmitOptions options) {
        return refine(make(task, input), task, options);
    }

    /** A message that takes the result of the one before it as its input. */
    Message makeFromPrevious(Task<?, ?> task) {
        Instant now = broker.now();
        return Message.builder(broker.environment().ids().next(), task.name(), task.queue(), now)
                .payload(null)
                .settings(task.settings())
                .timing(new Timing(now, now, Duration.ZERO, now, task.timeToLive()))
                .build();
    }

    private Message refine(Message message, Task<?, ?> task, SubmitOptions options) {
        Message refined = message.toBuilder()
                .id(options.id().orElse(message.id()))
                .queue(options.queue().orElse(message.queue()))
                .settings(settings(task, options))
                .timing(timing(message.timing(), options))
                .lineage(new Lineage(
                        null,
                        null,
                        options.previousResult().map(this::encodeAny).orElse(null),
                        submittedBy,
                        nest(options.callbacks())))
                .build();
        return options.lock().map(held -> linked(refined, held)).orElse(refined);
    }

    private Message linked(Message message, HeldLock held) {
        return message.toBuilder()
                .linkedLock(broker.locks().linked().link(held, Broker.keyOf(message)))
                .build();
    }

    private static MessageSettings settings(Task<?, ?> task, SubmitOptions options) {
        MessageSettings defaults = task.settings();
        Tracking tracking = defaults.tracking();
        if (options.resultTtl().isPresent()) {
            if (!tracking.storeResult()) {
                throw new IllegalArgumentException("The task \"" + task.name()
                        + "\" does not store its result, so a result TTL makes no sense; give the task an output");
            }
            tracking = new Tracking(true, options.resultTtl().get(), tracking.trackStatus(), tracking.publish());
        }
        return new MessageSettings(
                options.priority().orElse(defaults.priority()),
                options.timeout().orElse(defaults.timeout()),
                options.mechanism().orElse(defaults.mechanism()),
                options.mainThread().orElse(defaults.mainThread()),
                defaults.backoff(),
                tracking,
                options.metadata());
    }

    private static Timing timing(Timing plain, SubmitOptions options) {
        Instant created = plain.createdAt();
        Duration delay = options.delay().orElse(Duration.ZERO);
        Instant readyAt = options.readyAt().orElse(created.plus(delay));
        return new Timing(created, created, delay, readyAt, options.timeToLive().orElse(plain.timeToLive()));
    }

    /** Makes one message of a list: each is the callback of the one before it. */
    private static @Nullable Message nest(List<Message> callbacks) {
        Message nested = null;
        for (int i = callbacks.size() - 1; i >= 0; i--) {
            Message callback = callbacks.get(i);
            requireNoLock(callback);
            nested = nested == null ? callback : withCallback(callback, nested);
        }
        return nested;
    }

    static Message withCallback(Message message, Message callback) {
        requireNoLock(callback);
        return message.toBuilder()
                .lineage(message.lineage().withCallback(callback))
                .build();
    }

    /** Until it is submitted, nobody would keep the lock. */
    private static void requireNoLock(Message callback) {
        LinkedLock lock = callback.linkedLock();
        if (lock != null) {
            throw new IllegalArgumentException("The callback " + callback.summary() + " cannot have the lock \""
                    + lock.name() + "\", since it is not submitted yet; give it to the message that is");
        }
    }

    private Payload encode(Task<?, ?> task, @Nullable Object input) {
        checkInput(task, input);
        Serializer writer =
                task.serializer().orElse(broker.environment().serializers().writer());
        return new Payload(writer.contentType(), writer.serialize(input, task.inputType()));
    }

    private Payload encodeAny(Object value) {
        Serializer writer = broker.environment().serializers().writer();
        return new Payload(writer.contentType(), writer.serialize(value, value.getClass()));
    }

    private static void checkInput(Task<?, ?> task, @Nullable Object input) {
        Type type = task.inputType();
        if (input == null) {
            if (type != Void.class) {
                throw new IllegalArgumentException("The task \"" + task.name() + "\" needs a " + type.getTypeName()
                        + " as its input, but got null");
            }
            return;
        }
        Class<?> raw = type instanceof ParameterizedType parameterized
                ? (Class<?>) parameterized.getRawType()
                : type instanceof Class<?> c ? c : Object.class;
        if (!raw.isInstance(input)) {
            throw new IllegalArgumentException("The task \"" + task.name() + "\" takes a " + type.getTypeName()
                    + " as its input, but got a " + input.getClass().getTypeName());
        }
        if (task.keywordsOnly()
                && input instanceof Arguments arguments
                && !arguments.args().isEmpty()) {
            throw new IllegalArgumentException("The task \"" + task.name() + "\" refuses positional arguments, but got "
                    + arguments.args() + "; name them");
        }
    }
}
