package io.alsek.cli;

import java.net.URI;

/**
 * A file that is text: the result of {@link IndexTasks#READ} and the input of {@link IndexTasks#COUNT}. It says where
 * the text is instead of holding it, because a message has room for one megabyte only.
 *
 * @param name its path below the directory, for people
 * @param location where it is
 */
record TextFile(String name, URI location) {}
