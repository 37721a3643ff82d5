package io.github.tracker6.standalone.log;

import java.util.List;
import java.util.Locale;
import org.slf4j.event.Level;

/**
 * From which level on loggers write.
 *
 * @param logger a logger or a package; empty for all that no other level names
 * @param least a level of SLF4J as a number, or {@link #OFF}
 */
public record LogLevel(String logger, int least) {
    /** Above all levels. */
    public static final int OFF = Integer.MAX_VALUE;

    /** The words for levels, the lowest first. */
    public static final List<String> WORDS = List.of("trace", "debug", "info", "warn", "error", "off");

    /**
     * Parses {@code debug} or {@code io.github.tracker6.claims=debug}.
     *
     * @throws IllegalArgumentException if it is none; the message names the part that is wrong
     */
    public static LogLevel parse(String text) {
        int equals = text.lastIndexOf('=');
        String logger = equals < 0 ? "" : text.substring(0, equals);
        if (equals >= 0 && !logger.matches("\\w+(?:[.$]\\w+)*")) {
            throw new IllegalArgumentException(
                    "'" + logger + "' is no package or class such as io.github.tracker6.claims");
        }
        return new LogLevel(logger, least(text.substring(equals + 1)));
    }

    private static int least(String word) {
        if (word.equals("off") || word.equals("false")) { // YAML takes an off without quotes for false
            return OFF;
        }
        if (!WORDS.contains(word)) {
            throw new IllegalArgumentException("'" + word + "' is none of " + String.join(", ", WORDS));
        }
        return Level.valueOf(word.toUpperCase(Locale.ROOT)).toInt();
    }

    /** Returns whether the level is for a logger. */
    boolean isFor(String name) {
        return logger.isEmpty()
                || name.equals(logger)
                || name.startsWith(logger + ".")
                || name.startsWith(logger + "$");
    }

    /** Returns the text that {@link #parse} takes. */
    @Override
    public String toString() {
        String word = least == OFF ? "off" : Level.intToLevel(least).name().toLowerCase(Locale.ROOT);
        return logger.isEmpty() ? word : logger + "=" + word;
    }
}
