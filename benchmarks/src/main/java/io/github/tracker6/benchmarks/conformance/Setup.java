package io.github.tracker6.benchmarks.conformance;

import io.github.tracker6.benchmarks.load.Target;
import java.time.Duration;
import java.util.Map;

/**
 * What all checks of one run share. Thread-safe.
 *
 * @param targets the tracker's address for each way that it offers
 * @param patience how long to wait for an answer over UDP before the request is repeated
 * @param numWantLimit how many peers an answer of the tracker has at most
 */
record Setup(
        Map<Way, Target> targets,
        Sources sources,
        InfoHashes infoHashes,
        Pacer pacer,
        Duration patience,
        int numWantLimit) {
    static final String NO_TARGET = "no --target with ";

    Setup {
        targets = Map.copyOf(targets);
    }

    /**
     * Returns the address of a way.
     *
     * @throws NotOffered if there is none
     */
    Target target(Way way) {
        Target target = targets.get(way);
        if (target == null) {
            throw new NotOffered(NO_TARGET + way);
        }
        return target;
    }
}
