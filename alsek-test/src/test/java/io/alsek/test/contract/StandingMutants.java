package io.alsek.test.contract;

import io.alsek.test.contract.BringingQueues.Flaw;
import java.util.stream.Stream;

/** Mistakes of backends that bring messages. */
final class StandingMutants {

    private StandingMutants() {}

    static Stream<Mutant> all() {
        return Stream.of(
                mutant("nobody is told what was brought", "STAND-01", Flaw.TELLS_NOBODY),
                mutant("what is brought is leased for less", "STAND-02", Flaw.CUTS_THE_LEASE),
                mutant("a message is brought to all who wait", "STAND-03", Flaw.BRINGS_TO_ALL),
                mutant("more is brought than is wanted", "STAND-04", Flaw.BRINGS_TOO_MUCH),
                mutant("what others take is brought, too", "STAND-05", Flaw.BRINGS_WHAT_OTHERS_TAKE),
                mutant("paused queues bring messages", "STAND-06", Flaw.IGNORES_PAUSES),
                mutant("what was brought is kept at the end", "STAND-07", Flaw.KEEPS_AT_CLOSE),
                mutant("sessions that are closed are brought messages", "STAND-08", Flaw.BRINGS_TO_THE_CLOSED),
                mutant("leases on what was brought do not run out", "STAND-09", Flaw.LEASES_FOR_EVER),
                mutant("only who is brought a message learns of it", "STAND-10", Flaw.TELLS_ONE_ONLY),
                mutant("the last one is brought first", "STAND-11", Flaw.BRINGS_THE_LAST),
                mutant("some of what is brought gets lost", "STAND-12", Flaw.LOSES_SOME),
                mutant("who asks again is not told what was brought", "STAND-13", Flaw.FORGETS_WHEN_ASKED_AGAIN),
                mutant("a claim that is met leaves the one before standing", "STAND-14", Flaw.KEEPS_WHAT_STOOD),
                mutant("instants of the past are announced", "STAND-15", Flaw.LOOKS_BACK),
                mutant("leases are not told after a pause", "STAND-16", Flaw.FORGETS_AFTER_PAUSES));
    }

    private static Mutant mutant(String name, String rule, Flaw flaw) {
        return Mutant.altering(name, rule, real -> BringingQueues.of(real, flaw));
    }

    /** Nothing is wrong with this one: it brings messages as it should. */
    static Mutant none() {
        return Mutant.altering("nothing, and brings messages", "none", real -> BringingQueues.of(real, null));
    }
}
