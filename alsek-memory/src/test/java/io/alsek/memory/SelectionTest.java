package io.alsek.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SelectionTest {

    @Test
    void the_value_of_each_rank_is_the_one_that_sorting_would_put_there() {
        Random random = new Random(7);
        for (int size = 1; size <= 60; size++) {
            // Few different values make many equal ones.
            long[] values = random.longs(size, -5, 1 + size / 3).toArray();
            long[] sorted = values.clone();
            Arrays.sort(sorted);
            for (int rank = 0; rank < size; rank++) {
                assertThat(Selection.nthSmallest(values.clone(), rank))
                        .as("rank %d of %s", rank, Arrays.toString(values))
                        .isEqualTo(sorted[rank]);
            }
        }
    }

    @Test
    void values_that_are_in_order_or_all_equal_are_no_worse() {
        long[] ascending = LongStream.range(0, 100_000).toArray();
        long[] descending = LongStream.range(0, 100_000).map(i -> -i).toArray();
        long[] equal = new long[100_000];
        Arrays.fill(equal, 3);

        assertThat(Selection.nthSmallest(ascending, 12_345)).isEqualTo(12_345);
        assertThat(Selection.nthSmallest(descending, 0)).isEqualTo(-99_999);
        assertThat(Selection.nthSmallest(equal, 99_999)).isEqualTo(3);
    }
}
