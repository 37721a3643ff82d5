package io.github.tracker6.server;

import io.github.tracker6.engine.Tracker;
import io.github.tracker6.health.Health;
import io.github.tracker6.health.HealthMonitor;
import io.github.tracker6.health.HealthState;
import io.github.tracker6.http.HttpTrackerHandler;
import io.github.tracker6.http.netty.HttpStats;
import io.github.tracker6.http.netty.TlsCertificate;
import io.github.tracker6.metainfo.TorrentDirectory;
import io.github.tracker6.status.TrackerStatus;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.udp.UdpStats;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

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
 *
 * @since 0.1.0
 */
public final class TrackerServer implements AutoCloseable {
    private final ServerParts parts;
    private final Tracker tracker;
    private final ProtocolServers servers;
    private final Deque<Runnable> meterRemovals = new ArrayDeque<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean begun;
    private volatile boolean closed;

    TrackerServer(ServerParts parts) {
        this.parts = parts;
        this.tracker = parts.tracker();
        this.servers = parts.servers();
    }

    /** Returns a builder with every default and no address. */
    public static TrackerServerBuilder builder() {
        return new TrackerServerBuilder();
    }

    /**
     * Reads the torrents, listens on every address and serves. After a failure no thread and no socket is left. If an address or
     * a folder was the cause, the server can be started again.
     *
     * @throws TrackerStartException if an address cannot be listened on, for example because its port is in use, or if a folder
     *     of torrents can't be read; the message names protocol, address and reason in one line
     * @throws IllegalStateException if the server is started already, or closed, or if a {@linkplain
     *     TrackerServerBuilder#meterRegistry registry} has meters of another tracker with the same tags
     */
    public void start() throws TrackerStartException {
        synchronized (this) {
            if (begun || closed) {
                throw new IllegalStateException(
                        closed ? "the tracker server is closed" : "the tracker server is started already");
            }
            begun = true;
        }
        try {
            // Before the first announce comes, and without the lock: a close need not wait for a disk that hangs.
            if (parts.torrents() != null) {
                parts.torrents().start();
            }
            serve();
        } catch (Throwable e) {
            try {
                undoStart();
            } catch (RuntimeException undo) {
                e.addSuppressed(undo);
            }
            throw e;
        }
    }

    private synchronized void serve() throws TrackerStartException {
        if (closed) {
            throw new IllegalStateException("the tracker server was closed while it started");
        }
        servers.start();
        parts.meters().forEach(each -> meterRemovals.push(each.apply(this)));
        // Last: ports are what fails as a rule, and a tracker that was closed can't be started again.
        tracker.start();
        if (parts.showsStatus()) {
            parts.status().start();
        }
        parts.gate().serve(true);
    }

    private synchronized void undoStart() {
        begun = false;
        try {
            removeMeters();
        } finally {
            try {
                servers.stop();
            } finally {
                if (parts.torrents() != null) {
                    parts.torrents().stop();
                }
            }
        }
    }

    /** Removes the meters from each registry, also if one of them fails. */
    private void removeMeters() {
        RuntimeException failure = null;
        while (!meterRemovals.isEmpty()) {
            try {
                meterRemovals.pop().run();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Returns the engine, for its figures and for announces of the embedding application. Do not close it. */
    public Tracker tracker() {
        return tracker;
    }

    /** Returns where swarms are kept. Do not close it. */
    public SwarmStore store() {
        return parts.store();
    }

    /**
     * Returns the torrents of {@link TrackerServerBuilder#torrents}; empty where every torrent is tracked. After a failed {@link
     * #start()} it is another object. Do not close it.
     */
    public Optional<TorrentDirectory> torrents() {
        return Optional.ofNullable(parts.torrents()).map(TorrentFolders::directory);
    }

    /** Returns the certificate of HTTPS; empty where it is not served. */
    public Optional<TlsCertificate> tls() {
        return Optional.ofNullable(parts.tls());
    }

    /**
     * Returns what answers the requests that an HTTP server of your own received. Before {@link #start()} and after {@link #close()} it
     * refuses all as "unavailable".
     *
     * @throws IllegalStateException if {@link TrackerServerBuilder#httpHandler()} was not called
     */
    public HttpTrackerHandler httpHandler() {
        if (parts.handler() == null) {
            throw new IllegalStateException("there is no handler: call httpHandler of the builder");
        }
        return parts.handler();
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
        return Optional.ofNullable(servers.httpStats());
    }

    /**
     * Returns the counters of UDP; empty where UDP is not served. A live view. After a failed {@link #start()} the
     * counters are new ones.
     */
    public Optional<UdpStats> udpStats() {
        return Optional.ofNullable(servers.udpStats());
    }

    /**
     * Returns how the parts of the server do: {@code Tracker}, {@code Store}, {@code Torrents}, {@code HTTP}, {@code UDP}
     * and {@code Certificate}, as far as there are such, and those of {@link TrackerServerBuilder#health}. The tracker is down before
     * the start, and from the moment when {@link #close()} begins: {@code /readyz} of the {@linkplain
     * TrackerServerBuilder#listenAdmin operator's addresses} then answers with status 503, while requests under way are
     * answered. A live view; parts can be added.
     */
    public HealthMonitor health() {
        return parts.health();
    }

    /**
     * Returns the status that the {@linkplain TrackerServerBuilder#listenAdmin operator's addresses} serve, for its figures and
     * for routes of an HTTP server of your own. The server starts it if one of its addresses shows it, else {@link
     * TrackerStatus#start()} does. Do not close it.
     */
    public TrackerStatus status() {
        return parts.status();
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
     * Stops: the meters, UDP, HTTP, the operator's HTTP, the status, the engine, the torrents, and the store where it is the server's
     * own, in this order. Requests under way are answered first. Takes less than 10 seconds, however long the store takes, and also
     * ends a start that is under way. Idempotent.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        parts.gate().serve(false);
        SwarmStore ownStore = parts.ownsStore() ? parts.store() : null;
        TorrentFolders torrents = parts.torrents();
        TrackerStatus status = parts.status();
        try (ownStore;
                torrents;
                tracker;
                status;
                servers) {
            // From the last to the first.
            removeMeters();
        } finally {
            ended.countDown();
        }
    }
}
