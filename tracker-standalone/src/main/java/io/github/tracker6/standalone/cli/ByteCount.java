package io.github.tracker6.standalone.cli;

import java.util.Locale;

/** Numbers of bytes for people. Stateless. */
public final class ByteCount {
    private static final String UNITS = "KMGTPE";
    private static final int STEP = 1_024;

    private ByteCount() {}

    /** Returns a rounded number: {@code 612 bytes}, {@code 3.7 GiB}. */
    public static String rounded(long bytes) {
        if (bytes < STEP) {
            return bytes + (bytes == 1 ? " byte" : " bytes");
        }
        double value = bytes;
        int unit = -1;
        // 1023.95 would be written as 1024.0
        while (value >= STEP - 0.05 && unit < UNITS.length() - 1) {
            value /= STEP;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %siB", value, UNITS.charAt(unit));
    }

    /** Returns a rounded number and the exact one: {@code 3.7 GiB (3992977408 bytes)}. */
    public static String exact(long bytes) {
        return bytes < STEP ? rounded(bytes) : rounded(bytes) + " (" + bytes + " bytes)";
    }
}
