package io.alsek.schedule;

import io.alsek.broker.Broker;
import io.alsek.broker.Envelope;
import io.alsek.message.Message;
import io.alsek.message.ScheduledRun;
import io.alsek.spi.Effects;
import io.alsek.spi.Publication;
import io.alsek.spi.QueuedMessage;
import io.alsek.spi.ScheduleWrite;
import io.alsek.spi.ValueWrite;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes of a schedule that is due: the messages of its runs, and the write that submits them and moves it on.
 *
 * @param write all of it, as one
 * @param messages those that it submits
 */
record Firing(ScheduleWrite write, List<Message> messages) {

    private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);

    /**
     * Works out what is to be done.
     *
     * @param revision a new one for the schedule
     * @throws IllegalArgumentException if a message is larger than allowed
     */
    static Firing of(Schedule schedule, long revision, Broker broker, Instant now) {
        Progress progress = schedule.progress();
        Instant waitedFor = progress.next();
        List<Instant> runs = waitedFor == null ? List.of() : runs(schedule, waitedFor, now);
        Instant following = waitedFor == null
                ? null
                : schedule.timetable().firstNotDue(waitedFor, now).orElse(null);
        List<Message> messages = new ArrayList<>();
        for (Instant run : runs) {
            messages.add(message(schedule, run, progress.runs() + messages.size() == 0, now));
        }
        Effects effects = effects(messages, broker);
        broker.requireAcceptable(effects);
        return new Firing(
                new ScheduleWrite(
                        schedule.revision(), schedule.with(revision, progress.after(runs, following), false), effects),
                messages);
    }

    private static List<Instant> runs(Schedule schedule, Instant waitedFor, Instant now) {
        MissedRuns rule = schedule.missedRuns();
        Timetable times = schedule.timetable();
        List<Instant> runs = new ArrayList<>(times.latestDue(waitedFor, now, rule.most()));
        Duration latest = rule.latest();
        if (latest != null) {
            runs.removeIf(run -> times.dueAt(run).plus(latest).isBefore(now));
        }
        if (runs.isEmpty() || runs.get(0).isAfter(waitedFor)) {
            LOG.warn(
                    "The schedule \"{}\" has missed its runs from {} on; {}",
                    schedule.name(),
                    waitedFor,
                    runs.isEmpty() ? "none is made up for" : "it goes on with that of " + runs.get(0));
        }
        return runs;
    }

    private static Message message(Schedule schedule, Instant instant, boolean first, Instant now) {
        ScheduledRun run = new ScheduledRun(schedule.name(), instant);
        Definition definition = schedule.definition();
        Progress progress = schedule.progress();
        Message message = first
                ? definition.message(progress.firstIds(), null, now)
                : definition.message(ids(run, progress.firstIds().size()), progress.firstId(), now);
        return run.mark(message);
    }

    /** {@return the ids of a run's message and of what follows after it} */
    static List<String> ids(ScheduledRun run, int count) {
        List<String> ids = new ArrayList<>();
        ids.add(run.id());
        for (int number = 1; number < count; number++) {
            ids.add(run.callbackId(number));
        }
        return ids;
    }

    private static Effects effects(List<Message> messages, Broker broker) {
        List<ValueWrite> values = new ArrayList<>();
        List<QueuedMessage> successors = new ArrayList<>();
        List<Publication> publications = new ArrayList<>();
        for (Message message : messages) {
            Effects submitted = broker.transitions().submitted(message);
            for (ValueWrite write : submitted.values()) {
                // If the id is taken after all, the message is left out, and must keep the status that it has.
                values.add(new ValueWrite(write.key(), write.value(), write.ttl(), ValueWrite.Condition.IF_ABSENT));
            }
            successors.add(Envelope.pack(message));
            publications.addAll(submitted.publications());
        }
        return new Effects(values, successors, publications);
    }
}
