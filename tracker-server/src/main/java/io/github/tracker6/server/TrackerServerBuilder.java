package io.github.tracker6.server;

import io.github.tracker6.engine.Tracker;
import io.github.tracker6.engine.TrackerBuilder;
import io.github.tracker6.engine.TrackerInterceptor;
import io.github.tracker6.engine.TrackerListener;
import io.github.tracker6.health.Health;
import io.github.tracker6.http.HealthRoute;
import io.github.tracker6.http.HttpTrackerHandlerBuilder;
import io.github.tracker6.http.netty.HttpTrackerServerBuilder;
import io.github.tracker6.http.netty.TlsCertificate;
import io.github.tracker6.internal.Require;
import io.github.tracker6.metainfo.TorrentDirectoryBuilder;
import io.github.tracker6.status.TrackerStatus;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.udp.UdpTrackerServerBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Options of a {@link TrackerServer}: those that concern more than one of its parts, and {@link #tracker}, {@link #http}
 * and {@link #udp} for the options of one part. Not thread-safe; {@link #build()} may be called repeatedly.
 *
 * @since 0.1.0
 */
public final class TrackerServerBuilder {
    /** The largest {@link #workers}: 256 threads per protocol. */
    public static final int MAX_WORKERS =
            Math.min(HttpTrackerServerBuilder.MAX_WORKERS, UdpTrackerServerBuilder.MAX_WORKERS);

    private static final Duration LEAST_GRACE = Duration.ofSeconds(30);

    final List<ListenRequest> requests = new ArrayList<>();
    final List<Consumer<TrackerBuilder>> trackerOptions = new ArrayList<>();
    final List<Consumer<HttpTrackerServerBuilder>> httpOptions = new ArrayList<>();
    final List<Consumer<UdpTrackerServerBuilder>> udpOptions = new ArrayList<>();
    final List<InetSocketAddress> adminAddresses = new ArrayList<>();
    final List<Consumer<HttpTrackerServerBuilder>> adminOptions = new ArrayList<>();
    final Map<String, Supplier<? extends Health>> healthChecks = new LinkedHashMap<>();
    final List<Consumer<TrackerStatus.Builder>> statusOptions = new ArrayList<>();
    final List<Consumer<TorrentDirectoryBuilder>> torrentOptions = new ArrayList<>();
    final List<Consumer<HttpTrackerHandlerBuilder>> handlerOptions = new ArrayList<>();
    final List<Function<TrackerServer, Runnable>> meters = new ArrayList<>();
    boolean publicPage;
    Duration interval = TrackerBuilder.DEFAULT_INTERVAL;
    boolean lan;

    @Nullable
    Integer workers;

    @Nullable
    SwarmStore store;

    @Nullable
    TlsCertificate tls;

    @Nullable
    String announceHost;

    TrackerServerBuilder() {}

    /**
     * Adds an address that serves HTTP and UDP on one port.
     *
     * @param address a literal such as {@code [::]:6969}, {@code [2001:db8::1]:6969} or {@code 192.0.2.1:6969}; see
     *     {@link #listen(InetSocketAddress)}
     * @throws IllegalArgumentException if it is no literal address and port; names are refused, because a start must not
     *     wait for DNS
     */
    public TrackerServerBuilder listen(String address) {
        return listen(AddressLiteral.parse(address));
    }

    /**
     * Adds an address that serves HTTP and UDP on one port, as clients expect: some try {@code udp://} with the host and
     * port of each {@code http://} URL.
     *
     * @param address resolved. {@code [::]} stands for every address of both families, {@code 0.0.0.0} for every IPv4
     *     address. Port 0 takes a port that is free for both protocols
     * @throws IllegalArgumentException if it is not resolved
     */
    public TrackerServerBuilder listen(InetSocketAddress address) {
        return add(address, true, false, true);
    }

    /** Adds an address that serves HTTP alone, as {@link #listen(String)}. */
    public TrackerServerBuilder listenHttp(String address) {
        return listenHttp(AddressLiteral.parse(address));
    }

    /** Adds an address that serves HTTP alone, as {@link #listen(InetSocketAddress)}. */
    public TrackerServerBuilder listenHttp(InetSocketAddress address) {
        return add(address, true, false, false);
    }

    /** Adds an address that serves HTTPS, as {@link #listen(String)}. It needs {@link #tls}. */
    public TrackerServerBuilder listenHttps(String address) {
        return listenHttps(AddressLiteral.parse(address));
    }

    /** Adds an address that serves HTTPS, as {@link #listen(InetSocketAddress)}. It needs {@link #tls}. */
    public TrackerServerBuilder listenHttps(InetSocketAddress address) {
        return add(address, false, true, false);
    }

    /** Adds an address that serves UDP alone, as {@link #listen(String)}. */
    public TrackerServerBuilder listenUdp(String address) {
        return listenUdp(AddressLiteral.parse(address));
    }

    /** Adds an address that serves UDP alone, as {@link #listen(InetSocketAddress)}. */
    public TrackerServerBuilder listenUdp(InetSocketAddress address) {
        return add(address, false, false, true);
    }

    private TrackerServerBuilder add(InetSocketAddress address, boolean http, boolean https, boolean udp) {
        requests.add(new ListenRequest(address, http, https, udp));
        return this;
    }

    /** Adds an address for the operator alone, as {@link #listenAdmin(InetSocketAddress)}. */
    public TrackerServerBuilder listenAdmin(String address) {
        return listenAdmin(AddressLiteral.parse(address));
    }

    /**
     * Adds an address that serves HTTP to the operator alone; default none. It answers {@code /healthz} and
     * {@code /readyz} (see {@link HealthRoute}), the page and the figures of {@link #status}, scrapes, and what {@link #admin}
     * adds; it serves no announces. It has a thread and limits of its own, so it
     * answers while the others are overloaded. Nothing asks who the client is: choose a loopback or private address.
     *
     * @param address resolved; with port 0 the system chooses one, see {@link TrackerServer#adminAddresses()}
     * @throws IllegalArgumentException if it is not resolved
     */
    public TrackerServerBuilder listenAdmin(InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("address " + address + " is not resolved");
        }
        adminAddresses.add(address);
        return this;
    }

    /** Adds a handler for an HTTP server of your own, as {@link #httpHandler(Consumer)}, with every default. */
    public TrackerServerBuilder httpHandler() {
        return httpHandler(options -> {});
    }

    /**
     * Adds a handler for an HTTP server of your own: {@link TrackerServer#httpHandler()} answers announces and scrapes that it
     * received, and with {@link #publicPage} the page. It counts as an address. May be called repeatedly, for more options of the
     * one handler; they are applied like those of {@link #tracker}.
     *
     * @param options sets options, such as routes; does not keep its argument
     */
    public TrackerServerBuilder httpHandler(Consumer<HttpTrackerHandlerBuilder> options) {
        handlerOptions.add(Objects.requireNonNull(options, "options"));
        return this;
    }

    /**
     * Adds options of the server of {@link #listenAdmin}, such as routes. They are applied like those of {@link #tracker}.
     *
     * @param options sets options; does not keep its argument
     */
    public TrackerServerBuilder admin(Consumer<HttpTrackerServerBuilder> options) {
        adminOptions.add(Objects.requireNonNull(options, "options"));
        return this;
    }

    /**
     * Adds options of the status that the addresses of {@link #listenAdmin} serve, such as the torrents that are listed. They
     * are applied like those of {@link #tracker}.
     *
     * @param options sets options; does not keep its argument
     */
    public TrackerServerBuilder status(Consumer<TrackerStatus.Builder> options) {
        statusOptions.add(Objects.requireNonNull(options, "options"));
        return this;
    }

    /**
     * Sets whether everyone gets the page over HTTP, without addresses; default false. It is at {@code /}, or where {@link
     * TrackerStatus.Builder#path} says. Without it {@code /} says in a line what this is, and {@code /healthz} is served in both
     * cases, by the server's own HTTP. An {@link #httpHandler()} serves the page and neither of them. Routes of {@link #http} and
     * {@link #httpHandler(Consumer)} come first.
     */
    public TrackerServerBuilder publicPage(boolean publicPage) {
        this.publicPage = publicPage;
        return this;
    }

    /**
     * Adds a part of the embedding application to {@link TrackerServer#health()}. While it is down, {@code /readyz} says that
     * the tracker is not ready.
     *
     * @param part its name, for people; not one of those in {@link TrackerServer#health()}, which {@link #build()} refuses
     * @param check says how it does; quick, does not wait. If it throws, the part is down
     * @throws IllegalArgumentException if there is a part of that name
     */
    public TrackerServerBuilder health(String part, Supplier<? extends Health> check) {
        Objects.requireNonNull(check, "check");
        if (healthChecks.putIfAbsent(Objects.requireNonNull(part, "part"), check) != null) {
            throw new IllegalArgumentException("part " + part + " is there already");
        }
        return this;
    }

    /**
     * Sets the certificate for the addresses of {@link #listenHttps}. While the server runs, it looks every 2 seconds whether
     * the files of the certificate changed; {@link TlsCertificate#reload()} reads them at once.
     *
     * @param tls borrowed; default none
     */
    public TrackerServerBuilder tls(TlsCertificate tls) {
        this.tls = Objects.requireNonNull(tls, "tls");
        return this;
    }

    /**
     * Sets the host that {@link TrackerServer#announceUrls()} name, in place of the addresses: then there is one URL for each
     * protocol and port, ready for torrents.
     *
     * @param host a DNS name such as {@code tracker.example.org}, or a literal address of IPv4 or, with or without brackets,
     *     IPv6. It is not looked up. Default: the machine's addresses
     * @throws IllegalArgumentException if it is anything else, such as a URL, a wildcard, or a host with a port
     */
    public TrackerServerBuilder announceHost(String host) {
        this.announceHost = AnnounceHost.parse(host);
        return this;
    }

    /**
     * Sets where swarms are kept. The store is borrowed: {@link TrackerServer#close()} leaves it open. Default: a
     * {@link MemorySwarmStore} of the server's own with {@link #peerTtl(Duration) peerTtl(interval)}.
     *
     * @param store its peer TTL is above the {@linkplain #interval interval}
     */
    public TrackerServerBuilder store(SwarmStore store) {
        this.store = Objects.requireNonNull(store, "store");
        return this;
    }

    /**
     * Sets how often clients announce (BEP 3, "interval").
     *
     * @param interval 1 second to 1 day; default {@link TrackerBuilder#DEFAULT_INTERVAL}
     */
    public TrackerServerBuilder interval(Duration interval) {
        Tracker.builder().interval(interval); // refuses what is out of range
        this.interval = interval;
        return this;
    }

    /**
     * Returns how long a store should keep a peer after its last announce: the interval plus half of it, and plus at
     * least 30 s. Then an announce that was lost once and repeated after 15 s (BEP 15, "Time outs") is still in time.
     *
     * @param interval how often clients announce
     */
    public static Duration peerTtl(Duration interval) {
        Duration half = interval.dividedBy(2);
        return interval.plus(half.compareTo(LEAST_GRACE) < 0 ? LEAST_GRACE : half);
    }

    /**
     * Adds a folder of torrent files: only what they hold is tracked, and the status lists it. {@link TrackerServer#start()} reads
     * them; then changes are taken up every 3 seconds. May be called repeatedly. All other torrents are refused before the
     * interceptors are asked. Where these shall be asked first, as for passkeys, or where several servers share one {@code
     * TorrentDirectory}, register {@code TorrentAccess.allow(directory)} as an interceptor instead.
     *
     * @param folder with files named {@code *.torrent}, in folders below too
     */
    public TrackerServerBuilder torrents(Path folder) {
        Objects.requireNonNull(folder, "folder");
        return torrents(options -> options.folder(folder));
    }

    /**
     * Adds options of the {@linkplain #torrents(Path) folders of torrents}, such as the one for an index, which makes later starts
     * quick. They are applied like those of {@link #tracker}.
     *
     * @param options sets options; does not keep its argument
     */
    public TrackerServerBuilder torrents(Consumer<TorrentDirectoryBuilder> options) {
        torrentOptions.add(Objects.requireNonNull(options, "options"));
        return this;
    }

    /**
     * Registers all {@linkplain TrackerServerMetrics meters of the server} while it runs. It needs Micrometer on the class path.
     * May be called repeatedly.
     *
     * @param registry borrowed
     * @param tags added to each meter; a second server in the registry needs some of its own, else {@link TrackerServer#start()}
     *     throws an {@link IllegalStateException}
     */
    @SuppressWarnings("exports") // Micrometer is optional
    public TrackerServerBuilder meterRegistry(MeterRegistry registry, Tag... tags) {
        Objects.requireNonNull(registry, "registry");
        List<Tag> copy = List.of(tags);
        meters.add(server -> {
            TrackerServerMetrics metrics = new TrackerServerMetrics(server, copy);
            metrics.bindTo(registry);
            return metrics::close;
        });
        return this;
    }

    /** Adds an interceptor, which runs after those added before it; see {@link TrackerBuilder#interceptor}. */
    public TrackerServerBuilder interceptor(TrackerInterceptor interceptor) {
        Objects.requireNonNull(interceptor, "interceptor");
        return tracker(options -> options.interceptor(interceptor));
    }

    /** Adds a listener; see {@link TrackerBuilder#listener}. */
    public TrackerServerBuilder listener(TrackerListener listener) {
        Objects.requireNonNull(listener, "listener");
        return tracker(options -> options.listener(listener));
    }

    /**
     * Sets whether peers with addresses of a LAN scope, such as private and loopback addresses, are admitted over both
     * protocols, see {@code AddressScope}; default false.
     */
    public TrackerServerBuilder lan(boolean lan) {
        this.lan = lan;
        return this;
    }

    /**
     * Sets how many threads serve each protocol.
     *
     * @param workers 1 to {@link #MAX_WORKERS}; default: the number of processors
     */
    public TrackerServerBuilder workers(int workers) {
        this.workers = Require.range("workers", workers, 1, MAX_WORKERS);
        return this;
    }

    /**
     * Adds options of the engine. They are applied by {@link #build()}, in the order added and after the builder's own
     * options, once per server.
     *
     * @param options sets options; does not keep its argument
     */
    public TrackerServerBuilder tracker(Consumer<TrackerBuilder> options) {
        trackerOptions.add(Objects.requireNonNull(options, "options"));
        return this;
    }

    /**
     * Adds options of the HTTP server, such as trusted proxies. They are applied like those of {@link #tracker}.
     *
     * @param options sets options; does not keep its argument
     */
    public TrackerServerBuilder http(Consumer<HttpTrackerServerBuilder> options) {
        httpOptions.add(Objects.requireNonNull(options, "options"));
        return this;
    }

    /**
     * Adds options of the UDP server, such as rate limits. They are applied like those of {@link #tracker}.
     *
     * @param options sets options; does not keep its argument
     */
    public TrackerServerBuilder udp(Consumer<UdpTrackerServerBuilder> options) {
        udpOptions.add(Objects.requireNonNull(options, "options"));
        return this;
    }

    /**
     * Returns a server that is not started. Does no I/O.
     *
     * @throws IllegalArgumentException if there is neither an address to listen on nor an {@link #httpHandler()}, if options are
     *     set for a protocol that has none, if there is an address for HTTPS and no certificate or the reverse, or if options
     *     contradict each other
     */
    public TrackerServer build() {
        return new ServerAssembly(this).server();
    }

    /**
     * Builds a server and {@linkplain TrackerServer#start() starts} it. After a failure nothing is left.
     *
     * @throws TrackerStartException if an address cannot be listened on, or a folder of torrents can't be read
     * @throws IllegalArgumentException as {@link #build()}
     * @throws IllegalStateException if a {@link #meterRegistry} has meters of another tracker with the same tags
     */
    public TrackerServer start() throws TrackerStartException {
        TrackerServer server = build();
        try {
            server.start();
            return server;
        } catch (Throwable e) {
            server.close();
            throw e;
        }
    }
}
