package io.github.tracker6.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.SwarmStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An endpoint lives for the time to live after its last announce, whether or not anybody sweeps. */
abstract class ExpiryTests extends StoreTests {
    private static final int FEW = 3;
    private static final int MANY = 600;

    ExpiryTests(Function<StoreOptions, SwarmStore> factory) {
        super(factory);
    }

    @ParameterizedTest
    @EnumSource
    void theTimeToLiveIsTheOneAskedFor(AddressFamily family) {
        for (Duration ttl : List.of(Duration.ofSeconds(10), Duration.ofMinutes(45), Duration.ofDays(1))) {
            store = open(StoreOptions.builder().peerTtl(ttl));
            assertThat(store.peerTtl()).isEqualTo(ttl);
            announce(from(endpoint(family, 1)));
            advance(0.99);
            assertScrape(0, 1, 0, 1);
            advance(0.02);
            assertUnknownOrEmpty(SWARM);
        }
    }

    @ParameterizedTest
    @EnumSource
    void fewLiveUntilTheTimeToLiveIsOver(AddressFamily family) {
        populate(family, FEW);
        advance(0.99);
        assertThat(everyone(family)).hasSize(FEW);
        assertCounts(announce(asker(family)), 0, FEW + 1, 0);
        advance(0.02);
        assertCounts(announce(asker(family)), 0, 1, 0);
        stop(endpoint(family, 99_999));
        assertThat(everyone(family)).isEmpty();
        settle();
        assertUnknown(SWARM);
        assertTotals(0, 0, 0, 0);
    }

    @ParameterizedTest
    @EnumSource
    void manyLiveUntilTheTimeToLiveIsOver(AddressFamily family) {
        populate(family, MANY);
        advance(0.99);
        assertThat(everyone(family)).hasSize(MANY).doesNotHaveDuplicates();
        settle();
        assertScrape(0, MANY, 0, MANY);
        advance(0.02);
        assertThat(everyone(family)).isEmpty();
        settle();
        assertUnknown(SWARM);
        assertTotals(0, 0, 0, 0);
    }

    @ParameterizedTest
    @EnumSource
    void aDualStackHostComesBackAfterBothItsEndpointsExpiredAmongMany(AddressFamily family) {
        announceDualStack(MANY);
        advance(0.6);
        announceDualStack(MANY - 1);
        advance(0.41);
        assertCounts(announce(from(endpoint(family, MANY)).hostTag(tag(MANY))), 0, MANY, 0);
        settle();
        assertScrape(0, MANY, 0, MANY);
        stop(endpoint(family, MANY));
        assertScrape(0, MANY - 1, 0, MANY - 1);
    }

