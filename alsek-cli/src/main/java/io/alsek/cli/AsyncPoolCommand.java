package io.alsek.cli;

import io.alsek.Alsek;
import io.alsek.message.Mechanism;
import io.alsek.task.BoundTask;
import io.alsek.worker.WorkerPoolBuilder;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs asynchronous tasks, and others in virtual threads. */
@Command(
        name = "async-pool",
        description = "Runs the asynchronous tasks of some packages, until it is told to stop; those whose "
                + "functions block run in virtual threads, which needs Java 21 or later.",
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:told to stop, and everything that ran was finished",
            "1:Redis cannot be used, or tasks had to be interrupted",
            "2:wrong usage, or the packages have no usable tasks"
        })
final class AsyncPoolCommand extends PoolCommand {

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "" + WorkerPoolBuilder.DEFAULT_ASYNC_SLOTS,
            description = "How many tasks to run at once; ${DEFAULT-VALUE} by default.")
    private int slots;

    @Override
    WorkerPoolBuilder begin(Alsek alsek) {
        return PoolSize.of("--slots", slots).on(alsek.asyncPool());
    }

    /** Others may block, and then this JVM may have no virtual threads for them. */
    @Override
    List<BoundTask<?, ?>> choose(List<BoundTask<?, ?>> found) {
        List<BoundTask<?, ?>> chosen = found.stream()
                .filter(bound -> bound.isAsync() || bound.task().settings().mechanism() == Mechanism.ASYNC)
                .toList();
        return chosen.isEmpty() ? found : chosen; // the pool says what is wrong with these
    }
}
