package io.alsek.cli;

import io.alsek.Alsek;
import io.alsek.schedule.Schedule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists schedules, and does something about one of them. */
@Command(
        name = "schedules",
        description = "Lists schedules: what is submitted by itself, and when.",
        subcommands = {
            SchedulesCommand.Next.class,
            SchedulesCommand.Pause.class,
            SchedulesCommand.Resume.class,
            SchedulesCommand.Clear.class
        })
final class SchedulesCommand extends ServerCommand {

    @Override
    void run(Alsek alsek) {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        Table table = new Table("SCHEDULE", "TASK", "QUEUE", "TRIGGER", "NEXT RUN", "LAST RUN", "RUNS", "PAUSED");
        for (Schedule schedule : alsek.schedules().list()) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            map.put("schedule", schedule.name());
            map.put("task", schedule.task());
            map.put("queue", schedule.queue());
            map.put("trigger", schedule.trigger().toString());
            map.put("nextRun", text(schedule.nextRun().orElse(null)));
            map.put("lastRun", text(schedule.lastRun().orElse(null)));
            map.put("runs", schedule.runs());
            map.put("paused", schedule.isPaused());
            map.put("firstId", schedule.firstId());
            all.add(map);
            table.row(
                    schedule.name(),
                    schedule.task(),
                    schedule.queue(),
                    schedule.trigger(),
                    schedule.nextRun().orElse(null),
                    schedule.lastRun().orElse(null),
                    schedule.runs(),
                    schedule.isPaused() ? "yes" : "no");
        }
        print(all, table.isEmpty() ? "There are no schedules in this namespace." : table);
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    /** What is done to one schedule. */
    abstract static class OfOne extends ServerCommand {

        @Parameters(paramLabel = "SCHEDULE", description = "The schedule's name.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private String name;

        final String name() {
            return name;
        }

        abstract void runOn(Alsek alsek);

        @Override
        final void run(Alsek alsek) {
            try {
                runOn(alsek);
            } catch (NoSuchElementException e) {
                throw new FailedException("There is no schedule \"" + name
                        + "\" in this namespace; \"alsek schedules\" lists those that there are");
            }
        }

        final void tell(String key, Object value, String text) {
            print(Map.of("schedule", name, key, value), text);
        }
    }

    /** Tells when it runs. */
    @Command(name = "next", description = "Tells when a schedule runs next.")
    static final class Next extends OfOne {

        @Option(
                names = "--count",
                paramLabel = "N",
                defaultValue = "5",
                description = "How many runs; ${DEFAULT-VALUE} by default.")
        private int count;

        @Override
        void runOn(Alsek alsek) {
            List<String> runs = alsek.schedules().nextRuns(name(), count).stream()
                    .map(Instant::toString)
                    .toList();
            tell(
                    "nextRuns",
                    runs,
                    runs.isEmpty()
                            ? name() + " is over."
                            : runs.stream().collect(Collectors.joining(System.lineSeparator())));
        }
    }

    /** Stops it for a while. */
    @Command(name = "pause", description = "Lets a schedule submit nothing, until it is resumed.")
    static final class Pause extends OfOne {

        @Override
        void runOn(Alsek alsek) {
            boolean changed = alsek.schedules().pause(name());
            tell("changed", changed, name() + (changed ? " is paused." : " was paused already."));
        }
    }

    /** Lets it go on. */
    @Command(name = "resume", description = "Lets a schedule go on; what it missed meanwhile is left out.")
    static final class Resume extends OfOne {

        @Override
        void runOn(Alsek alsek) {
            boolean changed = alsek.schedules().resume(name());
            tell("changed", changed, name() + (changed ? " goes on." : " was not paused."));
        }
    }

    /** Removes it. */
    @Command(name = "clear", description = "Removes a schedule; what it has submitted stays.")
    static final class Clear extends OfOne {

        @Override
        void runOn(Alsek alsek) {
            alsek.schedules().clear(name());
            tell("cleared", true, name() + " is removed.");
        }
    }
}
