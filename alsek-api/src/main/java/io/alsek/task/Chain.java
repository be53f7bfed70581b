package io.alsek.task;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tasks in a row: each gets the result of the one before it as its input. It compiles only if the types fit.
 *
 * @param <I> the input of the first
 * @param <O> the result of the last
 */
public final class Chain<I extends @Nullable Object, O extends @Nullable Object> {

    private final List<Task<?, ?>> tasks;

    private Chain(List<Task<?, ?>> tasks) {
        this.tasks = List.copyOf(tasks);
    }

    static <I extends @Nullable Object, M extends @Nullable Object, O extends @Nullable Object> Chain<I, O> of(
            Task<I, M> first, Task<? super M, O> second) {
        return new Chain<>(List.of(first, second));
    }

    /** A longer chain. */
    public <P extends @Nullable Object> Chain<I, P> then(Task<? super O, P> next) {
        List<Task<?, ?>> longer = new ArrayList<>(tasks);
        longer.add(next);
        return new Chain<>(longer);
    }

    /** {@return the tasks in order, at least two} */
    public List<Task<?, ?>> tasks() {
        return tasks;
    }

    @Override
    public String toString() {
        return String.join(" → ", tasks.stream().map(Task::name).toList());
    }
}
