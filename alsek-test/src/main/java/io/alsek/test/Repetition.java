package io.alsek.test;

import io.alsek.event.TaskEvent;
import io.alsek.message.Message;
import io.alsek.message.Serializer;
import io.alsek.task.BoundTask;
import io.alsek.task.Task;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowingConsumer;

/** Runs a scenario twice and compares what happened, as far as anybody else could see it. */
final class Repetition {

    private static final String ADVICE =
            "Look for what changes from run to run: the system clock (take harness.clock() or"
                    + " context.now()), random numbers and UUIDs (take the id of the message), state that outlives a run (static"
                    + " fields, fields of the test class: make it inside the scenario), the order of hash sets, threads. If it is"
                    + " a retry of the message that must do the same again, keep what was decided in the message or beside it";

    private final HarnessBuilder kind;
    private final ThrowingConsumer<AlsekHarness> scenario;

    Repetition(HarnessBuilder kind, ThrowingConsumer<AlsekHarness> scenario) {
        this.kind = kind;
        this.scenario = scenario;
    }

    void check() {
        List<String> first = course();
        List<String> second = course();
        for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
            if (!at(first, i).equals(at(second, i))) {
                throw new AssertionError("The same scenario went otherwise the second time. The first difference is at"
                        + " event " + (i + 1) + ":\n  first:  " + at(first, i) + "\n  second: " + at(second, i) + "\n"
                        + ADVICE);
            }
        }
    }

    private static String at(List<String> course, int position) {
        return position < course.size() ? course.get(position) : "(nothing more happened)";
    }

    private List<String> course() {
        try (AlsekHarness harness = kind.build()) {
            if (harness.parts().clock() == null) {
                throw new IllegalArgumentException("Only what goes by a virtual clock can repeat exactly; use"
                        + " TimeMode.VIRTUAL, and Dispatch.MANUAL or ON_SUBMIT");
            }
            scenario.accept(harness);
            List<String> lines = new ArrayList<>();
            for (TaskEvent event : harness.events()) {
                lines.add(event.at() + " " + Words.of(event) + content(event, harness));
            }
            return lines;
        }
    }

    /** What came with it: the input, or the result if there is one. */
    private static String content(TaskEvent event, AlsekHarness harness) {
        Message message = event.message();
        if (event instanceof TaskEvent.Submitted) {
            return " with the input " + Words.inputOf(message) + " and the metadata "
                    + message.settings().metadata();
        }
        return event instanceof TaskEvent.Succeeded ? result(message, harness) : "";
    }

    private static String result(Message message, AlsekHarness harness) {
        BoundTask<?, ?> bound = harness.parts().handlers().find(message.task());
        if (bound == null) {
            return "";
        }
        Task<?, ?> task = bound.task();
        Serializer serializer = task.serializer()
                .orElseGet(() ->
                        harness.alsek().broker().environment().serializers().writer());
        return harness.executions().stream()
                .filter(execution -> execution.id().equals(message.id()) && execution.succeeded())
                .map(TaskExecution::result)
                .filter(Objects::nonNull) // else there is none
                .map(result -> " with the result "
                        + new String(serializer.serialize(result, task.outputType()), StandardCharsets.UTF_8))
                .findFirst()
                .orElse("");
    }
}
