package io.alsek.test;

import java.util.Collection;

/** Lists for failure messages. */
final class Lines {

    private Lines() {}

    /** The number of elements, and each on a line of its own. */
    static String of(Collection<?> elements) {
        if (elements.isEmpty()) {
            return "none";
        }
        StringBuilder text = new StringBuilder().append(elements.size()).append(':');
        elements.forEach(element -> text.append("\n  ").append(element));
        return text.toString();
    }
}
