package io.alsek.test.simulation;

import java.util.List;

/** Finds out what goes round in circles. */
final class Circles {

    private static final int LONGEST = 20;

    private Circles() {}

    /** The circle at the end of a list of names, as a sentence of its own; empty if there is none. */
    static String describe(List<String> names) {
        int size = names.size();
        for (int length = 1; length <= Math.min(LONGEST, size / 3); length++) {
            List<String> last = names.subList(size - length, size);
            if (last.equals(names.subList(size - 2 * length, size - length))
                    && last.equals(names.subList(size - 3 * length, size - 2 * length))) {
                return " The same tasks run again and again: " + String.join(" → ", last) + " → …";
            }
        }
        return size == 0
                ? ""
                : " The last tasks were " + String.join(", ", names.subList(Math.max(0, size - 10), size));
    }
}
