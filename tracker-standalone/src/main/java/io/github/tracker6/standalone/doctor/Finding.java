package io.github.tracker6.standalone.doctor;

import java.util.Locale;

/**
 * What a check found: one line.
 *
 * @param subject what was checked, such as {@code udp}
 * @param text what was found and what to do; fit for a terminal
 */
record Finding(Level level, String subject, String text) {
    /** How bad it is. */
    enum Level {
        /** As it should be. */
        OK("ok"),
        /** Some clients, or this host, have a disadvantage. */
        WARN("warn"),
        /** Clients do not reach the tracker, or do not get what they ask for. */
        FAIL("FAIL");

        private final String word;

        Level(String word) {
            this.word = word;
        }
    }

    static Finding ok(String subject, String text) {
        return new Finding(Level.OK, subject, text);
    }

    static Finding warn(String subject, String text) {
        return new Finding(Level.WARN, subject, text);
    }

    static Finding fail(String subject, String text) {
        return new Finding(Level.FAIL, subject, text);
    }

    /** Returns the line. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%-5s %-8s %s", level.word, subject, text);
    }
}
