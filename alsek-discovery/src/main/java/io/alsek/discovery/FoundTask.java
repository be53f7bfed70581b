package io.alsek.discovery;

import io.alsek.task.BoundTask;

/**
 * A task and where it was found.
 *
 * @param bound the task with the function that runs it
 * @param place for people, such as {@code field com.example.Shop.CHARGE}
 */
public record FoundTask(BoundTask<?, ?> bound, String place) {}
