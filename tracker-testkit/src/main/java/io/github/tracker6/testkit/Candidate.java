package io.github.tracker6.testkit;

import io.github.tracker6.Endpoint;
import org.jspecify.annotations.Nullable;

/** An endpoint that may be in an answer, and its host's endpoint of the other family, if any. */
record Candidate(Endpoint endpoint, @Nullable Endpoint partner) {
    boolean isSingle() {
        return partner == null;
    }
}
