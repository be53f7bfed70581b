package io.alsek.test.simulation;

import io.alsek.AlsekBuilder;
import io.alsek.test.BackendFactory;
import io.alsek.worker.WorkerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How a simulation is to be run. Belongs to its builder. */
final class Settings {

    String name = "";
    String command = "";
    int seeds = 200;
    int workers = 3;
    Set<Fault> faults = Fault.standard();
    int maxFaults = 4;
    Schedule schedule = Schedule.MIXED;
    int maxExecutions = 1_000;
    Duration lease = WorkerOptions.DEFAULT_LEASE;
    BackendFactory backend = BackendFactory.inMemory();
    Consumer<AlsekBuilder> customizing = builder -> {};
    boolean remembers = true;

    /** Where failing seeds are kept; {@code null} = where it is usual. */
    @Nullable
    Path memory;

    /** In real time; {@code null} = no bound. */
    @Nullable
    Duration budget;
}
