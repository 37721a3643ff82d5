package io.github.tracker6.claims;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.testkit.Await;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Probes over real sockets of both families. */
class ProbeSelectorTest {
    private static final String IPV6 = "::1";
    private static final String IPV4 = "127.0.0.1";
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(150);
    private static final InfoHash TORRENT = InfoHash.of(1, 2, 3);
    private static final byte[] PEER = "-XX0001-abcdefghijkl".getBytes(US_ASCII);

    @ParameterizedTest
    @ValueSource(strings = {IPV6, IPV4})
    void aPeerThatAnswersWithItsPeerIdIsVerified(String address) throws IOException {
        assertThat(probe(address, LoopbackPeer.peer(TORRENT, PEER))).isEqualTo(ProbeOutcome.VERIFIED);
    }

    @ParameterizedTest
    @ValueSource(strings = {IPV6, IPV4})
    void anAnswerInManyPiecesIsPutTogether(String address) throws IOException {
        LoopbackPeer.Script pieces = (handshake, out) -> {
            for (byte each : Handshake.encode(TORRENT, PEER).array()) {
                out.write(each);
                out.flush();
            }
        };
        assertThat(probe(address, pieces)).isEqualTo(ProbeOutcome.VERIFIED);
    }

    @ParameterizedTest
    @ValueSource(strings = {IPV6, IPV4})
    void anotherPeerIsNotVerified(String address) throws IOException {
        byte[] other = "-XX0001-abcdefghijkm".getBytes(US_ASCII);
        assertThat(probe(address, LoopbackPeer.peer(TORRENT, other))).isEqualTo(ProbeOutcome.OTHER_PEER);
    }

    @ParameterizedTest
    @ValueSource(strings = {IPV6, IPV4})
    void aPeerOfAnotherTorrentIsNotVerified(String address) throws IOException {
        assertThat(probe(address, LoopbackPeer.peer(InfoHash.of(1, 2, 4), PEER)))
                .isEqualTo(ProbeOutcome.OTHER_TORRENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {IPV6, IPV4})
    void aServerOfAnotherProtocolIsNotVerified(String address) throws IOException {
        assertThat(probe(address, (handshake, out) -> out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII))))
                .isEqualTo(ProbeOutcome.NOT_BITTORRENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {IPV6, IPV4})
    void anEchoOfTheHandshakeIsNotVerified(String address) throws IOException {
        assertThat(probe(address, (handshake, out) -> out.write(handshake))).isEqualTo(ProbeOutcome.OTHER_PEER);
    }

