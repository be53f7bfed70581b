package io.alsek.memory;

import java.util.function.Predicate;

/**
 * Matches names: {@code *} stands for any characters, {@code ?} for one, {@code \} makes the next character literal;
 * everything else, a final {@code \} included, stands for itself. Takes at most time in proportion to the product of
 * both lengths, whatever the pattern.
 */
final class GlobPattern implements Predicate<String> {

    private static final char ANY = '*';
    private static final char ONE = '?';
    private static final char ESCAPE = '\\';

    /** The characters without the escapes, and for each whether it is a wildcard. */
    private final char[] symbols;

    private final boolean[] wild;

    GlobPattern(String pattern) {
        StringBuilder literal = new StringBuilder(pattern.length());
        boolean[] wildcards = new boolean[pattern.length()];
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == ESCAPE && i + 1 < pattern.length()) {
                i++;
                c = pattern.charAt(i);
            } else {
                wildcards[literal.length()] = c == ANY || c == ONE;
            }
            literal.append(c);
        }
        symbols = literal.toString().toCharArray();
        wild = wildcards;
    }

    /**
     * Goes through both from left to right. At a mismatch it goes back to the latest star and lets that take one
     * character more; earlier stars need not be tried again, since the latest can take whatever they could.
     */
    @Override
    public boolean test(String name) {
        int symbol = 0;
        int position = 0;
        int afterStar = -1;
        int starTakesTo = 0;
        while (position < name.length()) {
            if (symbol < symbols.length && wild[symbol] && symbols[symbol] == ANY) {
                symbol++;
                afterStar = symbol;
                starTakesTo = position;
            } else if (symbol < symbols.length && (wild[symbol] || symbols[symbol] == name.charAt(position))) {
                symbol++;
                position++;
            } else if (afterStar >= 0) {
                symbol = afterStar;
                starTakesTo++;
                position = starTakesTo;
            } else {
                return false;
            }
        }
        while (symbol < symbols.length && wild[symbol] && symbols[symbol] == ANY) {
            symbol++;
        }
        return symbol == symbols.length;
    }
}
