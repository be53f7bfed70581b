package io.alsek.cli;

import io.alsek.Alsek;
import io.alsek.broker.DeadMessage;
import io.alsek.broker.StatusUpdate;
import io.alsek.broker.StoredResult;
import io.alsek.spi.MessageKey;
import io.alsek.spi.StoredMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells everything that is known of a message. */
@Command(
        name = "status",
        description = "Tells what is known of a message: where it is, its tracked status, its result.")
final class StatusCommand extends ServerCommand {

    @Parameters(paramLabel = "ID", description = "The message.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String id;

    @Option(names = "--queue", paramLabel = "QUEUE", description = "Its queue; looked for in all queues by default.")
    private @Nullable String queue;

    @Override
    void run(Alsek alsek) {
        Map<String, @Nullable Object> known = new LinkedHashMap<>();
        known.put("id", id);
        Optional<MessageKey> key = queue == null ? alsek.queues().locate(id) : Optional.of(new MessageKey(queue, id));
        key.ifPresent(place -> tellPlace(alsek, place, known));
        Optional<StatusUpdate> status = alsek.statuses().find(id);
        status.ifPresent(update -> known.put("tracked", Descriptions.of(update)));
        Optional<? extends StoredResult<?>> result = alsek.results().find(id, Object.class);
        result.ifPresent(found -> {
            known.putIfAbsent("state", "DONE");
            known.put("finishedAt", found.at());
            known.put("result", found.value());
        });
        if (known.size() == 1) {
            throw new FailedException("Nothing is known of a message \"" + id
                    + "\": it is finished and left no result, or there never was one in this namespace");
        }
        print(known, text(known));
    }

    private static void tellPlace(Alsek alsek, MessageKey key, Map<String, @Nullable Object> known) {
        StoredMessage living = alsek.broker().queues().find(List.of(key)).get(key);
        if (living != null) {
            known.putAll(Descriptions.of(living));
            return;
        }
        Optional<DeadMessage> dead = alsek.deadLetters().find(key);
        dead.ifPresent(letter -> known.putAll(Descriptions.of(letter)));
    }

    private static String text(Map<String, @Nullable Object> known) {
        StringBuilder text = new StringBuilder();
        known.forEach((name, value) -> {
            if (value != null && !name.equals("stackTrace")) {
                text.append(String.format("%-12s %s%n", name, Table.printable(shown(name, value))));
            }
        });
        return text.toString().stripTrailing();
    }

    private static String shown(String name, Object value) {
        if (value instanceof Map<?, ?> status) {
            Object details = status.get("details");
            return status.get("status") + " since " + status.get("at")
                    + (details == null ? "" : ": " + Json.of(details));
        }
        return name.equals("result") ? Json.of(value) : value.toString();
    }
}
