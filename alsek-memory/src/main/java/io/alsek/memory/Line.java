package io.alsek.memory;

import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Elements in order; any number of threads may add, remove and look at the same time. An element's place in the order
 * never changes.
 *
 * @param <K> what determines the place
 * @param <E> the elements
 */
final class Line<K, E extends K> implements Iterable<E> {

    private final ConcurrentSkipListMap<K, E> elements;

    /** A line in an order of its own; {@code null} = the natural one. */
    Line(@Nullable Comparator<? super K> order) {
        elements = new ConcurrentSkipListMap<>(order);
    }

    void add(E element) {
        elements.put(element, element);
    }

    void remove(E element) {
        elements.remove(element);
    }

    @Nullable
    E first() {
        Map.Entry<K, E> first = elements.firstEntry();
        return first == null ? null : first.getValue();
    }

    boolean isEmpty() {
        return elements.isEmpty();
    }

    @Override
    public Iterator<E> iterator() {
        return elements.values().iterator();
    }

    /** {@return what comes after a place, whether or not there is anything at it} */
    Iterator<E> after(K place) {
        return elements.tailMap(place, false).values().iterator();
    }
}
