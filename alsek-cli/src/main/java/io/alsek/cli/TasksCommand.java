package io.alsek.cli;

import io.alsek.discovery.FoundTask;
import io.alsek.task.Task;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists what is found in packages. */
@Command(name = "tasks", description = "Lists the tasks of some packages, and where they were found.")
final class TasksCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli, as are all the others
    private CommandSpec spec;

    @Parameters(paramLabel = "PACKAGE", arity = "1..*", description = "The packages; those below are searched, too.")
    @SuppressWarnings("NullAway.Init")
    private List<String> packages;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private TaskSources sources;

    @Option(names = "--json", arity = "0", fallbackValue = "true", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        List<FoundTask> found = sources.find(packages).found();
        spec.commandLine()
                .getOut()
                .println(json ? Json.of(found.stream().map(TasksCommand::asMap).toList()) : table(found));
        return ExitCode.OK;
    }

    private static Table table(List<FoundTask> found) {
        Table table = new Table("TASK", "QUEUE", "MECHANISM", "PLACE");
        for (FoundTask each : found) {
            Task<?, ?> task = each.bound().task();
            table.row(task.name(), task.queue(), task.settings().mechanism(), each.place());
        }
        return table;
    }

    private static Map<String, @Nullable Object> asMap(FoundTask found) {
        Task<?, ?> task = found.bound().task();
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("name", task.name());
        map.put("aliases", List.copyOf(task.aliases()));
        map.put("queue", task.queue());
        map.put("mechanism", task.settings().mechanism());
        map.put("priority", task.settings().priority());
        map.put("timeout", task.settings().timeout());
        map.put("maxRetries", task.maxRetries().isPresent() ? task.maxRetries().getAsInt() : null);
        map.put("input", task.inputType().getTypeName());
        map.put("output", task.outputType().getTypeName());
        map.put("place", found.place());
        return map;
    }
}
