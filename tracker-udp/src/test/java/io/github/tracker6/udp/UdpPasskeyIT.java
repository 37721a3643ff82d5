package io.github.tracker6.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.access.PasskeyAccess;
import io.github.tracker6.access.PasskeyHash;
import io.github.tracker6.access.PasskeySet;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.testkit.UdpTestClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UdpPasskeyIT {
    private static final InfoHash TORRENT = InfoHash.fromHex("c12fe1c06bba254a9dc9f519b335aa7c1367a88a");
    private static final String LONG_KEY = "L".repeat(300);

    private MemorySwarmStore store;
    private Tracker tracker;
    private UdpTrackerServer server;

    @BeforeEach
    void start() throws IOException {
        store = MemorySwarmStore.builder().build();
        PasskeySet passkeys = PasskeySet.of(
                Map.of(PasskeyHash.of("KEY"), Optional.empty(), PasskeyHash.of(LONG_KEY), Optional.empty()));
        tracker = Tracker.builder()
                .store(store)
                .interceptor(PasskeyAccess.of(() -> passkeys))
                .build()
                .start();
        server = UdpTrackerServer.builder(tracker)
                .bind(Endpoint.parse("[::1]:0").socketAddress())
                .bind(Endpoint.parse("127.0.0.1:0").socketAddress())
                .lan(true)
                .build();
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
        tracker.close();
        store.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/KEY/announce", "/KEY/announce/", "/%4bEY/announce", "/announce?passkey=KEY", "?passkey=KE%59"})
    void bep41_anAnnounceWithAKnownPasskeyIsServedOverBothFamilies(String urlData) throws IOException {
        for (InetSocketAddress address : server.addresses()) {
            try (UdpTestClient client = UdpTestClient.to(address)) {
                assertThat(client.announce(request(), urlData).seeders()).isEqualTo(1);
            }
        }
        assertThat(tracker.totals().dualStackHosts()).isEqualTo(1);
    }

    @Test
    void bep41_aPasskeyInSeveralOptionsIsReadWhole() throws IOException {
        try (UdpTestClient client = UdpTestClient.to(server.addresses().get(0))) {
            assertThat(client.announce(request(), "/" + LONG_KEY + "/announce").seeders())
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/announce", "/wrong/announce", "/announce?passkey=wrong", "/announce/KEY", "/KEY"})
    void bep41_anAnnounceWithoutIsRefusedAndChangesNothing(String urlData) throws IOException {
        for (InetSocketAddress address : server.addresses()) {
            try (UdpTestClient client = UdpTestClient.to(address)) {
                assertThatExceptionOfType(UdpTestClient.TrackerError.class)
                        .isThrownBy(() -> client.announce(request(), urlData))
                        .withMessage("Unknown passkey");
            }
        }
        assertThat(tracker.totals().swarms()).isZero();
    }

    /** Its packet has no URL data (BEP 41). The passkey of an announce before it does not count for it. */
    @Test
    void bep15_aScrapeIsRefused() throws IOException {
        for (InetSocketAddress address : List.copyOf(server.addresses())) {
            try (UdpTestClient client = UdpTestClient.to(address)) {
                client.announce(request(), "/KEY/announce");
                assertThatExceptionOfType(UdpTestClient.TrackerError.class)
                        .isThrownBy(() -> client.scrape(TORRENT))
                        .withMessage("Unknown passkey");
                assertThatExceptionOfType(UdpTestClient.TrackerError.class)
                        .isThrownBy(() -> client.announce(request()))
                        .withMessage("Unknown passkey");
            }
        }
    }

    private static AnnounceRequest request() {
        return new AnnounceRequest()
                .infoHash(TORRENT)
                .peerId(0x2d58583030303100L, 2, 3)
                .key(77)
                .port(6881);
    }
}
