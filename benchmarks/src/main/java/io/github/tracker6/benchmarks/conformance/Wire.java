package io.github.tracker6.benchmarks.conformance;

import io.github.tracker6.InfoHash;
import java.io.IOException;

/** Speaks one protocol with a tracker. Not thread-safe. */
interface Wire {
    /**
     * Announces.
     *
     * @throws Mismatch if the answer is none that the protocol has
     */
    Reply announce(Announce announce) throws IOException, InterruptedException;

    /** Returns the counts of a swarm; zeros if the tracker leaves it out. */
    Counts scrape(InfoHash infoHash) throws IOException, InterruptedException;
}
