package io.alsek.cli;

/**
 * A file to be indexed.
 *
 * @param path relative to the directory that is indexed
 * @param size in bytes, when it was listed
 * @param number its place in the list, from 1
 */
record SourceFile(String path, long size, int number) {

    /** Smaller files first. */
    int priority() {
        return (int) Math.min(size, Integer.MAX_VALUE);
    }

    /** Whether the demo lets its first attempt fail, to show a retry. */
    boolean stumbles() {
        return number % 7 == 0;
    }
}
