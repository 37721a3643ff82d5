package io.github.tracker6.testkit;

import static io.github.tracker6.AddressFamily.IPV4;
import static io.github.tracker6.AddressFamily.IPV6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.FullScrapeStore;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.SwarmStore;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Counts in hosts, as announces, scrapes and totals tell them. */
abstract class ScrapeTests extends StoreTests {
    ScrapeTests(Function<StoreOptions, SwarmStore> factory) {
        super(factory);
    }

    @ParameterizedTest
    @EnumSource
    void announcesCountTheRequesterAfterItsUpdate(AddressFamily family) {
        assertCounts(announce(from(endpoint(family, 1))), 0, 1, 0);
        assertCounts(announce(from(endpoint(family, 2)).role(PeerRole.SEEDER)), 1, 1, 0);
        assertCounts(announce(from(endpoint(family, 3)).role(PeerRole.PARTIAL_SEED)), 1, 2, 0);
        assertCounts(announce(from(endpoint(family, 1)).role(PeerRole.SEEDER)), 2, 1, 0);
        assertScrape(2, 1, 0, 0);
        assertCounts(stop(endpoint(family, 3)), 2, 0, 0);
        assertCounts(stop(endpoint(family, 1)), 1, 0, 0);
        assertCounts(stop(endpoint(family, 2)), 0, 0, 0);
    }

    @ParameterizedTest
    @EnumSource
    void rolesAreCountedApart(AddressFamily family) {
        for (int i = 0; i < 6; i++) {
            announce(from(endpoint(family, i))
                    .role(i < 1 ? PeerRole.SEEDER : i < 3 ? PeerRole.PARTIAL_SEED : PeerRole.DOWNLOADER));
        }
        assertScrape(1, 5, 0, 3);
    }

    @Test
    void hostsAreCountedByTheFamiliesThatTheyAreKnownBy() {
        populateFamilies(SWARM, 3, 4, 5);
        populateFamilies(OTHER_SWARM, 1, 0, 2);
        assertFamilies(3, 4, 5);
        ScrapeBatch batch = scrape(OTHER_SWARM, unknown(), SWARM, OTHER_SWARM);
        assertFamilies(batch, 0, 1, 0, 2);
        assertFamilies(batch, 1, 0, 0, 0);
        assertFamilies(batch, 2, 3, 4, 5);
        assertFamilies(batch, 3, 1, 0, 2);
        assertThat(batch.complete(2) + batch.incomplete(2)).isEqualTo(12);
    }

    @ParameterizedTest
    @EnumSource
    void theCountsByFamilyFollowWhatHostsDo(AddressFamily family) {
        int four = family == IPV4 ? 1 : 0;
        announce(from(endpoint(family, 1)).hostTag(tag(1)));
        assertFamilies(four, 1 - four, 0);
        announce(from(endpoint(family.other(), 1)).hostTag(tag(1)));
        assertFamilies(0, 0, 1);
        announce(from(endpoint(family, 2)).hostTag(tag(1)));
        assertFamilies(0, 0, 1);
        announce(from(endpoint(family, 2)).hostTag(tag(2)));
        assertFamilies(1, 1, 0);
        announce(from(endpoint(family, 2)).hostTag(tag(1)));
        assertFamilies(0, 0, 1);
        stop(endpoint(family.other(), 1));
        assertFamilies(four, 1 - four, 0);
        announce(from(endpoint(family, 2)).hostTag(tag(1)).role(PeerRole.SEEDER).completed(true));
        stop(endpoint(family, 2));
        assertScrape(0, 0, 1, 0);
        assertFamilies(0, 0, 0);
    }

    @ParameterizedTest
    @EnumSource
    void expiryTakesAFamilyFromAHost(AddressFamily family) {
        announce(from(endpoint(family, 1)).hostTag(tag(1)));
        advance(0.5);
        announce(from(endpoint(family.other(), 1)).hostTag(tag(1)));
        advance(0.51);
        settle();
        assertFamilies(family == IPV4 ? 0 : 1, family == IPV4 ? 1 : 0, 0);
    }

