package io.alsek.test;

import io.alsek.broker.Broker;
import io.alsek.broker.DeadMessage;
import io.alsek.broker.Envelope;
import io.alsek.message.Message;
import io.alsek.message.SerializationException;
import io.alsek.spi.MessageState;
import io.alsek.spi.Page;
import io.alsek.spi.QueueAdmin;
import io.alsek.spi.StoredMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Looks at the queues of a harness without changing them. */
final class Inspector {

    private static final int PAGE = 500;

    private final Broker broker;
    private final HandlerTable handlers;

    Inspector(Broker broker, HandlerTable handlers) {
        this.broker = broker;
        this.handlers = handlers;
    }

    /** All living messages, queue by queue in alphabetical order; in a queue as they would be claimed. */
    List<PendingTask> pending() {
        List<PendingTask> all = new ArrayList<>();
        for (String queue : broker.backend().administration().queues()) {
            all.addAll(pending(queue));
        }
        return all;
    }

    List<PendingTask> pending(String queue) {
        QueueAdmin queues = broker.backend().administration();
        List<PendingTask> all = new ArrayList<>();
        @Nullable String from = null;
        do {
            Page<StoredMessage> page = queues.browse(queue, from, PAGE);
            page.elements().forEach(stored -> all.add(pending(stored)));
            from = page.next();
        } while (from != null);
        return all;
    }

    private static PendingTask pending(StoredMessage stored) {
        Message message;
        try {
            message = Envelope.unpack(stored);
        } catch (SerializationException e) {
            message = Envelope.headOnly(stored.message());
        }
        return new PendingTask(message, stored.state(), stored.leasedUntil());
    }

    List<DeadMessage> deadLetters() {
        List<DeadMessage> all = new ArrayList<>();
        for (String queue : broker.backend().administration().queues()) {
            all.addAll(broker.deadLetters().list(queue));
        }
        return all;
    }

    /** When the next delayed message falls due that a handler is there for. */
    @Nullable
    Instant nextDelayed() {
        Optional<Instant> next = pending().stream()
                .filter(task -> task.state() == MessageState.DELAYED)
                .map(PendingTask::message)
                .filter(message -> handlers.find(message.task()) != null)
                .map(Message::readyAt)
                .min(Comparator.naturalOrder());
        return next.orElse(null);
    }

    /** The tasks of waiting messages that no handler is there for, and how many messages each has. */
    Map<String, Long> withoutHandler() {
        QueueAdmin queues = broker.backend().administration();
        Map<String, Long> found = new TreeMap<>();
        for (String queue : queues.queues()) {
            queues.waitingByTask(queue).forEach((route, count) -> {
                String task = Envelope.taskOf(route);
                if (handlers.find(task) == null) {
                    found.merge(task, count, Long::sum);
                }
            });
        }
        return found;
    }

    Broker broker() {
        return broker;
    }
}
