package io.github.tracker6.claims;

import static io.github.tracker6.claims.ReachabilityScene.OTHER_TORRENT;
import static io.github.tracker6.claims.ReachabilityScene.PEER;
import static io.github.tracker6.claims.ReachabilityScene.TORRENT;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.HostCounts;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Reachability;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.claims.metrics.ReachabilityMetrics;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.metrics.TrackerMetrics;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.testkit.Await;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a prober finds out over the sockets of this machine reaches the memory store, the answers and the figures. */
class ReachabilityPairingTest {
    private final MemorySwarmStore store = MemorySwarmStore.builder().build();
    private final ReachabilityProber prober = ReachabilityProber.builder()
            .store(store)
            .targets(new AnyTarget())
            .connectTimeout(Duration.ofMinutes(1))
            .probeTimeout(Duration.ofMinutes(1))
            .build();
    private final Tracker tracker = Tracker.builder()
            .store(store)
            .listener(prober)
            .reachability(prober)
            .reachabilityDelay(Duration.ofSeconds(5))
            .requestTimeout(Duration.ofMinutes(1))
            .build();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ReachabilityMetrics proberMetrics = new ReachabilityMetrics(prober);
    private final TrackerMetrics trackerMetrics = new TrackerMetrics(tracker);

    @AfterEach
    void close() {
        proberMetrics.close();
        trackerMetrics.close();
        prober.close();
        tracker.close();
        store.close();
    }

    @Test
    void hostsThatWereNotReachedAreToldOverIpv4() throws IOException {
        proberMetrics.bindTo(registry);
        trackerMetrics.bindTo(registry);
        // Bound but not listening: no other program gets the port.
        try (SocketChannel closed = SocketChannel.open().bind(new InetSocketAddress(loopback("[::1]:0"), 0));
                LoopbackPeer open = new LoopbackPeer("::1", LoopbackPeer.peer(TORRENT, PEER))) {
            int closedPort = ((InetSocketAddress) closed.getLocalAddress()).getPort();
            int openPort = open.endpoint().port();
            Endpoint closedIpv4 = Endpoint.parse("127.0.0.1:" + closedPort);
            announceBoth(TORRENT, "a", closedPort);
            assertThat(announceBoth(TORRENT, "b", openPort))
                    .as("before a probe")
                    .isEmpty();

            prober.start();
            believe();
            // One after the other: both have the same /64.
            announceBoth(TORRENT, "b", openPort);
            Await.until("the open one is reached", () -> families(TORRENT).dualStackReached() == 1);
            announceBoth(TORRENT, "a", closedPort);
            Await.until("the other one is not", () -> families(TORRENT).dualStackNotReached() == 1);

            assertThat(announceBoth(TORRENT, "b", openPort))
                    .as("after the probe")
                    .containsExactly(closedIpv4);
            assertThat(announce(TORRENT, "a", "[::1]:" + closedPort).reachability())
                    .isEqualTo(Reachability.NOT_REACHED);
        }
        assertThat(tracker.totals().families()).isEqualTo(new HostCounts(0, 0, 0, 0, 2, 1, 0));
        assertThat(gauge("ipv6.hosts", "families", "both", "reachability", "not_reached"))
                .isEqualTo(1);
        assertThat(counter("probes", "outcome", "unreachable")).isEqualTo(1);
        assertThat(counter("probes", "outcome", "verified")).isEqualTo(2);
        assertThat(gauge("reachability.believed")).isEqualTo(1);
        assertThat(gauge("reachability.running")).isZero();
    }

    @Test
    void theFirstAnswerOverIpv4WaitsForTheProbe() throws Exception {
        prober.start();
        believe();
        tracker.start();
        try (SocketChannel closed = SocketChannel.open().bind(new InetSocketAddress(loopback("[::1]:0"), 0));
                LoopbackPeer open = new LoopbackPeer("::1", LoopbackPeer.peer(TORRENT, PEER))) {
            int port = ((InetSocketAddress) closed.getLocalAddress()).getPort();
            announce(TORRENT, "z", "[::1]:6881");
            announce(TORRENT, "z", "127.0.0.1:6881");
            // Both have the same /64, in which one probe runs at a time.
            Await.until("the other host is probed", () -> families(TORRENT).dualStackNotReached() == 1);

            announce(TORRENT, "a", "[::1]:" + port);
            assertThat(held("a", port).get(30, TimeUnit.SECONDS).reachability()).isEqualTo(Reachability.NOT_REACHED);

            int openPort = open.endpoint().port();
            announce(TORRENT, "b", "[::1]:" + openPort);
            assertThat(held("b", openPort).get(30, TimeUnit.SECONDS).reachability())
                    .isEqualTo(Reachability.REACHED);
        }
    }

    /** Announces over IPv4. */
    private CompletableFuture<AnnounceResponse> held(String host, int port) {
        return tracker.announce(request(TORRENT, host, "127.0.0.1:" + port)).toCompletableFuture();
    }

    /** Lets a probe reach a host, so that a failed one counts. */
    private void believe() throws IOException {
        try (LoopbackPeer peer = new LoopbackPeer("::1", LoopbackPeer.peer(OTHER_TORRENT, PEER))) {
            announceBoth(OTHER_TORRENT, "c", peer.endpoint().port());
            Await.until("a host is reached", () -> families(OTHER_TORRENT).dualStackReached() == 1);
        }
    }

    private HostCounts families(InfoHash torrent) {
        ScrapeBatch batch = new ScrapeBatch().add(torrent);
        assertThat(tracker.scrape(batch)).isCompleted();
        return batch.families(0);
    }

    /** A host announces over IPv6, then over IPv4; returns the peers of the second answer. */
    private List<Endpoint> announceBoth(InfoHash torrent, String host, int port) {
        announce(torrent, host, "[::1]:" + port);
        return announce(torrent, host, "127.0.0.1:" + port)
                .peers(AddressFamily.IPV4)
                .toList();
    }

    private AnnounceResponse announce(InfoHash torrent, String host, String source) {
        AnnounceResponse response = new AnnounceResponse();
        assertThat(tracker.announce(request(torrent, host, source), response)).isCompletedWithValue(response);
        assertThat(response.rejection()).isNull();
        return response;
    }

    private static AnnounceRequest request(InfoHash torrent, String host, String source) {
        Endpoint endpoint = Endpoint.parse(source);
        return new AnnounceRequest()
                .infoHash(torrent)
                .peerId(("-XX0001-abcdefghijk" + host).getBytes(US_ASCII))
                .key(host.charAt(0))
                .source(endpoint.address())
                .port(endpoint.port())
                .lan(true)
                .left(1)
                .downloaded(1);
    }

    private double counter(String name, String... tags) {
        return registry.get("tracker6.reachability." + name)
                .tags(tags)
                .functionCounter()
                .count();
    }

    private double gauge(String name, String... tags) {
        return registry.get("tracker6." + name).tags(tags).gauge().value();
    }

    private static InetAddress loopback(String endpoint) {
        return Endpoint.parse(endpoint).address();
    }
}
