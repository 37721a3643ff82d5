package io.github.tracker6.testkit;

import io.github.tracker6.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint that may be in an answer.
 *
 * @param partner its host's endpoint of the other family, or null
 * @param closed whether its host has both families and was not reached over IPv6
 * @param downloads whether its host downloads
 */
record Candidate(Endpoint endpoint, @Nullable Endpoint partner, boolean closed, boolean downloads) {
    boolean isSingle() {
        return partner == null;
    }

    boolean isOpen() {
        return partner != null && !closed;
    }

    boolean isSingleOrOpen() {
        return !closed;
    }

    boolean isSingleOrClosed() {
        return partner == null || closed;
    }
}
