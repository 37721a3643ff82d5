package io.github.tracker6.internal;

import java.time.Duration;

/** Checks values of options. Stateless. */
public final class Require {
    private Require() {}

    /**
     * Returns a value that lies in a range.
     *
     * @throws IllegalArgumentException if it does not; the message names the option and the range
     */
    public static int range(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " " + value + " is outside " + min + " to " + max);
        }
        return value;
    }

    /**
     * Returns a duration that lies in a range.
     *
     * @throws IllegalArgumentException if it does not; the message names the option and the range
     */
    public static Duration range(String name, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(name + " " + value + " is outside " + min + " to " + max);
        }
        return value;
    }
}
