package io.alsek.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobPatternTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "* anything true",
                "'' '' true",
                "'' a false",
                "a a true",
                "a A false",
                "a? ab true",
                "a? a false",
                "a*c abbbc true",
                "a*c abbb false",
                "*b*b* abb true",
                "*b*b* ab false",
                "a\\*c a*c true",
                "a\\*c abc false",
                "a\\?c a?c true",
                "a\\\\c a\\c true",
                "a\\ a\\ true",
                "[ab] a false",
                "[ab] [ab] true",
                "{a} {a} true",
                "status:* status:1 true"
            })
    void matches_by_the_documented_rules(String pattern, String name, boolean matches) {
        assertThat(new GlobPattern(pattern).test(name)).isEqualTo(matches);
    }

    @Test
    void agrees_with_a_regular_expression_on_random_patterns() {
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            String pattern = letters(random, "ab*?", 6);
            String name = letters(random, "ab", 7);
            Pattern expected = Pattern.compile(pattern.replace("*", ".*").replace("?", "."));
            assertThat(new GlobPattern(pattern).test(name))
                    .as("\"%s\" on \"%s\"", pattern, name)
                    .isEqualTo(expected.matcher(name).matches());
        }
    }

    private static String letters(Random random, String alphabet, int longest) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(longest + 1); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    @Test
    void many_stars_cost_no_more_than_the_product_of_the_lengths() {
        // Backtracking over all stars would not come back within the life of the universe.
        String pattern = "a*".repeat(1_000) + "b";
        assertThat(new GlobPattern(pattern).test("a".repeat(5_000))).isFalse();
    }
}
