package io.alsek.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Lines and words of a text, as GNU {@code wc} counts them in a UTF-8 locale.
 *
 * <p>A line ends with a line feed. A word is a run of characters between separators in which at least one is
 * printable. Separators are the white space of the locale and the no-break spaces; other characters that are not
 * printable (controls, code points without a character) neither make a word nor end one. Checked against GNU coreutils
 * 9.1 for every code point; it differs for characters that are newer than the Unicode version of the JVM.
 *
 * @param lines how many lines
 * @param words how many words
 */
record TextCounts(long lines, long words) {

    /**
     * Counts a file, however large.
     *
     * @throws java.nio.charset.CharacterCodingException if it is not valid UTF-8
     */
    static TextCounts of(Path file) throws IOException {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try (Reader reader = new BufferedReader(new InputStreamReader(Files.newInputStream(file), decoder), 1 << 16)) {
            return of(reader);
        }
    }

    /** Counts what a reader brings. */
    static TextCounts of(Reader text) throws IOException {
        long lines = 0;
        long words = 0;
        boolean inWord = false;
        for (int unit = text.read(); unit >= 0; unit = text.read()) {
            char c = (char) unit;
            int codePoint = Character.isHighSurrogate(c) ? Character.toCodePoint(c, (char) text.read()) : c;
            if (codePoint == '\n') {
                lines++;
            }
            if (isSeparator(codePoint)) {
                inWord = false;
            } else if (!inWord && isPrintable(codePoint)) {
                inWord = true;
                words++;
            }
        }
        return new TextCounts(lines, words);
    }

    private static boolean isSeparator(int c) {
        if (c < 0x80) {
            return c == ' ' || (c >= '\t' && c <= '\r');
        }
        return c == 0xA0
                || c == 0x1680
                || (c >= 0x2000 && c <= 0x200A)
                || c == 0x202F
                || c == 0x205F
                || c == 0x2060
                || c == 0x3000;
    }

    private static boolean isPrintable(int c) {
        if (c < 0x7F) {
            return c > ' ';
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.UNASSIGNED,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
