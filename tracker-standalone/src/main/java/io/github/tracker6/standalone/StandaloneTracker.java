package io.github.tracker6.standalone;

import io.github.tracker6.claims.AddressClaims;
import io.github.tracker6.claims.AddressClaimsBuilder;
import io.github.tracker6.claims.ProbeScope;
import io.github.tracker6.claims.ReachabilityProber;
import io.github.tracker6.claims.ReachabilityProberBuilder;
import io.github.tracker6.engine.TrackerBuilder;
import io.github.tracker6.health.HealthMonitor;
import io.github.tracker6.http.netty.TlsCertificate;
import io.github.tracker6.internal.SteadyClock;
import io.github.tracker6.metainfo.Release;
import io.github.tracker6.redis.RedisSwarmStore;
import io.github.tracker6.redis.RedisSwarmStoreBuilder;
import io.github.tracker6.server.TrackerServer;
import io.github.tracker6.server.TrackerServerBuilder;
import io.github.tracker6.server.TrackerStartException;
import io.github.tracker6.status.DownloadHistory;
import io.github.tracker6.store.HostKey;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.store.memory.MemorySwarmStoreBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tracker as the settings describe it: a {@link TrackerServer} with a store, claims, probes and the torrents that it serves.
 * {@link #of} builds, {@link #start} serves, {@link #close} takes down in the opposite order.
 */
final class StandaloneTracker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StandaloneTracker.class);

    private final ServeSettings settings;
    private final SwarmStore store;
    private final @Nullable StateDirectory state;
    private final @Nullable HostKey hostKey;
    private final AddressClaims claims;
    private final ReachabilityProber prober;
    private final ServedTorrents torrents;
    private final OwnSeeds seeds;
    private final @Nullable TlsCertificate certificate;
    private final TrackerServer server;
    private final LazyMetrics metrics;
    private final TrackerSummary summary;

    private StandaloneTracker(
            ServeSettings settings,
            SwarmStore store,
            @Nullable StateDirectory state,
            @Nullable HostKey hostKey,
            AddressClaims claims,
            ReachabilityProber prober,
            ServedTorrents torrents,
            OwnSeeds seeds,
            @Nullable TlsCertificate certificate,
            TrackerServer server,
            LazyMetrics metrics) {
        this.settings = settings;
        this.store = store;
        this.state = state;
        this.hostKey = hostKey;
        this.claims = claims;
        this.prober = prober;
        this.torrents = torrents;
        this.seeds = seeds;
        this.certificate = certificate;
        this.server = server;
        this.metrics = metrics;
        this.summary = new TrackerSummary(server, store, torrents);
        metrics.source(() -> ProgramMetrics.of(server, claims, prober, torrents.directory(), server.status()::listed));
    }

    /**
     * Builds a tracker, reads its torrents and loads its state. Connects to nothing and serves nothing yet.
     *
     * @throws IOException if a list of torrents can't be read, or the certificate, or the state; the message names the file
     */
    static StandaloneTracker of(ServeSettings settings) throws IOException {
        return of(settings, ServedTorrents.of(settings));
    }

    /** As above, with torrents that are not open yet. They are closed with the tracker. */
    static StandaloneTracker of(ServeSettings settings, ServedTorrents torrents) throws IOException {
        TrackerServerBuilder builder = TrackerServer.builder();
        torrents.applyTo(builder);
        AddressClaimsBuilder claimsBuilder = AddressClaims.builder();
        if (torrents.isListed()) {
            claimsBuilder.torrents(torrents::lists);
        }
        AddressClaims claims = claimsBuilder
                .policy(settings.claims().policy())
                .trusted(settings.claims().trusted())
                .peerTtl(settings.peerTtl())
                .build();
        builder.interceptor(claims);
        OwnSeeds seeds = OwnSeeds.of(settings.pins(), settings.isOfLan(), SteadyClock.start());
        setEngine(builder, settings, seeds);
        TlsCertificate certificate = settings.edge().certificate();
        listen(builder, settings, certificate);
        boolean probes = settings.reachability() != ProbeScope.OFF;
        StateDirectory state = settings.state() == null ? null : StateDirectory.open(settings.state(), probes);
        SwarmStore store = null;
        try {
            torrents.open();
            store = store(settings, state);
            HostKey hostKey = restore(builder, settings, store, state);
            ReachabilityProber prober = prober(settings, store, seeds, torrents);
            addParts(builder, settings, claims, prober, torrents, seeds, state);
            LazyMetrics metrics = addStatus(builder, settings, torrents, state);
            TrackerServer server = builder.store(store)
                    .listener(prober)
                    .tracker(tracker -> tracker.reachability(prober))
                    .build();
            return new StandaloneTracker(
                    settings, store, state, hostKey, claims, prober, torrents, seeds, certificate, server, metrics);
        } catch (Throwable e) {
            if (store != null) {
                store.close();
            }
            torrents.close();
            if (state != null) {
                state.close();
            }
            throw e;
        }
    }

    /** Takes over what the state holds; returns the key of hosts for a store that has none itself. */
    private static @Nullable HostKey restore(
            TrackerServerBuilder builder, ServeSettings settings, SwarmStore store, @Nullable StateDirectory state)
            throws IOException {
        if (state == null) {
            return null;
        }
        if (!settings.udp().isEmpty()) {
            long[] key = state.connectionKey();
            builder.udp(udp -> udp.connectionKey(key[0], key[1]));
        }
        if (!(store instanceof MemorySwarmStore memory)) {
            return null;
        }
        HostKey hostKey = state.load(memory);
        builder.tracker(tracker -> tracker.hostKey(hostKey.key0(), hostKey.key1()));
        return hostKey;
    }

    private static void addParts(
            TrackerServerBuilder builder,
            ServeSettings settings,
            AddressClaims claims,
            ReachabilityProber prober,
            ServedTorrents torrents,
            OwnSeeds seeds,
            @Nullable StateDirectory state) {
        torrents.addTo(builder);
        builder.health("Claims", claims::health).health("Reachability", prober::health);
        if (!settings.pins().isEmpty()) {
            builder.health("Own seeds", seeds::health);
        }
        if (state != null) {
            builder.health("State", state::health);
        }
    }

    /** Adds the page and the figures. Downloads are counted, and kept, also without a listener that shows them. */
    private static LazyMetrics addStatus(
            TrackerServerBuilder builder,
            ServeSettings settings,
            ServedTorrents torrents,
            @Nullable StateDirectory state)
            throws IOException {
        Supplier<List<Release>> releases = torrents.releases();
        // Where every torrent is tracked, clients can make info hashes up: they share one row.
        DownloadHistory downloads = DownloadHistory.builder()
                .accept(torrents::lists)
                .releases(releases)
                .build();
        builder.listener(state == null ? downloads : state.load(downloads));
        LazyMetrics metrics = new LazyMetrics();
        builder.publicPage(settings.admin().publicPage());
        if (settings.admin().isServed()) {
            builder.status(status -> {
                status.version(ProgramVersion.number()).downloads(downloads).metrics(metrics);
                if (torrents.isListed()) {
                    status.releases(releases);
                }
            });
        }
        return metrics;
    }

    private static ReachabilityProber prober(
            ServeSettings settings, SwarmStore store, OwnSeeds seeds, ServedTorrents torrents) {
        ReachabilityProberBuilder builder =
                ReachabilityProber.builder().store(store).scope(settings.reachability());
        if (settings.pins().dials() && !settings.pins().isEmpty()) {
            builder.pinnedSeeds(seeds, torrents::anyTorrent);
        }
        if (settings.probeFrom() != null) {
            builder.probeFrom(settings.probeFrom());
        }
        return builder.build();
    }

    private static void setEngine(TrackerServerBuilder builder, ServeSettings settings, OwnSeeds seeds) {
        builder.interval(settings.interval())
                .tracker(tracker -> tracker.numWantLimit(settings.numWantMax())
                        .numWantDefault(settings.numWant())
                        .familyPolicy(settings.familyPolicy()));
        if (settings.admin().fullScrape() != FullScrape.OFF) {
            builder.tracker(tracker -> tracker.fullScrapeLimit(TrackerBuilder.MAX_FULL_SCRAPE_LIMIT));
        }
        if (!settings.pins().isEmpty()) {
            builder.tracker(tracker -> tracker.pinnedSeeds(seeds));
        }
    }

    private static void listen(
            TrackerServerBuilder builder, ServeSettings settings, @Nullable TlsCertificate certificate) {
        settings.http().forEach(builder::listenHttp);
        settings.edge().https().forEach(builder::listenHttps);
        settings.udp().forEach(builder::listenUdp);
        settings.admin().addresses().forEach(builder::listenAdmin);
        builder.workers(settings.workers());
        if (settings.announceHost() != null) {
            builder.announceHost(settings.announceHost());
        }
        if (certificate != null) {
            builder.tls(certificate);
        }
        if (!settings.http().isEmpty() || certificate != null) {
            builder.http(http -> http.lan(settings.admitsLanOverHttp())
                            .rateLimit(settings.rateLimit())
                            .fullScrape(settings.admin().fullScrape() == FullScrape.ALL))
                    .http(settings.edge()::applyTo);
        }
        if (!settings.udp().isEmpty()) {
            builder.udp(udp -> udp.lan(settings.admitsLanOverUdp()).rateLimit(settings.rateLimit()));
        }
    }

    private static SwarmStore store(ServeSettings settings, @Nullable StateDirectory state) {
        MemorySwarmStoreBuilder table = MemorySwarmStore.builder()
                .peerTtl(settings.peerTtl())
                .maxSwarms(settings.maxSwarms())
                .maxPeers(settings.maxPeers())
                .maxPeersPerSwarm(settings.maxPeersPerSwarm())
                .fairShares(settings.fairShares())
                .networkPrefix(
                        settings.networkPrefix().ipv4(),
                        settings.networkPrefix().ipv6());
        String redisUri = settings.store().redisUri();
        if (redisUri == null) {
            return table.build();
        }
        RedisSwarmStoreBuilder shared = RedisSwarmStore.builder()
                .uri(redisUri)
                .keyPrefix(settings.redisPrefix())
                .table(table);
        if (state != null) {
            shared.sharing(options -> options.state(state.swarms()));
        }
        return shared.build();
    }

    /**
     * Serves.
     *
     * @throws IOException if an address can't be served; the message names it, and {@link #close()} is still to be called
     */
    void start() throws IOException {
        seeds.start();
        try {
            claims.start();
        } catch (UncheckedIOException e) {
            throw new IOException("can't look at claims: " + e.getMessage(), e);
        }
        try {
            prober.start();
        } catch (UncheckedIOException e) {
            throw new IOException("can't probe peers: " + e.getMessage(), e);
        }
        if (store instanceof RedisSwarmStore shared) {
            shared.start();
        }
        try {
            server.start();
        } catch (TrackerStartException e) {
            throw new IOException(StartFailure.line(e), e);
        }
        adminAddresses().forEach(address -> LOG.info("For the operator: http://{}/", ListenAddress.text(address)));
        settings.admin().warnings().forEach(LOG::warn);
        if (state != null) {
            state.start(store, hostKey, server.tracker().adoption(), settings.stateInterval());
        }
        torrents.start();
        Ipv6Advice.of(settings).ifPresent(LOG::warn);
    }

    /** Returns where HTTP is served, with the ports in use; empty where it is not. */
    List<InetSocketAddress> httpAddresses() {
        return server.httpAddresses();
    }

    /** Returns where HTTPS is served, with the ports in use; empty where it is not. */
    List<InetSocketAddress> httpsAddresses() {
        return server.httpsAddresses();
    }

    /** Returns where UDP is served, with the ports in use; empty where it is not. */
    List<InetSocketAddress> udpAddresses() {
        return server.udpAddresses();
    }

    /** Returns where HTTP is served to the operator, with the ports in use; empty where it is not. */
    List<InetSocketAddress> adminAddresses() {
        return server.adminAddresses();
    }

    /** Returns how the parts of the tracker do. */
    HealthMonitor health() {
        return server.health();
    }

    /** Returns what clients announce to: HTTP first. */
    List<String> announceUrls() {
        return server.announceUrls();
    }

    /** Returns what clients would announce to after a start, with port 0 where the system chooses one. */
    List<String> plannedUrls() {
        return server.plannedUrls();
    }

    /** Returns the certificate of HTTPS, or null where that is not served. */
    @Nullable
    TlsCertificate certificate() {
        return certificate;
    }

    /** Returns the torrents that are served. */
    ServedTorrents torrents() {
        return torrents;
    }

    /** Returns the operator's own seeds. */
    OwnSeeds seeds() {
        return seeds;
    }

    /**
     * Reads what settings name, and takes nothing yet.
     *
     * @param changed the options that have other values now
     * @return what can be replaced while the tracker runs, in the order in which it is to be taken
     * @throws IOException if something can't be read; the message names option and file
     */
    List<Replacement> prepare(ServeSettings settings, Set<String> changed) throws IOException {
        List<Replacement> certificates = settings.edge().prepare(certificate, changed);
        List<Replacement> pins = seeds.prepare(settings.pins());
        List<Replacement> prepared = new ArrayList<>(torrents.prepare(settings, changed));
        prepared.addAll(certificates);
        prepared.addAll(pins);
        return prepared;
    }

    /**
     * Reads lists, folders of torrents and the certificate again. Lists and folders are taken as they are.
     *
     * @param taken the options of lists that were taken just now
     * @return whether there is any of them
     */
    boolean reload(Set<String> taken) {
        boolean isAnyList = torrents.confirm(taken);
        isAnyList |= seeds.confirm(taken);
        if (certificate != null) {
            CertificateReload.run(certificate);
        }
        return isAnyList || certificate != null;
    }

    /** Returns what the tracker holds and what it did since the last call, in one line. */
    String summary() {
        return summary.line();
    }

    /** Waits until the tracker is closed. */
    void awaitClose() {
        try {
            server.awaitClose();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops serving and saves the state first: neither waits for a look at torrents that hangs. */
    @Override
    public void close() {
        Step lastSave = this::saveLast;
        try (store;
                state;
                torrents;
                lastSave;
                seeds;
                claims;
                prober;
                metrics;
                server) {
            // From the last to the first. The torrents write to the directory of the state, so they are closed before
            // it.
        }
    }

    private void saveLast() {
        if (state != null) {
            state.saveLast();
        }
    }

    private interface Step extends AutoCloseable {
        @Override
        void close();
    }
}
