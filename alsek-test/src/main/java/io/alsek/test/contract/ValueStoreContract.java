package io.alsek.test.contract;

import static io.alsek.spi.ValueWrite.Condition.ALWAYS;
import static io.alsek.spi.ValueWrite.Condition.IF_ABSENT;
import static io.alsek.spi.ValueWrite.Condition.IF_PRESENT;
import static io.alsek.test.contract.Rule.Level.STOCHASTIC;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.alsek.spi.Lease;
import io.alsek.spi.ValueWrite;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;

/** Named values with a time to live. */
@DisplayName("Values")
public abstract class ValueStoreContract extends Contract {

    /** Only for subclasses. */
    protected ValueStoreContract() {}

    @Rule(
            id = "VALUE-01",
            says = "What is written is read, by every client of the namespace.",
            intent = "Results are written by workers and read by producers.")
    void writtenAndRead() {
        assertThat(client.setValue("a", "1", null)).isTrue();

        assertThat(client.value("a")).contains("1");
        assertThat(anotherClient().value("a")).contains("1");
    }

    @Rule(
            id = "VALUE-02",
            says = "Absent values are not in the answer, of get, existing and take alike.",
            intent = "Absence is no value.")
    void absent() {
        client.setValue("a", "1", null);

        assertThat(client.values.get(List.of("a", "b"))).containsOnlyKeys("a");
        assertThat(client.values.existing(List.of("b", "a"))).containsExactly("a");
        assertThat(client.values.take(List.of("b", "a"))).containsOnlyKeys("a");
    }

    @Rule(
            id = "VALUE-03",
            says = "A value may be empty, and is there all the same.",
            intent = "A task without a result has a result: that it is done.")
    void emptyValue() {
        client.set(ValueWrite.of("a", new byte[0], null));

        assertThat(client.values.existing(List.of("a"))).containsExactly("a");
        assertThat(client.values.get(List.of("a")).get("a")).isEmpty();
    }

    @Rule(
            id = "VALUE-04",
            says = "A value may hold any bytes, up to a mebibyte at least.",
            intent = "Values are opaque.")
    void anyBytes() {
        byte[] bytes = new byte[1 << 20];
        for (int index = 0; index < bytes.length; index++) {
            bytes[index] = (byte) (index ^ (index >> 8));
        }
        client.set(ValueWrite.of("a", bytes, null));

        assertThat(client.values.get(List.of("a")).get("a")).isEqualTo(bytes);
        assertThat(client.values.take(List.of("a")).get("a")).isEqualTo(bytes);
    }

    @Rule(
            id = "VALUE-05",
            says = "A value lives up to the last millisecond of its TTL and is absent from its end on.",
            intent = "The span excludes its end, like all others.")
    void timeToLive() {
        client.setValue("a", "1", seconds(10));

        pass(seconds(10).minusMillis(1));
        assertThat(client.value("a")).contains("1");
        assertThat(client.values.existing(List.of("a"))).isNotEmpty();
        passMillis(1);

        assertThat(client.value("a")).isEmpty();
        assertThat(client.values.existing(List.of("a"))).isEmpty();
        assertThat(client.values.take(List.of("a"))).isEmpty();
        assertThat(client.values.delete(List.of("a"))).isZero();
    }

    @Rule(id = "VALUE-06", says = "A value without TTL lives for ever.", intent = "Users' own data need not expire.")
    void forEver() {
        client.setValue("a", "1", null);

        pass(Duration.ofDays(36_500));

        assertThat(client.value("a")).contains("1");
    }

    @Rule(
            id = "VALUE-07",
            says = "A write without TTL keeps what the existing value has left, no more and no less.",
            intent = "Updates of a status do not prolong it, and do not make it live for ever.")
    void keepsTimeToLive() {
        client.setValue("a", "1", seconds(10));
        passSeconds(6);

        client.setValue("a", "2", null);

        pass(seconds(4).minusMillis(1));
        assertThat(client.value("a")).contains("2");
        passMillis(1);
        assertThat(client.value("a")).isEmpty();
    }

