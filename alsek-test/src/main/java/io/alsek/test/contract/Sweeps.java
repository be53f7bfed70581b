package io.alsek.test.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.alsek.spi.Condemned;
import io.alsek.spi.SweepReport;
import java.util.ArrayList;
import java.util.List;

/** Sweeps until nothing is left to do. */
final class Sweeps {

    private static final int ENOUGH_ROUNDS = 10_000;

    private Sweeps() {}

    /** Sweeps with the limit given until no more is reported, and adds the reports up. */
    static SweepReport until(Client client, int limit) {
        List<Condemned> condemned = new ArrayList<>();
        int purged = 0;
        for (int round = 0; round < ENOUGH_ROUNDS; round++) {
            SweepReport report = client.queues.sweep(limit, Worker.LEASE);
            assertThat(report.condemned().size() + report.purged())
                    .as("messages looked at by a sweep with limit %s", limit)
                    .isLessThanOrEqualTo(limit);
            condemned.addAll(report.condemned());
            purged += report.purged();
            if (!report.more()) {
                return new SweepReport(condemned, purged, false, report.nextAt());
            }
        }
        return fail("Sweeps say without end that there is more");
    }
}
