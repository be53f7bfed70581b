package io.alsek.cli;

import io.alsek.Alsek;
import io.alsek.spi.MessageKey;
import io.alsek.spi.WithdrawOutcome;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Revokes a message. */
@Command(
        name = "revoke",
        description =
                "Revokes a message: it is not run any more, and a worker that is at it is interrupted. It becomes a "
                        + "dead letter.")
final class RevokeCommand extends ServerCommand {

    @Parameters(paramLabel = "ID", description = "The message.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String id;

    @Option(names = "--queue", paramLabel = "QUEUE", description = "Its queue; looked for in all queues by default.")
    private @Nullable String queue;

    @Option(
            names = "--unless-running",
            arity = "0",
            fallbackValue = "true",
            description = "Leave it alone if a worker is at it.")
    private boolean unlessRunning;

    @Override
    void run(Alsek alsek) {
        MessageKey key = locate(alsek, id, queue);
        WithdrawOutcome outcome = unlessRunning ? alsek.revokeUnlessRunning(key) : alsek.revoke(key);
        print(Map.of("id", key.id(), "queue", key.queue(), "outcome", outcome), text(key, outcome));
        if (outcome == WithdrawOutcome.ABSENT || outcome == WithdrawOutcome.LEFT_RUNNING) {
            throw new FailedException("Nothing was revoked");
        }
    }

    private static String text(MessageKey key, WithdrawOutcome outcome) {
        return switch (outcome) {
            case WITHDRAWN -> "Revoked " + key + " before it was run.";
            case WITHDRAWN_WHILE_LEASED -> "Revoked " + key + " while it was being run.";
            case LEFT_RUNNING -> key + " is being run, and was left alone.";
            case ABSENT -> key + " is not alive.";
        };
    }
}
