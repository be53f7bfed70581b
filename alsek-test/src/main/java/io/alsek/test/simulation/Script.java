package io.alsek.test.simulation;

import java.util.List;
import java.util.Set;

/**
 * All that was decided in a run. Performed again it gives the same run, if nothing else has a say in it.
 *
 * @param seed where everything comes from that is decided beforehand, such as ids
 * @param faults what strikes, and where
 * @param schedule who goes on whenever more than one could: 0 = whoever is at it. After the end always 0
 * @param dropped ids of messages that clients do not submit after all
 */
record Script(long seed, List<PlannedFault> faults, List<Integer> schedule, Set<String> dropped) {

    Script {
        faults = List.copyOf(faults);
        schedule = List.copyOf(schedule);
        dropped = Set.copyOf(dropped);
    }

    /** Nothing strikes, and nobody is interrupted. */
    static Script uneventful(long seed) {
        return new Script(seed, List.of(), List.of(), Set.of());
    }

    Script withFaults(List<PlannedFault> others) {
        return new Script(seed, others, schedule, dropped);
    }

    Script withSchedule(List<Integer> other) {
        int end = other.size();
        while (end > 0 && other.get(end - 1) == 0) {
            end--;
        }
        return new Script(seed, faults, other.subList(0, end), dropped);
    }

    Script withDropped(Set<String> others) {
        return new Script(seed, faults, schedule, others);
    }

    /** How often somebody goes on although it is not his turn. */
    long switches() {
        return schedule.stream().filter(choice -> choice != 0).count();
    }
}
