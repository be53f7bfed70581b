package io.alsek.test;

import io.alsek.broker.DeadMessage;
import io.alsek.message.Message;
import io.alsek.spi.MessageState;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes the state of a harness down, for people who wonder why their test failed. */
final class Dump {

    /** The most lines of one section. */
    private static final int LONGEST = 50;

    private final HarnessParts parts;
    private final Inspector inspector;
    private final Journal journal;
    private final @Nullable VirtualClock clock;
    private final HandlerTable handlers;
    private final StringBuilder text = new StringBuilder();

    Dump(HarnessParts parts) {
        this.parts = parts;
        this.inspector = parts.inspector();
        this.journal = parts.journal();
        this.clock = parts.clock();
        this.handlers = parts.handlers();
    }

    String write() {
        Instant now = inspector.broker().environment().time().instant();
        text.append("Alsek at ").append(now).append(clock == null ? " (real time)" : " (virtual time)");
        text.append('\n');
        section(
                "Pending tasks",
                () -> inspector.pending().stream().map(task -> line(task, now)).toList());
        section(
                "Dead letters",
                () -> inspector.deadLetters().stream().map(Dump::line).toList());
        section(
                "Executions",
                () -> parts.executions().stream().map(TaskExecution::toString).toList());
        section(
                "Events",
                () -> journal.events().stream()
                        .map(event -> event.at() + " " + Words.of(event))
                        .toList());
        optional(
                "Workers",
                parts.workers().all().stream().map(SimulatedWorker::toString).toList());
        optional("Running now", parts.watch().subjects());
        optional("Faults that struck", parts.faults().struck());
        optional("Faults to come", parts.faults().notStruck());
        optional("Crashes to come", parts.workers().crashesToCome());
        if (clock != null) {
            section(
                    "Timers",
                    () -> clock.timers().stream()
                            .map(timer -> timer.at() + " " + timer.label() + " (" + timer.kind() + ", "
                                    + Words.relative(timer.at(), now) + ")")
                            .toList());
        }
        return text.toString();
    }

    private void optional(String title, List<String> lines) {
        if (!lines.isEmpty()) {
            section(title, () -> lines);
        }
    }

    private void section(String title, Supplier<List<String>> content) {
        List<String> lines;
        try {
            lines = content.get();
        } catch (RuntimeException e) {
            text.append("  ")
                    .append(title)
                    .append(": cannot be told: ")
                    .append(Words.of(e))
                    .append('\n');
            return;
        }
        text.append("  ").append(title).append(lines.isEmpty() ? ": none" : " (" + lines.size() + "):");
        text.append('\n');
        int skipped = Math.max(0, lines.size() - LONGEST);
        if (skipped > 0) {
            text.append("    … ").append(skipped).append(" more …\n");
        }
        lines.subList(skipped, lines.size())
                .forEach(line -> text.append("    ").append(line).append('\n'));
    }

    private String line(PendingTask task, Instant now) {
        Message message = task.message();
        StringBuilder line = new StringBuilder();
        line.append(message.queue())
                .append('/')
                .append(message.id())
                .append(' ')
                .append(message.task());
        line.append('(').append(Words.inputOf(message)).append(") ").append(task.state());
        if (task.state() == MessageState.DELAYED) {
            line.append(", due ").append(Words.relative(message.readyAt(), now));
        }
        Instant until = task.leasedUntil();
        if (until != null) {
            line.append(", lease ends ").append(Words.relative(until, now));
        }
        if (message.priority() != 0) {
            line.append(", priority ").append(message.priority());
        }
        if (message.history().retries() > 0) {
            line.append(", ").append(message.history().retries()).append(" failed attempts");
        }
        if (handlers.find(message.task()) == null) {
            line.append(", NO HANDLER: nobody here can run it");
        }
        return line.toString();
    }

    private static String line(DeadMessage dead) {
        return dead.key() + " " + dead.message().map(Message::task).orElse("(unreadable)") + " " + dead.reason() + ": "
                + dead.failure().summary();
    }
}
