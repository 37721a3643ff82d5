package io.github.tracker6.claims;

import static io.github.tracker6.claims.ReachabilityScene.OTHER_TORRENT;
import static io.github.tracker6.claims.ReachabilityScene.PEER;
import static io.github.tracker6.claims.ReachabilityScene.TORRENT;
import static io.github.tracker6.claims.ReachabilityScene.announce;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Reachability;
import io.github.tracker6.address.Cidr;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.PinnedSeeds;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Probes over the sockets of this machine. */
class ReachabilityProberTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final RecordingStore store = new RecordingStore();
    private @Nullable ReachabilityProber prober;
    private @Nullable Tracker tracker;

    @AfterEach
    void close() {
        if (prober != null) {
            prober.close();
        }
        if (tracker != null) {
            tracker.close();
        }
        store.close();
    }

    @Test
    void aPeerOfTheTorrentIsReached() throws IOException {
        assertReached(LoopbackPeer.peer(TORRENT, PEER), ProbeOutcome.VERIFIED);
    }

    @Test
    void aPeerThatInsistsOnEncryptionIsReached() throws IOException {
        assertReached(LoopbackPeer.hangUp(), ProbeOutcome.CLOSED);
    }

    @Test
    void aPeerThatAcceptsAndIsSilentIsReached() throws IOException {
        start(builder().probeTimeout(SHORT));
        assertReachedBy(LoopbackPeer.SILENCE, ProbeOutcome.SILENT);
    }

    @Test
    void anotherProtocolIsReached() throws IOException {
        assertReached(
                (handshake, out) -> out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII)),
                ProbeOutcome.NOT_BITTORRENT);
    }

    @Test
    void aPeerOfAnotherTorrentIsReached() throws IOException {
        assertReached(LoopbackPeer.peer(OTHER_TORRENT, PEER), ProbeOutcome.OTHER_TORRENT);
    }

    @Test
    void aConnectionThatIsResetIsNotReached() throws IOException {
        startBelieving(builder());
        try (LoopbackPeer peer = new LoopbackPeer("::1", LoopbackPeer.RESET)) {
            assertNotReached(peer.endpoint(), ProbeOutcome.RESET);
        }
    }

    @Test
    void aClosedPortIsNotReached() throws IOException {
        startBelieving(builder());
        // Bound but not listening: no other program gets the port.
        try (SocketChannel held = SocketChannel.open().bind(new InetSocketAddress(ipv6Loopback(), 0))) {
            InetSocketAddress local = (InetSocketAddress) held.getLocalAddress();
            assertNotReached(Endpoint.of(local.getAddress(), local.getPort()), ProbeOutcome.UNREACHABLE);
        }
    }

    @Test
    void aBlackHoleIsNotReached() throws IOException {
        startBelieving(builder().connectTimeout(SHORT));
        List<SocketChannel> crowd = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, ipv6Loopback())) {
            // No connection is accepted, so the kernel stops answering once its queue is full.
            for (int i = 0; i < 8; i++) {
                SocketChannel channel = SocketChannel.open();
                crowd.add(channel);
                channel.configureBlocking(false);
                channel.connect(full.getLocalSocketAddress());
            }
            assertNotReached(Endpoint.of(ipv6Loopback(), full.getLocalPort()), ProbeOutcome.TIMED_OUT);
        } finally {
            for (SocketChannel channel : crowd) {
                channel.close();
            }
        }
    }

    @Test
    void aPeerThatAnswersOverUtpAloneIsReached() throws IOException {
        start(builder());
        try (UtpPeer peer = new UtpPeer(UtpPeer::accept)) {
            send(announce(peer.endpoint().toString()));
            awaitState(TORRENT, peer.endpoint(), Reachability.REACHED);
            assertThat(prober().stats().outcomes(ProbeOutcome.UTP)).isEqualTo(1);
        }
    }

    @Test
    void aPeerThatAnnouncesOverUdpIsNotAskedOverUtp() throws IOException {
        startBelieving(builder());
        try (UtpPeer peer = new UtpPeer(UtpPeer::accept)) {
            send(announce(peer.endpoint().toString()).bothFamilies(false));
            awaitState(TORRENT, peer.endpoint(), Reachability.NOT_REACHED);
            assertThat(peer.received()).isEmpty();
        }
    }

    @Test
    void pinnedSeedsOfBothFamiliesAreDialled() throws IOException {
        try (LoopbackPeer v6 = new LoopbackPeer("::1", LoopbackPeer.peer(TORRENT, PEER));
                LoopbackPeer v4 = new LoopbackPeer("127.0.0.1", LoopbackPeer.peer(TORRENT, PEER))) {
            start(builder()
                    .scope(ProbeScope.OFF)
                    .pinnedSeeds(PinnedSeeds.builder()
                            .pin(TORRENT, v4.endpoint(), v6.endpoint())
                            .build()));
            Await.until(
                    "both answered",
                    () -> prober().seeds().stream().allMatch(seed -> seed.state() == Reachability.REACHED));
            assertThat(prober().seeds()).hasSize(2);
            assertThat(prober().isBelieved()).isTrue();
        }
    }

    @Test
    void aFailureOfTheStoreIsCountedAndTheNextResultIsRecorded() throws IOException {
        SwarmStore broken = (SwarmStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {SwarmStore.class}, (proxy, method, arguments) -> {
                    throw new LinkageError("planted");
                });
        prober = ReachabilityProber.builder()
                .store(broken)
                .scope(ProbeScope.ALL)
                .targets(new AnyTarget())
                .build();
        tracker = Tracker.builder().store(store).listener(prober).build();
        prober.start();
        try (LoopbackPeer peer = new LoopbackPeer("::1", LoopbackPeer.peer(TORRENT, PEER))) {
            send(announce(peer.endpoint().toString()));
            Await.until("the failure was counted", () -> prober().stats().failures() == 1);
            send(announce(peer.endpoint().toString()).infoHash(OTHER_TORRENT));
            Await.until("the next one was counted", () -> prober().stats().failures() == 2);
            assertThat(prober().stats().probes()).isEqualTo(1);
            assertThat(prober().running()).isZero();
        }
    }

    /** Each later probe shows that an earlier one would have been made by then. */
    @Test
    void nothingIsProbedBeforeTheStartAndAfterTheEnd() throws IOException {
        LoopbackPeer.Script script = LoopbackPeer.peer(TORRENT, PEER);
        try (LoopbackPeer early = new LoopbackPeer("::1", script);
                LoopbackPeer inTime = new LoopbackPeer("::1", script);
                LoopbackPeer late = new LoopbackPeer("::1", script);
                LoopbackPeer last = new LoopbackPeer("::1", script)) {
            ReachabilityProber first = builder().build();
            try (Tracker before = Tracker.builder().store(store).listener(first).build()) {
                send(before, announce(early.endpoint().toString()));
                first.start();
                send(before, announce(inTime.endpoint().toString()));
                awaitState(TORRENT, inTime.endpoint(), Reachability.REACHED);
                first.close();
                first.close();
                first.start();
                send(before, announce(late.endpoint().toString()));
            }
            start(builder());
            send(announce(last.endpoint().toString()));
            awaitState(TORRENT, last.endpoint(), Reachability.REACHED);

            assertThat(early.connections()).isZero();
            assertThat(late.connections()).isZero();
            assertThat(first.stats().probes()).isEqualTo(1);
            assertThat(first.health().active()).isFalse();
            assertThat(first.seeds()).isEmpty();
        }
    }

    /** The claimed endpoint is published without a proof, so it is not the announcer's for the prober. */
    @Test
    void aClaimedEndpointIsNotProbedIfItsSourceIsTrusted() throws IOException {
        LoopbackPeer.Script script = LoopbackPeer.peer(TORRENT, PEER);
        prober = builder().build();
        try (AddressClaims claims = AddressClaims.builder()
                        .policy(ClaimPolicy.TRUST)
                        .trusted(List.of(Cidr.parse("127.0.0.0/8")))
                        .build()
                        .start();
                LoopbackPeer claimed = new LoopbackPeer("::1", script);
                LoopbackPeer own = new LoopbackPeer("::1", script)) {
            tracker = Tracker.builder()
                    .store(store)
                    .interceptor(claims)
                    .listener(prober)
                    .build();
            prober.start();
            send(announce("127.0.0.1:" + claimed.endpoint().port()).claim(claimed.endpoint()));
            Await.until("the claim is published", () -> claims.stats().published() == 1);
            send(announce(own.endpoint().toString()).key(2));
            awaitState(TORRENT, own.endpoint(), Reachability.REACHED);
            assertThat(claimed.connections()).isZero();
            assertThat(prober.stats().probes()).isEqualTo(1);
        }
    }

    @Test
    void anAddressThatIsNotOfThisMachineIsRefusedAtTheStart() {
        prober =
                builder().probeFrom(Endpoint.parse("[2001:db8::7]:1").address()).build();
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(prober::start)
                .withMessageContaining("probeFrom")
                .withMessageContaining("this machine has no such address");
        assertThat(prober.health().active()).isFalse();
    }

    @Test
    void aProbeLeavesFromTheAddressThatIsSet() throws IOException {
        start(builder().probeFrom(ipv6Loopback()));
        assertReachedBy(LoopbackPeer.peer(TORRENT, PEER), ProbeOutcome.VERIFIED);
    }

    @Test
    void optionsHaveRanges() {
        assertThatNullPointerException()
                .isThrownBy(() -> ReachabilityProber.builder().build());
        ReachabilityProberBuilder builder = ReachabilityProber.builder();
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> builder.probeFrom(Endpoint.parse("192.0.2.1:1").address()))
                .withMessageContaining("192.0.2.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.probeFrom(Endpoint.parse("[::]:1").address()));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxProbesAtOnce(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxProbesPerSecond(1_001));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxProbesPerHost(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxProbesPerNetwork(1_001));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.connectTimeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.probeTimeout(Duration.ofMinutes(2)));
    }

    private void assertReached(LoopbackPeer.Script script, ProbeOutcome outcome) throws IOException {
        start(builder());
        assertReachedBy(script, outcome);
    }

    private void assertReachedBy(LoopbackPeer.Script script, ProbeOutcome outcome) throws IOException {
        try (LoopbackPeer peer = new LoopbackPeer("::1", script)) {
            send(announce(peer.endpoint().toString()));
            awaitState(TORRENT, peer.endpoint(), Reachability.REACHED);
            assertThat(prober().stats().outcomes(outcome)).isEqualTo(1);
            assertThat(prober().running()).isZero();
            assertThat(prober().isBelieved()).isTrue();
        }
    }

    private void assertNotReached(Endpoint endpoint, ProbeOutcome outcome) {
        send(announce(endpoint.toString()));
        awaitState(TORRENT, endpoint, Reachability.NOT_REACHED);
        assertThat(prober().stats().outcomes(outcome)).isEqualTo(1);
    }

    private ReachabilityProberBuilder builder() {
        return ReachabilityProber.builder()
                .store(store)
                .scope(ProbeScope.ALL)
                .connectTimeout(LONG)
                .probeTimeout(LONG)
                .targets(new AnyTarget());
    }

    private void start(ReachabilityProberBuilder builder) {
        prober = builder.build();
        tracker = Tracker.builder().store(store).listener(prober).build();
        prober.start();
    }

    /** Starts, and lets a probe reach a host, so that a failed one counts. */
    private void startBelieving(ReachabilityProberBuilder builder) throws IOException {
        start(builder);
        try (LoopbackPeer open = new LoopbackPeer("::1", LoopbackPeer.peer(TORRENT, PEER))) {
            send(announce(open.endpoint().toString()).infoHash(OTHER_TORRENT));
            awaitState(OTHER_TORRENT, open.endpoint(), Reachability.REACHED);
        }
    }

    private ReachabilityProber prober() {
        assertThat(prober).isNotNull();
        return prober;
    }

    private void send(AnnounceRequest request) {
        assertThat(tracker).isNotNull();
        send(tracker, request);
    }

    private static void send(Tracker to, AnnounceRequest request) {
        AnnounceResponse response = new AnnounceResponse();
        assertThat(to.announce(request.lan(true), response)).isCompletedWithValue(response);
        assertThat(response.rejection()).isNull();
    }

    private void awaitState(InfoHash torrent, Endpoint endpoint, Reachability state) {
        Await.until(endpoint + " is " + state, () -> store.reachability(torrent, endpoint) == state);
    }

    private static InetAddress ipv6Loopback() {
        return Endpoint.parse("[::1]:0").address();
    }
}
