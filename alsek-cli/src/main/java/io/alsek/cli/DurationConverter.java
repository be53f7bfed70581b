package io.alsek.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 250ms}, {@code 1.5s}, {@code 5m}, {@code 2h}, {@code 7d}, or ISO 8601. A bare number is milliseconds. */
final class DurationConverter implements ITypeConverter<Duration> {

    private static final Pattern SIMPLE = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,3})?)(ms|s|m|h|d)?");

    @Override
    public Duration convert(String text) {
        Matcher simple = SIMPLE.matcher(text.toLowerCase(Locale.ROOT));
        if (simple.matches()) {
            String unit = simple.group(2) == null ? "ms" : simple.group(2);
            return Duration.ofMillis(Math.round(Double.parseDouble(simple.group(1)) * millisOf(unit)));
        }
        try {
            Duration duration = Duration.parse(text);
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            // told below, with all that would be understood
        }
        throw new TypeConversionException(
                "\"" + text + "\" is not a duration such as 250ms, 1.5s, 5m, 2h, 7d or PT30S");
    }

    private static long millisOf(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> Duration.ofSeconds(1).toMillis();
            case "m" -> Duration.ofMinutes(1).toMillis();
            case "h" -> Duration.ofHours(1).toMillis();
            default -> Duration.ofDays(1).toMillis();
        };
    }
}
