package io.alsek.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a long list. Elements that stay in place between two pages are seen exactly once; others may or may not be
 * seen.
 *
 * @param elements in order
 * @param next where the next page begins, to be handed back as it is; {@code null} = this was the last
 * @param <T> what is listed
 */
public record Page<T>(List<T> elements, @Nullable String next) {

    /** Copies the list. */
    public Page {
        elements = List.copyOf(elements);
    }
}
