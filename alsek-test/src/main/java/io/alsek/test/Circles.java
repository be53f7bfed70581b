package io.alsek.test;

import java.util.List;

/** Finds out whether tasks that were run go round in circles. */
final class Circles {

    private static final int LONGEST = 20;

    private static final int SHOWN = 10;

    private Circles() {}

    /** Says, as the end of a sentence, what was run last: the circle if there is one, else the last few. */
    static String describe(List<String> tasks) {
        for (int length = 1; length <= LONGEST && 3 * length <= tasks.size(); length++) {
            if (endsInCircles(tasks, length)) {
                List<String> circle = tasks.subList(tasks.size() - length, tasks.size());
                return "; these go round in circles: " + String.join(" → ", circle) + " → " + circle.get(0) + " → …";
            }
        }
        int from = Math.max(0, tasks.size() - SHOWN);
        return "; the last ones were: " + String.join(" → ", tasks.subList(from, tasks.size()));
    }

    /** Whether the last tasks are the same three times over. */
    private static boolean endsInCircles(List<String> tasks, int length) {
        int end = tasks.size();
        List<String> last = tasks.subList(end - length, end);
        return last.equals(tasks.subList(end - 2 * length, end - length))
                && last.equals(tasks.subList(end - 3 * length, end - 2 * length));
    }
}
