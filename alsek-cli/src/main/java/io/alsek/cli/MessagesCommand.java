package io.alsek.cli;

import io.alsek.Alsek;
import io.alsek.broker.Envelope;
import io.alsek.spi.Page;
import io.alsek.spi.StoredMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the living messages of a queue. */
@Command(
        name = "messages",
        description =
                "Lists the messages of a queue: those that are ready in the order in which they run, then those that "
                        + "wait for their time, then those that are being run.")
final class MessagesCommand extends ServerCommand {

    private static final int MOST_AT_ONCE = 500;

    @Parameters(paramLabel = "QUEUE", description = "The queue.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String queue;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many to list at most; ${DEFAULT-VALUE} by default.")
    private int limit;

    @Override
    void run(Alsek alsek) {
        if (limit < 1) {
            throw new RefusedException("--limit must be at least 1, but is " + limit);
        }
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        Table table = new Table(
                "ID", "TASK", "MECHANISM", "STATE", "PRIORITY", "READY AT", "FAILED", "DELIVERED", "LEASED UNTIL");
        @Nullable String from = null;
        do {
            Page<StoredMessage> page = alsek.queues().browse(queue, from, Math.min(limit - all.size(), MOST_AT_ONCE));
            for (StoredMessage each : page.elements()) {
                table.row(
                        each.message().id(),
                        Envelope.taskOf(each.message().task()),
                        Envelope.mechanismOf(each.message().task()),
                        each.state(),
                        each.message().priority(),
                        each.message().readyAt(),
                        each.retries(),
                        each.deliveries(),
                        each.leasedUntil());
                all.add(Descriptions.of(each));
            }
            from = page.next();
        } while (from != null && all.size() < limit);
        String more = from == null ? "" : System.lineSeparator() + "There are more; see --limit.";
        print(all, table.isEmpty() ? "There are no messages in " + Table.printable(queue) + "." : table + more);
    }
}
