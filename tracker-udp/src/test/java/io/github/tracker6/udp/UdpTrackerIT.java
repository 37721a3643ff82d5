package io.github.tracker6.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Endpoint;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.store.memory.MemorySwarmStore;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The UDP server with the engine and the memory store, over both families. */
class UdpTrackerIT {
    private static final String HASH = "000102030405060708090a0b0c0d0e0f10111213";
    private static final String UNKNOWN_HASH = "ff".repeat(20);
    private static final int NONE = 0;
    private static final int COMPLETED = 1;
    private static final int STARTED = 2;
    private static final int STOPPED = 3;
    private static final int PAUSED = 4;

    private final MemorySwarmStore store = MemorySwarmStore.builder().build();
    private final Tracker tracker = Tracker.builder()
            .store(store)
            .interval(Duration.ofMinutes(30))
            .intervalSpread(0)
            .build();
    private final List<AutoCloseable> open = new ArrayList<>();
    private List<InetSocketAddress> addresses = List.of();

    @BeforeEach
    void start() throws Exception {
        UdpTrackerServer server = UdpTrackerServer.builder(tracker)
                .transport(ServerTests.transportOfThisRun())
                .bind(Endpoint.parse("[::1]:0").socketAddress())
                .bind(Endpoint.parse("127.0.0.1:0").socketAddress())
                .workers(2)
                .lan(true)
                .rateLimit(false)
                .build();
        open.add(server);
        server.start();
        addresses = server.addresses();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
        store.close();
    }

    private UdpClient client(InetSocketAddress server) throws IOException {
        UdpClient client = new UdpClient(server.getAddress());
        open.add(client);
        return client;
    }

    private static String announce(
            String connectionId, int peer, long left, int event, int key, int numWant, int port) {
        return Hex.spaceless(
                connectionId,
                "00000001 cafebabe",
                HASH,
                "2d5452363030302d616263646566676800000000".substring(0, 32) + Hex.of(peer),
                Hex.of(0L),
                Hex.of(left),
                Hex.of(0L),
                Hex.of(event),
                "c6336463",
                Hex.of(key),
                Hex.of(numWant),
                Hex.of(port).substring(4));
    }

    private String announced(InetSocketAddress server, int peer, long left, int event, int key, int numWant)
            throws IOException {
        UdpClient client = client(server);
        return client.ask(server, announce(client.connect(server), peer, left, event, key, numWant, 1000 + peer))
                .hex();
    }

    private String scraped(InetSocketAddress server, String... hashes) throws IOException {
        UdpClient client = client(server);
        return client.ask(server, client.connect(server), "00000002 cafebabe", String.join("", hashes))
                .hex();
    }

    private static boolean isIpv4(InetSocketAddress address) {
        return address.getAddress() instanceof Inet4Address;
    }

    private static String loopback(InetSocketAddress server, int port) {
        return (isIpv4(server) ? "7f000001" : "0".repeat(31) + "1")
                + Hex.of(port).substring(4);
    }

    @Test
    void aSwarmFromTheFirstPeerToTheLast() throws Exception {
        for (InetSocketAddress server : addresses) {
            assertThat(announced(server, 1, 0, STARTED, 0, -1))
                    .isEqualTo("00000001cafebabe" + "00000708" + "00000000" + "00000001");
            assertThat(announced(server, 2, 99, STARTED, 0, -1))
                    .isEqualTo("00000001cafebabe" + "00000708" + "00000001" + "00000001" + loopback(server, 1001));
            assertThat(announced(server, 1, 0, NONE, 0, -1))
                    .isEqualTo("00000001cafebabe" + "00000708" + "00000001" + "00000001" + loopback(server, 1002));
            assertThat(announced(server, 2, 0, COMPLETED, 0, -1)).endsWith("00000000" + "00000002");
            assertThat(announced(server, 1, 0, STOPPED, 0, -1)).endsWith("00000000" + "00000001");
            assertThat(announced(server, 2, 0, STOPPED, 0, -1)).endsWith("00000000" + "00000000");
        }
        assertThat(scraped(addresses.get(0), UNKNOWN_HASH, HASH, HASH))
                .isEqualTo(Hex.spaceless(
                        "00000002 cafebabe",
                        "00000000 00000000 00000000",
                        "00000000 00000002 00000000",
                        "00000000 00000002 00000000"));
    }

