package io.alsek.test.contract;

import io.alsek.spi.LeaseState;
import io.alsek.spi.SubmitOutcome;
import io.alsek.spi.WithdrawOutcome;
import io.alsek.spi.Withdrawal.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a queue holds at one moment, as far as anybody can tell while time stands still. Immutable.
 *
 * @param line what is alive, leased or not, in the order in which it would be claimed
 * @param finished ids of messages that were completed or died, and are refused
 * @param dead ids of the dead letters
 * @param results ids of messages whose result is there
 */
record QueuePicture(List<Spot> line, Set<String> finished, Set<String> dead, Set<String> results) {

    static final QueuePicture EMPTY = new QueuePicture(List.of(), Set.of(), Set.of(), Set.of());

    /** A living message; its token is empty while nobody holds it. */
    record Spot(String id, int priority, String token, int deliveries, int retries) {
        boolean isLeased() {
            return !token.isEmpty();
        }
    }

    @Nullable
    Spot find(String id) {
        return line.stream().filter(spot -> spot.id().equals(id)).findFirst().orElse(null);
    }

    @Nullable
    QueuePicture submit(String id, int priority, SubmitOutcome answer) {
        boolean taken = find(id) != null || finished.contains(id) || dead.contains(id);
        if (taken != (answer == SubmitOutcome.DUPLICATE)) {
            return null;
        }
        return taken ? this : withLine(enqueued(line, new Spot(id, priority, "", 0, 0)));
    }

    private static List<Spot> enqueued(List<Spot> line, Spot spot) {
        List<Spot> longer = new ArrayList<>(line);
        int place = longer.size();
        while (place > 0 && longer.get(place - 1).priority() > spot.priority()) {
            place--;
        }
        longer.add(place, spot);
        return longer;
    }

    /** A claim that brought the message of a spot, or nothing. */
    @Nullable
    QueuePicture claim(@Nullable Spot claimed) {
        Spot first = line.stream().filter(spot -> !spot.isLeased()).findFirst().orElse(null);
        if (first == null || claimed == null) {
            return first == null && claimed == null ? this : null;
        }
        Spot expected =
                new Spot(first.id(), first.priority(), claimed.token(), first.deliveries() + 1, first.retries());
        return expected.equals(claimed) ? replaced(first.id(), spot -> claimed) : null;
    }

    @Nullable
    QueuePicture complete(String id, String token, LeaseState answer) {
        return settled(id, token, answer, spot -> {
            QueuePicture gone = without(id);
            return new QueuePicture(gone.line, with(finished, id), dead, with(results, id));
        });
    }

    @Nullable
    QueuePicture retry(String id, String token, LeaseState answer) {
        return settled(id, token, answer, spot -> {
            Spot again = new Spot(id, spot.priority(), "", 0, spot.retries() + 1);
            return withLine(enqueued(without(id).line, again));
        });
    }

    @Nullable
    QueuePicture release(String id, String token, LeaseState answer) {
        return settled(
                id,
                token,
                answer,
                spot -> replaced(id, held -> new Spot(id, held.priority(), "", held.deliveries() - 1, held.retries())));
    }

    @Nullable
    QueuePicture bury(String id, String token, LeaseState answer) {
        return settled(id, token, answer, spot -> buried(id));
    }

    @Nullable
    QueuePicture extend(String id, String token, LeaseState answer) {
        return settled(id, token, answer, spot -> this);
    }

    /** What becomes of a held message. */
    @FunctionalInterface
    private interface Settling {
        QueuePicture of(Spot held);
    }

    private @Nullable QueuePicture settled(String id, String token, LeaseState answer, Settling settling) {
        Spot spot = find(id);
        LeaseState right =
                spot == null ? LeaseState.GONE : spot.token().equals(token) ? LeaseState.HELD : LeaseState.LOST;
        if (answer != right) {
            return null;
        }
        return spot != null && right == LeaseState.HELD ? settling.of(spot) : this;
    }

    @Nullable
    QueuePicture withdraw(String id, Mode mode, WithdrawOutcome answer) {
        Spot spot = find(id);
        if (spot == null) {
            return answer == WithdrawOutcome.ABSENT ? this : null;
        }
        if (spot.isLeased() && mode == Mode.REVOKE_UNLESS_LEASED) {
            return answer == WithdrawOutcome.LEFT_RUNNING ? this : null;
        }
        WithdrawOutcome right = spot.isLeased() ? WithdrawOutcome.WITHDRAWN_WHILE_LEASED : WithdrawOutcome.WITHDRAWN;
        if (answer != right) {
            return null;
        }
        return mode == Mode.REMOVE ? new QueuePicture(without(id).line, less(finished, id), dead, results) : buried(id);
    }

    @Nullable
    QueuePicture replay(String id, boolean answer) {
        if (answer != dead.contains(id)) {
            return null;
        }
        List<Spot> longer = enqueued(line, new Spot(id, 0, "", 0, 0));
        return answer ? new QueuePicture(longer, finished, less(dead, id), results) : this;
    }

    private QueuePicture buried(String id) {
        return new QueuePicture(without(id).line, with(finished, id), with(dead, id), results);
    }

    private QueuePicture without(String id) {
        return withLine(line.stream().filter(spot -> !spot.id().equals(id)).toList());
    }

    private QueuePicture replaced(String id, UnaryOperator<Spot> change) {
        return withLine(line.stream()
                .map(spot -> spot.id().equals(id) ? change.apply(spot) : spot)
                .toList());
    }

    private QueuePicture withLine(List<Spot> newLine) {
        return new QueuePicture(newLine, finished, dead, results);
    }

    private static Set<String> with(Set<String> ids, String id) {
        Set<String> more = new TreeSet<>(ids);
        more.add(id);
        return more;
    }

    private static Set<String> less(Set<String> ids, String id) {
        Set<String> fewer = new TreeSet<>(ids);
        fewer.remove(id);
        return fewer;
    }
}
