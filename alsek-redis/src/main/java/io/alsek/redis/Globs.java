package io.alsek.redis;

import java.util.regex.Pattern;

/** Patterns of names: {@code *}, {@code ?}, and {@code \} before what is meant literally. */
final class Globs {

    private Globs() {}

    static Pattern compile(String glob) {
        StringBuilder regex = new StringBuilder();
        boolean literal = false;
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (!literal && c == '\\' && i + 1 < glob.length()) {
                literal = true;
                continue;
            }
            if (!literal && c == '*') {
                // Several in a row mean the same, but would take the matcher for ever.
                if (!regex.toString().endsWith(".*")) {
                    regex.append(".*");
                }
            } else if (!literal && c == '?') {
                regex.append('.');
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
            literal = false;
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
