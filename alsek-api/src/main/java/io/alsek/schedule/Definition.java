package io.alsek.schedule;

import io.alsek.message.History;
import io.alsek.message.Lineage;
import io.alsek.message.Message;
import io.alsek.message.MessageHead;
import io.alsek.message.SerializationException;
import io.alsek.message.Serializer;
import io.alsek.message.Timing;
import io.alsek.message.WireFormat;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is to be submitted and when. Two are the same if they are stored as the same bytes: so whatever differs from
 * process to process, such as ids and times of the template, is brought to one form.
 *
 * @param trigger as it was given
 * @param start nothing is before it
 * @param end nothing is after it
 * @param missed what to do about missed runs
 * @param template what all messages have in common; its id and its times mean nothing
 */
record Definition(
        Trigger trigger, @Nullable Instant start, @Nullable Instant end, MissedRuns missed, Message template) {

    /** The form of one. */
    private record Note(
            TriggerNote trigger,
            @Nullable Instant start,
            @Nullable Instant end,
            MissedRuns missed,
            MessageNote message) {}

    private record MessageNote(String task, String queue, int priority, byte[] body) {}

    Definition {
        template = plain(template);
    }

    private static Message plain(Message message) {
        List<Message> chain = chainOf(message);
        Message callback = null;
        for (int i = chain.size() - 1; i >= 0; i--) {
            Message each = chain.get(i);
            Timing timing = each.timing();
            callback = each.toBuilder()
                    .id(Integer.toString(i))
                    .metadata(new TreeMap<>(each.settings().metadata()))
                    .timing(at(Instant.EPOCH, i == 0 ? Duration.ZERO : timing.delay(), timing))
                    .lineage(new Lineage(null, null, each.lineage().previousResult(), null, callback))
                    .build();
        }
        return callback == null ? message : callback;
    }

    /** {@return a message, and what follows after it, in order} */
    static List<Message> chainOf(Message message) {
        List<Message> chain = new ArrayList<>();
        for (Message next = message; next != null; next = next.lineage().callback()) {
            chain.add(next);
        }
        return chain;
    }

    private static Timing at(Instant now, Duration delay, Timing like) {
        return new Timing(now, now, delay, now.plus(delay), like.timeToLive());
    }

    /**
     * Makes a message of the template.
     *
     * @param ids of the message and of what follows after it, in order
     * @param progenitor the message of the first run; {@code null} if it is that itself
     */
    Message message(List<String> ids, @Nullable String progenitor, Instant now) {
        List<Message> chain = chainOf(template);
        Message message = null;
        for (int i = chain.size() - 1; i >= 0; i--) {
            Message each = chain.get(i);
            String first = i == 0 ? progenitor : null;
            message = each.toBuilder()
                    .id(ids.get(i))
                    .timing(at(now, each.timing().delay(), each.timing()))
                    .lineage(new Lineage(first, null, each.lineage().previousResult(), null, message))
                    .build();
        }
        return message == null ? template : message;
    }

    byte[] encode() {
        MessageNote message = new MessageNote(
                template.task(), template.queue(), template.priority(), WireFormat.encodeBody(template));
        Note note = new Note(TriggerNote.of(trigger), start, end, missed, message);
        return Serializer.json().serialize(note, Note.class);
    }

    static Definition decode(String name, byte[] bytes) {
        try {
            Note note = (Note) Serializer.json().deserialize(bytes, Note.class);
            if (note == null) {
                throw new IllegalArgumentException("it is empty");
            }
            MessageNote message = note.message;
            MessageHead head = new MessageHead("0", message.task, message.queue, message.priority, Instant.EPOCH, null);
            Message template = WireFormat.decode(head, History.NONE, message.body);
            return new Definition(note.trigger.toTrigger(), note.start, note.end, note.missed, template);
        } catch (IllegalArgumentException | NullPointerException | DateTimeException | SerializationException e) {
            throw new SerializationException(
                    "The schedule \"" + name + "\" cannot be read: " + e.getMessage()
                            + ". If a newer version has written it, upgrade this process; else clear it",
                    e);
        }
    }
}
