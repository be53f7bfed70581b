package io.alsek.test.contract;

import io.alsek.spi.Backend;
import io.alsek.test.contract.BackendUnderTest.Ability;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A backend that is wrong on purpose.
 *
 * @param name what is wrong with it
 * @param rule the rule that must find out
 * @param opening how it opens its clients on a storage that is right
 * @param abilities which abilities it is declared to have
 * @param forgetful whether nobody is told of anything any more once connections were cut
 * @param boastful whether it says that other processes reach its storage, and they do not
 */
record Mutant(String name, String rule, Opening opening, Set<Ability> abilities, boolean forgetful, boolean boastful) {

    Mutant(String name, String rule, Opening opening) {
        this(name, rule, opening, EnumSet.allOf(Ability.class), false, false);
    }

    /** Opens a client that is wrong. */
    @FunctionalInterface
    interface Opening {
        Backend open(BackendUnderTest storage, String namespace, InstantSource clock);
    }

    /** A mutant whose clients are right ones with some stores altered. */
    static Mutant altering(String name, String rule, UnaryOperator<Backend> alteration) {
        return new Mutant(name, rule, (storage, namespace, clock) -> alteration.apply(storage.open(namespace, clock)));
    }

    /** A mutant that is right until connections are cut. */
    static Mutant forgetful(String name, String rule) {
        return new Mutant(
                name,
                rule,
                (storage, namespace, clock) -> storage.open(namespace, clock),
                EnumSet.allOf(Ability.class),
                true,
                false);
    }

    /** A mutant that is right as long as nobody looks from another process. */
    static Mutant boastful(String name, String rule) {
        return new Mutant(
                name,
                rule,
                (storage, namespace, clock) -> storage.open(namespace, clock),
                EnumSet.allOf(Ability.class),
                false,
                true);
    }

    /** Nothing is wrong with this one. */
    static Mutant none() {
        return altering("nothing", "none", AlteredBackend::new);
    }

    /** Nothing is wrong with this one either: it has neither events nor locks, and says so. */
    static Mutant withoutAbilities() {
        Opening opening =
                (storage, namespace, clock) -> AlteredBackend.withoutAbilities(storage.open(namespace, clock));
        return new Mutant("nothing, but has no abilities", "none", opening, Set.of(), false, false);
    }

    @Override
    public String toString() {
        return rule + " finds: " + name;
    }
}
