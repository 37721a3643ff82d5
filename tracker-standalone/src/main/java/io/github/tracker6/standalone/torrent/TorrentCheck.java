package io.github.tracker6.standalone.torrent;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.InfoHash;
import io.github.tracker6.standalone.client.AnnounceAnswer;
import io.github.tracker6.standalone.client.AnnounceQuery;
import io.github.tracker6.standalone.client.RemoteTracker;
import io.github.tracker6.standalone.client.ScrapeCounts;
import io.github.tracker6.standalone.client.TrackerRefusal;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares what is published with what a tracker serves.
 *
 * <p>A scrape can't tell a torrent that the tracker refuses from one without peers: over UDP both have zeros, and over HTTP some
 * trackers leave out both. So wherever it shows no seed, an announce follows. Its event is {@code stopped}: a tracker that serves
 * the torrent answers and adds no peer, and one that does not refuses with a reason.
 */
final class TorrentCheck {
    private static final int ANY_PORT = 6_881;

    private final RemoteTracker tracker;

    TorrentCheck(RemoteTracker tracker) {
        this.tracker = tracker;
    }

    /**
     * Asks about torrents.
     *
     * @param findings is told of each torrent when it is asked about
     * @throws IOException if the tracker does not answer
     */
    void check(List<PublishedTorrent> published, Consumer<TorrentFinding> findings) throws IOException {
        Map<InfoHash, ScrapeCounts> counts = scrape(
                published.stream().map(PublishedTorrent::infoHash).distinct().toList());
        for (PublishedTorrent torrent : published) {
            ScrapeCounts found = counts.get(torrent.infoHash());
            findings.accept(
                    found != null && found.seeds() > 0
                            ? served(torrent, found.seeds(), found.leechers())
                            : announce(torrent, found));
        }
    }

    /** A tracker that answers no scrape is asked about each torrent by an announce. */
    private Map<InfoHash, ScrapeCounts> scrape(List<InfoHash> infoHashes) throws IOException {
        try {
            return tracker.scrape(infoHashes);
        } catch (TrackerRefusal e) {
            return Map.of();
        }
    }

    private TorrentFinding announce(PublishedTorrent torrent, @Nullable ScrapeCounts scraped) throws IOException {
        AnnounceAnswer answer;
        try {
            answer = tracker.announce(
                    AnnounceQuery.ofNewClient(torrent.infoHash(), ANY_PORT, 1, AnnounceEvent.STOPPED, 0));
        } catch (TrackerRefusal e) {
            return new TorrentFinding(
                    torrent, false, (e.isFailureReason() ? "refused (" : "no answer (") + e.getMessage() + ")");
        }
        Long seeds = answer.seeds();
        Long leechers = answer.leechers();
        if (seeds != null && seeds > 0) {
            return served(torrent, seeds, leechers == null ? 0 : leechers);
        }
        boolean isUnknown = seeds == null && scraped == null;
        return new TorrentFinding(torrent, false, isUnknown ? "seeds unknown" : "no seed");
    }

    private static TorrentFinding served(PublishedTorrent torrent, long seeds, long leechers) {
        return new TorrentFinding(torrent, true, "served, seeds " + seeds + ", leechers " + leechers);
    }
}
