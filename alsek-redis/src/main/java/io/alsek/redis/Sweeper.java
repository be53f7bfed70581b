package io.alsek.redis;

import io.alsek.spi.BackendException;
import io.alsek.spi.Condemned;
import io.alsek.spi.QueuePolicy;
import io.alsek.spi.SweepReport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Does the housekeeping of a namespace: in the queues that are due for it, and each time in some others, in turn, so
 * that whatever went wrong anywhere is mended some day.
 */
final class Sweeper {

    private static final int MOST_DUE = 50;
    private static final int SOME_OTHERS = 4;

    private final Space space;
    private final QueuePolicy policy;
    private final PassedOver passedOver;
    private final AtomicReference<@Nullable String> visited = new AtomicReference<>();
    private volatile byte[] sessions = {'0'};

    Sweeper(Space space, QueuePolicy policy) {
        this.space = space;
        this.policy = policy;
        this.passedOver = new PassedOver(space);
    }

    SweepReport sweep(int limit, Duration lease) {
        QueueCall asking = new QueueCall(space).standing().arg(MOST_DUE).arg(sessions);
        List<Object> agenda = asking.runForList(Scripts.AGENDA);
        sessions = (byte[]) agenda.get(3);
        Set<String> queues = new LinkedHashSet<>();
        for (Object name : (List<?>) agenda.get(1)) {
            queues.add(Names.ofSortable((byte[]) name));
        }
        boolean more = queues.size() == MOST_DUE;
        String from = visited.get();
        List<String> others = Registry.page(space, from, SOME_OTHERS);
        visited.compareAndSet(from, others.size() < SOME_OTHERS ? null : others.get(SOME_OTHERS - 1));
        queues.addAll(others);
        Findings findings = new Findings(limit, lease);
        findings.nextAt((Long) agenda.get(2));
        for (String queue : queues) {
            if (findings.room() == 0) {
                more = true;
                break;
            }
            try {
                more |= findings.sweep(queue);
                passedOver.remove(queue);
            } catch (BackendException e) {
                if (!Failure.isOfOneQueue(e)) {
                    throw e;
                }
                passedOver.add(queue);
            }
        }
        more |= RedisValues.sweep(space, MOST_DUE);
        return new SweepReport(findings.condemned, findings.purged, more, Millis.orNull(findings.nextAt));
    }

    /** What one sweep finds. */
    private final class Findings {

        final List<Condemned> condemned = new ArrayList<>();
        int purged;
        long nextAt = Millis.NEVER;
        private final int limit;
        private final Duration lease;

        Findings(int limit, Duration lease) {
            this.limit = limit;
            this.lease = lease;
        }

        int room() {
            return Math.max(0, limit - purged - condemned.size());
        }

        void nextAt(long instant) {
            if (instant >= 0) {
                nextAt = Math.min(nextAt, instant);
            }
        }

        /** {@return whether there is more} */
        boolean sweep(String queue) {
            byte[] token =
                    ByteBuffer.allocate(Long.BYTES).putLong(Tokens.next()).array();
            QueueCall call = new QueueCall(space);
            call.group(queue);
            call.arg(Math.min(room(), 250)).arg(Millis.of(lease)).arg(token).arg(policy.maxDeliveries());
            List<Object> answer = call.runForList(Scripts.SWEEP);
            long until = Math.min((Long) answer.get(0) + Millis.of(lease), Millis.NEVER);
            List<?> part = (List<?>) answer.get(1);
            ClaimCall.read(
                    queue, part.subList(1, 4), new ClaimCall.Origin(token, until, 0), new ArrayList<>(), condemned);
            purged += ((Long) answer.get(2)).intValue();
            nextAt((Long) answer.get(4));
            return (Long) answer.get(3) == 1;
        }
    }
}
