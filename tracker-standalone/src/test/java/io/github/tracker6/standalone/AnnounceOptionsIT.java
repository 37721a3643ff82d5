package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the options that concern answers do to them. */
@Timeout(30)
class AnnounceOptionsIT {
    private static final InfoHash TORRENT = InfoHash.fromHex("0123456789abcdef0123456789abcdef01234567");
    private static final int CLAIMED_PORT = 6_881;
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final String CLAIM = "&key=1&ipv6=::1";

    @TempDir
    Path folder;

    private Run run;
    private WireClient over4;
    private WireClient over6;

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void ipv6FirstTellsAnnouncersOverIpv6OfHostsWithIpv4Alone() {
        serve();
        over4.announceOverHttp(TORRENT, 7_001);

        assertThat(over6.announceOverHttp(TORRENT, 7_002)).contains(compact("127.0.0.1:7001"));
    }

    @Test
    void sameFamilyDoesNot() {
        serve("--family-policy", "same-family");
        over4.announceOverHttp(TORRENT, 7_001);
        over6.announceOverHttp(TORRENT, 7_003);

        assertThat(over6.announceOverHttp(TORRENT, 7_002))
                .contains(compact("[::1]:7003"))
                .doesNotContain(compact("127.0.0.1:7001"));
    }

    @Test
    void pairedClaimEarnsIpv6PeersAndAnIgnoredOneDoesNot() {
        assertThat(ipv6PeersOfAClaimer("pair")).isEqualTo(4);
        run.close();
        assertThat(ipv6PeersOfAClaimer("ignore")).isEqualTo(1);
    }

    @Test
    void trustedClaimIsHandedOutUnseen() {
        serve("--claims", "trust:127.0.0.0/8");
        over4.announceOverHttp(TORRENT, CLAIMED_PORT, CLAIM);

        awaitPeerOver6(CLAIMED_PORT);
    }

    @Test
    void verifiedClaimIsHandedOutAfterAHandshake() throws IOException {
        try (ServerSocket peer = new ServerSocket()) {
            peer.setSoTimeout(TIMEOUT_MILLIS);
            peer.bind(Endpoint.parse("[::1]:0").socketAddress());
            Path allow = Files.writeString(folder.resolve("allow.txt"), TORRENT + "\n");
            serve("--claims", "verify", "--allow", allow.toString());
            over4.announceOverHttp(TORRENT, peer.getLocalPort(), CLAIM);
            try (Socket probe = peer.accept()) {
                probe.setSoTimeout(TIMEOUT_MILLIS);
                byte[] handshake = probe.getInputStream().readNBytes(68);
                assertThat(over6Peers()).doesNotContain(compact("[::1]:" + peer.getLocalPort()));
                System.arraycopy(latin1(WireClient.peerId(peer.getLocalPort())), 0, handshake, 48, 20);
                probe.getOutputStream().write(handshake);

                awaitPeerOver6(peer.getLocalPort());
            }
        }
    }

    @Test
    void closedServerLooksAtNoClaims() throws IOException {
        verifiedClaimIsHandedOutAfterAHandshake();
        run.close();

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("tracker6-claims");
    }

    @Test
    void pinnedSeedIsInTheAnswersOfItsFamilies() {
        serve("--pin", TORRENT + "=192.0.2.7:7,[2001:db8::7]:7", "--pin", TORRENT + "=[2001:db8::8]:8");

        assertThat(over6.announceOverHttp(TORRENT, 7_001))
                .contains(compact("[2001:db8::7]:7"), compact("[2001:db8::8]:8"))
                .doesNotContain(compact("192.0.2.7:7"));
        assertThat(over4.announceOverHttp(TORRENT, 7_002)).contains(compact("192.0.2.7:7"));
    }

    private void serve(String... options) {
        run = Run.of(
                Stream.concat(Stream.of("--http", "127.0.0.1:0", "--http", "[::1]:0", "--no-udp"), Stream.of(options))
                        .toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        over4 = new WireClient(run.tracker().httpAddresses().get(0));
        over6 = new WireClient(run.tracker().httpAddresses().get(1));
    }

    /** With four peers of each family, and none wanted beyond four. */
    private long ipv6PeersOfAClaimer(String rule) {
        serve("--claims", rule, "--numwant", "4");
        for (int i = 0; i < 4; i++) {
            over4.announceOverHttp(TORRENT, 7_000 + i);
            over6.announceOverHttp(TORRENT, 7_010 + i);
        }
        String answer = over4.announceOverHttp(TORRENT, CLAIMED_PORT, CLAIM);
        return Stream.of(7_010, 7_011, 7_012, 7_013)
                .filter(port -> answer.contains(compact("[::1]:" + port)))
                .count();
    }

    private void awaitPeerOver6(int port) {
        String expected = compact("[::1]:" + port);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!over6Peers().contains(expected)) {
            assertThat(System.nanoTime()).as("within 10 s").isLessThan(end);
        }
    }

    private String over6Peers() {
        return over6.announceOverHttp(TORRENT, 7_002);
    }

    private static String compact(String endpoint) {
        Endpoint parsed = Endpoint.parse(endpoint);
        String port = (char) (parsed.port() >>> Byte.SIZE) + "" + (char) (parsed.port() & 0xff);
        return new String(parsed.addressBytes(), StandardCharsets.ISO_8859_1) + port;
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