    @Rule(
            id = "VALUE-08",
            says = "A write with TTL replaces what the existing value has left, also if that was for ever.",
            intent = "Who says a TTL means it.")
    void replacesTimeToLive() {
        client.setValue("a", "1", null);
        client.setValue("b", "1", seconds(5));
        client.setValue("c", "1", seconds(500));

        List.of("a", "b", "c").forEach(key -> client.setValue(key, "2", seconds(10)));

        pass(seconds(10).minusMillis(1));
        assertThat(client.values.get(List.of("a", "b", "c"))).hasSize(3);
        passMillis(1);
        assertThat(client.values.get(List.of("a", "b", "c"))).isEmpty();
    }

    @Rule(
            id = "VALUE-09",
            says = "A write without TTL over a value whose time is over lives for ever.",
            intent = "What is over has nothing left to keep.")
    void nothingLeftToKeep() {
        client.setValue("a", "1", seconds(10));
        passSeconds(10);

        client.setValue("a", "2", null);

        pass(Duration.ofDays(1000));
        assertThat(client.value("a")).contains("2");
    }

    @Rule(
            id = "VALUE-10",
            says = "IF_ABSENT writes only if there is no value, and tells.",
            intent = "First come, first served.")
    void ifAbsent() {
        assertThat(set("a", "1", null, IF_ABSENT)).isTrue();
        assertThat(set("a", "2", seconds(1), IF_ABSENT)).isFalse();
        passSeconds(5);

        assertThat(client.value("a")).contains("1");
    }

    @Rule(
            id = "VALUE-11",
            says = "IF_PRESENT writes only if there is a value, and tells.",
            intent = "An update must not revive what was deleted.")
    void ifPresent() {
        assertThat(set("a", "1", null, IF_PRESENT)).isFalse();
        assertThat(client.value("a")).isEmpty();
        client.setValue("a", "2", null);

        assertThat(set("a", "3", null, IF_PRESENT)).isTrue();
        assertThat(client.value("a")).contains("3");
    }

    @Rule(
            id = "VALUE-12",
            says = "For conditions a value whose time is over is absent.",
            intent = "Whether anybody has cleaned up must make no difference.")
    void conditionsAfterTheEnd() {
        client.setValue("a", "1", seconds(10));
        client.setValue("b", "1", seconds(10));
        passSeconds(10);

        assertThat(set("a", "2", null, IF_ABSENT)).isTrue();
        assertThat(set("b", "2", null, IF_PRESENT)).isFalse();

        assertThat(client.value("a")).contains("2");
        assertThat(client.value("b")).isEmpty();
    }

    @Rule(
            id = "VALUE-13",
            says = "The answers to a batch of writes are listed in its order; writes to one key follow each other.",
            intent = "A batch means the same as its elements one after the other.")
    void batch() {
        client.setValue("old", "0", null);

        assertThat(client.values.set(List.of(
                        write("old", "1", null, IF_ABSENT),
                        write("new", "2", null, IF_ABSENT),
                        write("new", "3", null, IF_ABSENT),
                        write("new", "4", null, IF_PRESENT),
                        write("never", "5", null, IF_PRESENT),
                        write("old", "6", null, ALWAYS))))
                .containsExactly(false, true, false, true, false, true);

        assertThat(client.value("old")).contains("6");
        assertThat(client.value("new")).contains("4");
        assertThat(client.value("never")).isEmpty();
    }

    @Rule(id = "VALUE-14", says = "Taking reads and deletes.", intent = "A result that is handed over once.")
    void take() {
        client.setValue("a", "1", null);
        client.setValue("b", "2", null);

        Map<String, byte[]> taken = client.values.take(List.of("a"));

        assertThat(taken.get("a")).isEqualTo("1".getBytes(UTF_8));
        assertThat(client.value("a")).isEmpty();
        assertThat(client.value("b")).contains("2");
        assertThat(client.values.take(List.of("a"))).isEmpty();
    }

    @Rule(
            id = "VALUE-15",
            says = "Deleting tells how many values there were.",
            intent = "Callers tell missing from deleted.")
    void delete() {
        client.setValue("a", "1", null);
        client.setValue("b", "1", seconds(5));
        client.setValue("c", "1", null);

        assertThat(client.values.delete(List.of("a", "b", "never"))).isEqualTo(2);

        assertThat(client.value("a")).isEmpty();
        assertThat(client.value("c")).contains("1");
        assertThat(client.values.delete(List.of("a"))).isZero();
    }

