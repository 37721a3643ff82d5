package io.github.tracker6.standalone.client;

import io.github.tracker6.InfoHash;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** One address of a tracker, asked by one protocol. Not thread-safe. */
interface TrackerWire extends Closeable {
    /**
     * Sends an announce and waits for the answer.
     *
     * @throws TrackerRefusal if the tracker answers something else
     * @throws IOException if it does not answer
     */
    AnnounceAnswer announce(AnnounceQuery query) throws IOException;

    /**
     * Asks for counts.
     *
     * @param infoHashes up to {@link #maxScrape()}
     * @return without the torrents that the tracker leaves out
     * @throws TrackerRefusal if the tracker answers something else
     * @throws IOException if it does not answer
     */
    Map<InfoHash, ScrapeCounts> scrape(List<InfoHash> infoHashes) throws IOException;

    /** Returns how many torrents one scrape may name. */
    int maxScrape();
}
