package io.alsek.test;

import org.assertj.core.api.AssertionErrorCollector;

/** Where assertions say that something does not hold: they throw it, or, if they are soft, collect it. */
sealed interface Complaints {

    /** Throws. */
    Complaints AT_ONCE = new AtOnce();

    /** Somebody must hear this. After it the assertion goes on only if it is soft. */
    void hear(AssertionError failure);

    /** The state of a harness, for the end of a message; only once, if messages are read together. */
    String dumpOf(AlsekHarness harness);

    /** For assertions that throw. */
    final class AtOnce implements Complaints {

        @Override
        public void hear(AssertionError failure) {
            throw failure;
        }

        @Override
        public String dumpOf(AlsekHarness harness) {
            return harness.dump();
        }
    }

    /** For soft assertions. */
    final class Collected implements Complaints {

        private final AssertionErrorCollector collector;
        private boolean dumped;

        Collected(AssertionErrorCollector collector) {
            this.collector = collector;
        }

        @Override
        public void hear(AssertionError failure) {
            collector.collectAssertionError(failure);
        }

        @Override
        public String dumpOf(AlsekHarness harness) {
            if (dumped) {
                return "(the state of the harness is above)";
            }
            dumped = true;
            return harness.dump();
        }
    }
}
