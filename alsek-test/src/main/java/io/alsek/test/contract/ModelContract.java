package io.alsek.test.contract;

import io.alsek.spi.Backend;
import io.alsek.spi.QueuePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;

/**
 * Random sequences of operations, compared with a model step by step. A failure tells its seed and what was done,
 * with everything left out that can be left out; {@code -Dalsek.contract.seed=…} repeats it alone.
 */
@DisplayName("Model")
public abstract class ModelContract extends Contract {

    private static final int SEEDS = 150;
    private static final int STEPS = 80;

    /** Bounds the search for a shorter sequence. */
    private static final int MOST_TRIES = 200;

    /** Small numbers, so that everything happens within few steps. */
    private static final QueuePolicy STRICT_POLICY = new QueuePolicy(2, Duration.ofSeconds(60), Duration.ofMinutes(5));

    private int attempts;

    /** Only for subclasses. */
    protected ModelContract() {}

    @Rule(
            id = "MODEL-01",
            says = "Any sequence of operations has the outcomes that a naive model predicts.",
            intent = "What nobody thought of testing, chance tries.")
    void asPredicted() {
        requireThatTimeStandsStill();
        Long only = Long.getLong("alsek.contract.seed");
        LongStream seeds = only == null ? LongStream.rangeClosed(1, SEEDS) : LongStream.of(only);
        seeds.forEach(this::run);
    }

    private void run(long seed) {
        Attempt first = new Attempt(seed, IntStream.range(0, STEPS).boxed().toList());
        if (first.failure == null) {
            return;
        }
        Attempt shortest = shrink(seed, first);
        throw new AssertionError(
                "With seed " + seed + ", in step " + first.trace.size() + ", and also after no more than "
                        + shortest.trace.size() + " steps: " + shortest.complaint()
                        + "\nDone so far:\n" + String.join("\n", shortest.trace),
                shortest.failure);
    }

    /** Leaves out steps, half of them, a quarter of them and so on, as long as it still fails. */
    private Attempt shrink(long seed, Attempt failed) {
        Attempt shortest = failed;
        int tries = 0;
        for (int size = shortest.steps.size() / 2; size > 0; size /= 2) {
            for (int from = 0; from + size <= shortest.steps.size() && tries < MOST_TRIES; tries++) {
                List<Integer> fewer = new ArrayList<>(shortest.steps);
                fewer.subList(from, from + size).clear();
                Attempt attempt = new Attempt(seed, fewer);
                if (attempt.failure != null) {
                    shortest = attempt;
                } else {
                    from += size;
                }
            }
        }
        return shortest;
    }

    /** One sequence of operations, in a namespace of its own. */
    private final class Attempt {

        final List<String> trace;
        final @Nullable Throwable failure;

        /** Up to the one that failed. */
        final List<Integer> steps;

        Attempt(long seed, List<Integer> wanted) {
            String itsNamespace = namespace() + "-" + ++attempts;
            try (Backend one = open(itsNamespace);
                    Backend other = open(itsNamespace)) {
                List<Client> clients = List.of(client(one, STRICT_POLICY), client(other, STRICT_POLICY));
                ReferenceModel model = new ReferenceModel(one.clock(), STRICT_POLICY);
                ModelRun run = new ModelRun(seed, model, clients, ModelContract.this::pass);
                Throwable found = null;
                int done = 0;
                while (found == null && done < wanted.size()) {
                    try {
                        run.step(wanted.get(done++));
                    } catch (AssertionError | RuntimeException e) {
                        found = e;
                    }
                }
                failure = found;
                trace = run.trace();
                steps = wanted.subList(0, done);
            }
        }

        String complaint() {
            return failure == null ? "nothing" : String.valueOf(failure.getMessage());
        }
    }
}
