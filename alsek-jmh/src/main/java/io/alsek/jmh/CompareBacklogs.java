package io.alsek.jmh;

import java.util.Locale;
import java.util.function.Supplier;

/**
 * Does a large backlog slow the queue down? Drains with 2 producers and 2 consumers while the backlog is held at 10
 * thousand and at 1 million, in turns, beside a bare skip list map with JSON.
 *
 * <pre>{@code java -Xmx4g -cp alsek-jmh/target/benchmarks.jar io.alsek.jmh.CompareBacklogs [rounds] [millis]}</pre>
 */
public final class CompareBacklogs {

    private static final int THREADS = 2;
    private static final int SMALL = 10_000;
    private static final int LARGE = 1_000_000;

    private CompareBacklogs() {}

    /** Prints a table in Markdown. */
    public static void main(String[] args) {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        long millis = args.length > 1 ? Long.parseLong(args[1]) : 3_000;
        System.out.println("| | 10,000 waiting | 1,000,000 waiting | ratio |");
        System.out.println("|---|---|---|---|");
        print(Work.Form.JSON.title, () -> new BareMap(Work.Form.JSON), rounds, millis);
        print("Alsek", AlsekQueue::new, rounds, millis);
    }

    private static void print(String name, Supplier<Contender> contender, int rounds, long millis) {
        double[] small = new double[rounds];
        double[] large = new double[rounds];
        for (int round = -1; round < rounds; round++) { // one to warm up
            double atSmall = Rates.measure(contender.get(), THREADS, SMALL, millis);
            System.gc(); // the garbage of one is not to be the burden of the next
            double atLarge = Rates.measure(contender.get(), THREADS, LARGE, millis);
            System.gc();
            if (round >= 0) {
                small[round] = atSmall;
                large[round] = atLarge;
            }
        }
        double ratio = Rates.median(large) / Rates.median(small);
        System.out.println("| " + name + " | " + Rates.spread(small) + " | " + Rates.spread(large)
                + String.format(Locale.ROOT, " | %.0f %% |", 100 * ratio));
    }
}
