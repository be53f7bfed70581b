package io.alsek.test.simulation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Does what is written. */
final class ScriptedFate implements Fate {

    private record Place(String node, int point) {}

    private final Script script;
    private final Map<Place, PlannedFault> faults = new HashMap<>();
    private int choices;

    ScriptedFate(Script script) {
        this.script = script;
        script.faults().forEach(fault -> faults.put(new Place(fault.node(), fault.point()), fault));
    }

    @Override
    public long seed() {
        return script.seed();
    }

    @Override
    public int choose(List<Actor> able) {
        int position = choices++;
        int choice = position < script.schedule().size() ? script.schedule().get(position) : 0;
        return Math.min(choice, able.size() - 1);
    }

    @Override
    public @Nullable PlannedFault strike(String node, int point, Set<Fault> possible) {
        PlannedFault planned = faults.get(new Place(node, point));
        return planned != null && possible.contains(planned.fault()) ? planned : null;
    }

    @Override
    public Set<String> dropped() {
        return script.dropped();
    }
}