    @Test
    void oneHostOverBothFamiliesCountsOnceAndEachAnswerHoldsItsOwnFamily() throws Exception {
        for (InetSocketAddress server : addresses) {
            announced(server, 1, 0, STARTED, 0x5eed, -1);
        }
        String oneOfEach = "00000001" + "00000001";
        for (InetSocketAddress server : addresses) {
            if (!isIpv4(server)) {
                assertThat(announced(server, 2, 99, STARTED, 0xcafe, -1))
                        .isEqualTo("00000001cafebabe" + "00000708" + oneOfEach + loopback(server, 1001));
            }
        }
        for (InetSocketAddress server : addresses) {
            if (isIpv4(server)) {
                // The answer leaves out the other host, which this host can reach over IPv6, until it announces again.
                assertThat(announced(server, 2, 99, STARTED, 0xcafe, -1))
                        .isEqualTo("00000001cafebabe" + "0000012c" + oneOfEach);
                assertThat(announced(server, 2, 99, NONE, 0xcafe, -1))
                        .isEqualTo("00000001cafebabe" + "00000708" + oneOfEach + loopback(server, 1001));
            }
        }
        assertThat(scraped(addresses.get(0), HASH))
                .isEqualTo("00000002cafebabe" + "00000001" + "00000000" + "00000001");
    }

    @Test
    void numWantIsDefaultNoneOrClamped() throws Exception {
        for (InetSocketAddress server : addresses) {
            int fits = isIpv4(server) ? 200 : 67;
            int stride = isIpv4(server) ? 6 : 18;
            UdpClient client = client(server);
            String id = client.connect(server);
            for (int peer = 1; peer <= 250; peer++) {
                client.ask(server, announce(id, peer, 99, STARTED, 0, 0, 1000 + peer));
            }
            assertThat(peerBytes(announced(server, 1, 99, NONE, 0, -1))).isEqualTo(50 * stride);
            assertThat(peerBytes(announced(server, 1, 99, NONE, 0, -2))).isEqualTo(50 * stride);
            assertThat(peerBytes(announced(server, 1, 99, NONE, 0, 0))).isZero();
            assertThat(peerBytes(announced(server, 1, 99, NONE, 0, fits))).isEqualTo(fits * stride);
            assertThat(peerBytes(announced(server, 1, 99, NONE, 0, fits + 1))).isEqualTo(fits * stride);
            assertThat(peerBytes(announced(server, 1, 99, NONE, 0, Integer.MAX_VALUE)))
                    .isEqualTo(fits * stride);
            for (int peer = 1; peer <= 250; peer++) {
                client.ask(server, announce(id, peer, 99, STOPPED, 0, 0, 1000 + peer));
            }
        }
    }

    private static int peerBytes(String reply) {
        return reply.length() / 2 - 20;
    }

    @Test
    void aPausedPartialSeedCountsAsIncompleteAndGetsDownloadersOnly() throws Exception {
        for (InetSocketAddress server : addresses) {
            announced(server, 1, 0, STARTED, 0, -1);
            announced(server, 2, 99, STARTED, 0, -1);
            assertThat(announced(server, 3, 50, PAUSED, 0, -1))
                    .isEqualTo("00000001cafebabe" + "00000708" + "00000002" + "00000001" + loopback(server, 1002));
            for (int peer = 1; peer <= 3; peer++) {
                announced(server, peer, 99, STOPPED, 0, -1);
            }
        }
    }

    @Test
    void refusalsAreErrors() throws Exception {
        for (InetSocketAddress server : addresses) {
            UdpClient client = client(server);
            assertThat(client.ask(server, announce(client.connect(server), 1, 99, STARTED, 0, -1, 0))
                            .hex())
                    .isEqualTo("00000003cafebabe" + Hex.text("port is missing or 0"));
        }
        assertThat(tracker.totals().endpoints()).isZero();
    }

    @Test
    void withoutTheLanOptionLoopbackPeersAreRefused() throws Exception {
        UdpTrackerServer strict = UdpTrackerServer.builder(tracker)
                .transport(ServerTests.transportOfThisRun())
                .bind(Endpoint.parse("[::1]:0").socketAddress())
                .build();
        open.add(strict);
        strict.start();

        assertThat(announced(strict.addresses().get(0), 1, 99, STARTED, 0, -1))
                .isEqualTo("00000003cafebabe" + Hex.text("Your address is not acceptable here"));
    }

    @Test
    void malformedInputChangesNothing() throws Exception {
        for (InetSocketAddress server : addresses) {
            UdpClient client = client(server);
            String whole = announce(client.connect(server), 1, 99, STARTED, 0, -1, 6881);
            for (int bytes = 16; bytes < 98; bytes += 9) {
                assertThat(client.ask(server, whole.substring(0, 2 * bytes)).hex())
                        .isEqualTo("00000003cafebabe" + Hex.text("Malformed request"));
            }
        }
        assertThat(tracker.totals().swarms()).isZero();
        assertThat(tracker.totals().endpoints()).isZero();
    }
}
