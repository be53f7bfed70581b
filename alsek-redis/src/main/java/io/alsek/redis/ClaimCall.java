package io.alsek.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.alsek.spi.BackendException;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Condemned;
import io.alsek.spi.DeathReason;
import io.alsek.spi.MessageKey;
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

    /** The order that it ends, 0 = none; how much of that was seen; and where it is left standing itself, nothing = nowhere. */
    private final long former;

    private final int seen;
    private final byte[] scopes;
    private boolean doubtful;

    ClaimCall(Space space, Setting setting, List<String> queues, byte[] which, int want) {
        this.space = space;
        this.setting = setting;
        this.queues = queues;
        this.which = which;
        this.want = want;
        this.former = setting.anew() ? setting.orders().inForce() : 0;
        this.seen = setting.orders().seen(former);
        this.scopes = want == 0 || !isWhole(queues, which) ? new byte[0] : setting.scopes();
        this.token = bytes(scopes.length == 0 ? Tokens.next() : StandingOrders.newToken());
    }

    /** Whether a call asks for all that the session may have. */
    private boolean isWhole(List<String> queues, byte[] which) {
        Route route = setting.route();
        return route.isEverywhere()
                ? which[0] != BUSY.charAt(0)
                : queues.size() == route.queues().size();
    }

    private static byte[] bytes(long token) {
        return ByteBuffer.allocate(Long.BYTES).putLong(token).array();
    }

    /**
     * What is the same for all calls of one claim.
     *
     * @param session the session's name
     * @param route what it may have
     * @param lease for how long
     * @param maxDeliveries what is delivered so often is condemned
     * @param orders those of its claims that stand
     * @param scopes where claims are left standing; empty = nowhere
     * @param anew whether the claim that still stands ends
     */
    record Setting(
            String session,
            Route route,
            Duration lease,
            int maxDeliveries,
            StandingOrders orders,
            byte[] scopes,
            boolean anew) {

        /** The same for calls that only look. */
        Setting looking() {
            return new Setting(session, route, lease, maxDeliveries, orders, scopes, false);
        }
    }

    /** The names of queues, if the call was made for the wrong ones. */
    record Answer(
            int status,
            List<ClaimedMessage> messages,
            List<Condemned> condemned,
            List<Look> looks,
            List<String> names,
            boolean beyond,
            Ahead ahead) {}

    /**
     * What is known of the time to come.
     *
     * @param timed queues that something will become claimable in
     * @param told the instant by which to look again, since somewhere a lease may end unnoticed; -1 = none
     * @param stands whether the claim was left standing
     */
    record Ahead(List<Due> timed, long told, boolean stands) {

        static final Ahead NOTHING = new Ahead(List.of(), -1, false);
    }

    /** What was left behind in a queue, or that it was passed over because a key of it is of a wrong type. */
    record Look(String queue, boolean more, long nextAt, boolean unsound) {}

    /** A queue that something will become claimable in. */
    record Due(String queue, long at) {}

    Answer run() {
        QueueCall call = new QueueCall(space);
        queues.forEach(call::group);
        call.key(space.keys().session(setting.session()));
        call.standing();
        call.arg(want).arg(Millis.of(setting.lease())).arg(token).arg(setting.maxDeliveries());
        call.arg(which);
        call.arg(setting.session())
                .arg(former == 0 ? new byte[0] : bytes(former))
                .arg(seen)
                .arg(scopes);
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
        return answer(runOnServer(call));
    }

    private List<Object> runOnServer(QueueCall call) {
        long order = order();
        if (order != 0) {
            setting.orders().expect(order);
        }
        try {
            return call.runForList(Scripts.CLAIM);
        } catch (BackendException.OutcomeUnknown e) {
            doubtful = true;
            throw e;
        } catch (BackendException.NotApplied e) {
            if (!doubtful) {
                setting.orders().forget(order);
            }
            throw e;
        }
    }

    /** {@return the token of the order that it may become; 0 = of none} */
    private long order() {
        return scopes.length == 0 ? 0 : ByteBuffer.wrap(token).getLong();
    }

    private Answer answer(List<Object> reply) {
        long now = (Long) reply.get(0);
        int status = ((Long) reply.get(1)).intValue();
        List<?> rows = (List<?>) reply.get(2);
        if (status == 2) {
            setting.orders().forget(order());
            List<String> names =
                    rows.stream().map(name -> Names.ofSortable((byte[]) name)).toList();
            return new Answer(status, List.of(), List.of(), List.of(), names, false, Ahead.NOTHING);
        }
        boolean stands = (Long) reply.get(6) == 1;
        List<ClaimedMessage> messages = new ArrayList<>();
        List<Condemned> condemned = new ArrayList<>(0);
        read(rows, now, messages, condemned);
        if (want > 0 || former != 0) {
            List<StandingOrders.Unseen> unseen = unseen(bytes(former), (List<?>) reply.get(7));
            int lacking = want - messages.size() - unseen.size();
            setting.orders().answered(order(), former, stands ? Math.max(1, lacking) : 0, unseen);
        }
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
        Ahead ahead = new Ahead(dues, (Long) reply.get(8), stands);
        return new Answer(status, messages, condemned, looks, List.of(), (Long) reply.get(4) == 1, ahead);
    }

    /** Reads parts of three, number, queue and id, of what was handed over by an order. */
    static List<StandingOrders.Unseen> unseen(byte[] order, List<?> parts) {
        List<StandingOrders.Unseen> unseen = new ArrayList<>(parts.size() / 3);
        for (int i = 0; i < parts.size(); i += 3) {
            int number = ((Long) parts.get(i)).intValue();
            MessageKey key =
                    new MessageKey(Names.ofSortable((byte[]) parts.get(i + 1)), Names.ofId((byte[]) parts.get(i + 2)));
            byte[] token = order.clone();
            ByteBuffer.wrap(token).putShort(Long.BYTES - Short.BYTES, (short) number);
            unseen.add(new StandingOrders.Unseen(number, Records.handedOver(key, token, 0)));
        }
        return unseen;
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
