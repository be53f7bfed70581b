package io.alsek.redis;

import io.alsek.spi.BackendException;
import io.alsek.spi.Effects;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.Submission;
import io.alsek.spi.SubmitOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How submissions are told to {@code submit.lua}: those without successors and repetitions the short way. */
final class Submissions implements Batch.Coding<Submission, SubmitOutcome> {

    /** Many messages at once are better claimed at once. */
    private static final int MOST_HANDED_OVER = 4;

    /** What is longer would fill the buffers of the connections on which notes are told. */
    private static final int MOST_HANDED_BYTES = 16_384;

    private static String queue(Submission submission) {
        return submission.message().queue();
    }

    @Override
    public long size(Submission submission) {
        return Codings.size(submission.message()) + Codings.size(submission.effects());
    }

    @Override
    public SubmitOutcome outcome(int digit) {
        return digit == 1 ? SubmitOutcome.ACCEPTED : SubmitOutcome.DUPLICATE;
    }

    @Override
    public int best() {
        return 1;
    }

    /** The very same message, to the byte, is there by the call whose reply was lost. */
    @Override
    public Object doubtful(Space space, Submission submission, int digit) {
        QueuedMessage mine = submission.message();
        boolean[] same = {false};
        try {
            Held.find(space, List.of(mine.key()), (held, now) -> {
                QueuedMessage there = held.stored(now).message();
                same[0] = mine.task().equals(there.task()) && Arrays.equals(mine.body(), there.body());
            });
        } catch (BackendException e) {
            return new BackendException.OutcomeUnknown(String.valueOf(e.getMessage()), e);
        }
        return same[0] ? SubmitOutcome.ACCEPTED : outcome(digit);
    }

    @Override
    public int[] encode(QueueCall call, List<Submission> elements) {
        if (isPlain(elements)) {
            return encodePlain(call, elements);
        }
        call.arg("E").arg(elements.size());
        for (Submission submission : elements) {
            call.arg(call.group(queue(submission)))
                    .message(submission.message())
                    .effects(submission.effects());
        }
        return Batch.inOrder(elements.size());
    }

    private static boolean isPlain(List<Submission> elements) {
        Set<Object> keys = new HashSet<>();
        for (Submission submission : elements) {
            boolean first =
                    elements.size() == 1 || keys.add(submission.message().key());
            Effects effects = submission.effects();
            if (!first || !effects.successors().isEmpty() || !effects.locks().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private int[] encodePlain(QueueCall call, List<Submission> elements) {
        Map<String, List<Integer>> byQueue = new LinkedHashMap<>();
        for (int i = 0; i < elements.size(); i++) {
            byQueue.computeIfAbsent(queue(elements.get(i)), key -> new ArrayList<>())
                    .add(i);
        }
        int[] order = new int[elements.size()];
        int at = 0;
        call.arg("P");
        boolean few = elements.size() <= MOST_HANDED_OVER && byQueue.size() == 1;
        for (Map.Entry<String, List<Integer>> group : byQueue.entrySet()) {
            call.group(group.getKey());
            List<QueuedMessage> messages = new ArrayList<>(group.getValue().size());
            for (int index : group.getValue()) {
                messages.add(elements.get(index).message());
                few &= elements.get(index).message().body().length <= MOST_HANDED_BYTES;
                order[at++] = index;
            }
            encodeQueue(call, messages);
        }
        if (few) {
            call.standing();
        }
        call.plainEffects(Arrays.stream(order)
                .mapToObj(index -> elements.get(index).effects())
                .toList());
        return order;
    }

    private static void encodeQueue(QueueCall call, List<QueuedMessage> messages) {
        int priority = messages.get(0).priority();
        boolean alike = true;
        long ready = 0;
        long expiry = Millis.NEVER;
        Map<String, Integer> tasks = new TreeMap<>();
        for (QueuedMessage message : messages) {
            alike &= message.priority() == priority;
            ready = Math.max(ready, Millis.of(message.readyAt()));
            expiry = Math.min(expiry, Millis.orNever(message.expiresAt()));
            tasks.merge(message.task(), 1, Integer::sum);
        }
        call.arg(messages.size()).arg(alike ? Integer.toString(priority) : "").arg(ready);
        call.arg(expiry).arg(tasks.size());
        tasks.forEach((task, count) -> call.arg(Names.text(task)).arg(count));
        messages.forEach(message -> call.arg(Names.id(message.id())));
        for (QueuedMessage message : messages) {
            call.arg(Records.message(message, !alike));
        }
    }
}