    @Test
    void aLargeSwarmsHostsAreCountedByFamily() {
        populateFamilies(SWARM, 300, 400, 500);
        assertFamilies(300, 400, 500);
        for (int i = 0; i < 100; i++) {
            stop(endpoint(IPV4, 3_000 + i));
            stop(endpoint(IPV6, 3_499 - i));
        }
        assertFamilies(400, 500, 300);
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerSaysWhetherItsHostIsKnownOverBothFamilies(AddressFamily family) {
        assertThat(announce(from(endpoint(family, 1)).hostTag(tag(1))).dualStack())
                .isFalse();
        assertThat(announce(from(endpoint(family.other(), 1)).hostTag(tag(2))).dualStack())
                .isFalse();
        assertThat(announce(from(endpoint(family.other(), 1)).hostTag(tag(1))).dualStack())
                .isTrue();
        assertThat(announce(from(endpoint(family, 1)).hostTag(tag(1))).dualStack())
                .isTrue();
        assertThat(announce(from(endpoint(family, 2)).hostTag(tag(1))).dualStack())
                .isTrue();
        assertThat(stop(endpoint(family.other(), 1)).dualStack()).isFalse();
        assertThat(announce(from(endpoint(family, 2)).hostTag(tag(1))).dualStack())
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void endpointsWithoutATagAreNoDualStackHost(AddressFamily family) {
        announce(from(endpoint(family.other(), 1)));
        assertThat(announce(from(endpoint(family, 1))).dualStack()).isFalse();
        assertFamilies(1, 1, 0);
    }

    @Test
    void orderAndRepeatsAreKept() {
        announce(from(endpoint(IPV6, 1)));
        announce(from(endpoint(IPV4, 1)).infoHash(OTHER_SWARM).role(PeerRole.SEEDER));
        ScrapeBatch batch = scrape(OTHER_SWARM, SWARM, unknown(), OTHER_SWARM);
        assertThat(batch.size()).isEqualTo(4);
        assertThat(batch.complete(0)).isEqualTo(1);
        assertThat(batch.incomplete(1)).isEqualTo(1);
        assertThat(batch.known(2)).isFalse();
        assertThat(batch.complete(3)).isEqualTo(1);
        assertThat(batch.infoHash(3)).isEqualTo(OTHER_SWARM);
    }

    @Test
    void hiddenSwarmsStayUnknown() {
        announce(from(endpoint(IPV6, 1)));
        announce(from(endpoint(IPV6, 1)).infoHash(OTHER_SWARM));
        ScrapeBatch batch = new ScrapeBatch().add(SWARM).add(OTHER_SWARM);
        batch.hide(0);
        scrape(batch);
        assertThat(batch.known(0)).isFalse();
        assertThat(batch.hidden(0)).isTrue();
        assertThat(batch.incomplete(0)).isZero();
        assertThat(batch.incomplete(1)).isEqualTo(1);
    }

    @Test
    void aScrapeCreatesNothing() {
        for (int i = 0; i < 3; i++) {
            assertUnknown(SWARM);
        }
        assertTotals(0, 0, 0, 0);
        assertThat(scrape().size()).isZero();
    }

    @Test
    void swarmsAreNamedByAllBitsOfTheInfoHash() {
        Set<InfoHash> swarms = new HashSet<>(Set.of(SWARM));
        for (int bit = 0; bit < Long.SIZE; bit++) {
            swarms.add(InfoHash.of(SWARM.head() ^ 1L << bit, SWARM.middle(), SWARM.tail()));
            swarms.add(InfoHash.of(SWARM.head(), SWARM.middle() ^ 1L << bit, SWARM.tail()));
        }
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            swarms.add(InfoHash.of(SWARM.head(), SWARM.middle(), SWARM.tail() ^ 1 << bit));
        }
        swarms.forEach(swarm -> assertCounts(announce(from(endpoint(IPV6, 1)).infoHash(swarm)), 0, 1, 0));
        assertTotals(swarms.size(), 0, swarms.size(), 0);
        ScrapeBatch batch = scrape(swarms.toArray(InfoHash[]::new));
        for (int i = 0; i < batch.size(); i++) {
            assertThat(batch.incomplete(i)).isEqualTo(1);
        }
    }

    @Test
    void aStoppedSwarmIsForgotten() {
        announce(from(endpoint(IPV6, 1)));
        announce(from(endpoint(IPV4, 1)));
        stop(endpoint(IPV6, 1));
        assertScrape(0, 1, 0, 1);
        stop(endpoint(IPV4, 1));
        assertUnknown(SWARM);
        assertTotals(0, 0, 0, 0);
    }

    @Test
    void totalsAddUpOverSwarms() {
        for (int swarm = 0; swarm < 50; swarm++) {
            InfoHash infoHash = InfoHash.of(swarm, 0, 0);
            announce(from(endpoint(IPV4, 1)).infoHash(infoHash));
            announce(from(endpoint(IPV6, 2)).infoHash(infoHash));
            announce(from(endpoint(IPV6, 3)).infoHash(infoHash));
            announce(from(endpoint(IPV4, 4)).infoHash(infoHash).hostTag(tag(4)));
            announce(from(endpoint(IPV6, 4)).infoHash(infoHash).hostTag(tag(4)));
        }
        assertTotals(50, 50, 100, 50);
        assertThat(store.totals().hosts()).isEqualTo(200);
        assertThat(store.totals().endpoints()).isEqualTo(250);
    }

    @ParameterizedTest
    @EnumSource
    void countsHoldWhileASwarmGrowsAndShrinks(AddressFamily family) {
        int peers = 1_200;
        for (int i = 0; i < peers; i++) {
            assertCounts(announce(from(endpoint(family, i)).role(seedsEveryThird(i))), i / 3 + 1, i - i / 3, 0);
        }
        assertSingles(family, peers);
        assertThat(everyone(family)).hasSize(peers).doesNotHaveDuplicates();
        for (int i = 0; i < peers; i++) {
            int left = peers - i - 1;
            assertCounts(stop(endpoint(family, i)), left / 3, left - left / 3, 0);
        }
        assertUnknown(SWARM);
        assertTotals(0, 0, 0, 0);
    }

    @Test
    void aFullScrapeListsEverySwarmWithPeers() {
        assumeTrue(store instanceof FullScrapeStore, "this store does not list its swarms");
        for (int swarm = 0; swarm < 100; swarm++) {
            announce(from(endpoint(IPV6, 1)).infoHash(InfoHash.of(0, swarm, 0)));
        }
        announce(from(endpoint(IPV6, 1)).completed(true).role(PeerRole.SEEDER));
        stop(endpoint(IPV6, 1));
        ScrapeBatch all = join(((FullScrapeStore) store).scrapeAll(new ScrapeBatch(), 1_000, now));
        Set<InfoHash> listed = new HashSet<>();
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.known(i)).isTrue();
            assertThat(all.incomplete(i)).isEqualTo(1);
            assertFamilies(all, i, 0, 1, 0);
            listed.add(all.infoHash(i));
        }
        assertThat(listed).hasSize(100).doesNotContain(SWARM);
        assertThat(all.size()).isEqualTo(100);
        assertThat(join(((FullScrapeStore) store).scrapeAll(new ScrapeBatch(), 7, now))
                        .size())
                .isEqualTo(7);
    }

    private void populateFamilies(InfoHash swarm, int singles4, int singles6, int duals) {
        for (int i = 0; i < singles4; i++) {
            announce(from(endpoint(IPV4, 1_000 + i)).infoHash(swarm));
        }
        for (int i = 0; i < singles6; i++) {
            announce(from(endpoint(IPV6, 2_000 + i)).infoHash(swarm));
        }
        for (int i = 0; i < duals; i++) {
            announce(from(endpoint(IPV4, 3_000 + i)).infoHash(swarm).hostTag(tag(3_000 + i)));
            announce(from(endpoint(IPV6, 3_000 + i)).infoHash(swarm).hostTag(tag(3_000 + i)));
        }
    }

    private static PeerRole seedsEveryThird(int number) {
        return number % 3 == 0 ? PeerRole.SEEDER : PeerRole.DOWNLOADER;
    }

    private static InfoHash unknown() {
        return InfoHash.of(1, 2, 3);
    }
}
