package io.alsek.cli;

import java.io.IOException;
import java.io.Reader;

/**
 * The words and lines of a text, exactly as GNU {@code wc} counts them in a UTF-8 locale.
 *
 * <p>A word is what is between white space and has at least one printable character: {@code wc} takes no notice of
 * characters that are neither, so {@code a\0b} is one word and a lone {@code \0} is none. A line is a newline
 * character; what follows the last one does not count.
 *
 * @param words how many words
 * @param lines how many newline characters
 */
record WordCount(long words, long lines) {

    /** Counts what is left of a text. */
    static WordCount of(Reader text) throws IOException {
        Counter counter = new Counter();
        char[] buffer = new char[8192];
        for (int length = text.read(buffer); length >= 0; length = text.read(buffer)) {
            for (int i = 0; i < length; i++) {
                counter.accept(buffer[i]);
            }
        }
        return new WordCount(counter.words, counter.lines);
    }

    /** How far the counting is. */
    private static final class Counter {

        private long words;
        private long lines;
        private boolean inWord;
        private char firstHalf;

        /** Takes a character; of some, Java has two halves. */
        void accept(char c) {
            if (Character.isHighSurrogate(c)) {
                firstHalf = c;
            } else {
                accept(Character.isLowSurrogate(c) ? Character.toCodePoint(firstHalf, c) : (int) c);
            }
        }

        private void accept(int character) {
            if (character == '\n') {
                lines++;
            }
            if (WideCharacters.isSpace(character)) {
                inWord = false;
            } else if (!inWord && WideCharacters.isPrintable(character)) {
                inWord = true;
                words++;
            }
        }
    }
}
