package io.alsek.test.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides by a seed: which of the faults can strike at all in this run (a random half of them, so that each gets its
 * chance unobscured by the others), how often, and who goes on.
 */
final class SeededFate implements Fate {

    private static final long SWARM = 1;
    private static final long RATE = 2;
    private static final long STRIKE = 3;
    private static final long SWITCH = 4;
    private static final long PRIORITY = 5;
    private static final long DROP = 6;
    private static final int[] RATES = {6, 15, 40};
    private static final int[] SWITCH_RATES = {1, 2, 4, 10};
    private static final int MOST_DROPS = 3;

    /** How much likelier faults are around handlers, where they matter most and points are few. */
    private static final int AT_WORK = 3;

    private final long seed;
    private final List<Fault> active;
    private final int strikesOneIn;
    private int strikesLeft;
    private final boolean byPriority;
    private final int switchesOneIn;
    private final Set<Integer> dropsAt = new HashSet<>();
    private final List<Actor> dropped = new ArrayList<>();
    private int choices;

    /** @param length about how many times somebody has to be chosen in a run */
    SeededFate(long seed, Settings settings, int length) {
        this.seed = seed;
        this.active = swarm(seed, settings.faults);
        this.strikesOneIn = RATES[Dice.below(Dice.roll(seed, RATE), RATES.length)];
        this.strikesLeft = settings.maxFaults == 0 ? 0 : 1 + Dice.below(Dice.roll(seed, RATE, 1), settings.maxFaults);
        this.byPriority = settings.schedule == Schedule.PCT || (settings.schedule == Schedule.MIXED && seed % 2 != 0);
        this.switchesOneIn = SWITCH_RATES[Dice.below(Dice.roll(seed, SWITCH), SWITCH_RATES.length)];
        for (int i = 0; i < MOST_DROPS; i++) {
            dropsAt.add(Dice.below(Dice.roll(seed, DROP, i), Math.max(1, length)));
        }
    }

    private static List<Fault> swarm(long seed, Set<Fault> enabled) {
        List<Fault> all = enabled.stream().sorted().toList();
        List<Fault> some = new ArrayList<>();
        for (Fault fault : all) {
            if (Dice.below(Dice.roll(seed, SWARM, Dice.hash(fault.name())), 2) == 0) {
                some.add(fault);
            }
        }
        if (some.isEmpty() && !all.isEmpty()) {
            some.add(all.get(Dice.below(Dice.roll(seed, SWARM), all.size())));
        }
        return some;
    }

    @Override
    public long seed() {
        return seed;
    }

    @Override
    public int choose(List<Actor> able) {
        int position = choices++;
        if (byPriority) {
            return byPriority(able, position);
        }
        long dice = Dice.roll(seed, SWITCH, position);
        return Dice.below(dice, switchesOneIn) == 0 ? Dice.below(Dice.roll(dice, 1), able.size()) : 0;
    }

    private int byPriority(List<Actor> able, int position) {
        if (dropsAt.contains(position)) {
            Actor top = able.get(highest(able));
            dropped.remove(top);
            dropped.add(top);
        }
        return highest(able);
    }

    private int highest(List<Actor> able) {
        int best = 0;
        for (int i = 1; i < able.size(); i++) {
            if (priority(able.get(i)) > priority(able.get(best))) {
                best = i;
            }
        }
        return best;
    }

    /** Whoever dropped comes after all the others, the last to drop last of all. */
    private long priority(Actor actor) {
        int position = dropped.indexOf(actor);
        return position >= 0 ? -1 - position : Dice.roll(seed, PRIORITY, actor.number()) >>> 1;
    }

    @Override
    public @Nullable PlannedFault strike(String node, int point, Set<Fault> possible) {
        if (strikesLeft == 0) {
            return null;
        }
        long dice = Dice.roll(seed, STRIKE, Dice.hash(node), point);
        boolean atWork = possible.contains(Fault.SLOW_HANDLER) || possible.contains(Fault.DUPLICATE_DELIVERY);
        if (Dice.below(dice, atWork ? Math.max(2, strikesOneIn / AT_WORK) : strikesOneIn) != 0) {
            return null;
        }
        List<Fault> here = active.stream().filter(possible::contains).toList();
        if (here.isEmpty()) {
            return null;
        }
        strikesLeft--;
        Fault fault = here.get(Dice.below(Dice.roll(dice, 1), here.size()));
        return new PlannedFault(fault, node, point, Dice.roll(dice, 2));
    }

    @Override
    public Set<String> dropped() {
        return Set.of();
    }
}
