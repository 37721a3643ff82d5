package io.github.tracker6.standalone;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 90s}, {@code 30m} and {@code 1h}. */
final class DurationConverter implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,6})([smh])");

    @Override
    public Duration convert(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            if (text.matches("[0-9]{1,6}")) {
                throw new TypeConversionException("'" + text + "' has no unit; write " + text + "s or " + text + "m");
            }
            throw new TypeConversionException("'" + text + "' is no duration such as 90s, 30m or 1h");
        }
        int number = Integer.parseInt(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    /**
     * Checks a time.
     *
     * @param option is named in the message
     * @throws IllegalArgumentException if it is less than a second, or above the limit
     */
    static void requireRange(String option, Duration time, Duration max) {
        if (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(max) > 0) {
            throw new IllegalArgumentException(option + " " + text(time) + " is outside 1s to " + text(max));
        }
    }

    /** Returns a time as it is written, in the largest unit that gives a whole number. */
    static String text(Duration time) {
        long seconds = time.toSeconds();
        if (seconds > 0 && seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds > 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
