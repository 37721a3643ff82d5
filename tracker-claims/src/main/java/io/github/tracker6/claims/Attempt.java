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
    /** The most swarms that are kept. More are handled when the attempt has ended. */
    private static final int MAX_TORRENTS = 32;

    /** The most announces. The result of more is learned of at the host's next announces. */
    private static final int MAX_ANNOUNCES = 256;

    private final Endpoint endpoint;
    private final InfoHash infoHash;
    private final Set<InfoHash> torrents = new LinkedHashSet<>();
    private final List<Long> hosts = new ArrayList<>(1);
    private final List<AnnouncedEndpoint> deferred = new ArrayList<>(0);
    private long budgetNumber;
    private boolean utpRuns;
    private @Nullable Runnable endOfUtp;
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

    /** Adds another announce. Returns false if there are too many. */
    boolean add(AnnouncedEndpoint announced) {
        if (hosts.size() + deferred.size() >= MAX_ANNOUNCES) {
            return false;
        }
        if (torrents.size() < MAX_TORRENTS || torrents.contains(announced.torrent())) {
            torrents.add(announced.torrent());
            return hosts.add(announced.host());
        }
        return deferred.add(announced);
    }

    /** Removes and returns the hosts whose answers may wait for the result, one for each announce. */
    List<Long> takeHosts() {
        return take(hosts);
    }

    /** Removes and returns the announces that are to be handled when the attempt has ended. */
    List<AnnouncedEndpoint> takeDeferred() {
        return take(deferred);
    }

    private static <T> List<T> take(List<T> list) {
        List<T> taken = List.copyOf(list);
        list.clear();
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
     * Begins.
     *
     * @param asksUtp whether it goes over uTP as well as over TCP
     */
    void begin(boolean asksUtp) {
        utpRuns = asksUtp;
        endOfUtp = null;
        concluded = false;
        overTcp = null;
        overUtp = null;
    }

    /** Sets what ends the uTP part early. */
    void endOfUtp(Runnable end) {
        endOfUtp = end;
    }

    void overTcp(Result result) {
        overTcp = result;
    }

    void overUtp(Result result) {
        utpRuns = false;
        overUtp = result;
    }

    /**
     * Returns the result, or null while it is not certain. A connection over TCP says more than an answer over uTP.
     *
     * @param utpCounts whether an answer over uTP proves something
     */
    @Nullable
    Result result(boolean utpCounts) {
        Result tcp = overTcp;
        if (tcp == null || tcp.outcome.reaches() || tcp.outcome == ProbeOutcome.NOT_TRIED) {
            return tcp;
        }
        if (utpRuns) {
            return null;
        }
        return utpCounts && overUtp != null && overUtp.outcome.reaches() ? overUtp : tcp;
    }

    /** Notes that the result is recorded, or that there will be none. Ends the uTP part. */
    void conclude() {
        concluded = true;
        if (utpRuns && endOfUtp != null) {
            endOfUtp.run();
        }
    }

    boolean isConcluded() {
        return concluded;
    }
}
