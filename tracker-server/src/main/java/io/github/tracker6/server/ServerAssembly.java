package io.github.tracker6.server;

import io.github.tracker6.access.TorrentAccess;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.engine.TrackerBuilder;
import io.github.tracker6.health.HealthMonitor;
import io.github.tracker6.http.HealthRoute;
import io.github.tracker6.http.HttpTrackerHandler;
import io.github.tracker6.http.HttpTrackerHandlerBuilder;
import io.github.tracker6.http.netty.HttpTrackerServer;
import io.github.tracker6.http.netty.HttpTrackerServerBuilder;
import io.github.tracker6.metainfo.TorrentDirectory;
import io.github.tracker6.metainfo.TorrentDirectoryBuilder;
import io.github.tracker6.status.TrackerStatus;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.udp.UdpTrackerServer;
import io.github.tracker6.udp.UdpTrackerServerBuilder;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link TrackerServer} together as its builder says. A server without addresses for TCP touches no class of
 * Netty, which is then not needed on the class path.
 */
final class ServerAssembly {
    private final TrackerServerBuilder options;
    private final HealthMonitor health = new HealthMonitor();
    private final AtomicReference<BoundAddresses> boundHttp = new AtomicReference<>(BoundAddresses.NONE);
    private final boolean servesTcp;
    private final boolean servesUdp;
    private final boolean hasHandler;

    /** Checks the options. */
    ServerAssembly(TrackerServerBuilder options) {
        this.options = options;
        this.servesTcp = options.requests.stream().anyMatch(ListenRequest::overTcp);
        this.servesUdp = options.requests.stream().anyMatch(ListenRequest::udp);
        this.hasHandler = !options.handlerOptions.isEmpty();
        requireAddresses();
    }

    private void requireAddresses() {
        require(
                !options.requests.isEmpty() || hasHandler,
                "there is no address: call listen, listenHttp, listenHttps or listenUdp, or httpHandler");
        require(
                options.httpOptions.isEmpty() || servesTcp,
                "options for HTTP need an address: call listen, listenHttp or listenHttps");
        boolean servesHttps = options.requests.stream().anyMatch(ListenRequest::https);
        require(options.tls != null || !servesHttps, "HTTPS needs a certificate: call tls");
        require(
                options.tls == null || !options.httpOptions.isEmpty() || servesHttps,
                "a certificate needs an address for HTTPS: call listenHttps");
        require(
                options.adminOptions.isEmpty() || hasAdmin(),
                "options for the operator's HTTP need an address: call listenAdmin");
        require(
                options.statusOptions.isEmpty() || hasAdmin() || options.publicPage || hasHandler,
                "options for the status need an address: call listenAdmin or publicPage");
        require(
                !options.publicPage || servesTcp || hasHandler,
                "the public page needs an address: call listen, listenHttp or listenHttps, or httpHandler");
        require(options.udpOptions.isEmpty() || servesUdp, "options for UDP need an address: call listen or listenUdp");
    }

    private static void require(boolean isMet, String message) {
        if (!isMet) {
            throw new IllegalArgumentException(message);
        }
    }

    private boolean hasAdmin() {
        return !options.adminAddresses.isEmpty();
    }

    /** Returns a server that is not started. */
    TrackerServer server() {
        SwarmStore store = options.store == null ? memoryStore() : options.store;
        try {
            return server(store);
        } catch (Throwable e) {
            if (ownsStore()) {
                store.close();
            }
            throw e;
        }
    }

    private boolean ownsStore() {
        return options.store == null;
    }

    private SwarmStore memoryStore() {
        return MemorySwarmStore.builder()
                .peerTtl(TrackerServerBuilder.peerTtl(options.interval))
                .build();
    }

    private TrackerServer server(SwarmStore store) {
        TorrentFolders torrents = options.torrentOptions.isEmpty() ? null : torrents();
        Tracker tracker = tracker(store, torrents);
        AtomicReference<@Nullable ProtocolServers> later = new AtomicReference<>();
        TrackerStatus status = status(tracker, torrents, later);
        ProtocolServers servers = servers(tracker, status);
        later.set(servers);
        WhileServing gate = new WhileServing(tracker);
        TrackerServer server = new TrackerServer(new ServerParts(
                store,
                ownsStore(),
                torrents,
                tracker,
                health,
                status,
                options.publicPage || hasAdmin(),
                servers,
                gate,
                handler(gate, status),
                options.tls,
                List.copyOf(options.meters)));
        addParts(server, store, torrents, servers);
        return server;
    }

