package io.github.tracker6.benchmarks.load;

import java.io.IOException;

/** Asks a tracker for the counts of swarms, and waits for the answer. Not thread-safe. */
interface Scraper extends AutoCloseable {
    /** Returns how many info hashes one request may have. */
    int limit();

    /**
     * Sends one request.
     *
     * @param hashes info hashes, 20 bytes each
     * @return three counts for each: complete, downloaded, incomplete (the order of BEP 15)
     * @throws java.net.SocketTimeoutException if there is no answer in time
     * @throws IOException if the answer is wrong; the message is the reason
     */
    int[] scrape(byte[] hashes) throws IOException;

    @Override
    void close();
}
