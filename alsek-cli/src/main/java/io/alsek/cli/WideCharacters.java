package io.alsek.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * Which characters GNU {@code wc} takes for white space, and which for printable. Both were recorded from coreutils 9.1
 * with glibc 2.36, since no method of {@link Character} agrees with it and their answers vary with the JDK's Unicode.
 */
final class WideCharacters {

    private static final String RESOURCE = "printable-characters.txt";

    private static final BitSet SPACES = spaces();
    private static final BitSet PRINTABLE = printable();

    private WideCharacters() {}

    /** {@return whether it ends a word} */
    static boolean isSpace(int codePoint) {
        return SPACES.get(codePoint);
    }

    /** {@return whether it makes a word} */
    static boolean isPrintable(int codePoint) {
        return PRINTABLE.get(codePoint);
    }

    /** Also the non-breaking spaces, but not U+0085 and the separators of lines and paragraphs. */
    private static BitSet spaces() {
        BitSet spaces = new BitSet();
        spaces.set('\t', '\r' + 1);
        spaces.set(' ');
        spaces.set(0x00A0);
        spaces.set(0x1680);
        spaces.set(0x2000, 0x200A + 1);
        spaces.set(0x202F);
        spaces.set(0x205F);
        spaces.set(0x2060);
        spaces.set(0x3000);
        return spaces;
    }

    private static BitSet printable() {
        BitSet printable = new BitSet(Character.MAX_CODE_POINT + 1);
        try (InputStream stream = WideCharacters.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the program");
            }
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(range -> setRange(printable, range));
            return printable;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void setRange(BitSet set, String range) {
        int dash = range.indexOf('-');
        int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash), 16);
        int last = Integer.parseInt(range.substring(dash + 1), 16);
        set.set(first, last + 1);
    }
}
