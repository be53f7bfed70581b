package io.alsek.redis;

import io.alsek.spi.BackendException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One kind of operation on many elements: they go to the server in calls of bounded size, and each gets an outcome of
 * its own or the failure of its call.
 *
 * @param <T> the elements
 * @param <R> the outcomes
 */
final class Batch<T, R> {

    private static final int MOST_ELEMENTS = 250;
    private static final int MOST_QUEUES = 16;
    private static final long MOST_BYTES = 1 << 20;

    private final Space space;
    private final Script script;
    private final Consumer<QueueCall> head;
    private final Coding<T, R> coding;

    Batch(Space space, Script script, Consumer<QueueCall> head, Coding<T, R> coding) {
        this.space = space;
        this.script = script;
        this.head = head;
        this.coding = coding;
    }

    /** How elements become arguments, and answers outcomes. */
    interface Coding<T, R> {

        /** {@return the queue that holds what the element is about} */
        String queue(T element);

        /** Adds an element to a call. */
        void encode(QueueCall call, T element);

        /** {@return the outcomes, as the script's second answer tells them} */
        List<R> decode(Object answer, List<T> elements);
    }

    /** Does it; the outcomes are in the order of the elements, each a result or a {@link RuntimeException}. */
    Object[] outcomes(List<T> elements) {
        Object[] outcomes = new Object[elements.size()];
        for (List<Integer> part : parts(elements)) {
            for (int from = 0; from < part.size(); ) {
                from = chunk(elements, part, from, outcomes);
            }
        }
        return outcomes;
    }

    private Collection<List<Integer>> parts(List<T> elements) {
        Map<String, List<Integer>> parts = new LinkedHashMap<>();
        for (int i = 0; i < elements.size(); i++) {
            String part = space.link().cluster() ? coding.queue(elements.get(i)) : "";
            parts.computeIfAbsent(part, key -> new ArrayList<>()).add(i);
        }
        return parts.values();
    }

    private int chunk(List<T> elements, List<Integer> part, int from, Object[] outcomes) {
        QueueCall call = new QueueCall(space);
        QueueCall sizes = new QueueCall(space);
        List<T> chosen = new ArrayList<>();
        int to = from;
        while (to < part.size()
                && chosen.size() < MOST_ELEMENTS
                && sizes.size() < MOST_BYTES
                && sizes.groups() < MOST_QUEUES) {
            T element = elements.get(part.get(to));
            int mark = sizes.mark();
            try {
                coding.encode(sizes, element);
            } catch (IllegalArgumentException e) {
                if (chosen.isEmpty()) {
                    outcomes[part.get(to)] = e;
                    return to + 1;
                }
                sizes.rollBack(mark);
                break;
            }
            chosen.add(element);
            to++;
        }
        head.accept(call);
        call.arg(chosen.size());
        call.append(sizes);
        try {
            List<R> results = coding.decode(call.runForList(script).get(1), chosen);
            for (int i = 0; i < results.size(); i++) {
                outcomes[part.get(from + i)] = results.get(i);
            }
        } catch (BackendException | IllegalStateException e) {
            for (int i = from; i < to; i++) {
                outcomes[part.get(i)] = e;
            }
        }
        return to;
    }

    /**
     * Makes a list of outcomes, or throws what failed: if some elements were done, nobody can say that none was.
     */
    static <R> List<R> results(Object[] outcomes, int from, int to) {
        List<R> results = new ArrayList<>(to - from);
        RuntimeException failure = null;
        for (int i = from; i < to; i++) {
            if (outcomes[i] instanceof RuntimeException e) {
                failure = failure == null || e instanceof BackendException.OutcomeUnknown ? e : failure;
            } else {
                @SuppressWarnings("unchecked") // the batch's own results
                R result = (R) outcomes[i];
                results.add(result);
            }
        }
        if (failure == null) {
            return results;
        }
        if (failure instanceof BackendException e) {
            throw results.isEmpty()
                    ? Space.alike(e)
                    : new BackendException.OutcomeUnknown("A part of the batch failed: " + e.getMessage(), e);
        }
        throw failure;
    }
}
