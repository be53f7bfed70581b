package io.alsek.cli;

import io.alsek.Alsek;
import io.alsek.broker.DeadLetters;
import io.alsek.broker.DeadMessage;
import io.alsek.broker.Envelope;
import io.alsek.spi.MessageKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at dead letters, and does something about them. */
@Command(
        name = "dlq",
        description = "Lists, replays or purges dead letters: messages that failed for good.",
        subcommands = {DeadLettersCommand.Listing.class, DeadLettersCommand.Replay.class, DeadLettersCommand.Purge.class
        })
final class DeadLettersCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing required subcommand");
    }

    /** Lists them. */
    @Command(name = "list", description = "Lists dead letters, oldest first.")
    static final class Listing extends ServerCommand {

        @Parameters(paramLabel = "QUEUE", arity = "0..1", description = "Of this queue; of all queues by default.")
        private @Nullable String queue;

        @Override
        void run(Alsek alsek) {
            List<Map<String, @Nullable Object>> all = new ArrayList<>();
            Table table = new Table("QUEUE", "ID", "TASK", "REASON", "DIED AT", "FAILURE");
            Collection<String> queues = queue == null ? alsek.queues().queues() : List.of(queue);
            for (String each : queues) {
                for (DeadMessage dead : alsek.deadLetters().list(each)) {
                    all.add(Descriptions.of(dead));
                    table.row(
                            each,
                            dead.key().id(),
                            Envelope.taskOf(dead.letter().message().task()),
                            dead.reason(),
                            dead.diedAt(),
                            dead.failure().summary());
                }
            }
            print(all, table.isEmpty() ? "There are no dead letters." : table);
        }
    }

    /** What is done to some dead letters of a queue. */
    abstract static class OfSome extends ServerCommand {

        @Parameters(index = "0", paramLabel = "QUEUE", description = "The queue.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private String queue;

        @Parameters(index = "1..*", paramLabel = "ID", arity = "0..*", description = "The messages.")
        private List<String> ids = List.of();

        @Option(names = "--all", arity = "0", fallbackValue = "true", description = "All of the queue.")
        private boolean all;

        abstract int doAll(DeadLetters letters, String queue);

        abstract boolean doOne(DeadLetters letters, MessageKey key);

        abstract String done();

        @Override
        public Integer call() throws Exception {
            if (all != ids.isEmpty()) {
                throw new RefusedException(
                        all ? "Name messages, or say --all, but not both" : "Name the messages, or say --all");
            }
            return super.call();
        }

        @Override
        void run(Alsek alsek) {
            List<String> missing = new ArrayList<>();
            int count = 0;
            if (all) {
                count = doAll(alsek.deadLetters(), queue);
            } else {
                for (String id : new TreeSet<>(ids)) {
                    if (doOne(alsek.deadLetters(), new MessageKey(queue, id))) {
                        count++;
                    } else {
                        missing.add(id);
                    }
                }
            }
            print(Map.of("queue", queue, "count", count, "missing", missing), done() + " " + count + " dead letters.");
            if (!missing.isEmpty()) {
                throw new FailedException("The queue " + queue + " has no dead letters " + String.join(", ", missing));
            }
        }
    }

    /** Lets them run again. */
    @Command(name = "replay", description = "Lets dead letters run again, as if they were new.")
    static final class Replay extends OfSome {

        @Override
        int doAll(DeadLetters letters, String queue) {
            return letters.replayAll(queue);
        }

        @Override
        boolean doOne(DeadLetters letters, MessageKey key) {
            return letters.replay(key);
        }

        @Override
        String done() {
            return "Replayed";
        }
    }

    /** Removes them. */
    @Command(name = "purge", description = "Removes dead letters for good.")
    static final class Purge extends OfSome {

        @Override
        int doAll(DeadLetters letters, String queue) {
            return letters.purgeAll(queue);
        }

        @Override
        boolean doOne(DeadLetters letters, MessageKey key) {
            return letters.purge(key);
        }

        @Override
        String done() {
            return "Removed";
        }
    }
}