    @ParameterizedTest
    @ValueSource(strings = {IPV6, IPV4})
    void aConnectionThatEndsTooEarlyIsNotVerified(String address) throws IOException {
        assertThat(probe(address, LoopbackPeer.hangUp())).isEqualTo(ProbeOutcome.CLOSED);
        assertThat(probe(address, (handshake, out) -> {
                    out.write(Handshake.encode(TORRENT, PEER).array(), 0, 67);
                    out.close();
                }))
                .isEqualTo(ProbeOutcome.CLOSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {IPV6, IPV4})
    void aClosedPortIsUnreachable(String address) throws IOException {
        // Bound but not listening: no other program gets the port.
        try (SocketChannel held = SocketChannel.open().bind(new InetSocketAddress(address, 0))) {
            InetSocketAddress local = (InetSocketAddress) held.getLocalAddress();
            Endpoint closed = Endpoint.of(local.getAddress(), local.getPort());
            assertThat(probe(closed, LONG, LONG)).isEqualTo(ProbeOutcome.UNREACHABLE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {IPV6, IPV4})
    void aPeerThatAcceptsAndIsSilentIsSilent(String address) throws IOException {
        try (LoopbackPeer peer = new LoopbackPeer(address, LoopbackPeer.SILENCE)) {
            long begun = System.nanoTime();
            assertThat(probe(peer.endpoint(), LONG, SHORT)).isEqualTo(ProbeOutcome.SILENT);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(SHORT, Duration.ofSeconds(10));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {IPV6, IPV4})
    void aConnectionThatIsResetAtOnceIsReset(String address) throws IOException {
        try (LoopbackPeer peer = new LoopbackPeer(address, LoopbackPeer.RESET)) {
            assertThat(probe(peer.endpoint(), LONG, LONG)).isEqualTo(ProbeOutcome.RESET);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {IPV6, IPV4})
    void aPeerThatSendsAGigabyteIsReadFor68Bytes(String address) throws IOException {
        AtomicLong sent = new AtomicLong();
        LoopbackPeer.Script flood = (handshake, out) -> {
            byte[] block = new byte[1 << 16];
            while (sent.get() < 1L << 30) {
                out.write(block);
                sent.addAndGet(block.length);
            }
        };
        try (LoopbackPeer peer = new LoopbackPeer(address, flood)) {
            assertThat(probe(peer.endpoint(), LONG, LONG)).isEqualTo(ProbeOutcome.NOT_BITTORRENT);
            Await.until("the peer saw the end", () -> peer.received().size() == 1);
        }
        // What was sent lies in the buffers of the sockets.
        assertThat(sent.get()).isLessThan(64L << 20);
    }

    @Test
    void anyPeerIdIsVerifiedIfNoneIsAskedFor() throws IOException {
        try (LoopbackPeer peer = new LoopbackPeer(IPV6, LoopbackPeer.peer(TORRENT, PEER))) {
            assertThat(probe(peer.endpoint(), null, LONG, LONG)).isEqualTo(ProbeOutcome.VERIFIED);
        }
    }

    @Test
    void anUnfinishedAnswerDoesNotExtendTheTimeLimit() throws IOException {
        LoopbackPeer.Script unfinished =
                (handshake, out) -> out.write(Handshake.encode(TORRENT, PEER).array(), 0, 67);
        try (LoopbackPeer peer = new LoopbackPeer(IPV6, unfinished)) {
            assertThat(probe(peer.endpoint(), LONG, SHORT)).isEqualTo(ProbeOutcome.SILENT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {IPV6, IPV4})
    void aConnectThatHangsIsTimedOut(String address) throws IOException {
        InetAddress loopback = InetAddress.getByName(address);
        List<SocketChannel> crowd = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, loopback)) {
            // No connection is accepted, so the kernel stops answering once its queue is full.
            for (int i = 0; i < 8; i++) {
                SocketChannel channel = SocketChannel.open();
                crowd.add(channel);
                channel.configureBlocking(false);
                channel.connect(new InetSocketAddress(loopback, full.getLocalPort()));
            }
            assertThat(probe(Endpoint.of(loopback, full.getLocalPort()), SHORT, LONG))
                    .isEqualTo(ProbeOutcome.TIMED_OUT);
        } finally {
            for (SocketChannel channel : crowd) {
                channel.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {IPV6, IPV4})
    void theProberSends68BytesWithANewPeerIdEachTime(String address) throws IOException {
        try (LoopbackPeer peer = new LoopbackPeer(address, LoopbackPeer.peer(TORRENT, PEER))) {
            probe(peer.endpoint(), LONG, LONG);
            probe(peer.endpoint(), LONG, LONG);
            Await.until("both connections ended", () -> peer.received().size() == 2);

            List<byte[]> handshakes = List.copyOf(peer.received());
            for (byte[] handshake : handshakes) {
                assertThat(handshake).hasSize(68);
                assertThat(Handshake.check(handshake, 48, TORRENT, PEER)).isNull();
                assertThat(Arrays.copyOfRange(handshake, 20, 28)).containsOnly(0);
                assertThat(Arrays.copyOfRange(handshake, 48, 68)).isNotEqualTo(PEER);
            }
            assertThat(handshakes.get(0)).isNotEqualTo(handshakes.get(1));
        }
    }

    @Test
    void manyProbesRunAtOnce() throws IOException {
        try (ProbeSelector prober = ProbeSelector.open(LONG, LONG, new Random(5), null);
                LoopbackPeer good = new LoopbackPeer(IPV6, LoopbackPeer.peer(TORRENT, PEER));
                LoopbackPeer silent = new LoopbackPeer(IPV4, LoopbackPeer.SILENCE)) {
            List<ProbeOutcome> outcomes = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                prober.handshake(silent.endpoint(), TORRENT, PEER, (outcome, local) -> outcomes.add(outcome));
                prober.handshake(good.endpoint(), TORRENT, PEER, (outcome, local) -> outcomes.add(outcome));
            }
            while (outcomes.size() < 32) {
                prober.poll(1_000);
            }
            assertThat(outcomes).hasSize(32).containsOnly(ProbeOutcome.VERIFIED);
        }
    }

    @Test
    void closeClosesConnections() throws IOException {
        try (LoopbackPeer silent = new LoopbackPeer(IPV6, LoopbackPeer.SILENCE)) {
            ProbeSelector prober = ProbeSelector.open(LONG, LONG, new Random(5), null);
            List<ProbeOutcome> outcomes = new ArrayList<>();
            prober.handshake(silent.endpoint(), TORRENT, PEER, (outcome, local) -> outcomes.add(outcome));
            Await.until("the peer accepted", () -> silent.connections() == 1);
            prober.close();
            Await.until("the peer saw the end", () -> silent.received().size() == 1);
            assertThat(outcomes).isEmpty();
        }
    }

    private static ProbeOutcome probe(String address, LoopbackPeer.Script script) throws IOException {
        try (LoopbackPeer peer = new LoopbackPeer(address, script)) {
            return probe(peer.endpoint(), LONG, LONG);
        }
    }

    @Test
    void aUtpPeerThatAcceptsIsReachedAndTheConnectionEnds() throws IOException {
        try (UtpPeer peer = new UtpPeer(UtpPeer::accept)) {
            assertThat(probeOverUtp(peer.endpoint(), LONG)).isEqualTo(ProbeOutcome.UTP);
            Await.until("two packets came", () -> peer.received().size() == 2);
            byte[] syn = peer.received().get(0);
            byte[] reset = peer.received().get(1);
            assertThat(syn).hasSize(20).startsWith(0x41, 0);
            assertThat(reset).hasSize(20).startsWith(0x31, 0);
            int id = ByteBuffer.wrap(syn).getShort(2);
            assertThat(ByteBuffer.wrap(reset).getShort(2)).isEqualTo((short) (id + 1));
        }
    }

    @Test
    void aUtpPeerThatAnswersAnythingElseIsNotReached() throws IOException {
        UtpPeer.Answer wrong = syn -> {
            byte[] answer = UtpPeer.accept(syn);
            answer[3]++;
            return answer;
        };
        try (UtpPeer peer = new UtpPeer(wrong)) {
            assertThat(probeOverUtp(peer.endpoint(), SHORT)).isEqualTo(ProbeOutcome.TIMED_OUT);
            assertThat(peer.received()).hasSize(1);
        }
    }

    @Test
    void aClosedUdpPortIsUnreachable() throws IOException {
        // The port is taken over IPv4, so that the probe itself does not get it.
        try (DatagramSocket held =
                new DatagramSocket(Endpoint.parse("127.0.0.1:0").socketAddress())) {
            assertThat(probeOverUtp(Endpoint.ofIpv6(0, 1, held.getLocalPort()), LONG))
                    .isEqualTo(ProbeOutcome.UNREACHABLE);
        }
    }

    @Test
    void aProbeComesFromTheAddressThatIsSet() throws IOException {
        List<SocketAddress> sources = new ArrayList<>();
        try (LoopbackPeer peer = new LoopbackPeer(IPV6, LoopbackPeer.peer(TORRENT, PEER));
                ProbeSelector prober = ProbeSelector.open(
                        LONG, LONG, new Random(), Endpoint.parse("[::1]:0").socketAddress())) {
            prober.handshake(peer.endpoint(), TORRENT, PEER, (outcome, local) -> sources.add(local));
            while (sources.isEmpty()) {
                prober.poll(1_000);
            }
        }
        assertThat(((InetSocketAddress) sources.get(0)).getAddress())
                .isEqualTo(Endpoint.parse("[::1]:0").address());
    }

    @ParameterizedTest
    @ValueSource(strings = {IPV6, IPV4})
    void theAddressThatTheSystemChoseIsTold(String address) throws IOException {
        List<SocketAddress> sources = new ArrayList<>();
        try (LoopbackPeer peer = new LoopbackPeer(address, LoopbackPeer.peer(TORRENT, PEER));
                ProbeSelector prober = ProbeSelector.open(LONG, LONG, new Random(), null)) {
            prober.handshake(peer.endpoint(), TORRENT, PEER, (outcome, local) -> sources.add(local));
            while (sources.isEmpty()) {
                prober.poll(1_000);
            }
        }
        assertThat(((InetSocketAddress) sources.get(0)).getAddress())
                .isEqualTo(Endpoint.parse(address.equals(IPV6) ? "[::1]:0" : "127.0.0.1:0")
                        .address());
    }

    @Test
    void anAddressThatIsNotOnThisMachineProbesNothing() throws IOException {
        InetSocketAddress elsewhere = Endpoint.parse("[2001:db8::1]:0").socketAddress();
        List<ProbeOutcome> outcomes = new ArrayList<>();
        try (LoopbackPeer peer = new LoopbackPeer(IPV6, LoopbackPeer.peer(TORRENT, PEER));
                ProbeSelector prober = ProbeSelector.open(LONG, LONG, new Random(), elsewhere)) {
            prober.handshake(peer.endpoint(), TORRENT, PEER, (outcome, local) -> outcomes.add(outcome));
            prober.utp(peer.endpoint(), (outcome, local) -> outcomes.add(outcome));
            assertThat(outcomes).containsExactly(ProbeOutcome.NOT_TRIED, ProbeOutcome.NOT_TRIED);
            assertThat(peer.connections()).isZero();
        }
    }

    private static ProbeOutcome probeOverUtp(Endpoint target, Duration timeout) throws IOException {
        try (ProbeSelector prober = ProbeSelector.open(timeout, LONG, new Random(), null)) {
            List<ProbeOutcome> outcomes = new ArrayList<>();
            prober.utp(target, (outcome, local) -> outcomes.add(outcome));
            while (outcomes.isEmpty()) {
                prober.poll(1_000);
            }
            return outcomes.get(0);
        }
    }

    private static ProbeOutcome probe(Endpoint target, Duration connect, Duration whole) throws IOException {
        return probe(target, PEER, connect, whole);
    }

    private static ProbeOutcome probe(Endpoint target, byte[] peerId, Duration connect, Duration whole)
            throws IOException {
        try (ProbeSelector prober = ProbeSelector.open(connect, whole, new Random(), null)) {
            List<ProbeOutcome> outcomes = new ArrayList<>();
            prober.handshake(target, TORRENT, peerId, (outcome, local) -> outcomes.add(outcome));
            while (outcomes.isEmpty()) {
                prober.poll(1_000);
            }
            return outcomes.get(0);
        }
    }
}
