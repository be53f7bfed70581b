package io.alsek.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;

/**
 * What workers told, summed up. Their clock is one: that of the machine.
 *
 * @param accepted how many messages were accepted
 * @param lost how many of those have no result
 * @param starts how often a handler began
 * @param startedAfterDone which messages were delivered again though their settlement was acknowledged
 * @param settledTwice for which messages two settlements were acknowledged
 * @param stale how many settlements were refused since the lease was another's
 * @param longestGap from a delivery to the next one of the same message
 */
record Ledger(
        int accepted,
        int lost,
        int starts,
        Set<String> startedAfterDone,
        Set<String> settledTwice,
        int stale,
        Duration longestGap) {

    /** Waits until what was written has been read. */
    static void awaitAll(Collection<String> lines) {
        int[] before = {-1};
        Awaitility.await("the workers' last words")
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    boolean same = lines.size() == before[0];
                    before[0] = lines.size();
                    return same;
                });
    }

    /** {@code S id nanos}: it began; {@code D}: it was done, and that acknowledged; {@code L}: the lease was lost. */
    static Ledger of(Iterable<String> lines, int accepted, int lost) {
        Map<String, List<Long>> starts = new HashMap<>();
        Map<String, Long> done = new HashMap<>();
        Set<String> twice = new TreeSet<>();
        int count = 0;
        int stale = 0;
        for (String line : lines) {
            String[] parts = line.split(" ", -1);
            if (parts.length != 3 || parts[2].isEmpty()) {
                continue; // cut off by a kill
            }
            long at = Long.parseLong(parts[2]);
            switch (parts[0]) {
                case "S" -> {
                    count++;
                    starts.computeIfAbsent(parts[1], id -> new ArrayList<>()).add(at);
                }
                case "D" -> {
                    Long before = done.putIfAbsent(parts[1], at);
                    if (before != null) {
                        twice.add(parts[1]);
                    }
                }
                default -> stale++;
            }
        }
        return new Ledger(accepted, lost, count, startedAfter(starts, done), twice, stale, longestGap(starts));
    }

    private static Set<String> startedAfter(Map<String, List<Long>> starts, Map<String, Long> done) {
        Set<String> again = new TreeSet<>();
        starts.forEach((id, times) -> {
            Long end = done.get(id);
            if (end != null && times.stream().anyMatch(at -> at > end)) {
                again.add(id);
            }
        });
        return again;
    }

    private static Duration longestGap(Map<String, List<Long>> starts) {
        long gap = 0;
        for (List<Long> times : starts.values()) {
            times.sort(null);
            for (int i = 1; i < times.size(); i++) {
                gap = Math.max(gap, times.get(i) - times.get(i - 1));
            }
        }
        return Duration.ofNanos(gap);
    }

    @Override
    public String toString() {
        return "accepted " + accepted + ", lost " + lost + ", deliveries " + starts
                + ", delivered after an acknowledged"
                + " settlement " + startedAfterDone.size() + ", settled twice " + settledTwice.size()
                + ", stale settlements refused " + stale + ", longest gap " + longestGap.toMillis() + " ms";
    }
}
