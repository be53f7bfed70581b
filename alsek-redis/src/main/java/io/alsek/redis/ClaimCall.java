package io.alsek.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Condemned;
import io.alsek.spi.DeathReason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One call of {@code claim.lua}, which may be made again if its answer is lost. */
final class ClaimCall {

    /** The queues given, whatever the index says. */
    static final String GIVEN = "-";

    /** The queues given, which the index names as busy. */
    static final String BUSY = "C";

    private final Space space;
    private final Setting setting;
    private final List<String> queues;
    private final int want;
    private final byte[] token;
    private final byte[] which;

    ClaimCall(Space space, Setting setting, List<String> queues, byte[] which, int want) {
        this.space = space;
        this.setting = setting;
        this.queues = queues;
        this.which = which;
        this.want = want;
        this.token = ByteBuffer.allocate(Long.BYTES).putLong(Tokens.next()).array();
    }

    /**
     * What is the same for all calls of one claim.
     *
     * @param session the session's name
     * @param route what it may have
     * @param lease for how long
     * @param maxDeliveries what is delivered so often is condemned
     */
    record Setting(String session, Route route, Duration lease, int maxDeliveries) {}

    /** The names of queues, if the call was made for the wrong ones. */
    record Answer(
            int status,
            List<ClaimedMessage> messages,
            List<Condemned> condemned,
            List<Look> looks,
            List<String> names,
            boolean beyond,
            List<Due> timed) {}

    /** What was left behind in a queue, or that it was passed over because a key of it is of a wrong type. */
    record Look(String queue, boolean more, long nextAt, boolean unsound) {}

    /** A queue that something will become claimable in. */
    record Due(String queue, long at) {}

    Answer run() {
        QueueCall call = new QueueCall(space);
        queues.forEach(call::group);
        call.key(space.keys().session(setting.session()));
        call.arg(want).arg(Millis.of(setting.lease())).arg(token).arg(setting.maxDeliveries());
        call.arg(which);
        Route.Filter last = null;
        for (String queue : queues) {
            Route.Filter filter = setting.route().filter(queue);
            if (filter == null) {
                throw new IllegalStateException("The queue \"" + queue + "\" is not subscribed to");
            } else if (filter.equals(last)) {
                call.arg("=");
            } else {
                filter.encode(call);
            }
            last = filter;
        }
        return answer(call.runForList(Scripts.CLAIM));
    }

    private Answer answer(List<Object> reply) {
        long now = (Long) reply.get(0);
        int status = ((Long) reply.get(1)).intValue();
        List<?> rows = (List<?>) reply.get(2);
        if (status == 2) {
            List<String> names =
                    rows.stream().map(name -> Names.ofSortable((byte[]) name)).toList();
            return new Answer(status, List.of(), List.of(), List.of(), names, false, List.of());
        }
        List<ClaimedMessage> messages = new ArrayList<>();
        List<Condemned> condemned = new ArrayList<>(0);
        read(rows, now, messages, condemned);
        List<?> found = (List<?>) reply.get(3);
        List<Look> looks = new ArrayList<>(queues.size());
        for (int i = 0; i < found.size(); i += 2) {
            long more = (Long) found.get(i);
            looks.add(new Look(queues.get(i / 2), more == 1, (Long) found.get(i + 1), more == 2));
        }
        List<?> timed = (List<?>) reply.get(5);
        List<Due> dues = new ArrayList<>(timed.size() / 2);
        for (int i = 0; i < timed.size(); i += 2) {
            dues.add(new Due(
                    Names.ofSortable((byte[]) timed.get(i)),
                    Long.parseLong(new String((byte[]) timed.get(i + 1), ISO_8859_1))));
        }
        return new Answer(status, messages, condemned, looks, List.of(), (Long) reply.get(4) == 1, dues);
    }

    /** Reads parts of four: number of the queue, ids, records, verdicts. */
    private void read(List<?> parts, long now, List<ClaimedMessage> messages, List<Condemned> condemned) {
        long until = Math.min(now + Millis.of(setting.lease()), Millis.NEVER);
        int number = 0;
        for (int i = 0; i < parts.size(); i += 4) {
            String queue = queues.get(((Long) parts.get(i)).intValue() - 1);
            number = read(queue, parts.subList(i + 1, i + 4), new Origin(token, until, number), messages, condemned);
        }
    }

    /** The token of a call, when its leases end, and how many messages of it were read before. */
    record Origin(byte[] token, long until, int number) {}

    /** {@return how many messages of the call have been read} */
    static int read(
            String queue, List<?> part, Origin origin, List<ClaimedMessage> messages, List<Condemned> condemned) {
        List<?> ids = (List<?>) part.get(0);
        List<?> records = (List<?>) part.get(1);
        byte[] verdicts = (byte[]) part.get(2);
        for (int i = 0; i < ids.size(); i++) {
            int verdict = verdicts.length == 0 ? 0 : verdicts[i] - '0';
            Records.Stored stored = Records.stored(queue, (byte[]) ids.get(i), (byte[]) records.get(i));
            ClaimedMessage claimed =
                    Records.claimed(stored, origin.token(), origin.number() + i, verdict, origin.until());
            if (verdict == 0) {
                messages.add(claimed);
            } else {
                condemned.add(new Condemned(claimed, reason(verdict)));
            }
        }
        return origin.number() + ids.size();
    }

    private static DeathReason reason(int verdict) {
        return verdict == 1 ? DeathReason.EXPIRED : DeathReason.TOO_MANY_DELIVERIES;
    }
}