    private void announceDualStack(int hosts) {
        for (int i = 1; i <= hosts; i++) {
            announce(from(endpoint(AddressFamily.IPV6, i)).hostTag(tag(i)));
            announce(from(endpoint(AddressFamily.IPV4, i)).hostTag(tag(i)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void oldOnesExpireAmongRefreshedOnes(AddressFamily family) {
        populate(family, MANY);
        advance(0.5);
        List<Endpoint> refreshed = new ArrayList<>();
        for (int i = 0; i < MANY; i += 2) {
            announce(from(endpoint(family, i)));
            refreshed.add(endpoint(family, i));
        }
        advance(0.51);
        assertThat(refreshed).containsAll(everyone(family));
        settle();
        assertScrape(0, MANY / 2, 0, MANY / 2);
        assertSingles(family, MANY / 2);
        assertThat(everyone(family)).containsExactlyInAnyOrderElementsOf(refreshed);
        advance(0.48);
        assertThat(everyone(family)).containsExactlyInAnyOrderElementsOf(refreshed);
        advance(0.02);
        assertThat(everyone(family)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void housekeepingTellsHowManyExpired(AddressFamily family) {
        populate(family, MANY);
        assertThat(settle()).isZero();
        advance(1.01);
        assertThat(settle()).as("0 where the backend expires by itself").isIn(0, MANY);
        assertThat(settle()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void anExpiredEndpointLeavesItsPartner(AddressFamily family) {
        announce(from(endpoint(family, 1)).hostTag(tag(1)));
        advance(0.5);
        announce(from(endpoint(family.other(), 1)).hostTag(tag(1)).role(PeerRole.SEEDER));
        advance(0.51);
        assertCounts(stop(endpoint(family, 77)), 1, 0, 0);
        settle();
        assertSingles(family.other(), 1);
        assertThat(everyone(family)).isEmpty();
        assertThat(everyone(family.other())).containsExactly(endpoint(family.other(), 1));
        announce(from(endpoint(family, 2)).hostTag(tag(1)));
        assertTotals(1, 0, 0, 1);
    }

    @ParameterizedTest
    @EnumSource
    void anExpiredPartnerIsNoPartnerBeforeAnySweep(AddressFamily family) {
        announce(from(endpoint(family, 1)).hostTag(tag(1)).role(PeerRole.SEEDER).completed(true));
        advance(1.01);
        var response =
                announce(from(endpoint(family.other(), 1)).hostTag(tag(1)).completed(true));
        assertThat(response.downloaded()).isEqualTo(2);
        settle();
        assertSingles(family.other(), 1);
    }

    @ParameterizedTest
    @EnumSource
    void partnersOfALargeSwarmExpireEachForItself(AddressFamily family) {
        for (int i = 1; i <= MANY; i++) {
            announce(from(endpoint(family, i)).hostTag(tag(i)));
        }
        advance(0.5);
        for (int i = 1; i <= MANY; i++) {
            announce(from(endpoint(family.other(), i)).hostTag(tag(i)));
        }
        assertTotals(1, 0, 0, MANY);
        advance(0.51);
        assertThat(everyone(family)).isEmpty();
        assertThat(everyone(family.other())).hasSize(MANY).doesNotHaveDuplicates();
        settle();
        assertScrape(0, MANY, 0, MANY);
        assertSingles(family.other(), MANY);
    }

    @ParameterizedTest
    @EnumSource
    void nothingComesBackHoweverLongTheGap(AddressFamily family) {
        double[] gaps = {1.01, 1.5, 2, 3.99, 4, 4.5, 7.5, 8, 8.5, 15.5, 15.99, 16, 16.01, 16.5, 32, 64.5, 256.5, 5_000};
        int swarm = 0;
        for (double gap : gaps) {
            for (int peers : List.of(FEW, MANY)) {
                InfoHash infoHash = InfoHash.of(0, ++swarm, 0);
                for (int i = 0; i < peers; i++) {
                    announce(from(endpoint(family, i)).infoHash(infoHash));
                }
                advance(gap);
                var response = announce(asker(family).infoHash(infoHash));
                assertThat(response.peers(family).toList())
                        .as("after %s ttl", gap)
                        .isEmpty();
            }
        }
        settle();
        advance(1.01);
        settle();
        assertTotals(0, 0, 0, 0);
    }

    @ParameterizedTest
    @EnumSource
    void oneWhoAnnouncesInTimeNeverExpires(AddressFamily family) {
        IntStream.range(0, 200).forEach(round -> {
            announce(from(endpoint(family, 1)));
            advance(0.9);
            if (round % 2 == 0) {
                settle();
            }
            assertThat(everyone(family)).containsExactly(endpoint(family, 1));
        });
        assertSingles(family, 1);
    }

    @ParameterizedTest
    @EnumSource
    void announcesInFlightMayCarryAnEarlierTime(AddressFamily family) {
        announce(from(endpoint(family, 1)));
        announce(from(endpoint(family, 2)).nowMillis(now - 50));
        announce(from(endpoint(family, 1)).nowMillis(now - 50));
        assertThat(store.maintain(now - 50)).isZero();
        assertThat(everyone(family)).hasSize(2);
        assertCounts(announce(from(endpoint(family, 3)).nowMillis(now - 20)), 0, 3, 0);
        advance(0.99);
        assertThat(everyone(family)).hasSize(3);
        advance(0.02);
        assertThat(everyone(family)).isEmpty();
    }

    private void populate(AddressFamily family, int peers) {
        for (int i = 0; i < peers; i++) {
            announce(from(endpoint(family, i)));
        }
    }

    private void assertUnknownOrEmpty(InfoHash infoHash) {
        var batch = scrape(infoHash);
        assertThat(List.of(batch.complete(0), batch.incomplete(0), batch.downloaded(0), batch.downloaders(0)))
                .containsOnly(0);
    }
}
