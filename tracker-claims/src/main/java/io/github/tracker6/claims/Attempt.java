package io.github.tracker6.claims;

import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A probe of an announced endpoint, and the swarms that its result is for. Bounded. Not thread-safe. */
final class Attempt {
    /** The most swarms. The host's next announce to any other swarm brings the result there. */
    private static final int MAX_TORRENTS = 32;

    private static final int MAX_ANNOUNCES = 64;

    private final Endpoint endpoint;
    private final InfoHash infoHash;
    private final Set<InfoHash> torrents = new LinkedHashSet<>();
    private List<Long> hosts = new ArrayList<>(1);
    private long budgetNumber;
    private int running;
    private boolean concluded;
    private @Nullable Result overTcp;
    private @Nullable Result overUtp;

    /** How one way ended, and the address from which it was tried; null if it was not tried. */
    record Result(ProbeOutcome outcome, @Nullable SocketAddress local) {}

    /** Makes an attempt. Its handshake names the torrent that was announced. */
    Attempt(AnnouncedEndpoint announced) {
        this.endpoint = announced.endpoint();
        this.infoHash = announced.torrent();
        torrents.add(infoHash);
        hosts.add(announced.host());
    }

    Endpoint endpoint() {
        return endpoint;
    }

    InfoHash infoHash() {
        return infoHash;
    }

    /** Adds another announce. Returns false if no answer can wait for this attempt on its behalf: it has too many. */
    boolean add(AnnouncedEndpoint announced) {
        if (torrents.size() < MAX_TORRENTS) {
            torrents.add(announced.torrent());
        }
        return torrents.contains(announced.torrent()) && hosts.size() < MAX_ANNOUNCES && hosts.add(announced.host());
    }

    /** Removes and returns the hosts whose answers may wait for the result, one for each announce. */
    List<Long> takeHosts() {
        List<Long> taken = hosts;
        hosts = new ArrayList<>(0);
        return taken;
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

    /**
     * Begins, over TCP.
     *
     * @param overUtp whether it goes over uTP at the same time
     */
    void begin(boolean overUtp) {
        running = overUtp ? 2 : 1;
        concluded = false;
        overTcp = null;
        this.overUtp = null;
    }

    /** Notes that one of the ways has ended. Returns whether all have. */
    boolean endOne() {
        return --running == 0;
    }

    void overTcp(Result result) {
        overTcp = result;
    }

    /** Sets the answer over uTP, if it proves something. */
    void overUtp(Result result) {
        overUtp = result;
    }

    /** Returns the result, or null while it is not certain. A connection over TCP says more than an answer over uTP. */
    @Nullable
    Result result() {
        Result tcp = overTcp;
        if (tcp == null || tcp.outcome.reaches()) {
            return tcp;
        }
        boolean certain = overUtp != null || running == 0 || tcp.outcome == ProbeOutcome.NOT_TRIED;
        return !certain ? null : overUtp == null ? tcp : overUtp;
    }

    /** Notes that the result is recorded, or that there will be none. */
    void conclude() {
        concluded = true;
    }

    boolean isConcluded() {
        return concluded;
    }
}
