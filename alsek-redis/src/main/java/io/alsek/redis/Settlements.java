package io.alsek.redis;

import io.alsek.spi.BackendException;
import io.alsek.spi.LeaseState;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.Settlement;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How settlements are told to {@code settle.lua}: messages that are done, without successors, the short way. */
final class Settlements implements Batch.Coding<Settlement, LeaseState> {

    private static final LeaseState[] STATES = {LeaseState.GONE, LeaseState.LOST, LeaseState.HELD};
    private static final int LONGEST_HEAD = 1 + 11 + 12;

    private final QueuePolicy policy;

    Settlements(QueuePolicy policy) {
        this.policy = policy;
    }

    private static String queue(Settlement settlement) {
        return settlement.lease().key().queue();
    }

    @Override
    public long size(Settlement settlement) {
        return Codings.size(settlement.effects());
    }

    @Override
    public LeaseState outcome(int digit) {
        return STATES[digit];
    }

    @Override
    public int best() {
        return 2;
    }

    @Override
    public Object doubtful(Space space, Settlement settlement, int digit) {
        return new BackendException.OutcomeUnknown(
                "Redis at " + space.link().where() + " lost the reply to a settlement of "
                        + settlement.lease().key() + ", and to its repetition says that the lease is not held: either "
                        + "the first call has settled it, or somebody else has the message now",
                null);
    }

    @Override
    public int[] encode(QueueCall call, List<Settlement> elements) {
        if (isPlain(elements)) {
            return encodePlain(call, elements);
        }
        call.arg("E");
        Codings.rules(call, policy);
        call.arg(elements.size());
        elements.forEach(settlement -> encode(call, settlement));
        return Batch.inOrder(elements.size());
    }

    private static boolean isPlain(List<Settlement> elements) {
        Set<Object> keys = new HashSet<>();
        for (Settlement settlement : elements) {
            boolean first = elements.size() == 1 || keys.add(settlement.lease().key());
            if (!first
                    || !(settlement instanceof Settlement.Complete)
                    || !settlement.effects().successors().isEmpty()
                    || !settlement.effects().locks().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private int[] encodePlain(QueueCall call, List<Settlement> elements) {
        Map<String, List<Integer>> byQueue = new LinkedHashMap<>();
        for (int i = 0; i < elements.size(); i++) {
            byQueue.computeIfAbsent(queue(elements.get(i)), key -> new ArrayList<>())
                    .add(i);
        }
        call.arg("P");
        Codings.rules(call, policy);
        int[] order = new int[elements.size()];
        int at = 0;
        for (Map.Entry<String, List<Integer>> group : byQueue.entrySet()) {
            call.group(group.getKey());
            call.arg(group.getValue().size());
            for (int index : group.getValue()) {
                call.arg(Names.id(elements.get(index).lease().key().id()));
                order[at++] = index;
            }
            for (int index : group.getValue()) {
                call.arg(Records.lease(elements.get(index).lease()));
            }
        }
        call.plainEffects(Arrays.stream(order)
                .mapToObj(index -> elements.get(index).effects())
                .toList());
        return order;
    }

    private void encode(QueueCall call, Settlement settlement) {
        call.arg(call.group(queue(settlement)))
                .arg(Names.id(settlement.lease().key().id()))
                .arg(head(settlement));
        if (settlement instanceof Settlement.Retry retry) {
            call.arg(Records.failure(retry.failure()));
        } else if (settlement instanceof Settlement.Bury bury) {
            call.arg(Records.failure(bury.failure()));
        }
        call.effects(settlement.effects());
    }

    /** Kind, lease, and what else is of fixed length. */
    private static byte[] head(Settlement settlement) {
        ByteBuffer head = ByteBuffer.allocate(LONGEST_HEAD);
        head.put((byte) kind(settlement)).put(Records.lease(settlement.lease()));
        if (settlement instanceof Settlement.Retry retry) {
            Records.put6(head, Millis.of(retry.readyAt()));
            Records.put6(head, Millis.orNever(retry.expiresAt()));
        } else if (settlement instanceof Settlement.Bury bury) {
            head.put(Records.reason(bury.reason()));
        }
        byte[] bytes = new byte[head.position()];
        head.flip().get(bytes);
        return bytes;
    }

    private static char kind(Settlement settlement) {
        if (settlement instanceof Settlement.Complete) {
            return 'C';
        } else if (settlement instanceof Settlement.Retry) {
            return 'R';
        }
        return settlement instanceof Settlement.Bury ? 'B' : 'L';
    }
}
