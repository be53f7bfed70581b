package io.alsek.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.alsek.redis.ClaimCall.Answer;
import io.alsek.redis.ClaimCall.Due;
import io.alsek.redis.ClaimCall.Look;
import io.alsek.spi.BackendException;
import io.alsek.spi.ClaimedMessage;
import io.alsek.spi.Condemned;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What one claim gathers from the queues of its session, call by call. Used by one thread. */
final class Harvest {

    private static final int MOST_QUEUES = 8;
    private static final int MOST_ATTEMPTS = 100;
    private static final int MOST_NAMES = 500;
    private static final int WRONG_QUEUES = 2;
    private static final long NOT_VISITED = -2;
    private static final byte[] GIVEN = ClaimCall.GIVEN.getBytes(ISO_8859_1);
    private static final byte[] BUSY = ClaimCall.BUSY.getBytes(ISO_8859_1);

    final List<ClaimedMessage> messages = new ArrayList<>();
    final List<Condemned> condemned = new ArrayList<>(0);
    boolean more;
    long nextAt = Millis.NEVER;

    /** The queue of the last message, behind which fair subscribers go on; {@code null} as long as there is none. */
    @Nullable
    String lastQueue;

    /** The call whose answer was lost, if that is why this ended. */
    @Nullable
    ClaimCall unanswered;

    /** The queues that were asked. */
    final Set<String> looked = new HashSet<>();

    /** Those of them that were passed over, since a key of theirs is of a wrong type. */
    final Set<String> unsound = new HashSet<>(0);

    private final Space space;
    private final ClaimCall.Setting setting;
    private final int want;

    /** Whether what is missing will be handed over. */
    private boolean stands;

    Harvest(Space space, ClaimCall.Setting setting, int want) {
        this.space = space;
        this.setting = setting;
        this.want = want;
    }

    private int room() {
        return stands
                ? 0
                : Math.max(0, want - messages.size() - setting.orders().underWay());
    }

    private boolean isEnough() {
        return room() == 0 && more;
    }

    /** Makes a call whose answer was lost once more. */
    void recover(ClaimCall call) {
        add(run(call));
    }

    private Answer call(List<String> queues, byte[] which) {
        return run(new ClaimCall(space, stands ? setting.looking() : setting, queues, which, room()));
    }

    private Answer run(ClaimCall call) {
        try {
            return call.run();
        } catch (BackendException.OutcomeUnknown e) {
            unanswered = call;
            throw e;
        }
    }

    /** {@return whether the call was cut short, with nothing to show for it} */
    private boolean add(Answer answer) {
        messages.addAll(answer.messages());
        condemned.addAll(answer.condemned());
        if (!answer.messages().isEmpty()) {
            lastQueue = answer.messages()
                    .get(answer.messages().size() - 1)
                    .message()
                    .queue();
        }
        stands |= answer.ahead().stands();
        if (answer.ahead().told() >= 0) {
            nextAt = Math.min(nextAt, answer.ahead().told());
        }
        boolean again = answer.status() == 1 && messages.isEmpty() && want > 0;
        List<Look> looks = answer.looks();
        for (int i = 0; i < looks.size(); i++) {
            Look look = looks.get(i);
            if (look.nextAt() != NOT_VISITED && !(again && i == looks.size() - 1)) {
                looked.add(look.queue());
                if (look.unsound()) {
                    unsound.add(look.queue());
                }
                more |= look.more();
                if (look.nextAt() >= 0) {
                    nextAt = Math.min(nextAt, look.nextAt());
                }
            }
        }
        return again;
    }

    /** Claims from some queues in the order given. */
    void visit(List<String> queues, boolean busy) {
        int from = 0;
        while (from < queues.size() && !isEnough()) {
            Answer answer =
                    call(queues.subList(from, Math.min(queues.size(), from + MOST_QUEUES)), busy ? BUSY : GIVEN);
            boolean again = add(answer);
            from += answer.looks().size() - (again ? 1 : 0);
        }
    }

    /**
     * Claims from all queues, in alphabetical order.
     *
     * @param guess the queues that were busy last time
     * @param behind where to begin: behind this queue; {@code null} = with the first
     * @return the queues that were busy
     */
    List<String> visitAll(List<String> guess, @Nullable String behind) {
        byte[] which = behind == null ? "S".getBytes(ISO_8859_1) : which(behind);
        List<String> queues = inTurn(guess, behind);
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Answer answer = call(queues, which);
            if (answer.status() == WRONG_QUEUES) {
                queues = inTurn(joined(answer.names(), queues), behind);
                continue;
            }
            boolean again = add(answer);
            if (again) {
                continue;
            }
            if (answer.looks().size() < queues.size() || answer.beyond()) {
                visitRest(behind);
            }
            lookAhead(answer.ahead().timed());
            return queues;
        }
        more = true;
        return List.of();
    }

    /** {@return the queues that are busy now, filled up with those that were} */
    private static List<String> joined(List<String> names, List<String> before) {
        Set<String> joined = new LinkedHashSet<>(names);
        joined.addAll(before);
        return joined.stream().limit(MOST_QUEUES).toList();
    }

    /** {@return the queues in alphabetical order, beginning behind a certain one} */
    private static List<String> inTurn(List<String> names, @Nullable String behind) {
        List<String> sorted = new ArrayList<>(new TreeSet<>(names));
        if (behind != null) {
            int first = 0;
            while (first < sorted.size() && sorted.get(first).compareTo(behind) <= 0) {
                first++;
            }
            Collections.rotate(sorted, -first);
        }
        return sorted;
    }

    private static byte[] which(String behind) {
        byte[] name = Names.sortable(behind);
        return ByteBuffer.allocate(1 + name.length).put((byte) 'F').put(name).array();
    }

    private void visitRest(@Nullable String behind) {
        List<String> names = new ArrayList<>();
        byte[] from = {};
        List<String> page;
        do {
            page = names(from);
            names.addAll(page);
            from = page.isEmpty() ? from : Names.sortable(page.get(page.size() - 1));
        } while (page.size() == MOST_NAMES);
        names.removeAll(looked);
        visit(inTurn(names, behind), true);
    }

    private List<String> names(byte[] from) {
        List<Object> names = new QueueCall(space).arg(from).arg(MOST_NAMES).runForList(Scripts.BUSY);
        return names.stream().map(name -> Names.ofSortable((byte[]) name)).toList();
    }

    /**
     * Looks into queues where time will bring something before what is known. Of more than a few it only believes
     * what the index says, which may be too early, as after leases that were settled.
     */
    private void lookAhead(List<Due> timed) {
        List<Due> ahead = new ArrayList<>();
        for (Due due : timed) {
            if (due.at() < nextAt && !looked.contains(due.queue())) {
                ahead.add(due);
            }
        }
        if (more || ahead.isEmpty()) {
            return;
        }
        if (ahead.size() > MOST_QUEUES) {
            nextAt = ahead.get(0).at();
            if (!messages.isEmpty()) {
                return;
            }
        }
        visit(ahead.stream().limit(MOST_QUEUES).map(Due::queue).toList(), true);
    }
}
