package io.alsek.jmh;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How fast is a full cycle (submit, claim, run a no-op, settle; payload as JSON) through the public API on the backend
 * in memory, beside a bare skip list map with and without JSON? (Also one with the serializer that Alsek
 * uses, which is faster than Jackson as it comes.) With 1, 2 and 4 producers and as many consumers, all
 * messages of one priority, and at most 10,000 waiting. The contenders take turns, so that a change of the machine's
 * speed meets all of them; median and range of the rounds are printed, and the ratio of the medians.
 *
 * <pre>{@code java -cp alsek-jmh/target/benchmarks.jar io.alsek.jmh.CompareFullCycle [rounds] [millis]}</pre>
 */
public final class CompareFullCycle {

    private static final int MOST_WAITING = 10_000;
    private static final List<Integer> THREADS = List.of(1, 2, 4);

    private CompareFullCycle() {}

    /** Prints a table in Markdown. */
    public static void main(String[] args) {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 7;
        long millis = args.length > 1 ? Long.parseLong(args[1]) : 2_000;
        System.out.println(
                "| producers + consumers | " + String.join(" | ", contenders().keySet()) + " | Alsek / with JSON |");
        System.out.println("|---|---|---|---|---|---|");
        for (int threads : THREADS) {
            System.out.println(row(threads, rounds, millis));
        }
    }

    private static Map<String, Supplier<Contender>> contenders() {
        Map<String, Supplier<Contender>> all = new LinkedHashMap<>();
        for (Work.Form form : Work.Form.values()) {
            all.put(form.title, () -> new BareMap(form));
        }
        all.put("Alsek", AlsekQueue::new);
        return all;
    }

    private static String row(int threads, int rounds, long millis) {
        Map<String, double[]> rates = new LinkedHashMap<>();
        contenders().keySet().forEach(name -> rates.put(name, new double[rounds]));
        for (int round = -1; round < rounds; round++) { // one to warm up
            for (Map.Entry<String, Supplier<Contender>> each : contenders().entrySet()) {
                double rate = Rates.measure(each.getValue().get(), threads, MOST_WAITING, millis);
                if (round >= 0) {
                    rates.getOrDefault(each.getKey(), new double[rounds])[round] = rate;
                }
            }
        }
        StringBuilder row = new StringBuilder("| " + threads + " + " + threads + " |");
        rates.values()
                .forEach(each -> row.append(' ').append(Rates.spread(each)).append(" |"));
        double ratio = Rates.median(rates.getOrDefault("Alsek", new double[1]))
                / Rates.median(rates.getOrDefault(Work.Form.JSON.title, new double[1]));
        return row.append(String.format(Locale.ROOT, " %.0f %% |", 100 * ratio)).toString();
    }
}