    @Rule(
            id = "VALUE-16",
            says = "After a value was taken or deleted, a write without TTL lives for ever.",
            intent = "A dead value's TTL must not haunt the next one.")
    void noTraceOfTheOldTtl() {
        client.setValue("a", "1", seconds(5));
        client.setValue("b", "1", seconds(5));
        client.values.take(List.of("a"));
        client.values.delete(List.of("b"));
        client.setValue("a", "2", null);
        client.setValue("b", "2", null);

        passSeconds(5);

        assertThat(client.values.existing(List.of("a", "b"))).hasSize(2);
    }

    @Rule(
            id = "VALUE-17",
            says = "Of any number of threads that take one value exactly one gets it.",
            intent = "Handed over once.",
            level = STOCHASTIC)
    void racingTakes() {
        List<Client> clients = List.of(client, anotherClient());
        for (int round = 0; round < 20; round++) {
            client.setValue("a", "1", null);
            List<Boolean> got = Race.run(
                    16,
                    number -> !clients.get(number % 2).values.take(List.of("a")).isEmpty());
            assertThat(got).as("round %s", round).containsOnlyOnce(true);
        }
    }

    @Rule(
            id = "VALUE-18",
            says = "Of any number of threads that write IF_ABSENT exactly one does it, and its value stands.",
            intent = "First come, first served, under load.",
            level = STOCHASTIC)
    void racingWrites() {
        List<Client> clients = List.of(client, anotherClient());
        for (int round = 0; round < 20; round++) {
            String key = "a" + round;
            List<Boolean> written =
                    Race.run(32, number -> clients.get(number % 2).set(write(key, "by " + number, null, IF_ABSENT)));
            assertThat(written).as("round %s", round).containsOnlyOnce(true);
            assertThat(client.value(key)).contains("by " + written.indexOf(true));
        }
    }

    @Rule(
            id = "VALUE-19",
            says = "Many values are written, read and deleted in one call each.",
            intent = "A result pool of a thousand results.")
    void manyValues() {
        List<String> keys =
                IntStream.range(0, 1000).mapToObj(number -> "k" + number).toList();

        client.values.set(
                keys.stream().map(key -> write(key, "of " + key, null, ALWAYS)).toList());

        assertThat(client.values.get(keys)).hasSize(1000);
        assertThat(client.value("k777")).contains("of k777");
        assertThat(client.values.delete(keys)).isEqualTo(1000);
    }

    private boolean set(String key, String value, @Nullable Duration ttl, ValueWrite.Condition condition) {
        return client.set(write(key, value, ttl, condition));
    }

    private static ValueWrite write(String key, String value, @Nullable Duration ttl, ValueWrite.Condition condition) {
        return new ValueWrite(key, value.getBytes(UTF_8), ttl, condition);
    }

    @Rule(
            id = "VALUE-20",
            says = "A value may live for a thousand years, and without TTL for more.",
            intent = "Whoever means for ever may say so with a number.")
    void farOff() {
        Duration ages = Duration.ofDays(365_000);
        client.setValue("key", "1", ages);
        client.setValue("for ever", "2", null);
        pass(ages.minusMillis(1));

        assertThat(client.value("key")).contains("1");
        passMillis(1);

        assertThat(client.value("key")).isEmpty();
        assertThat(client.value("for ever")).contains("2");
    }

    @Rule(
            id = "VALUE-21",
            says = "A TTL that is longer than any number of milliseconds can say is for ever, alone and in an effect.",
            intent = "What overflows would be over at once.")
    void longest() {
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
        Lease lease = client.leased(message("a"));
        client.complete(lease, EffectsOf.writes(write("of a", "1", longest, ALWAYS)));
        client.setValue("key", "2", longest);
        pass(Duration.ofDays(365_000));

        assertThat(client.value("of a")).contains("1");
        assertThat(client.value("key")).contains("2");
    }
}
