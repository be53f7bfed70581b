package io.alsek.test.simulation;

import io.alsek.message.Backoff;
import io.alsek.task.Task;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Tasks that the tests of this package share, and a bank. */
final class Shop {

    static final Task<String, String> CHARGE = Task.named("charge")
            .input(String.class)
            .output(String.class)
            .trackStatus()
            .retry(3, Backoff.constant(Duration.ofSeconds(10)))
            .build();

    static final Task<String, Void> SHIP =
            Task.named("ship").input(String.class).queue("parcels").build();

    private Shop() {}

    /** Charges cards, by a key or without one. */
    static final class Bank {

        private final Map<String, String> byKey = new TreeMap<>();

        /** Charges without a key. */
        String charge(String card) {
            return charge("charge " + byKey.size(), card);
        }

        String charge(String key, String card) {
            byKey.putIfAbsent(key, card);
            return "receipt for " + card;
        }

        long charges(String card) {
            return byKey.values().stream().filter(card::equals).count();
        }

        int charges() {
            return byKey.size();
        }

        boolean hasChargedTwice() {
            return byKey.values().stream().distinct().count() < byKey.size();
        }
    }

    /** A shop whose charges have the message's id as their key, and ten customers. */
    static Bank idempotent(Simulation simulation) {
        Bank bank = new Bank();
        simulation.handle(
                CHARGE, (card, context) -> bank.charge(context.message().id(), card));
        tenCards(simulation);
        simulation.always("no card is charged twice", () -> !bank.hasChargedTwice());
        simulation.eventually("all cards are charged", () -> bank.charges() == 10);
        return bank;
    }

    /** The same, but every run of the handler charges anew. */
    static Bank naive(Simulation simulation) {
        Bank bank = new Bank();
        simulation.handle(CHARGE, card -> bank.charge(card));
        tenCards(simulation);
        simulation.always("no card is charged twice", () -> !bank.hasChargedTwice());
        return bank;
    }

    static void tenCards(Simulation simulation) {
        simulation.client("customer", alsek -> {
            for (int i = 1; i <= 10; i++) {
                alsek.submit(CHARGE, "card " + i);
            }
        });
    }
}
