package io.github.tracker6.benchmarks.load;

import java.io.IOException;

/** Asks a tracker for the counts of swarms, and waits for the answer. */
interface Scraper extends AutoCloseable {
    /** Returns how many info hashes one question may hold. */
    int limit();

    /**
     * Asks.
     *
     * @param hashes info hashes, 20 bytes each
     * @return three counts for each: complete, downloaded, incomplete (the order of BEP 15)
     * @throws java.net.SocketTimeoutException if there is no answer in time
     * @throws IOException if there is an answer that is none; the message says why
     */
    int[] scrape(byte[] hashes) throws IOException;

    @Override
    void close();
}
