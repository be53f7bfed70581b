package io.alsek.cli;

import io.alsek.Alsek;
import io.alsek.discovery.DiscoveredTasks;
import io.alsek.task.BoundTask;
import io.alsek.worker.WorkerPool;
import io.alsek.worker.WorkerPoolBuilder;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Works until told to stop. Nothing is started before everything is known to be right. */
abstract class PoolCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "PACKAGE",
            arity = "1..*",
            description = "The packages that have the tasks; those below them are searched, too.")
    @SuppressWarnings("NullAway.Init") // set by picocli, as are the mixins
    private List<String> packages;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private TaskSources sources;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private ServerOptions server;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private PoolSettings settings;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private OptionsWithoutEffect others;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** Begins a pool of this kind, and sets its size. */
    abstract WorkerPoolBuilder begin(Alsek alsek);

    final List<String> packages() {
        return packages;
    }

    final TaskSources sources() {
        return sources;
    }

    /** The tasks among those found that this kind of pool is to be given. */
    abstract List<BoundTask<?, ?>> choose(List<BoundTask<?, ?>> found);

    @Override
    public final Integer call() throws InterruptedException {
        DiscoveredTasks found = sources.find(packages);
        try (Alsek alsek = server.prepare().build()) {
            WorkerPool pool = settings.build(begin(alsek), found.tasks(), choose(found.tasks()));
            ServerOptions.requireConnection(alsek);
            others.tell(spec.commandLine().getErr());
            warnOf(found.withoutHandler());
            if (settings.seesToSchedules()) {
                alsek.schedules().start();
            }
            return work(pool);
        }
    }

    /** Not a constant: that would be made, and the settings of the log read, before the options are known. */
    private static Logger log() {
        return LoggerFactory.getLogger(PoolCommand.class);
    }

    private static void warnOf(List<String> withoutHandler) {
        for (String place : withoutHandler) {
            log().warn("The task of {} has no function here, so this pool leaves its messages alone", place);
        }
    }

    private int work(WorkerPool pool) throws InterruptedException {
        Signals.handle(() -> {
            log().info(
                            "Told to stop: {} tasks may go on for {}; told once more, this ends at once",
                            pool.running(),
                            settings.patience());
            pool.stop(settings.patience());
        });
        pool.run();
        boolean inPeace = pool.stop(settings.patience()); // it is stopped; this tells how
        return inPeace ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
