package io.github.tracker6.benchmarks.conformance;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a check found. Immutable.
 *
 * @param outcomes one for each way of the check's scope
 */
record Result(Check check, Map<Way, Outcome> outcomes) {
    Result {
        outcomes = new EnumMap<>(outcomes);
    }

    /** The verdict of a check, or of one way of it. */
    enum Status {
        OK("ok"),
        FAIL("FAIL"),
        NOT_OFFERED("not offered");

        private final String text;

        Status(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * What a check found over one way.
     *
     * @param detail what was expected and seen, or why the way is not offered; empty for a success
     */
    record Outcome(Status status, String detail) {}

    /** Returns FAIL if one way fails, OK if one is right and none fails, and otherwise NOT_OFFERED. */
    Status status() {
        for (Status status : List.of(Status.FAIL, Status.OK)) {
            if (outcomes.values().stream().anyMatch(outcome -> outcome.status() == status)) {
                return status;
            }
        }
        return Status.NOT_OFFERED;
    }
}
