package io.alsek.cli;

import java.net.URI;

/**
 * A file that was found, not looked into yet: the input of {@link IndexTasks#READ}.
 *
 * @param name its path below the directory, for people
 * @param location where it is; unlike a path as text, it also has names that are not valid in the system's encoding
 * @param bytes its size
 * @param stumbles whether the first try is to fail
 */
record FileToRead(String name, URI location, long bytes, boolean stumbles) {}
