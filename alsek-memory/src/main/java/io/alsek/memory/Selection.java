package io.alsek.memory;

/** Finds an element by its rank without sorting: Hoare's quickselect, in linear time on average. */
final class Selection {

    private Selection() {}

    /**
     * Reorders the values.
     *
     * @param rank 0 = the smallest
     */
    static long nthSmallest(long[] values, int rank) {
        int from = 0;
        int to = values.length - 1;
        while (from < to) {
            long pivot = values[(from + to) >>> 1];
            int left = from;
            int right = to;
            while (left <= right) {
                while (values[left] < pivot) {
                    left++;
                }
                while (values[right] > pivot) {
                    right--;
                }
                if (left <= right) {
                    long swapped = values[left];
                    values[left++] = values[right];
                    values[right--] = swapped;
                }
            }
            // Now everything up to right is at most the pivot, everything from left on at least, what is between equal.
            if (rank <= right) {
                to = right;
            } else if (rank >= left) {
                from = left;
            } else {
                return pivot;
            }
        }
        return values[rank];
    }
}
