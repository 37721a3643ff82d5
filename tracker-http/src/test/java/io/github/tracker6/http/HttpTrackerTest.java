package io.github.tracker6.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Endpoint;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.store.memory.MemorySwarmStore;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The handler above the engine and the memory store. */
class HttpTrackerTest {
    private static final String SEEDER = "-LT2080-aaaaaaaaaaaa";
    private static final String LEECHER = "-TR4100-bbbbbbbbbbbb";

    private final MemorySwarmStore store = MemorySwarmStore.builder().build();
    private final Tracker tracker = Tracker.builder().store(store).build();
    private final HttpTrackerHandler handler =
            HttpTrackerHandler.builder(tracker).lan(true).build();

    @AfterEach
    void close() {
        tracker.close();
        store.close();
    }

    private String announce(String source, String peerId, String more) {
        return ask(source, "/announce?info_hash=" + Requests.HASH + "&peer_id=" + peerId + "&port=6881" + more);
    }

    private String ask(String source, String target) {
        byte[] bytes = target.getBytes(StandardCharsets.ISO_8859_1);
        String literal = source.contains(":") ? "[" + source + "]" : source;
        TrackerExchange exchange =
                handler.newExchange().reset().target(bytes, 0, bytes.length).source(Endpoint.parse(literal + ":1"));
        assertThat(handler.handle(exchange)).isSameAs(exchange.done());
        return Requests.text(exchange);
    }

    private String scrape() {
        return ask("2001:db8::99", "/scrape?info_hash=" + Requests.HASH);
    }

    private static String packed(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }

    /** As aria2 does. Every peer sees the peer id, so such a key proves nothing. */
    @Test
    void keyThatIsAPartOfThePeerIdLinksNothing() {
        for (String key : new String[] {"aaaaaaaa", "%2D%4CT2080-", SEEDER, "2080"}) {
            announce("2001:db8::1", SEEDER, "&left=0&event=started&key=" + key);
            announce("192.0.2.1", SEEDER, "&left=0&key=" + key);
            ask(
                    "2001:db8::2",
                    "/announce?key=" + key + "&peer_id=" + SEEDER + "&port=1&left=0&info_hash=" + Requests.HASH);
            assertThat(tracker.totals().hosts()).isEqualTo(3);
            assertThat(tracker.totals().dualStackHosts()).isZero();
        }
        announce("2001:db8::3", SEEDER, "&left=0&key=aaaaaaaab");
        announce("192.0.2.3", SEEDER, "&left=0&key=aaaaaaaab");
        assertThat(tracker.totals().dualStackHosts()).isEqualTo(1);
    }

    @Test
    void bep7_oneHostOverBothFamiliesIsCountedOnceAndNeverGetsItsOwnAddress() {
        announce("2001:db8::1", SEEDER, "&left=0&event=started&key=0A1B2C3D");
        String second = announce("192.0.2.1", SEEDER, "&left=0&event=started&key=a1b2c3d");
        assertThat(second)
                .contains("8:completei1e")
                .contains("10:incompletei0e")
                .endsWith("5:peers0:e");
        assertThat(tracker.totals().dualStackHosts()).isEqualTo(1);
        assertThat(announce("2001:db8::1", SEEDER, "&left=0&key=A1B2C3D")).endsWith("5:peers0:e");
    }

    @Test
    void theSecondFamilyDoesNotOverwriteTheFirstWithoutAKey() {
        announce("2001:db8::1", SEEDER, "&left=0");
        announce("192.0.2.1", SEEDER, "&left=0");
        assertThat(tracker.totals().endpoints()).isEqualTo(2);
        assertThat(scrape()).contains("8:completei2e");
    }

    @Test
    void twoDualStackHostsMeetOverIpv6() {
        announce("2001:db8::1", SEEDER, "&left=0&key=1");
        announce("192.0.2.1", SEEDER, "&left=0&key=1");
        assertThat(announce("2001:db8::2", LEECHER, "&left=1&key=2"))
                .endsWith("5:peers0:6:peers618:" + packed("20010db80000000000000000000000011ae1") + "e");
    }

    @Test
    void aClientWithIpv6AloneGetsIpv4HostsToo() {
        announce("192.0.2.1", SEEDER, "&left=0");
        assertThat(announce("2001:db8::2", LEECHER, "&left=1")).endsWith("5:peers6:" + packed("c00002011ae1") + "e");
    }

    @Test
    void aClaimOfIpv6GetsPeers6AndIsNotHandedOut() {
        announce("2001:db8::1", SEEDER, "&left=0");
        assertThat(announce("192.0.2.2", LEECHER, "&left=1&ipv6=[2001:db8::66]:6881"))
                .endsWith("5:peers0:6:peers618:" + packed("20010db80000000000000000000000011ae1") + "e");
        assertThat(announce("2001:db8::3", "-XX0000-cccccccccccc", "&left=1"))
                .doesNotContain(packed("20010db8000000000000000000000066"));
    }

    @Test
    void stoppedForAnUnknownPeerSucceedsAndCreatesNothing() {
        assertThat(announce("2001:db8::1", LEECHER, "&left=1&event=stopped"))
                .contains("8:completei0e")
                .endsWith("5:peers0:e");
        assertThat(ask("2001:db8::1", "/announce?info_hash=" + Requests.HASH + "&peer_id=" + SEEDER + "&event=stopped"))
                .endsWith("5:peers0:e");
        assertThat(tracker.totals().swarms()).isZero();
        assertThat(scrape()).startsWith("d5:filesde5:flags");
    }

    @Test
    void completedCountsOncePerHostEvenWithoutStarted() {
        announce("2001:db8::1", SEEDER, "&left=0&event=completed&key=1");
        announce("192.0.2.1", SEEDER, "&left=0&event=completed&key=1");
        announce("2001:db8::1", SEEDER, "&left=0&event=completed&key=1");
        assertThat(scrape()).contains("10:downloadedi1e").contains("8:completei1e");
    }

    @Test
    void bep21_aPartialSeedIsIncompleteAndNoDownloader() {
        announce("2001:db8::1", LEECHER, "&left=5&event=paused");
        announce("2001:db8::2", SEEDER, "&left=5");
        assertThat(scrape()).contains("11:downloadersi1e10:incompletei2e");
    }

    @Test
    void aHugeNumwantIsHeldToTheLimit() {
        for (int i = 1; i <= 250; i++) {
            ask("2001:db8::" + i, "/announce?info_hash=" + Requests.HASH + "&peer_id=" + SEEDER + "&left=0&port=" + i);
        }
        assertThat(announce("2001:db8:1::1", LEECHER, "&left=1&numwant=4294967297"))
                .contains("6:peers63600:");
        assertThat(announce("2001:db8:1::1", LEECHER, "&left=1&numwant=-5")).contains("6:peers6900:");
        assertThat(announce("2001:db8:1::1", LEECHER, "&left=1&numwant=0")).endsWith("5:peers0:e");
    }
}
