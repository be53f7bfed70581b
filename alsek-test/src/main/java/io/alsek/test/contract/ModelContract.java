package io.alsek.test.contract;

import io.alsek.spi.Backend;
import io.alsek.spi.QueuePolicy;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;

/**
 * Random sequences of operations, compared with a model step by step. A failure tells its seed and all that was done;
 * {@code -Dalsek.contract.seed=…} repeats it alone.
 */
@DisplayName("Model")
public abstract class ModelContract extends Contract {

    private static final int SEEDS = 150;
    private static final int STEPS = 80;

    /** Small numbers, so that everything happens within few steps. */
    private static final QueuePolicy STRICT_POLICY = new QueuePolicy(2, Duration.ofSeconds(60), Duration.ofMinutes(5));

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
        String itsNamespace = namespace() + "-" + seed;
        try (Backend one = open(itsNamespace);
                Backend other = open(itsNamespace)) {
            List<Client> clients = List.of(client(one, STRICT_POLICY), client(other, STRICT_POLICY));
            ReferenceModel model = new ReferenceModel(one.clock(), STRICT_POLICY);
            ModelRun run = new ModelRun(seed, model, clients, this::pass);
            try {
                for (int step = 0; step < STEPS; step++) {
                    run.step();
                }
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "With seed " + seed + ", in step " + run.trace().size() + ": " + e.getMessage()
                                + "\nDone so far:\n" + String.join("\n", run.trace()),
                        e);
            }
        }
    }
}
