package io.alsek.test.simulation;

import io.alsek.spi.ClaimSession;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Claims;
import io.alsek.spi.Condemned;
import io.alsek.spi.DeadLetterStore;
import io.alsek.spi.Effects;
import io.alsek.spi.EventBus;
import io.alsek.spi.Extension;
import io.alsek.spi.LeaseState;
import io.alsek.spi.QueueStore;
import io.alsek.spi.Settlement;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.ValueWrite;
import io.alsek.spi.Withdrawal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call of a backend.
 *
 * @param store the interface that was called
 * @param name the method
 * @param arguments as given
 */
record Operation(Class<?> store, String name, List<@Nullable Object> arguments) {

    static Operation of(Class<?> store, String name, @Nullable Object @Nullable [] arguments) {
        List<@Nullable Object> list = new ArrayList<>();
        if (arguments != null) {
            for (Object argument : arguments) {
                list.add(argument);
            }
        }
        return new Operation(store, name, list);
    }

    boolean is(Class<?> type, String method) {
        return store == type && name.equals(method);
    }

    boolean isClaim() {
        return is(ClaimSession.class, "claim");
    }

    @SuppressWarnings("unchecked") // the caller says what the signature of the method says
    <T> List<T> elements() {
        return (List<T>) arguments.get(0);
    }

    /** Whether it is a heartbeat: extends leases and does nothing else. */
    boolean isHeartbeat() {
        return is(QueueStore.class, "extend")
                && this.<Extension>elements().stream()
                        .allMatch(extension -> extension.effects().equals(Effects.NONE));
    }

    /** What it is about to do, in words that follow upon who does it. */
    String intent() {
        if (is(QueueStore.class, "submit")) {
            return "submit "
                    + names(this.<Submission>elements().stream()
                            .map(submission -> submission.message().id() + " ("
                                    + submission.message().task() + ")")
                            .toList());
        }
        if (is(QueueStore.class, "extend")) {
            boolean status = this.<Extension>elements().stream()
                    .anyMatch(extension -> !extension.effects().values().isEmpty());
            return (status ? "set the status of " : "prolong the lease on ")
                    + names(this.<Extension>elements().stream()
                            .map(extension -> extension.lease().key().id())
                            .toList());
        }
        if (is(QueueStore.class, "settle")) {
            return names(
                    this.<Settlement>elements().stream().map(Operation::intent).toList());
        }
        if (is(QueueStore.class, "withdraw")) {
            return "withdraw "
                    + names(this.<Withdrawal>elements().stream()
                            .map(withdrawal -> withdrawal.key().id())
                            .toList());
        }
        return switch (name) {
            case "claim" -> "claim";
            case "sweep" -> "sweep";
            case "publish" -> "publish";
            default -> "call " + store.getSimpleName() + "." + name;
        };
    }

    private static String intent(Settlement settlement) {
        String id = settlement.lease().key().id();
        if (settlement instanceof Settlement.Complete) {
            return "settle " + id + " as done";
        } else if (settlement instanceof Settlement.Retry) {
            return "put " + id + " back for another attempt";
        } else if (settlement instanceof Settlement.Bury bury) {
            return "bury " + id + " (" + bury.reason() + ")";
        }
        return "give " + id + " back";
    }

    private static String names(List<String> names) {
        return names.size() > 4
                ? String.join(", ", names.subList(0, 3)) + " and " + (names.size() - 3) + " more"
                : String.join(", ", names);
    }

    /** What came of it; empty if there is nothing to say about it. */
    String outcome(@Nullable Object result) {
        if (result instanceof Claims claims) {
            return outcome(claims);
        }
        if (result instanceof List<?> outcomes && store == QueueStore.class) {
            List<String> odd = outcomes.stream()
                    .filter(outcome -> outcome != SubmitOutcome.ACCEPTED && outcome != LeaseState.HELD)
                    .map(String::valueOf)
                    .toList();
            return intent() + (odd.isEmpty() ? "" : " -- refused: " + names(odd));
        }
        boolean changes = is(DeadLetterStore.class, "replay") || name.equals("purge") || name.equals("clear");
        return changes ? intent() : "";
    }

    private static String outcome(Claims claims) {
        List<String> claimed = new ArrayList<>();
        for (ClaimedMessage message : claims.messages()) {
            String again = message.deliveries() > 1 ? ", delivery " + message.deliveries() : "";
            String retry = message.retries() > 0 ? ", attempt " + (message.retries() + 1) : "";
            claimed.add(
                    "claim " + message.message().id() + " (" + message.message().task() + retry + again + ")");
        }
        for (Condemned condemned : claims.condemned()) {
            claimed.add("is to bury " + condemned.claimed().message().id() + " (" + condemned.reason() + ")");
        }
        return String.join(", ", claimed);
    }

    /** A number that stands for what is too long for words. */
    long digest() {
        long digest = 0;
        if (is(QueueStore.class, "submit")) {
            for (Submission submission : this.<Submission>elements()) {
                digest = digest * 31 + Dice.hash(submission.message().body());
            }
        } else if (is(QueueStore.class, "settle")) {
            for (Settlement settlement : this.<Settlement>elements()) {
                digest = digest * 31 + digest(settlement);
            }
        } else if (store == EventBus.class || name.equals("set")) {
            digest = arguments.size();
        }
        return digest;
    }

    private static long digest(Settlement settlement) {
        long digest = settlement.effects().successors().stream()
                .mapToLong(next -> Dice.hash(next.body()))
                .sum();
        if (settlement instanceof Settlement.Complete) {
            for (ValueWrite write : settlement.effects().values()) {
                digest = digest * 31 + Dice.hash(write.value());
            }
        } else if (settlement instanceof Settlement.Retry retry) {
            digest = digest * 31 + retry.readyAt().toEpochMilli();
        }
        return digest;
    }
}
