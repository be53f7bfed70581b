package io.alsek.test;

import io.alsek.event.TaskEvent;
import io.alsek.event.TaskListener;
import io.alsek.task.Task;
import io.alsek.task.TaskHandle;
import java.util.List;
import java.util.function.Predicate;

/** What happened in a harness, in order. Always up to date; what it returns are copies. Thread-safe. */
public final class EventLog {

    private final Journal journal;

    EventLog(Journal journal) {
        this.journal = journal;
    }

    /** {@return everything so far} */
    public List<TaskEvent> all() {
        return journal.events();
    }

    /** {@return the events of one kind, such as {@code TaskEvent.Retrying.class}} */
    public <E extends TaskEvent> List<E> of(Class<E> kind) {
        return all().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** {@return the events of one task} */
    public List<TaskEvent> of(Task<?, ?> task) {
        return matching(event -> task.allNames().contains(event.message().task()));
    }

    /** {@return the events of one message} */
    public List<TaskEvent> of(TaskHandle<?> handle) {
        return matching(event -> event.message().id().equals(handle.id()));
    }

    /** {@return the events that satisfy a condition} */
    public List<TaskEvent> matching(Predicate<? super TaskEvent> condition) {
        return all().stream().filter(condition).toList();
    }

    /** Tells a listener of everything from now on, on the thread that brings it about. */
    public void listen(TaskListener listener) {
        journal.listen(listener);
    }

    /** One line for each event. */
    @Override
    public String toString() {
        return Lines.of(
                all().stream().map(event -> event.at() + " " + Words.of(event)).toList());
    }
}
