package io.alsek.test.contract;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What several threads called, when each call began and ended, and what it answered; and whether there is an order of
 * the calls, one after the other, that explains all answers and does not put a call before one that had ended when it
 * began (a linearization, found by the search of Wing and Gong, which remembers where it has been). Thread-safe.
 *
 * @param <S> a picture of what is stored: immutable, equal if nobody could tell the difference
 */
final class Chronicle<S> {

    /** Calls are bits of a long. */
    private static final int MOST_CALLS = 62;

    private final AtomicLong ticks = new AtomicLong();
    private final Queue<Call<S>> calls = new ConcurrentLinkedQueue<>();

    /** What a call does to the picture if it answers so. */
    @FunctionalInterface
    interface Effect<S, A> {

        /** {@return the picture afterwards, or {@code null} if such an answer is impossible} */
        @Nullable
        S of(S before, A answer);
    }

    private record Call<S>(int thread, String what, long begun, long ended, Object answer, Effect<S, Object> effect) {

        @Override
        public String toString() {
            return "%3d to %3d  %s%s → %s".formatted(begun, ended, " ".repeat(4 * thread), what, answer);
        }
    }

    private record Place<S>(long done, S picture) {}

    /** Makes a call and writes it down. */
    <A> A call(int thread, String what, Supplier<A> call, Effect<S, A> effect) {
        long begun = ticks.incrementAndGet();
        A answer = call.get();
        long ended = ticks.incrementAndGet();
        @SuppressWarnings("unchecked") // the answer goes with the effect
        Effect<S, Object> untyped = (Effect<S, Object>) effect;
        calls.add(new Call<>(thread, what, begun, ended, answer, untyped));
        return answer;
    }

    /**
     * Searches for an explanation.
     *
     * @param initial the picture before all calls
     * @throws AssertionError if there is none; it lists all calls
     */
    void explain(S initial) {
        List<Call<S>> all = new ArrayList<>(calls);
        all.sort(Comparator.comparingLong(Call::begun));
        if (all.size() > MOST_CALLS) {
            throw new IllegalStateException("Too many calls to explain: " + all.size());
        }
        if (!isExplained(all, new Place<>(0, initial), new HashSet<>())) {
            throw new AssertionError("No order of these calls, one after the other, has these answers"
                    + " (each with its beginning and its end; threads are indented):\n"
                    + all.stream().map(Call::toString).collect(Collectors.joining("\n")));
        }
    }

    private static <S> boolean isExplained(List<Call<S>> all, Place<S> place, Set<Place<S>> visited) {
        if (place.done() == (1L << all.size()) - 1) {
            return true;
        }
        if (!visited.add(place)) {
            return false;
        }
        long firstEnd = Long.MAX_VALUE;
        for (int number = 0; number < all.size(); number++) {
            if ((place.done() & (1L << number)) == 0) {
                firstEnd = Math.min(firstEnd, all.get(number).ended());
            }
        }
        for (int number = 0; number < all.size(); number++) {
            Call<S> next = all.get(number);
            if ((place.done() & (1L << number)) == 0 && next.begun() < firstEnd) {
                S after = next.effect().of(place.picture(), next.answer());
                if (after != null && isExplained(all, new Place<>(place.done() | (1L << number), after), visited)) {
                    return true;
                }
            }
        }
        return false;
    }
}
