package io.alsek.broker;

import io.alsek.event.TaskStatus;
import io.alsek.message.Message;
import io.alsek.spi.EventBus;
import io.alsek.spi.ValueStore;
import io.alsek.spi.ValueWrite;
import io.alsek.time.Timekeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Statuses of messages that track them. Workers write here as part of each transition.
 *
 * <p>Thread-safe. Methods throw {@link io.alsek.spi.BackendException} when the backend fails.
 */
public final class StatusTracker {

    /** How long to wait unless told otherwise. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(5);

    private final ValueStore values;
    private final Optional<EventBus> bus;
    private final Timekeeper time;

    StatusTracker(ValueStore values, Optional<EventBus> bus, Timekeeper time) {
        this.values = values;
        this.bus = bus;
        this.time = time;
    }

    /** {@return whether there is a status of this message} */
    public boolean exists(String id) {
        return !values.existing(List.of(Transitions.statusKey(id))).isEmpty();
    }

    /** Reads a status, if it is there. */
    public Optional<StatusUpdate> find(String id) {
        byte[] bytes = values.get(List.of(Transitions.statusKey(id))).get(Transitions.statusKey(id));
        return Optional.ofNullable(bytes).map(StatusUpdate::decode);
    }

    /**
     * Reads a status that must be there.
     *
     * @throws NoSuchElementException if it is not
     */
    public StatusUpdate get(String id) {
        return find(id).orElseThrow(() -> new NoSuchElementException("There is no status of the message \"" + id
                + "\": its task does not track statuses, or the status's time is over"));
    }

    /**
     * Waits until the message has one of these statuses.
     *
     * @return the update that brought it
     * @throws TimeoutException if it has none of them within {@code patience}
     * @throws IllegalStateException if the backend cannot publish
     */
    public StatusUpdate await(String id, Set<TaskStatus> statuses, Duration patience)
            throws InterruptedException, TimeoutException {
        CompletableFuture<StatusUpdate> reached = new CompletableFuture<>();
        EventBus.Registration registration = listen(id, update -> {
            if (statuses.contains(update.status())) {
                reached.complete(update);
            }
        });
        try {
            if (!time.await("message " + id + " to be one of " + statuses, reached, patience)) {
                throw new TimeoutException("The message \"" + id + "\" was none of " + statuses + " within " + patience
                        + "; it is " + find(id).map(StatusUpdate::status).orElse(TaskStatus.UNKNOWN));
            }
            return reached.join();
        } finally {
            registration.close();
        }
    }

    /**
     * Waits until the message has one of these statuses, for a while.
     *
     * @return the status that it has then, whichever it is; {@link TaskStatus#UNKNOWN} if none
     */
    public TaskStatus awaitOrCurrent(String id, Set<TaskStatus> statuses, Duration patience)
            throws InterruptedException {
        try {
            return await(id, statuses, patience).status();
        } catch (TimeoutException e) {
            return find(id).map(StatusUpdate::status).orElse(TaskStatus.UNKNOWN);
        }
    }

    /**
     * Tells the present status, if there is one, and every later one. What is told twice in a row is told once.
     *
     * @param listener called on the thread that brings the update about; must return soon
     * @return ends it when closed
     * @throws IllegalStateException if the backend cannot publish
     */
    public EventBus.Registration listen(String id, Consumer<StatusUpdate> listener) {
        EventBus events = bus.orElseThrow(() -> new IllegalStateException(
                "This backend cannot publish, so nobody can listen to statuses; ask for them with find()"));
        StatusEar ear = new StatusEar(() -> find(id), listener);
        EventBus.Registration registration = events.subscribe(Transitions.channel(id), ear);
        ear.onGap(); // what happened before the subscription was in force
        return registration;
    }

    /**
     * Listens until the message has ended.
     *
     * @return all updates that were seen, in order, the last one terminal
     * @throws TimeoutException if it does not end within {@code patience}
     */
    public List<StatusUpdate> listenUntilTerminal(String id, Duration patience)
            throws InterruptedException, TimeoutException {
        List<StatusUpdate> seen = new ArrayList<>();
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        EventBus.Registration registration = listen(id, update -> {
            synchronized (seen) {
                seen.add(update);
            }
            if (update.status().isTerminal()) {
                ended.complete(true);
            }
        });
        try {
            if (!time.await("the end of message " + id, ended, patience)) {
                throw new TimeoutException("The message \"" + id + "\" did not end within " + patience);
            }
            synchronized (seen) {
                return List.copyOf(seen);
            }
        } finally {
            registration.close();
        }
    }

    /**
     * Sets a status by hand.
     *
     * @param ttl how long it is kept; {@code null} = what is left of the present one, or for ever
     */
    public void set(Message message, TaskStatus status, @Nullable Object details, @Nullable Duration ttl) {
        StatusUpdate update = StatusUpdate.of(message, status, time.instant(), details);
        values.set(List.of(ValueWrite.of(Transitions.statusKey(message.id()), update.encode(), ttl)));
    }

    /**
     * Deletes a terminal status.
     *
     * @return whether there was one
     * @throws IllegalStateException if the status is not terminal; use {@link #forceDelete} to delete it all the same
     */
    public boolean delete(String id) {
        Optional<StatusUpdate> present = find(id);
        if (present.isPresent() && !present.get().status().isTerminal()) {
            throw new IllegalStateException(
                    "The message \"" + id + "\" is " + present.get().status()
                            + ", which is not terminal; use forceDelete() to delete its status anyway");
        }
        return forceDelete(id);
    }

    /** Deletes a status, whatever it is; returns whether there was one. */
    public boolean forceDelete(String id) {
        return values.delete(List.of(Transitions.statusKey(id))) > 0;
    }

    List<String> trackedIds() {
        String prefix = Transitions.statusKey("");
        return values.scan(prefix + "*").stream()
                .map(key -> key.substring(prefix.length()))
                .sorted()
                .toList();
    }

    /** Replaces a status that is still what it was thought to be, as far as can be told without a transaction. */
    void replace(String id, StatusUpdate update) {
        values.set(List.of(
                new ValueWrite(Transitions.statusKey(id), update.encode(), null, ValueWrite.Condition.IF_PRESENT)));
    }
}
