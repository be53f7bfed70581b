package io.alsek.redis;

import io.alsek.spi.BackendException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One kind of operation on many elements: they go to the server in calls of bounded size, and each gets an outcome of
 * its own or the failure of its call.
 *
 * @param <T> the elements
 * @param <R> the outcomes
 */
final class Batch<T, R> {

    private static final int MOST_ELEMENTS = 250;
    private static final long MOST_BYTES = 1 << 20;

    private final Space space;
    private final Script script;
    private final Coding<T, R> coding;

    Batch(Space space, Script script, Coding<T, R> coding) {
        this.space = space;
        this.script = script;
        this.coding = coding;
    }

    /** How elements become arguments, and answers outcomes. */
    interface Coding<T, R> {

        /** {@return about how many bytes it has} */
        long size(T element);

        /** Adds elements to a call; returns their order in the answer. */
        int[] encode(QueueCall call, List<T> elements);

        /** {@return the outcome that a digit of the answer stands for} */
        R outcome(int digit);

        /** {@return the digit that an empty answer has for all} */
        int best();

        /**
         * {@return what another digit than the best stands for, an outcome or a failure, if the call was made twice: the
         * first one, whose reply was lost, may have had its effect}
         */
        default Object doubtful(Space space, T element, int digit) {
            return outcome(digit);
        }
    }

    static int[] inOrder(int count) {
        return IntStream.range(0, count).toArray();
    }

    /** Does it; the outcomes are in the order of the elements, each a result or a {@link RuntimeException}. */
    Object[] outcomes(List<T> elements) {
        Object[] outcomes = new Object[elements.size()];
        int from = 0;
        while (from < outcomes.length) {
            int to = end(elements, from);
            call(elements, IntStream.range(from, to).boxed().toList(), outcomes);
            from = to;
        }
        return outcomes;
    }

    private int end(List<T> elements, int from) {
        long size = 0;
        int to = from;
        while (to < elements.size() && to - from < MOST_ELEMENTS && size < MOST_BYTES) {
            size += coding.size(elements.get(to));
            to++;
        }
        return to;
    }

    private void call(List<T> elements, List<Integer> chosen, Object[] outcomes) {
        List<T> part = new ArrayList<>(chosen.size());
        chosen.forEach(index -> part.add(elements.get(index)));
        try {
            QueueCall call = new QueueCall(space);
            int[] order = coding.encode(call, part);
            byte[] digits = (byte[]) call.runForList(script).get(1);
            for (int i = 0; i < order.length; i++) {
                int digit = digits.length == 0 ? coding.best() : digits[i] - '0';
                outcomes[chosen.get(order[i])] = digit != coding.best() && call.wasRepeated()
                        ? coding.doubtful(space, elements.get(chosen.get(order[i])), digit)
                        : coding.outcome(digit);
            }
        } catch (IllegalArgumentException e) {
            if (chosen.size() == 1) {
                outcomes[chosen.get(0)] = e;
            } else {
                // One of them cannot be told to the server; the others are to have their way.
                chosen.forEach(index -> call(elements, List.of(index), outcomes));
            }
        } catch (BackendException e) {
            if (chosen.size() > 1 && Failure.isOfOneQueue(e)) {
                int half = chosen.size() / 2;
                call(elements, chosen.subList(0, half), outcomes);
                call(elements, chosen.subList(half, chosen.size()), outcomes);
            } else {
                chosen.forEach(index -> outcomes[index] = e);
            }
        } catch (IllegalStateException e) {
            chosen.forEach(index -> outcomes[index] = e);
        }
    }

    /** Makes a list of outcomes, or throws what failed: if some elements were done, nobody can say that none was. */
    static <R> List<R> results(Object[] outcomes) {
        List<R> results = new ArrayList<>(outcomes.length);
        RuntimeException failure = null;
        for (Object outcome : outcomes) {
            if (outcome instanceof RuntimeException e) {
                failure = failure == null || e instanceof BackendException.OutcomeUnknown ? e : failure;
            } else {
                @SuppressWarnings("unchecked") // the batch's own results
                R result = (R) outcome;
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
