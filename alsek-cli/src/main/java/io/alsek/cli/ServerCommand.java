package io.alsek.cli;

import io.alsek.Alsek;
import io.alsek.spi.MessageKey;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks at what is on the server, or changes it, and ends. */
abstract class ServerCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli, as are the others
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private ServerOptions server;

    @Option(names = "--json", arity = "0", fallbackValue = "true", description = "Print JSON.")
    private boolean json;

    /** Does it. */
    abstract void run(Alsek alsek) throws Exception;

    @Override
    public Integer call() throws Exception {
        try (Alsek alsek = server.open()) {
            run(alsek);
        }
        return ExitCode.OK;
    }

    ServerOptions server() {
        return server;
    }

    /** Prints one of the two. */
    void print(@Nullable Object forMachines, Object forPeople) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? Json.of(forMachines) : forPeople);
        out.flush();
    }

    /** Finds out where a message is. */
    static MessageKey locate(Alsek alsek, String id, @Nullable String queue) {
        if (queue != null) {
            return new MessageKey(queue, id);
        }
        return alsek.queues()
                .locate(id)
                .orElseThrow(() -> new FailedException("No queue holds a message \"" + id
                        + "\", alive or dead; it is finished, or there never was one in this namespace"));
    }
}
