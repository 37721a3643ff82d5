package io.github.tracker6.standalone.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a tracker answers to an announce. What it does not say is null.
 *
 * @param seeds how many peers have all
 * @param downloads how often the torrent was completed
 * @param externalIp as which address the tracker sees the client (BEP 24)
 * @param warning fit for a terminal
 * @param peers as {@code [2001:db8::1]:6881}, fit for a terminal
 */
public record AnnounceAnswer(
        @Nullable Long intervalSeconds,
        @Nullable Long minIntervalSeconds,
        @Nullable Long seeds,
        @Nullable Long leechers,
        @Nullable Long downloads,
        @Nullable String externalIp,
        @Nullable String warning,
        List<String> peers) {
    /** Makes an answer. */
    public AnnounceAnswer {
        peers = List.copyOf(peers);
    }
}
