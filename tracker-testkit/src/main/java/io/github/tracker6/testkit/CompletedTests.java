package io.github.tracker6.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.ListingCap;
import io.github.tracker6.PeerRole;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.SwarmStore;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code completed} counts once per host, whatever becomes of its endpoints. */
abstract class CompletedTests extends StoreTests {
    CompletedTests(Function<StoreOptions, SwarmStore> factory) {
        super(factory);
    }

    @ParameterizedTest
    @EnumSource
    void completedCountsOnce(AddressFamily family) {
        announce(from(endpoint(family, 1)));
        for (int i = 0; i < 3; i++) {
            assertThat(complete(endpoint(family, 1), 0)).isEqualTo(1);
        }
        assertScrape(1, 0, 1, 0);
    }

    @ParameterizedTest
    @EnumSource
    void theAnswerThatCountsADownloadSaysSo(AddressFamily family) {
        PeerUpdate finished =
                from(endpoint(family, 1)).hostTag(tag(1)).role(PeerRole.SEEDER).completed(true);
        assertThat(announce(from(endpoint(family, 1)).hostTag(tag(1))).countedDownload())
                .as("joined")
                .isFalse();
        assertThat(announce(finished).countedDownload()).as("finished").isTrue();
        assertThat(announce(finished.repeated(true)).countedDownload())
                .as("repeated look")
                .isFalse();
        assertThat(announce(finished.repeated(false)).countedDownload())
                .as("a second time")
                .isFalse();
        finished.endpoint(endpoint(family.other(), 1));
        assertThat(announce(finished).countedDownload())
                .as("over the other family")
                .isFalse();
        assertThat(announce(finished.completed(false)).countedDownload())
                .as("seeds")
                .isFalse();
        assertThat(announce(finished.completed(true).stopped(true)).countedDownload())
                .as("stopped")
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void completedWithoutStartedCounts(AddressFamily family) {
        assertThat(complete(endpoint(family, 1), 1)).isEqualTo(1);
        assertThat(complete(endpoint(family, 2), 2)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void completedOverBothFamiliesCountsOnce(AddressFamily first) {
        announce(from(endpoint(first, 1)).hostTag(tag(1)));
        announce(from(endpoint(first.other(), 1)).hostTag(tag(1)));
        assertThat(complete(endpoint(first, 1), 1)).isEqualTo(1);
        assertThat(complete(endpoint(first.other(), 1), 1)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void completedCountsOnceWhenTheSecondEndpointArrivesWithIt(AddressFamily first) {
        assertThat(complete(endpoint(first, 1), 1)).isEqualTo(1);
        assertThat(complete(endpoint(first.other(), 1), 1)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void thePartnerRemembersThatItsHostFinished(AddressFamily first) {
        complete(endpoint(first, 1), 1);
        announce(from(endpoint(first.other(), 1)).hostTag(tag(1)));
        stop(endpoint(first, 1));
        assertThat(complete(endpoint(first.other(), 1), 1)).isEqualTo(1);
        assertThat(complete(endpoint(first, 1), 1)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void aReplacementInheritsThatItsHostFinished(AddressFamily family) {
        complete(endpoint(family, 1), 1);
        announce(from(endpoint(family, 2)).hostTag(tag(1)));
        assertThat(complete(endpoint(family, 2), 1)).isEqualTo(1);
        assertThat(complete(endpoint(family, 3), 1)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void aChangedTagDoesNotMakeAFinishedEndpointNew(AddressFamily family) {
        complete(endpoint(family, 1), 1);
        assertThat(complete(endpoint(family, 1), 2)).isEqualTo(1);
        assertThat(complete(endpoint(family, 1), 0)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void whenALinkIsDissolvedBothEndpointsRemember(AddressFamily family) {
        announce(from(endpoint(family, 1)).hostTag(tag(1)));
        announce(from(endpoint(family.other(), 1)).hostTag(tag(1)));
        complete(endpoint(family, 1), 1);
        announce(from(endpoint(family, 1)).hostTag(tag(2)));
        assertThat(complete(endpoint(family, 1), 2)).isEqualTo(1);
        assertThat(complete(endpoint(family.other(), 1), 1)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void anEndpointTakesItsPastAlongToANewPartner(AddressFamily family) {
        complete(endpoint(family, 1), 1);
        announce(from(endpoint(family.other(), 2)).hostTag(tag(2)));
        announce(from(endpoint(family, 1)).hostTag(tag(2)));
        assertThat(complete(endpoint(family.other(), 2), 2)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void twoFinishedHostsThatBecomeOneDoNotCountAgain(AddressFamily family) {
        complete(endpoint(family, 1), 1);
        complete(endpoint(family.other(), 2), 2);
        assertThat(complete(endpoint(family, 1), 2)).isEqualTo(2);
        assertThat(complete(endpoint(family.other(), 2), 2)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void aHostThatLeftAndCameBackCountsAgain(AddressFamily family) {
        complete(endpoint(family, 1), 1);
        stop(endpoint(family, 1));
        assertScrape(0, 0, 1, 0);
        assertThat(complete(endpoint(family, 1), 1)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void aHostThatExpiredAndCameBackCountsAgain(AddressFamily family) {
        complete(endpoint(family, 1), 1);
        advance(1.01);
        assertThat(complete(endpoint(family, 1), 1)).isEqualTo(2);
        assertScrape(1, 0, 2, 0);
    }

    @ParameterizedTest
    @EnumSource
    void aSeederThatNeverSaidCompletedCountsWhenItDoes(AddressFamily family) {
        assertCounts(announce(from(endpoint(family, 1)).role(PeerRole.SEEDER)), 1, 0, 0);
        assertThat(complete(endpoint(family, 1), 0)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void downloadedStaysWhenTheLastPeerStops(AddressFamily family) {
        complete(endpoint(family, 1), 1);
        complete(endpoint(family, 2), 2);
        stop(endpoint(family, 1));
        assertCounts(stop(endpoint(family, 2)), 0, 0, 2);
        assertScrape(0, 0, 2, 0);
        assertTotals(0, 0, 0, 0);
        assertCounts(stop(endpoint(family, 2)), 0, 0, 2);
        assertCounts(announce(from(endpoint(family, 3))), 0, 1, 2);
        assertSingles(family, 1);
    }

    @ParameterizedTest
    @EnumSource
    void downloadedStaysWhenTheLastPeerExpires(AddressFamily family) {
        complete(endpoint(family, 1), 1);
        advance(1.01);
        settle();
        assertScrape(0, 0, 1, 0);
        assertTotals(0, 0, 0, 0);
        advance(50);
        settle();
        assertScrape(0, 0, 1, 0);
    }

    @ParameterizedTest
    @EnumSource
    void aCompletedOverACapDoesNotCount(AddressFamily family) {
        store = open(StoreOptions.builder().maxPeersPerSwarm(1));
        announce(from(endpoint(family, 1)));
        var unlisted = announce(from(endpoint(family, 2)).role(PeerRole.SEEDER).completed(true));
        assertThat(unlisted.unlistedBy()).isEqualTo(ListingCap.SWARM);
        assertThat(unlisted.countedDownload()).isFalse();
        assertScrape(0, 1, 0, 1);
    }

    @ParameterizedTest
    @EnumSource
    void everyHostOfALargeSwarmCountsOnce(AddressFamily family) {
        for (int round = 0; round < 2; round++) {
            for (int i = 1; i <= 500; i++) {
                complete(endpoint(family, i), i);
                complete(endpoint(family.other(), i), i);
            }
            assertScrape(500, 0, 500, 0);
        }
    }

    private int complete(Endpoint endpoint, int host) {
        return announce(from(endpoint).hostTag(tag(host)).role(PeerRole.SEEDER).completed(true))
                .downloaded();
    }
}
