package io.github.tracker6.engine;

import static io.github.tracker6.AddressFamily.IPV6;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.InfoHash;
import io.github.tracker6.ListingCap;
import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.HostKey;
import io.github.tracker6.store.InfoHashes;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreTotals;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.store.memory.MemorySwarmStore;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the engine handles requests, tested with the memory store. */
class TrackerTest {
    private static final InfoHash SWARM = InfoHash.fromHex("c12fe1c06bba254a9dc9f519b335aa7c1367a88a");
    private static final Endpoint GLOBAL6 = Endpoint.parse("[2a00::1]:6881");
    private static final Endpoint GLOBAL4 = Endpoint.parse("11.0.0.1:6881");

    private final SwarmStore store = MemorySwarmStore.builder().build();
    private final Tracker tracker = Tracker.builder().store(store).build();

    @Test
    void theStoreGetsThePrefetchHint() {
        ScriptedStore scripted = new ScriptedStore();
        InfoHashes swarms = new InfoHashes();

        Tracker.builder().store(scripted).build().prefetch(swarms);

        assertThat(scripted.expected).isSameAs(swarms);
    }

    @Test
    void announcesThatAreAnsweredAndNotListedAreCountedByCap() {
        Tracker small = Tracker.builder()
                .store(MemorySwarmStore.builder().maxPeersPerSwarm(1).build())
                .build();
        for (String endpoint : new String[] {"[2a00::1]:1", "[2a00:1::1]:1"}) {
            assertThat(small.announce(from(endpoint), new AnnounceResponse().reset()))
                    .isCompleted();
        }
        assertThat(small.stats().announces()).isEqualTo(2);
        assertThat(small.stats().unlisted(ListingCap.SWARM)).isEqualTo(1);
        assertThat(small.stats().unlisted(ListingCap.PEERS)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[2a00::1]:0", "11.0.0.1:0"})
    void aMissingPortIsRefusedUnlessThePeerStops(String endpoint) {
        assertThat(refusal(from(endpoint))).isEqualTo(Rejection.Reason.MALFORMED);
        assertThat(refusal(from(endpoint).event(AnnounceEvent.STOPPED))).isNull();
        assertThat(store.totals().hosts()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[::]:1",
                "[ff02::1]:1",
                "[4000::1]:1",
                "[64:ff9b::1]:1",
                "0.0.0.0:1",
                "224.0.0.1:1",
                "255.255.255.255:1",
                "240.0.0.1:1"
            })
    void addressesThatNoPeerCanHaveAreRefusedEverywhere(String endpoint) {
        assertThat(refusal(from(endpoint))).isEqualTo(Rejection.Reason.ADDRESS_REFUSED);
        assertThat(refusal(from(endpoint).lan(true))).isEqualTo(Rejection.Reason.ADDRESS_REFUSED);
        assertThat(refusal(from(endpoint).event(AnnounceEvent.STOPPED))).isEqualTo(Rejection.Reason.ADDRESS_REFUSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[::1]:1",
                "[fe80::1]:1",
                "[fd00::1]:1",
                "[2001:db8::1]:1",
                "127.0.0.1:1",
                "169.254.0.1:1",
                "10.0.0.1:1",
                "100.64.0.1:1",
                "192.0.2.1:1"
            })
    void addressesOfALanAreAdmittedByALanListenerAlone(String endpoint) {
        assertThat(refusal(from(endpoint))).isEqualTo(Rejection.Reason.ADDRESS_REFUSED);
        assertThat(store.totals().hosts()).isZero();
        assertThat(refusal(from(endpoint).lan(true))).isNull();
        assertThat(store.totals().hosts()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[2a00::1]:1", "[2002::1]:1", "[2001::1]:1", "11.0.0.1:1", "[::ffff:11.0.0.1]:1"})
    void globalAndTunnelledAddressesAreAdmitted(String endpoint) {
        assertThat(refusal(from(endpoint))).isNull();
        assertThat(refusal(from(endpoint).lan(true))).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 2147483647, 50",
        "-2147483648, 2147483647, 50",
        "0, 2147483647, 0",
        "1, 2147483647, 1",
        "200, 2147483647, 200",
        "201, 2147483647, 200",
        "2147483647, 2147483647, 200",
        "200, 67, 67",
        "-1, 7, 7",
        "5, 67, 5",
        "5, 0, 0"
    })
    void numWantIsDefaultedAndClamped(int numWant, int answerLimit, int peers) {
        for (int i = 0; i < 250; i++) {
            announce(from("11.1.0." + i + ":1"));
            announce(from("[2a00:0:" + Integer.toHexString(i) + "::1]:1"));
        }
        for (Endpoint source : new Endpoint[] {GLOBAL6, GLOBAL4}) {
            var request = from(source).numWant(numWant).answerLimit(answerLimit);
            assertThat(announce(request).peers(source.family()).size()).isEqualTo(peers);
        }
    }

    @Test
    void aStoppedPeerGetsNoPeers() {
        announce(from(GLOBAL6).numWant(10));
        announce(from("[2a00::2]:1"));
        assertThat(announce(from(GLOBAL6).event(AnnounceEvent.STOPPED).numWant(10))
                        .peers6()
                        .size())
                .isZero();
        assertThat(store.totals().hosts()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void onePeerIdAndKeyOverBothFamiliesAreOneHost(AddressFamily first) {
        announce(from(first == IPV6 ? GLOBAL6 : GLOBAL4).peerId(1, 2, 3).key(7));
        var response =
                announce(from(first == IPV6 ? GLOBAL4 : GLOBAL6).peerId(1, 2, 3).key(7));
        assertThat(response.incomplete()).isEqualTo(1);
        assertThat(store.totals().dualStackHosts()).isEqualTo(1);
    }

    @Test
    void withoutAKeyNothingIsLinked() {
        announce(from(GLOBAL6).peerId(1, 2, 3));
        announce(from(GLOBAL4).peerId(1, 2, 3));
        assertThat(store.totals().dualStackHosts()).isZero();
    }

    @Test
    void keyThatEveryPeerSeesInThePeerIdLinksNothing() {
        // Another client may send the same peer id and key: it must neither take the first one's place nor stop it.
        for (long key : new long[] {0x696a6b6cL, 0x6c6b6a69L, 0x65666768L}) {
            announce(from(GLOBAL6)
                    .peerId(0x2d71423435323041L, 0x6162636465666768L, 0x696a6b6c)
                    .key(key));
            announce(from(GLOBAL4)
                    .peerId(0x2d71423435323041L, 0x6162636465666768L, 0x696a6b6c)
                    .key(key));
            assertThat(store.totals().hosts()).isEqualTo(2);
            assertThat(store.totals().dualStackHosts()).isZero();
        }
    }

    @Test
    void everyBitOfPeerIdAndKeyCounts() {
        announce(from(GLOBAL6).peerId(1, 2, 3).key(7));
        for (int bit = 0; bit < Long.SIZE; bit++) {
            long flip = 1L << bit;
            announce(from(GLOBAL4).peerId(1 ^ flip, 2, 3).key(7));
            assertThat(store.totals().dualStackHosts()).isZero();
            announce(from(GLOBAL4).peerId(1, 2 ^ flip, 3).key(7));
            assertThat(store.totals().dualStackHosts()).isZero();
            announce(from(GLOBAL4).peerId(1, 2, bit < 32 ? 3 ^ 1 << bit : 4).key(7));
            assertThat(store.totals().dualStackHosts()).isZero();
            announce(from(GLOBAL4).peerId(1, 2, 3).key(7 ^ flip));
            assertThat(store.totals().dualStackHosts()).isZero();
        }
        announce(from(GLOBAL4).peerId(1, 2, 3).key(7));
        assertThat(store.totals().dualStackHosts()).isEqualTo(1);
    }

    @Test
    void trackersThatShareAStoreLinkWhenTheyShareTheHostKey() {
        for (long key : new long[] {5, 6}) {
            SwarmStore shared = MemorySwarmStore.builder().build();
            Tracker one = Tracker.builder().store(shared).hostKey(5, 5).build();
            Tracker other = Tracker.builder().store(shared).hostKey(5, key).build();
            assertThat(one.announce(from(GLOBAL6).key(7))).isCompleted();
            assertThat(other.announce(from(GLOBAL4).key(7))).isCompleted();
            assertThat(shared.totals().dualStackHosts()).isEqualTo(key == 5 ? 1 : 0);
        }
    }

    @Test
    void trackersOnAStoreWithAHostKeyLinkByIt() {
        for (boolean shared : new boolean[] {false, true}) {
            MemorySwarmStore memory = MemorySwarmStore.builder().build();
            SwarmStore target = shared ? new SharesHostKey(memory) : memory;
            Tracker one = Tracker.builder().store(target).build();
            Tracker other = Tracker.builder().store(target).build();
            assertThat(one.announce(from(GLOBAL6).key(7))).isCompleted();
            assertThat(other.announce(from(GLOBAL4).key(7))).isCompleted();
            assertThat(memory.totals().dualStackHosts()).isEqualTo(shared ? 1 : 0);
            assertThat(target.hostKey() + "").doesNotContain("5");
        }
    }

    @ParameterizedTest
    @CsvSource({
        // left, event, complete, incomplete, downloaders, downloaded
        "0, NONE, 1, 0, 0, 0",
        "1, NONE, 0, 1, 1, 0",
        "-1, NONE, 0, 1, 1, 0", // 2^64 - 1 bytes are left
        "-9223372036854775808, NONE, 0, 1, 1, 0",
        "1, PAUSED, 0, 1, 0, 0", // BEP 21
        "0, PAUSED, 1, 0, 0, 0",
        "1, STARTED, 0, 1, 1, 0",
        "0, COMPLETED, 1, 0, 0, 1",
        "5, COMPLETED, 0, 1, 1, 0", // incomplete all the same, so it does not count
    })
    void leftAndEventMakeTheRole(
            long left, AnnounceEvent event, int complete, int incomplete, int downloaders, int downloaded) {
        announce(from(GLOBAL6).left(left).event(event));
        ScrapeBatch batch = new ScrapeBatch().add(SWARM);
        assertThat(tracker.scrape(batch)).isCompletedWithValue(batch);
        assertThat(batch.complete(0)).isEqualTo(complete);
        assertThat(batch.incomplete(0)).isEqualTo(incomplete);
        assertThat(batch.downloaders(0)).isEqualTo(downloaders);
        assertThat(batch.downloaded(0)).isEqualTo(downloaded);
    }

    @ParameterizedTest
    @CsvSource({
        "[2a00::77]:1, false, true",
        "[2a00::77]:0, false, true",
        "[2001:db8::1]:1, false, false",
        "[2001:db8::1]:1, true, true",
        "[fe80::1]:1, false, false",
        "[fe80::1]:1, true, true",
        "[::1]:1, true, true",
        "[::]:1, true, false",
        "[ff02::1]:1, true, false",
        "[2002::1]:1, false, false",
        "[2001::1]:1, true, false",
        "11.0.0.7:1, false, false",
        "[::ffff:11.0.0.7]:1, false, false"
    })
    void aPlausibleClaimOfIpv6EarnsIpv6PeersAndIsNeverHandedOut(String claim, boolean lan, boolean plausible) {
        for (int i = 1; i <= 9; i++) {
            announce(from("[2a00:0:" + i + "::1]:1").key(i));
            announce(from("11.1.0." + i + ":1").key(i));
        }
        var request = from(GLOBAL4).bothFamilies(true).lan(lan).numWant(50);
        var response = announce(request.claim(GLOBAL4).claim(Endpoint.parse(claim)));
        // Dual-stack hosts are told over IPv6 to who has it, and over IPv4 to who has not.
        assertThat(response.peers6().size()).isEqualTo(plausible ? 9 : 0);
        assertThat(response.peers4().size()).isEqualTo(plausible ? 0 : 9);
        assertThat(announce(from("[2a00::8]:1").lan(true).bothFamilies(true).numWant(50))
                        .peers6()
                        .toList())
                .hasSize(9)
                .doesNotContain(Endpoint.parse(claim));
    }

    @ParameterizedTest
    @EnumSource
    void theFamilyPolicyIsTheStoresToFollow(FamilyPolicy policy) {
        Tracker other = Tracker.builder().store(store).familyPolicy(policy).build();
        announce(from(GLOBAL4));
        var response = new AnnounceResponse();
        assertThat(other.announce(from(GLOBAL6).bothFamilies(true).numWant(5), response))
                .isSameAs(response.done());
        assertThat(response.peers4().size()).isEqualTo(policy == FamilyPolicy.SAME_FAMILY ? 0 : 1);
    }

    @Test
    void aDirectCallerGetsBothFamilies() {
        announce(from(GLOBAL4));
        announce(from("[2a00::2]:1"));
        var response = new AnnounceResponse();
        AnnounceRequest direct = new AnnounceRequest()
                .infoHash(SWARM)
                .source(GLOBAL6.address())
                .port(1)
                .left(1);
        assertThat(tracker.announce(direct, response)).isSameAs(response.done());
        assertThat(response.peers4().size()).isEqualTo(1);
        assertThat(response.peers6().size()).isEqualTo(1);
    }

    /** As aria2 does with a magnet link, until it has the metadata. */
    @Test
    void clientThatHasMovedNothingGetsSeedersThoughNothingIsLeft() {
        announce(from(GLOBAL4).left(0).uploaded(1));
        AnnounceRequest magnet =
                from("11.0.0.9:9").left(0).event(AnnounceEvent.STARTED).numWant(50);
        assertThat(announce(magnet).peers4().size()).isEqualTo(1);
        assertThat(announce(magnet.event(AnnounceEvent.NONE)).peers4().size()).isEqualTo(1);
        assertThat(announce(magnet.uploaded(1)).peers4().size()).isZero();
        assertThat(announce(magnet.uploaded(0).downloaded(1)).peers4().size()).isZero();
        assertThat(announce(magnet.downloaded(0).event(AnnounceEvent.COMPLETED))
                        .peers4()
                        .size())
                .isZero();
    }

    @Test
    void everyAnswerHasTheInterval() {
        Tracker quick = Tracker.builder()
                .store(store)
                .interval(Duration.ofSeconds(77))
                .intervalSpread(0)
                .build();
        assertThat(quick.intervalSeconds()).isEqualTo(77);
        for (AnnounceRequest request : new AnnounceRequest[] {from(GLOBAL6), from("[::]:1")}) {
            var response = new AnnounceResponse();
            CompletionStage<AnnounceResponse> stage = quick.announce(request, response);
            assertThat(stage).isSameAs(response.done());
            assertThat(response.intervalSeconds()).isEqualTo(77);
        }
    }

    @Test
    void aRequestIsReusedAfterReset() {
        AnnounceRequest request = from(GLOBAL6)
                .key(9)
                .left(5)
                .numWant(3)
                .lan(true)
                .bothFamilies(true)
                .event(AnnounceEvent.STARTED)
                .answerLimit(4)
                .uploaded(1)
                .downloaded(2)
                .path("/k/announce")
                .claim(GLOBAL4);
        assertThat(request.claims()).containsExactly(GLOBAL4);
        assertThat(request.reset()).usingRecursiveComparison().isEqualTo(new AnnounceRequest());
    }

    private static AnnounceRequest from(String endpoint) {
        return from(Endpoint.parse(endpoint));
    }

    private static AnnounceRequest from(Endpoint endpoint) {
        return new AnnounceRequest()
                .infoHash(SWARM)
                .source(endpoint.address())
                .port(endpoint.port())
                .left(1)
                .bothFamilies(false)
                .numWant(0);
    }

    private AnnounceResponse announce(AnnounceRequest request) {
        var response = new AnnounceResponse();
        assertThat(tracker.announce(request, response)).isSameAs(response.done());
        assertThat(response.rejection()).isNull();
        return response;
    }

    private Rejection.Reason refusal(AnnounceRequest request) {
        var response = new AnnounceResponse();
        assertThat(tracker.announce(request, response)).isSameAs(response.done());
        return response.rejection() == null ? null : response.rejection().reason();
    }

    private record SharesHostKey(SwarmStore store) implements SwarmStore {
        @Override
        public CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response) {
            return store.announce(update, response);
        }

        @Override
        public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, long nowMillis) {
            return store.scrape(batch, nowMillis);
        }

        @Override
        public Duration peerTtl() {
            return store.peerTtl();
        }

        @Override
        public HostKey hostKey() {
            return new HostKey(5, 55);
        }

        @Override
        public StoreTotals totals() {
            return store.totals();
        }

        @Override
        public void close() {}
    }
}
