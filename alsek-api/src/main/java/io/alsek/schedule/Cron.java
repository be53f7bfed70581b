package io.alsek.schedule;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A trigger by the calendar, written as a cron expression.
 *
 * <p>Five fields: minute, hour, day of month, month, day of week; or six, with the second before them. Each is
 * {@code *}, a number or name ({@code JAN}, {@code MON}; 0 and 7 are Sunday), a range {@code 9-17}, a step
 * {@code 9-17/2} or <code>*&#47;15</code>, or a list of such, by commas. For the day of month also {@code L} (the last),
 * {@code L-3}, {@code 15W} (the weekday nearest to it) and {@code LW}; for the day of week {@code FRIL} (the last Friday)
 * and {@code FRI#2} (the second); {@code ?} is {@code *} for either. A day must match both. {@code @yearly},
 * {@code @monthly}, {@code @weekly}, {@code @daily} and {@code @hourly} stand for the obvious.
 *
 * <p><b>When clocks change</b>: an expression for every hour counts time as it passes, so it runs in both of two equal
 * hours. Any other tells the time of day: what falls into a gap runs at its end, once; what falls into a repeated hour
 * runs the first time only.
 *
 * <p>Immutable. Equal if expression and zone are.
 */
public final class Cron implements Trigger {

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    /** Nobody waits for what comes after this. */
    private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private final String expression;
    private final ZoneId zone;
    private final CronFields fields;

    private Cron(String expression, ZoneId zone, CronFields fields) {
        this.expression = expression;
        this.zone = zone;
        this.fields = fields;
    }

    /**
     * By this expression, in UTC.
     *
     * @throws IllegalArgumentException if it is wrong, saying where and what to write instead, or never happens
     */
    public static Cron of(String expression) {
        String tidy = BLANKS.matcher(expression.strip()).replaceAll(" ");
        return new Cron(tidy, ZoneOffset.UTC, new CronParser(tidy).parse());
    }

    /** A copy that goes by the wall clocks of a zone. */
    public Cron in(ZoneId newZone) {
        return new Cron(expression, newZone, fields);
    }

    /**
     * A copy that goes by the wall clocks of a zone.
     *
     * @param newZone such as {@code "Europe/Berlin"} or {@code "+02:00"}
     * @throws IllegalArgumentException if there is no such zone
     */
    public Cron in(String newZone) {
        try {
            return in(ZoneId.of(newZone));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("There is no time zone \"" + newZone + "\"; " + suggestion(newZone), e);
        }
    }

    private static String suggestion(String wrong) {
        String city = wrong.substring(wrong.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        String start = city.substring(0, Math.min(4, city.length()));
        String similar = start.isBlank()
                ? ""
                : new TreeSet<>(ZoneId.getAvailableZoneIds())
                        .stream()
                                .filter(id -> id.contains("/"))
                                .filter(id -> id.substring(id.lastIndexOf('/') + 1)
                                        .toLowerCase(Locale.ROOT)
                                        .startsWith(start))
                                .limit(3)
                                .map(id -> "\"" + id + "\"")
                                .collect(Collectors.joining(" or "));
        return similar.isEmpty()
                ? "zones are called like \"Europe/Berlin\", \"UTC\" or \"+02:00\""
                : "perhaps you mean " + similar;
    }

    /** {@return the expression as it was given, but for blanks} */
    public String expression() {
        return expression;
    }

    /** {@return the zone by whose wall clocks it goes} */
    public ZoneId zone() {
        return zone;
    }

    @Override
    public Optional<Instant> nextAfter(Instant instant) {
        if (!instant.isBefore(LAST)) {
            return Optional.empty();
        }
        Instant after = instant.isBefore(FIRST) ? FIRST : instant.truncatedTo(ChronoUnit.SECONDS);
        ZoneRules rules = zone.getRules();
        Instant from = after.plusSeconds(1);
        ZoneOffset offset = rules.getOffset(after);
        ZoneOffsetTransition change = rules.nextTransition(after);
        while (from.isBefore(LAST)) {
            LocalDateTime found = fields.firstFrom(wallTime(from, offset, rules));
            if (found == null) {
                return Optional.empty();
            }
            Instant candidate = found.toInstant(offset);
            if (change == null || candidate.isBefore(change.getInstant())) {
                return Optional.of(candidate);
            }
            if (isInGap(change)) {
                return Optional.of(change.getInstant());
            }
            from = change.getInstant();
            offset = change.getOffsetAfter();
            change = rules.nextTransition(from);
        }
        return Optional.empty();
    }

    /** The wall time at an instant; or, where it has been so late before, the end of that repetition. */
    private LocalDateTime wallTime(Instant instant, ZoneOffset offset, ZoneRules rules) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, offset);
        if (fields.isEveryHour()) {
            return time;
        }
        ZoneOffsetTransition change = rules.getTransition(time);
        boolean again = change != null && change.isOverlap() && offset.equals(change.getOffsetAfter());
        return again ? change.getDateTimeBefore() : time;
    }

    /** Whether a time of day falls into a gap. */
    private boolean isInGap(ZoneOffsetTransition change) {
        if (!change.isGap() || fields.isEveryHour()) {
            return false;
        }
        LocalDateTime missing = fields.firstFrom(change.getDateTimeBefore());
        return missing != null && missing.isBefore(change.getDateTimeAfter());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Cron that && expression.equals(that.expression) && zone.equals(that.zone);
    }

    @Override
    public int hashCode() {
        return 31 * expression.hashCode() + zone.hashCode();
    }

    /** Such as {@code 0 3 * * MON-FRI in Europe/Berlin}. */
    @Override
    public String toString() {
        return expression + " in " + (zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId());
    }
}
