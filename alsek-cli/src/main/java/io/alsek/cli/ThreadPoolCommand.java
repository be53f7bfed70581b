package io.alsek.cli;

import io.alsek.Alsek;
import io.alsek.task.BoundTask;
import io.alsek.worker.WorkerPoolBuilder;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs tasks in threads of this process. */
@Command(
        name = "thread-pool",
        description = "Runs the tasks of some packages in threads, until it is told to stop.",
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:told to stop, and everything that ran was finished",
            "1:Redis cannot be used, or tasks had to be interrupted",
            "2:wrong usage, or the packages have no usable tasks"
        })
final class ThreadPoolCommand extends PoolCommand {

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "" + WorkerPoolBuilder.DEFAULT_THREADS,
            description = "How many tasks to run at once; ${DEFAULT-VALUE} by default.")
    private int threads;

    @Override
    WorkerPoolBuilder begin(Alsek alsek) {
        return PoolSize.of("--threads", threads).on(alsek.threadPool());
    }

    @Override
    List<BoundTask<?, ?>> choose(List<BoundTask<?, ?>> found) {
        return found;
    }
}
