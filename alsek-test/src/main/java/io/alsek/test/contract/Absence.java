package io.alsek.test.contract;

import org.junit.jupiter.api.Assumptions;

/** Ends a rule that does not concern a backend, with a word that the report understands. */
final class Absence {

    static final String ABSENT = "absent: ";
    static final String WAIVED = "waived: ";

    private Absence() {}

    /** Reports the rule as skipped unless the backend means to have what it needs. */
    static void unless(boolean present, String reason) {
        if (!present) {
            Assumptions.abort(ABSENT + reason);
        }
    }

    /** Reports the breach of a rule that need not be kept. */
    static void waived(String reason, String breach) {
        Assumptions.abort(WAIVED + reason + "\n" + breach);
    }
}
