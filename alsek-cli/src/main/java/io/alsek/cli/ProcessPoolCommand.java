package io.alsek.cli;

import io.alsek.Alsek;
import io.alsek.process.ProcessOptions;
import io.alsek.task.BoundTask;
import io.alsek.worker.WorkerPoolBuilder;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs tasks in child processes, which can be killed. */
@Command(
        name = "process-pool",
        description =
                "Runs those tasks of some packages that ask for a process in child processes, until it is told to "
                        + "stop. A child whose task does not obey is killed.",
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:told to stop, and everything that ran was finished",
            "1:Redis cannot be used, no child can be started, or tasks had to be interrupted",
            "2:wrong usage, or the packages have no usable tasks"
        })
final class ProcessPoolCommand extends PoolCommand {

    @Option(
            names = "--processes",
            paramLabel = "N",
            description = "How many processes at most; as many as there are processors, less one, by default.")
    private @Nullable Integer processes;

    @Option(
            names = "--process-floor",
            paramLabel = "N",
            description =
                    "How many processes to keep when there is little to do; all of them by default. Another one is "
                            + "started only once all are busy.")
    private @Nullable Integer floor;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "How many tasks each process runs at once; ${DEFAULT-VALUE} by default. They end together if one "
                            + "of them must be killed.")
    private int threads;

    @Option(
            names = "--recycle-after",
            paramLabel = "N",
            defaultValue = "0",
            description = "Replace a process once it was given so many tasks; never by default.")
    private int recycleAfter;

    @Option(
            names = "--idle-after",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "How long to keep an idle process beyond the floor; ${DEFAULT-VALUE} by default.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Duration idleAfter;

    @Option(
            names = "--java-option",
            paramLabel = "OPTION",
            description = "An option for the Java of the processes, such as -Xmx512m; may be given several times.")
    private List<String> javaOptions = List.of();

    @Override
    WorkerPoolBuilder begin(Alsek alsek) {
        System.setProperty(PackageTasks.PROPERTY, String.join(",", packages()));
        try {
            return alsek.processPool(options());
        } catch (IllegalArgumentException e) {
            throw new RefusedException(e.getMessage(), e);
        }
    }

    private ProcessOptions options() {
        ProcessOptions options = ProcessOptions.of(PackageTasks.class);
        int most = processes != null ? processes : Math.max(options.ceiling(), floor == null ? 1 : floor);
        return options.processes(floor == null ? most : floor, most)
                .threads(threads)
                .recycleAfter(recycleAfter)
                .idleAfter(idleAfter)
                .classPath(sources().classPathOfChildren())
                .jvmArguments("-D" + PackageTasks.PROPERTY + "=" + String.join(",", packages()))
                .jvmArguments(Logging.options().toArray(String[]::new))
                .jvmArguments(javaOptions.toArray(String[]::new));
    }

    /** Functions cannot be sent to another process, so the children find them themselves. */
    @Override
    List<BoundTask<?, ?>> choose(List<BoundTask<?, ?>> found) {
        return List.of();
    }
}
