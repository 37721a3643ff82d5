package io.github.tracker6.claims;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Rejection;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.ReachabilityResults;
import io.github.tracker6.engine.TrackerListener;
import io.github.tracker6.internal.OwnAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which IPv6 endpoints other hosts can connect to, and tells the store ({@link
 * io.github.tracker6.store.SwarmStore#reachability}). Many home routers let nothing in over IPv6.
 *
 * <p>After an announce it connects to the announced endpoint, and does the BitTorrent handshake (BEP 3). A connection is
 * enough, unless it is reset before the peer has sent a byte. At the same time it asks for a connection over uTP with one
 * packet (BEP 29), where an answer proves something: if {@link ReachabilityProberBuilder#probeFrom} is set, or if the
 * address has not announced over UDP. Nothing else is sent. What one probe shows holds for every swarm of the endpoint.
 *
 * <ul>
 *   <li>An endpoint that was not reached is probed once more after a minute, and each endpoint after 2 hours; sooner if its
 *       client says that it moves no data. An endpoint with another port is another endpoint.
 *   <li>Only global unicast addresses and ports from 1,024 on are probed. The announcer must have proved that it receives
 *       what is sent there. The adapters of this project see to it: over HTTP the TCP connection proves the address, over
 *       UDP the connection id proves the /64. An adapter of your own must do the same. Claimed addresses are not probed.
 *   <li>An endpoint that is not reached counts as {@code NOT_REACHED} only after a probe has reached a host outside the
 *       tracker's own /48, and no longer when 200 in a row have failed and none has reached a host for an hour. So a tracker
 *       without working IPv6 marks no host, and one that loses it marks none after an hour. A pinned seed that is reached
 *       ends no row of failures.
 *   <li>Pinned seeds are probed every 2 minutes, over both families and on any port. A log line names a seed that fails
 *       twice in a row.
 * </ul>
 *
 * <p>Register it as a listener of the tracker, and as its {@link io.github.tracker6.engine.TrackerBuilder#reachability
 * source of results}. One daemon thread makes the probes, from {@link #start()} to
 * {@link #close()}. An announce that needs no probe costs the announcing thread one or two look-ups and no allocation. The
 * memory is fixed, about 15 MB by default, and is taken at the start. Trackers that share a store share results, but each
 * makes probes of its own. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ReachabilityProber implements TrackerListener, ReachabilityResults, AutoCloseable {
    /** Results of endpoints; 4 MiB. */
    private static final int RESULTS = 1 << 19;

    /** Addresses that announced over UDP; 1 MiB. */
    private static final int UDP_ADDRESSES = 1 << 17;

    /** Hosts that announced over IPv6 and may turn out to be dual-stack; 1 MiB. */
    private static final int RECENT_HOSTS = 1 << 15;

    private static final long RECENT_MILLIS = TimeUnit.SECONDS.toMillis(20);

    private final ReachabilityOptions options;
    private final ReachabilityStats stats = new ReachabilityStats();
    private final BeliefGate gate = new BeliefGate();
    private volatile @Nullable Running running;
    private boolean closed;

    private record Running(
            AnnounceFilter filter,
            ResultWaits waits,
            SeedWatch seeds,
            ReachabilityProcessor processor,
            ProbeLoop<AnnouncedEndpoint> loop) {}

    ReachabilityProber(ReachabilityOptions options) {
        this.options = options;
    }

    /** Returns a builder with every default. */
    public static ReachabilityProberBuilder builder() {
        return new ReachabilityProberBuilder();
    }

    /**
     * Starts the thread that makes probes. Does nothing if there is nothing to probe ({@code OFF}, and no pinned seeds), if
     * the thread runs, and after {@link #close()}.
     *
     * @return this
     * @throws UncheckedIOException if the system has no file descriptors left, or lacks the address of {@link
     *     ReachabilityProberBuilder#probeFrom}
     */
    public synchronized ReachabilityProber start() {
        boolean probes = options.scope() != ProbeScope.OFF || options.seeds() != null;
        if (probes && running == null && !closed) {
            try {
                running = startLoop();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return this;
    }

    private Running startLoop() throws IOException {
        InetSocketAddress probeFrom = options.probeFrom();
        if (probeFrom != null) {
            OwnAddress.require("probeFrom", probeFrom.getAddress());
        }
        ProbeSelector selector =
                ProbeSelector.open(options.connectTimeout(), options.probeTimeout(), options.random(), probeFrom);
        try {
            boolean off = options.scope() == ProbeScope.OFF;
            TableKeys keys = new TableKeys(options.random());
            KnownResults known = new KnownResults(off ? OwnAnnounces.MIN_CAPACITY : RESULTS, options.times());
            OwnAnnounces overUdp = new OwnAnnounces(
                    off ? OwnAnnounces.MIN_CAPACITY : UDP_ADDRESSES,
                    options.times().again());
            RecentIpv6 recent = new RecentIpv6(off ? 1 : RECENT_HOSTS, RECENT_MILLIS);
            AnnounceFilter filter = new AnnounceFilter(options, keys, known, overUdp, recent, gate);
            SeedWatch seeds = new SeedWatch(options, gate, selector, stats);
            ResultWaits waits = new ResultWaits();
            ReachabilityProcessor processor =
                    new ReachabilityProcessor(options, keys, known, overUdp, gate, selector, stats, seeds, waits);
            ProbeLoop<AnnouncedEndpoint> loop = new ProbeLoop<>("tracker6-reachability", selector, processor);
            loop.start();
            return new Running(filter, waits, seeds, processor, loop);
        } catch (Throwable e) {
            selector.close();
            throw e;
        }
    }

    /** Returns whose endpoints are probed. */
    public ProbeScope scope() {
        return options.scope();
    }

    /** Returns the counters of probes. A live view. */
    public ReachabilityStats stats() {
        return stats;
    }

    /** Returns how many probes of announced endpoints are running now. */
    public int running() {
        Running now = running;
        return now == null ? 0 : now.processor.running();
    }

    /**
     * Returns whether an endpoint that is not reached counts as such now. If false after many probes, the tracker's own IPv6
     * may not work.
     */
    public boolean isBelieved() {
        return gate.isOpen(options.clock().millis());
    }

    /** Returns which pinned seeds answer, one entry for each endpoint. Empty before {@link #start()}. */
    public List<SeedHealth> seeds() {
        Running now = running;
        return now == null ? List.of() : now.seeds.health();
    }

    /** Returns how the prober does now: what the accessors above tell, and whether its thread keeps up. */
    public ReachabilityHealth health() {
        Running now = running;
        boolean active = now != null && now.loop.isAlive();
        int waiting = now == null ? 0 : now.loop.waiting();
        boolean broken = now != null && !active;
        return new ReachabilityHealth(active, isBelieved(), gate.isInDoubt(), broken, running(), waiting, seeds());
    }

    @Override
    public void onRefusal(AnnounceRequest request, Rejection rejection) {
        Running now = running;
        if (now != null) {
            now.filter.note(request);
        }
    }

    @Override
    public void onAnnounce(AnnounceRequest request, AnnounceResponse response) {
        Running now = running;
        if (now == null) {
            return;
        }
        AnnouncedEndpoint found = now.filter.find(request, response);
        if (found != null) {
            offer(now, found);
        }
    }

    /**
     * Returns whether a result for the host that announces is expected within seconds, and begins the probe if it is due.
     *
     * <p>A result is expected where the announce, or that of the same host over IPv6 just before, leads to a probe, or to a
     * result that is known from another torrent; but not while a failed probe would not count, see {@link #isBelieved}.
     */
    @Override
    public boolean isExpected(AnnounceRequest request, AnnounceResponse response) {
        Running now = running;
        if (now == null || options.scope() == ProbeScope.OFF || !isBelieved() || !now.loop.isAlive()) {
            return false;
        }
        AnnouncedEndpoint found = now.filter.find(request, response);
        if (found == null) {
            return now.waits.isExpected(now.filter.host(request));
        }
        offer(now, found);
        return true;
    }

    @Override
    public boolean tryAwait(AnnounceRequest request, Runnable onResult) {
        Running now = running;
        return now != null && now.waits.tryAdd(now.filter.host(request), onResult);
    }

    private void offer(Running now, AnnouncedEndpoint found) {
        now.waits.begin(found.host());
        if (!now.loop.offer(found)) {
            stats.countRefusal(ProbeRefusal.QUEUE_FULL);
            now.waits.end(found.host());
        }
    }

    /** Ends the thread and all probes. What the store was told stays. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        Running now = running;
        running = null;
        if (now != null) {
            now.loop.close();
            now.waits.close();
        }
    }
}
