package io.alsek.memory;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The positions at which pages begin, as text. */
final class Cursor {

    private Cursor() {}

    static void checkLimit(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, but is " + limit);
        }
    }

    static String at(Moment moment) {
        return moment.at + "." + moment.sequence;
    }

    static Moment moment(String cursor) {
        long[] parts = parts(cursor, 2);
        return new Moment(parts[0], parts[1]);
    }

    static String at(int section, Place place) {
        return section + "." + place.priority + "." + place.due + "." + place.sequence;
    }

    static int section(String cursor, int sections) {
        long section = parts(cursor, 4)[0];
        if (section < 0 || section >= sections) {
            throw unknown(cursor, null);
        }
        return (int) section;
    }

    static Place place(String cursor) {
        long[] parts = parts(cursor, 4);
        return new Place((int) parts[1], parts[2], parts[3]);
    }

    private static long[] parts(String cursor, int count) {
        try {
            long[] parts = Arrays.stream(cursor.split("\\.", -1))
                    .mapToLong(Long::parseLong)
                    .toArray();
            if (parts.length == count) {
                return parts;
            }
        } catch (NumberFormatException e) {
            throw unknown(cursor, e);
        }
        throw unknown(cursor, null);
    }

    private static IllegalArgumentException unknown(String cursor, @Nullable Exception cause) {
        return new IllegalArgumentException(
                "\"" + cursor + "\" is not where a page begins; hand back Page.next() of the page before, or null",
                cause);
    }
}
