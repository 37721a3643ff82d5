package io.github.tracker6.server;

import io.github.tracker6.engine.Tracker;
import io.github.tracker6.health.Health;
import io.github.tracker6.health.HealthMonitor;
import io.github.tracker6.health.HealthState;
import io.github.tracker6.http.netty.HttpStats;
import io.github.tracker6.http.netty.HttpTrackerServer;
import io.github.tracker6.status.TrackerStatus;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.udp.UdpStats;
import io.github.tracker6.udp.UdpTrackerServer;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A whole tracker: an engine over a store, served over HTTP and UDP.
 *
 * <pre>{@code
 * try (TrackerServer tracker = TrackerServer.builder().listen("[::]:6969").start()) {
 *     tracker.announceUrls().forEach(System.out::println);
 *     tracker.awaitClose();
 * }
 * }</pre>
 *
 * <p>{@link TrackerServerBuilder#build()} does no I/O. {@link #start()} starts everything or nothing, and can be called
 * again after a failure. {@link #close()} is final. While HTTP is served, threads of the server keep the process alive;
 * UDP alone does not. Several servers can run in one process. Thread-safe.
 */
public final class TrackerServer implements AutoCloseable {
    private final Tracker tracker;
    private final ProtocolServers servers;
    private final @Nullable SwarmStore ownStore;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final HealthMonitor health;
    private final TrackerStatus status;
    private final boolean showsStatus;
    private boolean started;
    private volatile boolean closed;

    /**
     * Puts the parts together.
     *
     * @param health gets the parts of the server
     * @param showsStatus whether an address of the server shows it
     * @param ownStore closed with the server; null where the store is borrowed
     */
    TrackerServer(
            Tracker tracker,
            ProtocolServers servers,
            HealthMonitor health,
            TrackerStatus status,
            boolean showsStatus,
            @Nullable SwarmStore ownStore) {
        this.tracker = tracker;
        this.servers = servers;
        this.health = health;
        this.status = status;
        this.showsStatus = showsStatus;
        this.ownStore = ownStore;
    }

    /** Returns a builder with every default and no address. */
    public static TrackerServerBuilder builder() {
        return new TrackerServerBuilder();
    }

    /**
     * Listens on every address and serves. After a failure no thread and no socket is left, and the server can be
     * started again.
     *
     * @throws TrackerStartException if an address cannot be listened on, for example because its port is in use; the
     *     message names protocol, address and reason in one line
     * @throws IllegalStateException if the server is started already, or closed
     */
    public synchronized void start() throws TrackerStartException {
        if (started || closed) {
            throw new IllegalStateException(
                    closed ? "the tracker server is closed" : "the tracker server is started already");
        }
        servers.start();
        try {
            // Last: ports are what fails as a rule, and a tracker that was closed can't be started again.
            tracker.start();
            if (showsStatus) {
                status.start();
            }
            started = true;
        } finally {
            if (!started) {
                servers.stop();
            }
        }
    }

    /** Returns the engine, for its figures and for announces of the embedding application. Do not close it. */
    public Tracker tracker() {
        return tracker;
    }

    /**
     * Returns the addresses that serve plain HTTP, with their actual ports. Empty before the start, after the end, and where
     * HTTP is not served.
     */
    public List<InetSocketAddress> httpAddresses() {
        return servers.httpAddresses();
    }

    /**
     * Returns the addresses that serve HTTPS, with their actual ports. Empty before the start, after the end, and where HTTPS
     * is not served.
     */
    public List<InetSocketAddress> httpsAddresses() {
        return servers.httpsAddresses();
    }

    /**
     * Returns the addresses that serve UDP, with their actual ports. Empty before the start, after the end, and where UDP
     * is not served.
     */
    public List<InetSocketAddress> udpAddresses() {
        return servers.udpAddresses();
    }

    /**
     * Returns the addresses that serve HTTP to the operator, with their actual ports. Empty before the start, after the end,
     * and where there are none.
     */
    public List<InetSocketAddress> adminAddresses() {
        return servers.adminAddresses();
    }

    /**
     * Returns the URLs that clients announce to, such as {@code http://[2001:db8::1]:6969/announce}: HTTP, HTTPS, UDP; IPv6
     * before IPv4. They name the host of {@link TrackerServerBuilder#announceHost}, if one is set. Without it they name, for a
     * wildcard address, one of the machine's own addresses per family that other machines can reach, a global one where the
     * machine has one, and {@code localhost} if it has none of either family. Empty before the start and after the end.
     */
    public List<String> announceUrls() {
        return servers.announceUrls();
    }

    /**
     * Returns the URLs as {@link #announceUrls()} would after a start, for the addresses as they were asked for: port 0 where
     * the system chooses one. Opens no port.
     */
    public List<String> plannedUrls() {
        return servers.plannedUrls();
    }

    /**
     * Returns the counters of HTTP; empty where HTTP is not served. A live view. After a failed {@link #start()} the
     * counters are new ones.
     */
    public Optional<HttpStats> httpStats() {
        return Optional.ofNullable(servers.http()).map(HttpTrackerServer::stats);
    }

    /**
     * Returns the counters of UDP; empty where UDP is not served. A live view. After a failed {@link #start()} the
     * counters are new ones.
     */
    public Optional<UdpStats> udpStats() {
        return Optional.ofNullable(servers.udp()).map(UdpTrackerServer::stats);
    }

    /**
     * Returns how the parts of the server do: {@code Tracker}, {@code Store}, {@code HTTP}, {@code UDP} and {@code
     * Certificate}, as far as there are such, and those of {@link TrackerServerBuilder#health}. The tracker is down before
     * the start, and from the moment when {@link #close()} begins: {@code /readyz} of the {@linkplain
     * TrackerServerBuilder#listenAdmin operator's addresses} then answers with status 503, while requests under way are
     * answered. A live view; parts can be added.
     */
    public HealthMonitor health() {
        return health;
    }

    /**
     * Returns the status that the {@linkplain TrackerServerBuilder#listenAdmin operator's addresses} serve, for its figures and
     * for routes of an HTTP server of your own. The server starts it if one of its addresses shows it, else {@link
     * TrackerStatus#start()} does. Do not close it.
     */
    public TrackerStatus status() {
        return status;
    }

    /** Returns how the engine does, and whether it stops. Does not wait for a close that is under way. */
    Health trackerHealth() {
        Health now = tracker.health();
        return closed && now.state() != HealthState.DOWN ? Health.down("stopping") : now;
    }

    /** Waits until {@link #close()}, called by another thread, is done. */
    public void awaitClose() throws InterruptedException {
        ended.await();
    }

    /**
     * Stops: UDP, then HTTP, then the operator's HTTP, then the engine, then the store where it is the server's own. Requests under way are
     * answered first. Takes less than 10 seconds, however long the store takes. Idempotent.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (ownStore;
                tracker;
                status;
                servers) {
            // From the last to the first.
        } finally {
            ended.countDown();
        }
    }
}
