package io.alsek.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code alsek demo}: indexes the text files below a directory through a queue in memory. */
@Command(
        name = "demo",
        description = "Indexes the text files below a directory through a queue in memory, and says how that went.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    private static final int CALLED_WRONGLY = 2;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DIR",
            defaultValue = "${sys:alsek.home:-.}",
            description = "the directory; by default that of this project")
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Option(names = "--json", description = "print the result as JSON, and nothing else")
    private boolean json;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "how many files to read at once; by default one per processor")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            description = "what to log, of trace, debug, info, warn, error and off; by default off")
    private String logLevel = "off";

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (threads <= 0) {
            throw new ParameterException(spec.commandLine(), "--threads must be positive, but is " + threads);
        }
        if (!Files.isDirectory(directory)) {
            return refuse(directory + (Files.exists(directory) ? " is not a directory" : " does not exist"));
        }
        // Read by the logging library when it is first used, which is from here on.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", logLevel);
        List<SourceFile> files = FileTree.below(directory);
        if (files.isEmpty()) {
            return refuse("There is no file to index below " + directory);
        }
        DemoReport report;
        try (Progress progress =
                Progress.of(files.size(), json, spec.commandLine().getErr())) {
            report = new Demo(directory, threads, progress).index(files);
        }
        if (json) {
            spec.commandLine().getOut().println(report.toJson());
        } else {
            report.print(spec.commandLine().getOut());
        }
        return 0;
    }

    private int refuse(String reason) {
        spec.commandLine().getErr().println(reason + ". Name a directory with files in it: alsek demo DIR");
        return CALLED_WRONGLY;
    }
}
