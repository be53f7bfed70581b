package io.alsek.test.simulation;

/**
 * A fault, and where it strikes.
 *
 * @param fault what
 * @param node who, with the number of its life
 * @param point at which of its points
 * @param dice decides how long and the like
 */
record PlannedFault(Fault fault, String node, int point, long dice) {}