    private TorrentFolders torrents() {
        TorrentDirectoryBuilder builder = TorrentDirectory.builder();
        options.torrentOptions.forEach(each -> each.accept(builder));
        return new TorrentFolders(builder::build);
    }

    private Tracker tracker(SwarmStore store, @Nullable TorrentFolders torrents) {
        TrackerBuilder builder = Tracker.builder().store(store).interval(options.interval);
        if (torrents != null) {
            builder.interceptor(TorrentAccess.allow(torrents));
        }
        options.trackerOptions.forEach(each -> each.accept(builder));
        return builder.build();
    }

    private TrackerStatus status(
            Tracker tracker, @Nullable TorrentFolders torrents, AtomicReference<@Nullable ProtocolServers> servers) {
        TrackerStatus.Builder builder = TrackerStatus.builder(tracker).parts(health::parts);
        if (torrents != null) {
            builder.releases(torrents::releases);
        }
        if (servesTcp) {
            HttpRefusals.addTo(builder, servers);
        }
        if (servesUdp) {
            UdpRefusals.addTo(builder, servers);
        }
        options.statusOptions.forEach(each -> each.accept(builder));
        return builder.build();
    }

    private void addParts(
            TrackerServer server, SwarmStore store, @Nullable TorrentFolders torrents, ProtocolServers servers) {
        health.add("Tracker", server::trackerHealth).add("Store", store::health);
        if (torrents != null) {
            health.add("Torrents", torrents::health);
        }
        servers.addTo(health);
        if (options.tls != null) {
            health.add("Certificate", options.tls::health);
        }
        options.healthChecks.forEach(health::add);
    }

    private ProtocolServers servers(Tracker tracker, TrackerStatus status) {
        List<InetSocketAddress> adminAddresses = List.copyOf(options.adminAddresses);
        return new ProtocolServers(
                options.requests,
                servesTcp ? http(tracker, status) : null,
                servesUdp ? udp(tracker) : null,
                boundHttp,
                hasAdmin() ? AdminServer.builder(tracker, health, status, adminAddresses, options.adminOptions) : null,
                adminAddresses,
                new AnnounceUrls(options.announceHost));
    }

    private HttpTrackerServerBuilder http(Tracker tracker, TrackerStatus status) {
        HttpTrackerServerBuilder builder = HttpTrackerServer.builder(tracker).lan(options.lan);
        options.requests.stream().filter(ListenRequest::http).forEach(each -> builder.bind(each.address()));
        options.requests.stream().filter(ListenRequest::https).forEach(each -> builder.bindTls(each.address()));
        if (options.tls != null) {
            builder.tls(options.tls);
        }
        if (options.workers != null) {
            builder.workers(options.workers);
        }
        options.httpOptions.forEach(each -> each.accept(builder));
        return builder.route(HealthRoute.alive()).route(options.publicPage ? status.publicRoute() : new LandingRoute());
    }

    private @Nullable HttpTrackerHandler handler(WhileServing gate, TrackerStatus status) {
        if (!hasHandler) {
            return null;
        }
        HttpTrackerHandlerBuilder builder = HttpTrackerHandler.builder(gate).lan(options.lan);
        options.handlerOptions.forEach(each -> each.accept(builder));
        if (options.publicPage) {
            builder.route(status.publicRoute());
        }
        return builder.build();
    }

    private UdpTrackerServerBuilder udp(Tracker tracker) {
        UdpTrackerServerBuilder builder = UdpTrackerServer.builder(tracker).lan(options.lan);
        options.requests.stream().filter(ListenRequest::udp).forEach(each -> bind(builder, each));
        if (options.workers != null) {
            builder.workers(options.workers);
        }
        options.udpOptions.forEach(each -> each.accept(builder));
        return builder;
    }

    private void bind(UdpTrackerServerBuilder builder, ListenRequest request) {
        InetSocketAddress address = request.address();
        if (request.sharesFreePort()) {
            builder.bind(
                    address.getAddress(), () -> boundHttp.get().resolve(address).getPort());
        } else {
            builder.bind(address);
        }
    }
}
