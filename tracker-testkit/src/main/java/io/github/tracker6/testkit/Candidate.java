package io.github.tracker6.testkit;

import io.github.tracker6.Endpoint;
import org.jspecify.annotations.Nullable;

/** An endpoint that may be in an answer, its host's endpoint of the other family, if any, and whether it downloads. */
record Candidate(Endpoint endpoint, @Nullable Endpoint partner, boolean downloads) {
    boolean isSingle() {
        return partner == null;
    }
}
