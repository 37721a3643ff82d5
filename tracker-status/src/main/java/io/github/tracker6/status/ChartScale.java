package io.github.tracker6.status;

import java.util.ArrayList;
import java.util.List;

/**
 * The vertical scale of a chart, from 0, in steps that are easy to read. Immutable.
 *
 * @param step 1, 2 or 5 times a power of ten
 * @param steps how many of them, 1 to 4
 */
record ChartScale(long step, int steps) {
    private static final int MAX_STEPS = 4;

    /** Returns the scale with the smallest steps that a value fits in. */
    static ChartScale of(double max) {
        long power = 1;
        while (true) {
            for (long factor : new long[] {1, 2, 5}) {
                long step = factor * power;
                if (max <= (double) step * MAX_STEPS) {
                    return new ChartScale(step, (int) Math.max(1, Math.ceil(max / step)));
                }
            }
            power *= 10;
        }
    }

    /** Returns the highest value. */
    long top() {
        return step * steps;
    }

    /** Returns the values with a line, from 0. */
    List<Long> values() {
        List<Long> values = new ArrayList<>();
        for (int i = 0; i <= steps; i++) {
            values.add(i * step);
        }
        return values;
    }

    /** Returns a value in few characters. */
    static String label(long value) {
        if (value >= 1_000_000) {
            return decimal(value, 1_000_000) + "M";
        }
        return value >= 10_000 ? decimal(value, 1000) + "k" : PageText.count(value);
    }

    private static String decimal(long value, long unit) {
        long tenths = value % unit / (unit / 10);
        return value / unit + (tenths == 0 ? "" : "." + tenths);
    }
}
