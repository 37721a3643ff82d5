package io.github.tracker6.http;

/** Reads decimal numbers from bytes: digits alone, no sign, no blanks. Stateless. */
final class Decimal {
    /** Returned by {@link #parse} if the bytes are no number, or one above the limit. */
    static final int NONE = -1;

    private Decimal() {}

    /**
     * Parses a number from 0 to {@code max}.
     *
     * @param max 0 to {@code Integer.MAX_VALUE}
     * @return the number, or {@link #NONE}
     */
    static int parse(byte[] bytes, int from, int to, int max) {
        long number = 0;
        if (from >= to) {
            return NONE;
        }
        for (int i = from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return NONE;
            }
            number = number * 10 + digit;
            if (number > max) {
                return NONE;
            }
        }
        return (int) number;
    }

    /** Returns whether the bytes are digits alone, at least one. */
    static boolean isDigits(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
        }
        return from < to;
    }

    /** Returns whether the bytes are a number from 0 to 2^64 - 1. */
    static boolean isUnsignedLong(byte[] bytes, int from, int to) {
        if (!isDigits(bytes, from, to)) {
            return false;
        }
        long number = 0;
        for (int i = from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (Long.compareUnsigned(number, Long.divideUnsigned(-1L, 10)) > 0) {
                return false;
            }
            long tens = number * 10;
            number = tens + digit;
            if (Long.compareUnsigned(number, tens) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns the number, if {@link #isUnsignedLong} returned true. */
    static long unsignedLong(byte[] bytes, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + (bytes[i] - '0');
        }
        return number;
    }
}
