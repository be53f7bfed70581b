package io.alsek.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextCountsTest {

    /** As printed by GNU wc 9.1 with LC_ALL=C.UTF-8. */
    @ParameterizedTest
    @CsvSource({
        "'', 0, 0",
        "one, 0, 1",
        "one\\n, 1, 1",
        "\\n\\n\\n, 3, 0",
        "one two\\tthree\\r\\nfour\\u000Bfive\\u000Csix, 1, 6",
        "\\u00A0, 0, 0",
        "a\\u00A0b, 0, 2",
        "a\\u1680b, 0, 2",
        "a\\u2007b\\u202Fc\\u2060d\\u3000e, 0, 5",
        "a\\u200Bb, 0, 1",
        "\\uFEFF, 0, 1",
        "a\\u0085b, 0, 1",
        "\\u0085, 0, 0",
        "a\\u2028b, 0, 1",
        "\\u2028, 0, 0",
        "\\u0001, 0, 0",
        "a\\u0001b c, 0, 2",
        "a\\u007Fb, 0, 1",
        "\\u0378, 0, 0",
        "\\uE000, 0, 1",
        "\\u00AD, 0, 1",
        "\\uD83D\\uDE00 \\uD83D\\uDE00, 0, 2",
        "\\u4F60\\u597D \\u4E16\\u754C, 0, 2"
    })
    void counts_like_wc(String escaped, long lines, long words) throws IOException {
        assertThat(TextCounts.of(new StringReader(unescaped(escaped)))).isEqualTo(new TextCounts(lines, words));
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\' && text.charAt(i + 1) == 'u') {
                plain.append((char) Integer.parseInt(text.substring(i + 2, i + 6), 16));
                i += 5;
            } else if (text.charAt(i) == '\\') {
                plain.append(Map.of('n', '\n', 't', '\t', 'r', '\r').get(text.charAt(++i)));
            } else {
                plain.append(text.charAt(i));
            }
        }
        return plain.toString();
    }

    @Test
    void agrees_with_the_wc_of_this_machine_where_there_is_gnu_wc(@TempDir Path directory) throws Exception {
        assumeTrue(isGnuWcAtHand(), "no GNU wc on the path");
        List<String> samples = new ArrayList<>();
        for (int c = 1; c < 0x3100; c++) {
            if (Character.isDefined(c) && !Character.isSurrogate((char) c)) {
                samples.add("a" + (char) c + "b " + (char) c + "\n");
            }
        }
        for (int i = 0; i < samples.size(); i += 500) {
            String text = String.join("", samples.subList(i, Math.min(i + 500, samples.size())));
            Path file = Files.writeString(directory.resolve("sample" + i), text);
            assertThat(TextCounts.of(file)).as("samples from %d", i).isEqualTo(wc(file));
        }
    }

    private static boolean isGnuWcAtHand() throws InterruptedException {
        try {
            Process process = new ProcessBuilder("wc", "--version").start();
            String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 && version.contains("GNU coreutils) 9.1");
        } catch (IOException e) {
            return false;
        }
    }

    private static TextCounts wc(Path file) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("wc", "-l", "-w", file.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        String[] numbers = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .trim()
                .split("\\s+", -1);
        assertThat(process.waitFor()).isZero();
        return new TextCounts(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
    }

    @Test
    void refuses_what_is_no_text(@TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("binary"), new byte[] {'a', (byte) 0xC3, '('});

        assertThatThrownBy(() -> TextCounts.of(file)).isInstanceOf(CharacterCodingException.class);
    }
}
