package io.github.tracker6.claims;

import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import java.util.LinkedHashSet;
import java.util.Set;

/** A probe of an announced endpoint, and the swarms that its result is for. Bounded. Not thread-safe. */
final class Attempt {
    /** The most swarms. The host's next announce to any other swarm brings the result there. */
    private static final int MAX_TORRENTS = 32;

    private final Endpoint endpoint;
    private final InfoHash infoHash;
    private final Set<InfoHash> torrents = new LinkedHashSet<>();
    private long budgetNumber;
    private ProbeOutcome overTcp = ProbeOutcome.NOT_TRIED;

    /**
     * Makes an attempt.
     *
     * @param infoHash the torrent that the handshake names
     */
    Attempt(Endpoint endpoint, InfoHash infoHash) {
        this.endpoint = endpoint;
        this.infoHash = infoHash;
        torrents.add(infoHash);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    InfoHash infoHash() {
        return infoHash;
    }

    void addTorrent(InfoHash torrent) {
        if (torrents.size() < MAX_TORRENTS) {
            torrents.add(torrent);
        }
    }

    Set<InfoHash> torrents() {
        return torrents;
    }

    void budgetNumber(long number) {
        budgetNumber = number;
    }

    /** Returns the number of the probe in the budget, see {@link ProbeBudget#lastNumber}. */
    long budgetNumber() {
        return budgetNumber;
    }

    void overTcp(ProbeOutcome outcome) {
        overTcp = outcome;
    }

    /** Returns the outcome over TCP; of no meaning before. */
    ProbeOutcome overTcp() {
        return overTcp;
    }
}
