package io.github.tracker6.server;

import io.github.tracker6.health.HealthMonitor;
import io.github.tracker6.http.netty.HttpStats;
import io.github.tracker6.http.netty.HttpTrackerServer;
import io.github.tracker6.http.netty.HttpTrackerServerBuilder;
import io.github.tracker6.udp.UdpStats;
import io.github.tracker6.udp.UdpTrackerServer;
import io.github.tracker6.udp.UdpTrackerServerBuilder;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP and UDP servers of a tracker and the operator's HTTP server, which start and close together. A server that was
 * closed can't be started again, so a failed start replaces all. Thread-safe.
 */
final class ProtocolServers implements AutoCloseable {
    private static final String HTTP = "HTTP";
    private static final String HTTPS = "HTTPS";
    private static final String UDP = "UDP";

    /** A port that the system gave to HTTP may be taken for UDP; then HTTP takes another one. */
    private static final int PORT_ATTEMPTS = 16;

    private final List<ListenRequest> requests;
    private final @Nullable HttpTrackerServerBuilder httpBuilder;
    private final @Nullable UdpTrackerServerBuilder udpBuilder;
    private final AtomicReference<BoundAddresses> boundHttp;
    private final @Nullable HttpTrackerServerBuilder adminBuilder;
    private final List<InetSocketAddress> askedForAdmin;
    private volatile @Nullable HttpTrackerServer admin;
    private final AnnounceUrls urls;
    private volatile @Nullable HttpTrackerServer http;
    private volatile @Nullable UdpTrackerServer udp;

    /**
     * Builds the servers.
     *
     * @param httpBuilder with its addresses; null where no request is for HTTP
     * @param udpBuilder with its addresses; null where no request is for UDP
     * @param boundHttp gets where HTTP listens, before UDP starts
     * @param adminBuilder with its addresses; null where there are none
     * @param askedForAdmin its addresses
     * @param urls makes what clients announce to
     */
    ProtocolServers(
            List<ListenRequest> requests,
            @Nullable HttpTrackerServerBuilder httpBuilder,
            @Nullable UdpTrackerServerBuilder udpBuilder,
            AtomicReference<BoundAddresses> boundHttp,
            @Nullable HttpTrackerServerBuilder adminBuilder,
            List<InetSocketAddress> askedForAdmin,
            AnnounceUrls urls) {
        this.requests = List.copyOf(requests);
        this.httpBuilder = httpBuilder;
        this.udpBuilder = udpBuilder;
        this.boundHttp = boundHttp;
        this.adminBuilder = adminBuilder;
        this.askedForAdmin = askedForAdmin;
        this.admin = adminBuilder == null ? null : adminBuilder.build();
        this.urls = urls;
        this.http = httpBuilder == null ? null : httpBuilder.build();
        this.udp = udpBuilder == null ? null : udpBuilder.build();
    }

    /** Starts all servers, or none. */
    synchronized void start() throws TrackerStartException {
        for (int attempt = 1; ; attempt++) {
            try {
                startOnce();
                return;
            } catch (TrackerStartException e) {
                if (attempt == PORT_ATTEMPTS || !anotherPortMayBeFree(e)) {
                    throw e;
                }
            }
        }
    }

    private boolean anotherPortMayBeFree(TrackerStartException e) {
        return e.protocol().equals(UDP)
                && e.getCause() instanceof BindException
                && requests.stream().anyMatch(ListenRequest::sharesFreePort);
    }

    private void startOnce() throws TrackerStartException {
        boolean started = false;
        try {
            startHttp(http);
            startUdp(udp);
            startAdmin(admin);
            started = true;
        } finally {
            if (!started) {
                stop();
            }
        }
    }

    /** Closes all servers, and builds others for another start. */
    synchronized void stop() {
        close();
        admin = adminBuilder == null ? null : adminBuilder.build();
        http = httpBuilder == null ? null : httpBuilder.build();
        udp = udpBuilder == null ? null : udpBuilder.build();
    }

    private void startHttp(@Nullable HttpTrackerServer server) throws TrackerStartException {
        if (server == null) {
            return;
        }
        try {
            server.start();
        } catch (IOException | RuntimeException e) {
            throw httpFailure(e);
        }
        boundHttp.set(new BoundAddresses(server.addresses()));
    }

