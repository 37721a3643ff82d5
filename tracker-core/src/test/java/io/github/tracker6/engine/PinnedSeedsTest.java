package io.github.tracker6.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.InfoHash;
import io.github.tracker6.store.memory.MemorySwarmStore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PinnedSeedsTest {
    private static final InfoHash TORRENT = InfoHash.of(1, 2, 3);
    private static final Endpoint SEED6 = Endpoint.parse("[2001:db8::5eed]:6881");
    private static final Endpoint SEED4 = Endpoint.parse("192.0.2.53:6881");

    private final Tracker tracker = tracker(FamilyPolicy.IPV6_FIRST);

    @Test
    void everyDownloaderGetsThePinnedSeed() {
        assertThat(announce(tracker, "[2001:db8::1]:1", request -> {}).peers6().toList())
                .containsExactly(SEED6);
        assertThat(announce(tracker, "192.0.2.1:1", request -> {}).peers4().toList())
                .containsExactly(SEED4);
    }

    @Test
    void aHostThatIsKnownToHaveIpv6GetsOnlyTheIpv6Endpoint() {
        announce(tracker, "[2001:db8::1]:1", request -> request.key(7));
        AnnounceResponse linked = announce(tracker, "192.0.2.1:1", request -> request.key(7));
        assertThat(linked.dualStack()).isTrue();
        assertThat(linked.peers4().toList()).doesNotContain(SEED4);

        AnnounceResponse claiming = announce(
                tracker, "192.0.2.9:1", request -> request.bothFamilies(true).claim(Endpoint.parse("[2001:db8::9]:1")));
        assertThat(claiming.peers6().toList()).contains(SEED6);
        assertThat(claiming.peers4().toList()).doesNotContain(SEED4);
    }

    @Test
    void aFullAnswerGivesAPlaceToThePinnedSeed() {
        for (int i = 1; i <= 60; i++) {
            announce(tracker, "[2001:db8:0:" + i + "::1]:1", request -> {});
        }
        for (int i = 0; i < 20; i++) {
            AnnounceResponse answer = announce(tracker, "[2001:db8::77]:1", request -> request.numWant(5));
            assertThat(answer.peers6().toList())
                    .hasSize(5)
                    .doesNotHaveDuplicates()
                    .contains(SEED6);
        }
    }

    @Test
    void aPinnedSeedThatAnnouncesIsHandedOutOnceAndNotToItself() {
        assertThat(announce(tracker, SEED6.toString(), request -> {}).peers6().toList())
                .isEmpty();
        assertThat(announce(tracker, "[2001:db8::1]:1", request -> {}).peers6().toList())
                .containsExactly(SEED6);
        announce(tracker, SEED6.toString(), request -> request.event(AnnounceEvent.STOPPED));
        assertThat(announce(tracker, "[2001:db8::1]:1", request -> {}).peers6().toList())
                .containsExactly(SEED6);
    }

    @Test
    void seedersRequestersThatWantNoPeersAndOtherTorrentsGetNoPinnedSeed() {
        assertThat(announce(tracker, "[2001:db8::1]:1", request -> request.left(0))
                        .peers6()
                        .size())
                .isZero();
        assertThat(announce(tracker, "[2001:db8::1]:1", request -> request.numWant(0))
                        .peers6()
                        .size())
                .isZero();
        assertThat(announce(tracker, "[2001:db8::1]:1", request -> request.event(AnnounceEvent.STOPPED))
                        .peers6()
                        .size())
                .isZero();
        assertThat(announce(tracker, "[2001:db8::1]:1", request -> request.infoHash(9, 9, 9))
                        .peers6()
                        .size())
                .isZero();
    }

    @Test
    void aSeedWithOneFamilyComesAlongWhereTheAnswerCanCarryIt() {
        Tracker ipv4Seed = Tracker.builder()
                .store(MemorySwarmStore.builder().build())
                .pinnedSeeds(PinnedSeeds.builder().pin(TORRENT, SEED4).build())
                .build();
        assertThat(announce(ipv4Seed, "[2001:db8::1]:1", request -> request.bothFamilies(true))
                        .peers4()
                        .toList())
                .containsExactly(SEED4);
        assertThat(announce(ipv4Seed, "[2001:db8::1]:1", request -> {}).peers4().size())
                .isZero();
    }

    @Test
    void sameFamilyKeepsToTheFamilyOfTheAnnounce() {
        Tracker sameFamily = tracker(FamilyPolicy.SAME_FAMILY);
        announce(sameFamily, "[2001:db8::1]:1", request -> request.key(7));
        assertThat(announce(sameFamily, "192.0.2.1:1", request -> request.key(7).bothFamilies(true))
                        .peers4()
                        .toList())
                .containsExactly(SEED4);
    }

    @Test
    void endpointsOfTheWrongFamilyAreRefused() {
        assertThatThrownBy(() -> PinnedSeeds.builder().pin(TORRENT, SEED6, SEED4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("IPV4");
    }

    @Test
    void theEndpointsOfEachTorrentCanBeListed() {
        PinnedSeeds seeds = PinnedSeeds.builder()
                .pin(TORRENT, SEED4, SEED6)
                .pin(TORRENT, Endpoint.parse("[2001:db8::77]:1"))
                .build();
        assertThat(seeds.endpoints()).containsOnlyKeys(TORRENT);
        assertThat(seeds.endpoints().get(TORRENT)).containsExactly(SEED4, SEED6, Endpoint.parse("[2001:db8::77]:1"));
        assertThat(PinnedSeeds.builder().build().endpoints()).isEmpty();
    }

    @Test
    void aSeedOfAllTorrentsIsInTheAnswersForEachOfThem() {
        Endpoint own = Endpoint.parse("[2001:db8::77]:1");
        PinnedSeeds seeds = PinnedSeeds.builder()
                .pinToAll(SEED4, SEED6)
                .pin(TORRENT, own)
                .pinToAll(own)
                .build();
        assertThat(seeds.endpointsToAll()).containsExactly(SEED4, SEED6, own);
        assertThat(seeds.endpoints()).containsOnlyKeys(TORRENT);
        assertThat(seeds.isEmpty()).isFalse();
        Tracker toAll = tracker(() -> seeds);
        assertThat(announce(toAll, "[2001:db8::1]:1", request -> {}).peers6().toList())
                .containsExactly(own, SEED6);
        assertThat(announce(toAll, "[2001:db8::1]:1", request -> request.infoHash(9, 9, 9))
                        .peers6()
                        .toList())
                .containsExactly(SEED6, own);
        assertThat(announce(toAll, "192.0.2.1:1", request -> request.infoHash(9, 9, 9))
                        .peers4()
                        .toList())
                .containsExactly(SEED4);
    }

    @Test
    void moreSeedsThanAnAnswerHoldsFillItAndLeaveOneAnotherIn() {
        PinnedSeeds.Builder many = PinnedSeeds.builder();
        for (int i = 1; i <= 9; i++) {
            many.pinToAll(Endpoint.parse("[2001:db8::5eed:" + i + "]:1"));
        }
        PinnedSeeds seeds = many.build();
        Tracker toAll = tracker(() -> seeds);
        announce(toAll, "[2001:db8:1::1]:1", request -> {});
        announce(toAll, "[2001:db8:2::1]:1", request -> {});
        assertThat(announce(toAll, "[2001:db8::1]:1", request -> request.numWant(3))
                        .peers6()
                        .toList())
                .containsExactlyInAnyOrderElementsOf(seeds.endpointsToAll().subList(0, 3));
        assertThat(announce(toAll, "[2001:db8::1]:1", request -> request.numWant(2))
                        .peers6()
                        .toList())
                .containsExactlyInAnyOrderElementsOf(seeds.endpointsToAll().subList(0, 2));
    }

    @Test
    void seedsCanBeReplacedWhileTheTrackerRuns() {
        AtomicReference<PinnedSeeds> seeds =
                new AtomicReference<>(PinnedSeeds.builder().build());
        Tracker live = tracker(seeds::get);
        assertThat(seeds.get().isEmpty()).isTrue();
        assertThat(announce(live, "[2001:db8::1]:1", request -> {}).peers6().size())
                .isZero();
        seeds.set(PinnedSeeds.builder().pin(TORRENT, SEED6).build());
        assertThat(announce(live, "[2001:db8::1]:1", request -> {}).peers6().toList())
                .containsExactly(SEED6);
        seeds.set(PinnedSeeds.builder().pinToAll(SEED4).build());
        assertThat(announce(live, "192.0.2.1:1", request -> {}).peers4().toList())
                .containsExactly(SEED4);
    }

    private static Tracker tracker(Supplier<PinnedSeeds> seeds) {
        return Tracker.builder()
                .store(MemorySwarmStore.builder().build())
                .pinnedSeeds(seeds)
                .build();
    }

    private static Tracker tracker(FamilyPolicy policy) {
        return Tracker.builder()
                .store(MemorySwarmStore.builder().build())
                .familyPolicy(policy)
                .pinnedSeeds(PinnedSeeds.builder().pin(TORRENT, SEED4, SEED6).build())
                .build();
    }

    private interface Change {
        void to(AnnounceRequest request);
    }

    private static AnnounceResponse announce(Tracker tracker, String endpoint, Change change) {
        Endpoint source = Endpoint.parse(endpoint);
        AnnounceRequest request = new AnnounceRequest()
                .infoHash(TORRENT)
                .source(source.address())
                .port(source.port())
                .left(1)
                .bothFamilies(false)
                .lan(true);
        change.to(request);
        return tracker.announce(request).toCompletableFuture().join();
    }
}
