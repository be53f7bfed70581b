package io.alsek.test.contract;

import static io.alsek.test.contract.Worker.LEASE;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.LockRequest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;

/** Finding values by a pattern of their keys. */
@DisplayName("Patterns")
public abstract class PatternContract extends Contract {

    /** Only for subclasses. */
    protected PatternContract() {}

    @Rule(id = "PATTERN-01", says = "A pattern without special characters matches itself only.", intent = "Literally.")
    void literal() {
        keys("a", "ab", "ba", "A");

        matches("a", "a");
        matches("c");
    }

    @Rule(
            id = "PATTERN-02",
            says = "A star stands for any characters, also none, also line breaks.",
            intent = "All results of a task, whatever their names.")
    void star() {
        keys("result:1", "result:", "results", "a result:1", "result:\n2");

        matches("result:*", "result:1", "result:", "result:\n2");
        matches("*result:1", "result:1", "a result:1");
        matches("*", "result:1", "result:", "results", "a result:1", "result:\n2");
        matches("r*t*1", "result:1");
    }

    @Rule(
            id = "PATTERN-03",
            says = "A question mark stands for exactly one character, also one beyond ASCII.",
            intent = "Characters, not bytes.")
    void questionMark() {
        keys("a", "ab", "aß", "aあ", "abc", "a\n");

        matches("a?", "ab", "aß", "aあ", "a\n");
        matches("?", "a");
        matches("a??", "abc");
    }

    @Rule(
            id = "PATTERN-04",
            says = "A backslash takes the special meaning from the character behind it.",
            intent = "Any key can be asked for literally.")
    void backslash() {
        keys("a*", "ab", "a?", "a\\", "a\\b");

        matches("a\\*", "a*");
        matches("a\\?", "a?");
        matches("a\\\\", "a\\");
        matches("a\\\\*", "a\\", "a\\b");
        matches("\\a\\b", "ab");
    }

    @Rule(
            id = "PATTERN-05",
            says = "All other characters stand for themselves, whatever they mean in globs or regular expressions.",
            intent = "Keys are made of user input.")
    void noOtherSpecials() {
        keys("[ab]", "a", "b", "{a,b}", "a.c", "abc", "^a", "(a|b)", "a+", "$", "[^a]", "c", "[a-c]");

        matches("[ab]", "[ab]");
        matches("{a,b}", "{a,b}");
        matches("a.c", "a.c");
        matches("^a", "^a");
        matches("(a|b)", "(a|b)");
        matches("a+", "a+");
        matches("$", "$");
        matches("[^a]", "[^a]");
        matches("[a-c]", "[a-c]");
    }

    @Rule(
            id = "PATTERN-06",
            says = "Values whose time is over are neither listed nor counted.",
            intent = "They are absent.")
    void notTheExpired() {
        client.setValue("a", "1", seconds(5));
        client.setValue("b", "1", seconds(10));
        passSeconds(5);

        matches("*", "b");
    }

    @Rule(
            id = "PATTERN-07",
            says = "Only values are listed: no messages, leases, locks or anything else that is stored.",
            intent = "How a backend keeps its records is its own affair.")
    void onlyValues() {
        keys("a");
        client.kill(message("dead"));
        client.finish(message("done"));
        client.leased(message("leased"));
        client.accept(message("ready"), message("delayed").in(seconds(5)));
        client.admin.pause("paused");
        client.queues.sweep(10, LEASE);
        client.backend.locks().ifPresent(locks -> locks.acquire(new LockRequest("lock", "me", LEASE, 1)));

        matches("*", "a");
    }

    @Rule(
            id = "PATTERN-08",
            says = "Each key is listed once, however many there are.",
            intent = "Lists and counts agree.")
    void eachOnce() {
        String[] keys =
                IntStream.range(0, 2500).mapToObj(number -> "k" + number).toArray(String[]::new);
        keys(keys);

        matches("k*", keys);
        assertThat(client.values.count("k1*")).isEqualTo(1 + 10 + 100 + 1000);
    }

    @Rule(
            id = "PATTERN-09",
            says = "Deleted and taken values are not listed any more.",
            intent = "Nothing of them may be left in any index.")
    void notTheDeleted() {
        keys("a", "b", "c");
        client.values.delete(List.of("a"));
        client.values.take(List.of("b"));

        matches("*", "c");
    }

    private void keys(String... keys) {
        for (String key : keys) {
            client.setValue(key, "value of " + key, null);
        }
    }

    private void matches(String pattern, String... keys) {
        assertThat(client.values.scan(pattern))
                .as("keys that match %s", pattern)
                .containsExactlyInAnyOrder(keys);
        assertThat(client.values.count(pattern))
                .as("number of keys that match %s", pattern)
                .isEqualTo(keys.length);
    }
}
