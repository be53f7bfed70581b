package io.alsek.test.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What happened in a run, step by step. Equal traces mean equal runs. */
final class Trace {

    /** How much an entry matters to a reader. */
    enum Weight {
        /** Nothing came of it: a look at an empty queue. */
        QUIET,
        /** Something happened. */
        NORMAL,
        /** A fault struck. */
        FAULT
    }

    /**
     * Something that happened.
     *
     * @param at milliseconds since the beginning
     * @param node who did it
     * @param text what
     * @param digest of what is too long for words, such as the bytes of a message
     * @param weight how much it matters
     */
    record Entry(long at, String node, String text, long digest, Weight weight) {

        boolean isLike(Entry other) {
            return at == other.at && node.equals(other.node) && text.equals(other.text) && digest == other.digest;
        }

        @Override
        public String toString() {
            return "+" + at + " ms, " + node + ": " + text;
        }
    }

    private final long start;
    private final List<Entry> entries = new ArrayList<>();
    private long hash = 1;

    Trace(Instant start) {
        this.start = start.toEpochMilli();
    }

    void add(Instant now, String node, String text, long digest, Weight weight) {
        Entry entry = new Entry(now.toEpochMilli() - start, node, text, digest, weight);
        entries.add(entry);
        hash = Dice.hash(Dice.hash(hash * 31 + entry.at() + digest * 17, node), text);
    }

    List<Entry> entries() {
        return entries;
    }

    /** The same for equal traces, on any JVM. */
    long hash() {
        return hash;
    }

    /** The first position at which two traces differ; -1 if they are equal. */
    static int firstDifference(Trace one, Trace other) {
        int common = Math.min(one.entries.size(), other.entries.size());
        for (int i = 0; i < common; i++) {
            if (!one.entries.get(i).isLike(other.entries.get(i))) {
                return i;
            }
        }
        return one.entries.size() == other.entries.size() ? -1 : common;
    }
}
