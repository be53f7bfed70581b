package com.example.orders;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A bank for tests. It charges once for each key, as real ones do. */
final class Bank implements Payments {

    private final Map<String, Long> chargesByKey = new LinkedHashMap<>();
    private final Map<String, Integer> chargesByCard = new TreeMap<>();
    private final Set<String> refused = new TreeSet<>();
    private int outages;

    void refuse(String card) {
        refused.add(card);
    }

    void isDownFor(int requests) {
        outages = requests;
    }

    @Override
    public String charge(String key, String card, long cents) {
        if (outages > 0) {
            outages--;
            throw new IllegalStateException("the bank is down");
        }
        if (refused.contains(card)) {
            throw new CardRefusedException(card);
        }
        if (chargesByKey.putIfAbsent(key, cents) == null) {
            chargesByCard.merge(card, 1, Integer::sum);
        }
        return "charge of " + cents + " cents";
    }

    int charges(String card) {
        return chargesByCard.getOrDefault(card, 0);
    }

    boolean hasChargedACardTwice() {
        return chargesByCard.values().stream().anyMatch(charges -> charges > 1);
    }

    long takings() {
        return chargesByKey.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The mistake: every call gets a key of its own, so the bank cannot know that it was asked before. */
    Payments withoutKeys() {
        return (key, card, cents) -> charge("call " + chargesByKey.size(), card, cents);
    }
}
