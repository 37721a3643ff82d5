package io.github.tracker6.benchmarks.conformance;

import java.util.Collection;
import java.util.stream.Collectors;

/** Thrown by a check if the tracker breaks the rule. The message says what was expected and what was seen. */
final class Mismatch extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_SHOWN = 5;

    Mismatch(String expected, Object seen) {
        super("expected " + expected + ", saw " + seen);
    }

    /** Throws unless the condition holds. */
    static void require(boolean condition, String expected, Object seen) {
        if (!condition) {
            throw new Mismatch(expected, seen);
        }
    }

    /** Throws unless both are equal. */
    static void requireEqual(Object expected, Object seen, String what) {
        require(expected.equals(seen), what + " = " + expected, seen);
    }

    /** Returns the first few things as text. */
    static String shown(Collection<?> things) {
        String text = things.stream().limit(MAX_SHOWN).map(String::valueOf).collect(Collectors.joining(", ", "[", ""));
        return text + (things.size() > MAX_SHOWN ? ", ... " + things.size() + " in all]" : "]");
    }
}
