package io.alsek.cli;

import io.alsek.Alsek;
import io.alsek.spi.QueueCounts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists queues, and manages them as wholes. */
@Command(
        name = "queues",
        description = "Lists the queues that hold something or are paused.",
        subcommands = {QueuesCommand.Pause.class, QueuesCommand.Resume.class, QueuesCommand.Purge.class})
final class QueuesCommand extends ServerCommand {

    @Override
    void run(Alsek alsek) {
        List<Map<String, Object>> all = new ArrayList<>();
        Table table = new Table("QUEUE", "READY", "DELAYED", "RUNNING", "DEAD", "PAUSED", "WAITING TASKS");
        for (String queue : alsek.queues().queues()) {
            QueueCounts counts = alsek.queues().counts(queue);
            Map<String, Long> waiting = alsek.queues().waitingByTask(queue);
            table.row(
                    queue,
                    counts.ready(),
                    counts.delayed(),
                    counts.leased(),
                    counts.dead(),
                    counts.paused() ? "yes" : "no",
                    summary(waiting));
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("queue", queue);
            map.put("ready", counts.ready());
            map.put("delayed", counts.delayed());
            map.put("running", counts.leased());
            map.put("dead", counts.dead());
            map.put("paused", counts.paused());
            map.put("waitingByTask", waiting);
            all.add(map);
        }
        print(all, table.isEmpty() ? "There are no queues in this namespace." : table);
    }

    private static String summary(Map<String, Long> waiting) {
        List<String> texts = new ArrayList<>();
        waiting.forEach((task, count) -> texts.add(task + ": " + count));
        return texts.isEmpty() ? "-" : String.join(", ", texts);
    }

    /** What is done to one queue. */
    abstract static class OfOne extends ServerCommand {

        @Parameters(paramLabel = "QUEUE", description = "The queue.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private String queue;

        final String queue() {
            return queue;
        }

        final void tell(String key, Object value, String text) {
            print(Map.of("queue", queue, key, value), text);
        }
    }

    /** Stops claims from a queue. */
    @Command(name = "pause", description = "Lets no worker take messages of a queue, until it is resumed.")
    static final class Pause extends OfOne {

        @Override
        void run(Alsek alsek) {
            boolean changed = alsek.queues().pause(queue());
            tell("changed", changed, queue() + (changed ? " is paused." : " was paused already."));
        }
    }

    /** Allows claims again. */
    @Command(name = "resume", description = "Lets workers take messages of a queue again.")
    static final class Resume extends OfOne {

        @Override
        void run(Alsek alsek) {
            boolean changed = alsek.queues().resume(queue());
            tell("changed", changed, queue() + (changed ? " goes on." : " was not paused."));
        }
    }

    /** Empties a queue. */
    @Command(
            name = "purge",
            description = "Removes all messages that wait in a queue, for good; not those that are run, nor dead ones.")
    static final class Purge extends OfOne {

        @Override
        void run(Alsek alsek) {
            long purged = alsek.queues().purge(queue());
            tell("purged", purged, "Removed " + purged + " messages from " + queue() + ".");
        }
    }
}
