package io.github.tracker6.testkit;

import static io.github.tracker6.AddressFamily.IPV4;
import static io.github.tracker6.AddressFamily.IPV6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.InfoHash;
import io.github.tracker6.ListingCap;
import io.github.tracker6.PeerRole;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.FullScrapeStore;
import io.github.tracker6.store.InfoHashes;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.SwarmStore;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a call may change of its arguments, and which calls change nothing and are never refused. */
abstract class CallTests extends StoreTests {
    private static final int INTERVAL_SECONDS = 1_234;

    CallTests(Function<StoreOptions, SwarmStore> factory) {
        super(factory);
    }

    @Test
    void aCallCompletesWithTheMessageThatItWasGiven() {
        AnnounceResponse response = new AnnounceResponse();
        assertThat(join(store.announce(from(endpoint(IPV6, 1)), response))).isSameAs(response);
        ScrapeBatch batch = new ScrapeBatch().add(SWARM);
        assertThat(join(store.scrape(batch, now))).isSameAs(batch);
    }

    @Test
    void theIntervalOfAnAnswerIsLeftAlone() {
        store = open(StoreOptions.builder().maxPeersPerSwarm(1));
        for (PeerUpdate update : new PeerUpdate[] {
            from(endpoint(IPV6, 1)),
            from(endpoint(IPV6, 2)),
            from(endpoint(IPV6, 1)).stopped(true),
            from(endpoint(IPV6, 3)).repeated(true)
        }) {
            AnnounceResponse response = new AnnounceResponse().intervalSeconds(INTERVAL_SECONDS);
            join(store.announce(update, response));
            assertThat(response.intervalSeconds()).isEqualTo(INTERVAL_SECONDS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUpdateIsLeftAsItWas(AddressFamily family) {
        announce(from(endpoint(family.other(), 1)).hostTag(tag(1)));
        for (boolean stopped : new boolean[] {false, true}) {
            PeerUpdate update = from(endpoint(family, 1))
                    .hostTag(tag(1))
                    .role(PeerRole.SEEDER)
                    .completed(true)
                    .numWant(20)
                    .policy(FamilyPolicy.IPV6_FIRST)
                    .bothFamilies(true)
                    .claimsOtherFamily(true)
                    .stalled(true)
                    .stopped(stopped);
            String before = update.toString();
            announce(update);
            assertThat(update).hasToString(before);
            assertThat(update.hostTag()).isEqualTo(tag(1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void stoppedAndRepeatedAnnouncesHaveNoCap(AddressFamily family) {
        store = open(StoreOptions.builder()
                .maxSwarms(1)
                .maxPeers(1)
                .maxPeersPerSwarm(1)
                .maxEndpointsPerIpv4Address(1)
                .maxEndpointsPerIpv6Prefix(1));
        announce(from(globalEndpoint(family, 1)));
        PeerUpdate stranger = from(globalEndpoint(family, 1)).numWant(20).bothFamilies(true);
        stranger.endpoint(family, stranger.addressHigh(), stranger.addressLow(), 1);
        assertThat(announce(stranger).unlistedBy()).isEqualTo(ListingCap.ADDRESS);
        for (InfoHash swarm : new InfoHash[] {SWARM, OTHER_SWARM}) {
            int peers = swarm.equals(SWARM) ? 1 : 0;
            stranger.infoHash(swarm).completed(true).repeated(true).stopped(false);
            AnnounceResponse repeated = announce(stranger);
            assertThat(repeated.unlistedBy()).isNull();
            assertCounts(repeated, 0, peers, 0);
            assertThat(repeated.peers4().size() + repeated.peers6().size()).isZero();
            assertCounts(announce(stranger.repeated(false).stopped(true)), 0, peers, 0);
        }
        assertUnknown(OTHER_SWARM);
        assertSingles(family, 1);
    }

    @Test
    void aHintOfWhatComesChangesNothing() {
        announce(from(endpoint(IPV6, 1)).role(PeerRole.SEEDER).completed(true));
        InfoHashes swarms = new InfoHashes();
        store.prefetch(swarms);
        for (int i = 0; i < 300; i++) {
            InfoHash swarm = i % 3 == 0 ? SWARM : InfoHash.of(i, i, i);
            swarms.add(swarm.head(), swarm.middle(), swarm.tail());
        }
        String before = swarms.toString();
        store.prefetch(swarms);
        assertThat(swarms).hasToString(before);
        assertSingles(IPV6, 1);
        assertScrape(1, 0, 1, 0);
        assertUnknown(InfoHash.of(1, 1, 1));
    }

    @Test
    void aFullScrapeAddsToWhatTheBatchHolds() {
        assumeTrue(store instanceof FullScrapeStore, "this store does not list its swarms");
        for (int swarm = 0; swarm < 10; swarm++) {
            announce(from(endpoint(IPV4, 1)).infoHash(InfoHash.of(0, swarm, 0)));
        }
        ScrapeBatch batch = new ScrapeBatch().add(SWARM).add(OTHER_SWARM);
        join(((FullScrapeStore) store).scrapeAll(batch, 4, now));
        assertThat(batch.size()).isEqualTo(6);
        assertThat(batch.infoHash(0)).isEqualTo(SWARM);
        assertThat(batch.infoHash(1)).isEqualTo(OTHER_SWARM);
        assertThat(batch.known(1)).isFalse();
        assertThat(batch.incomplete(5)).isEqualTo(1);
    }

    @Test
    void aStoreMayBeClosedTwice() {
        announce(from(endpoint(IPV6, 1)));
        store.close();
        store.close();
    }
}
