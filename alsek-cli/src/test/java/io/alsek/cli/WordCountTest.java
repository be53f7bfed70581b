package io.alsek.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WordCountTest {

    private static final Pattern COUNTS = Pattern.compile("\\s*(\\d+)\\s+(\\d+)\\s.*");

    /** A text, and what GNU wc of coreutils 9.1 with glibc 2.36 said of it in the locale C.UTF-8. */
    record Recorded(String text, int words, int lines) {}

    @TempDir
    private Path directory;

    private static List<Recorded> recorded() {
        return List.of(
                new Recorded("", 0, 0),
                new Recorded("\n", 0, 1),
                new Recorded("one", 1, 0),
                new Recorded("one two\nthree\n", 3, 2),
                new Recorded("no newline\nat the end", 5, 1),
                new Recorded("  a\t\tb\u000Bc\fd\re\r\n", 5, 1),
                new Recorded("carriage\rreturn", 2, 0),
                new Recorded("non\u00A0breaking", 2, 0),
                new Recorded("ogham\u1680space", 2, 0),
                new Recorded("em\u2003space thin\u2009space", 4, 0),
                new Recorded("figure\u2007space", 2, 0),
                new Recorded("narrow\u202Fspace", 2, 0),
                new Recorded("math\u205Fspace", 2, 0),
                new Recorded("word\u2060joiner", 2, 0),
                new Recorded("ideographic\u3000space", 2, 0),
                new Recorded("\u00A0 \u2060 \u3000", 0, 0),
                new Recorded("zero\u200Bwidth", 1, 0),
                new Recorded("\u200B", 1, 0),
                new Recorded("\u200D \u00AD", 2, 0),
                new Recorded("\uFEFFmark", 1, 0),
                new Recorded("\uFEFF", 1, 0),
                new Recorded("next\u0085line", 1, 0),
                new Recorded("line\u2028separator paragraph\u2029separator", 2, 0),
                new Recorded("\u0085 \u2028 \u2029", 0, 0),
                new Recorded("mongolian\u180Evowel", 1, 0),
                new Recorded("a\0b", 1, 0),
                new Recorded("\0", 0, 0),
                new Recorded("\u0001 \u001B \u007F \u009F", 0, 0),
                new Recorded("\u001B[1mbold\u001B[0m", 1, 0),
                new Recorded("a \u0001 b", 2, 0),
                new Recorded("\u0301", 1, 0),
                new Recorded("\u0378 \uFFFF \uFDD0", 0, 0),
                new Recorded("\uE000", 1, 0),
                new Recorded("grüße 漢字 \uD83D\uDE00", 3, 0),
                new Recorded("\uD83E\uDEE0 is of Unicode 14", 5, 0),
                new Recorded("\uD83E\uDEE8 is of Unicode 15", 4, 0),
                new Recorded("\uDBFF\uDFFD \uDBFF\uDFFF", 1, 0));
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void countsAsRecorded(Recorded recorded) throws IOException {
        assertThat(count(recorded.text())).isEqualTo(new WordCount(recorded.words(), recorded.lines()));
    }

    @Test
    void countsCharactersThatLieAcrossBuffers() throws IOException {
        String face = "\uD83D\uDE00";
        assertThat(count(" ".repeat(8191) + face + " " + face)).isEqualTo(new WordCount(2, 0));
        assertThat(count("a".repeat(8192) + "b\n".repeat(8192))).isEqualTo(new WordCount(8192, 8192));
    }

    @Test
    void countsTrickyTextsAsWcDoes() throws Exception {
        assumeWcIsOfTheRecordedKind();
        List<String> texts = new ArrayList<>();
        for (Recorded recorded : recorded()) {
            texts.add(recorded.text());
            texts.add("a" + recorded.text() + "\n" + recorded.text() + recorded.text() + "z\n");
        }
        compare(texts);
    }

    /** Each character between letters, on its own, and next to a control character. */
    @Test
    void countsEveryCharacterAsWcDoes() throws Exception {
        assumeWcIsOfTheRecordedKind();
        List<String> texts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                String character = Character.toString(c);
                text.append('a')
                        .append(character)
                        .append("b ")
                        .append(character)
                        .append(" \u0001");
                text.append(character).append('\n');
            }
            if (c % 2048 == 2047) {
                texts.add(text.toString());
                text.setLength(0);
            }
        }
        compare(texts);
    }

    /** Versions differ in what they make of characters that are not printable, and in what is. */
    private void assumeWcIsOfTheRecordedKind() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/wc")), "needs wc");
        List<WordCount> probe = wc(List.of("\u0001", "\uD83E\uDEE0", "\uD83E\uDEE8"));
        assumeTrue(
                probe.equals(List.of(new WordCount(0, 0), new WordCount(1, 0), new WordCount(0, 0))),
                "needs GNU wc before coreutils 9.5, with the tables of Unicode 14");
    }

    private void compare(List<String> texts) throws Exception {
        List<WordCount> expected = wc(texts);
        for (int i = 0; i < texts.size(); i++) {
            assertThat(count(texts.get(i))).as("text %d", i).isEqualTo(expected.get(i));
        }
    }

    private List<WordCount> wc(List<String> texts) throws Exception {
        List<String> command = new ArrayList<>(List.of("/usr/bin/wc", "-lw"));
        for (String text : texts) {
            command.add(Files.writeString(Files.createTempFile(directory, "text", ""), text)
                    .toString());
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().remove("POSIXLY_CORRECT");
        Process process = builder.start();
        List<WordCount> counts = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .limit(texts.size())
                .map(COUNTS::matcher)
                .filter(line -> line.matches())
                .map(line -> new WordCount(Long.parseLong(line.group(2)), Long.parseLong(line.group(1))))
                .toList();
        process.waitFor();
        assertThat(counts).hasSameSizeAs(texts);
        return counts;
    }

    private static WordCount count(String text) throws IOException {
        return WordCount.of(new StringReader(text));
    }
}
