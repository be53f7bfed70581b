package io.alsek.cli;

import io.alsek.Alsek;
import io.alsek.memory.MemoryBackend;
import io.alsek.redis.RedisBackend;
import io.alsek.redis.RedisBackendBuilder;
import io.alsek.spi.Backend;
import io.alsek.spi.BackendException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the library at work: counts the words of all text files below a directory, with one message per file. */
@Command(
        name = "demo",
        description = {
            "Counts the words and lines of the text files below a directory through the queue.",
            "Every seventh file fails at its first try and is retried; what is no text ends in the dead letter queue.",
            "Leaves out .git, .gradle, build and target, and does not follow symbolic links."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, also with dead letters",
            "1:Redis cannot be used, or failed on the way",
            "2:wrong usage, or no files to count"
        })
final class DemoCommand implements Callable<Integer> {

    private static final int MOST_THREADS = 1_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli, as is the directory
    private CommandSpec spec;

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            defaultValue = "${sys:alsek.home:-.}",
            description = "The directory; the checkout of this project by default.")
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Option(names = "--json", description = "Print one JSON object and nothing else.")
    private boolean json;

    private @Nullable RedisBackendBuilder redis;

    @Option(
            names = "--redis",
            paramLabel = "URL",
            description = {
                "Keep the queue on Redis, in a namespace of its own that is removed in the end;",
                "such as redis://localhost:6379. In memory by default."
            })
    void redis(String url) {
        try {
            redis = RedisBackend.builder().url(url);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How many files to work at in parallel; the number of processors by default.")
    void threads(int number) {
        if (number < 1 || number > MOST_THREADS) {
            throw new ParameterException(
                    spec.commandLine(), "--threads must be from 1 to " + MOST_THREADS + ", but is " + number);
        }
        threads = number;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!Files.isDirectory(directory)) {
            return refuse(directory + (Files.exists(directory) ? " is not a directory" : " does not exist"));
        }
        List<FileToRead> files;
        try {
            files = FileListing.below(directory);
        } catch (IOException e) {
            return refuse(directory + " cannot be listed: " + e);
        }
        if (files.isEmpty()) {
            return refuse("There are no files below " + directory);
        }
        PrintWriter out = spec.commandLine().getOut();
        try {
            DemoReport report = index(files, out);
            out.println(json ? report.toJson() : ReportTable.of(report));
            out.flush();
            return ExitCode.OK;
        } catch (BackendException e) {
            spec.commandLine().getErr().println("alsek demo: " + e.getMessage());
            return ExitCode.SOFTWARE;
        }
    }

    private DemoReport index(List<FileToRead> files, PrintWriter out) throws InterruptedException {
        if (redis == null) {
            return index(new MemoryBackend(), files, out);
        }
        redis.namespace("alsek-demo-" + UUID.randomUUID());
        try (RedisBackend another = redis.build()) { // the first one is closed with its Alsek
            another.administration().queues(); // fails at once if Redis cannot be used
            try {
                return index(redis.build(), files, out);
            } finally {
                another.clear();
            }
        }
    }

    private DemoReport index(Backend backend, List<FileToRead> files, PrintWriter out) throws InterruptedException {
        Meter meter = new Meter();
        try (Alsek alsek = Alsek.builder(backend).listener(meter).build();
                Progress progress = json ? Progress.none() : Progress.on(out, files.size())) {
            return new Indexing(alsek, meter, progress).run(files, threads);
        }
    }

    private int refuse(String problem) {
        spec.commandLine().getErr().println("alsek demo: " + problem);
        return ExitCode.USAGE;
    }
}