    /** One server has both protocols: the address tells which of them failed. */
    private TrackerStartException httpFailure(Exception e) {
        TrackerStartException failure = TrackerStartException.of(HTTP, asked(ListenRequest::overTcp), e);
        boolean plain = isAskedFor(failure.address(), ListenRequest::http);
        boolean secure = isAskedFor(failure.address(), ListenRequest::https);
        return secure && !plain ? TrackerStartException.of(HTTPS, asked(ListenRequest::https), e) : failure;
    }

    private boolean isAskedFor(String address, Predicate<ListenRequest> protocol) {
        return asked(protocol).stream().map(AddressLiteral::text).anyMatch(address::equals);
    }

    private void startUdp(@Nullable UdpTrackerServer server) throws TrackerStartException {
        if (server == null) {
            return;
        }
        try {
            server.start();
        } catch (IOException | RuntimeException e) {
            throw TrackerStartException.of(UDP, askedForUdp(), e);
        }
    }

    private void startAdmin(@Nullable HttpTrackerServer server) throws TrackerStartException {
        if (server == null) {
            return;
        }
        try {
            server.start();
        } catch (IOException | RuntimeException e) {
            throw TrackerStartException.of(HTTP, askedForAdmin, e);
        }
    }

    private List<InetSocketAddress> asked(Predicate<ListenRequest> protocol) {
        return requests.stream().filter(protocol).map(ListenRequest::address).toList();
    }

    /** With the ports that HTTP has by now. */
    private List<InetSocketAddress> askedForUdp() {
        return requests.stream()
                .filter(ListenRequest::udp)
                .map(request ->
                        request.sharesFreePort() ? boundHttp.get().resolve(request.address()) : request.address())
                .toList();
    }

    @Nullable
    HttpStats httpStats() {
        HttpTrackerServer server = http;
        return server == null ? null : server.stats();
    }

    @Nullable
    UdpStats udpStats() {
        UdpTrackerServer server = udp;
        return server == null ? null : server.stats();
    }

    /** Adds the servers that clients use to the parts of a tracker. Each start has other ones, so they are looked up. */
    void addTo(HealthMonitor health) {
        if (httpBuilder != null) {
            health.add("HTTP", () -> Objects.requireNonNull(http).health());
        }
        if (udpBuilder != null) {
            health.add("UDP", () -> Objects.requireNonNull(udp).health());
        }
    }

    List<InetSocketAddress> httpAddresses() {
        HttpTrackerServer server = http;
        return server == null ? List.of() : server.addresses();
    }

    List<InetSocketAddress> httpsAddresses() {
        HttpTrackerServer server = http;
        return server == null ? List.of() : server.tlsAddresses();
    }

    List<InetSocketAddress> udpAddresses() {
        UdpTrackerServer server = udp;
        return server == null ? List.of() : server.addresses();
    }

    List<InetSocketAddress> adminAddresses() {
        HttpTrackerServer server = admin;
        return server == null ? List.of() : server.addresses();
    }

    /** Returns what clients announce to: HTTP, HTTPS, UDP; empty where nothing is served now. */
    List<String> announceUrls() {
        return Stream.of(
                        announceUrls("http", httpAddresses(), () -> asked(ListenRequest::http)),
                        announceUrls("https", httpsAddresses(), () -> asked(ListenRequest::https)),
                        announceUrls("udp", udpAddresses(), this::askedForUdp))
                .flatMap(urls -> urls)
                .toList();
    }

    /** Returns the same for a start to come, with the ports that were asked for. */
    List<String> plannedUrls() {
        return Stream.of(
                        urls.of("http", asked(ListenRequest::http)),
                        urls.of("https", asked(ListenRequest::https)),
                        urls.of("udp", asked(ListenRequest::udp)))
                .flatMap(each -> each)
                .toList();
    }

    /** Goes by what was asked for: a wildcard may be served by one socket per address. */
    private Stream<String> announceUrls(
            String scheme, List<InetSocketAddress> bound, Supplier<List<InetSocketAddress>> asked) {
        if (bound.isEmpty()) {
            return Stream.of();
        }
        return urls.of(
                scheme,
                asked.get().stream().map(new BoundAddresses(bound)::resolve).toList());
    }

    @Override
    public synchronized void close() {
        HttpTrackerServer first = admin;
        HttpTrackerServer second = http;
        UdpTrackerServer third = udp;
        try (first;
                second;
                third) {
            // From the last to the first: clients do not wait for an operator who reads a long answer slowly, and the
            // operator's HTTP can say that the tracker stops.
        }
    }
}
