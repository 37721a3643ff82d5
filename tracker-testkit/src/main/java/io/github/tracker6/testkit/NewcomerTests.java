package io.github.tracker6.testkit;

import static io.github.tracker6.AddressFamily.IPV4;
import static io.github.tracker6.AddressFamily.IPV6;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.ListingCap;
import io.github.tracker6.PeerRole;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.SwarmStore;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which peers the first announce over IPv4 gets: the store can't know whether one over IPv6 follows. */
abstract class NewcomerTests extends StoreTests {
    private static final int SINGLE_SEEDERS = 1_000;
    private static final int SINGLE_DOWNLOADERS = 2_000;
    private static final int DUALS = 3_000;
    private static final int OTHERS = 4_000;
    private static final int REQUESTER = 9_000;
    private static final int DRAWS = 50;

    /** So many that a fair draw of 8 practically never holds just the 8 single hosts. */
    private static final int MANY_DUALS = 40;

    NewcomerTests(Function<StoreOptions, SwarmStore> factory) {
        super(factory);
    }

    @ParameterizedTest
    @CsvSource({
        // single seeders, other singles, numWant, told singles, told duals
        " 8,  0,  8,  8, 0",
        " 8,  0, 20,  8, 12",
        " 8, 20, 20, 20, 0",
        " 8,  5, 20, 13, 7",
        " 8,  0, 60,  8, 40",
        "20, 20, 10, 10, 0",
        " 3,  5,  3,  3, 0",
        " 3,  5,  1,  1, 0",
        " 1,  0,  1,  1, 0",
        " 8,  0,  0,  0, 0",
    })
    void aNewDownloaderGetsSinglesFirstWhereEnoughOfThemSeed(
            int seeders, int downloaders, int numWant, int singles, int duals) {
        populate(seeders, downloaders, MANY_DUALS);
        assertTold(announce(newcomer(numWant)), singles, duals);
    }

    @ParameterizedTest
    @CsvSource({"7, 8", "7, 20", "4, 5", "0, 1", "2, 3"})
    void whereTooFewSinglesSeedANewDownloaderGetsAllAlike(int seeders, int numWant) {
        populate(seeders, numWant, MANY_DUALS);
        assertAllAlike(newcomer(numWant));
    }

    @Test
    void partialSeedsSeedersOfTheOtherFamilyAndDualStackOnesAreNotEnough() {
        populate(7, 20, MANY_DUALS);
        for (int i = 0; i < 10; i++) {
            announce(from(endpoint(IPV4, OTHERS + i)).role(PeerRole.PARTIAL_SEED));
            announce(from(endpoint(IPV6, OTHERS + i)).role(PeerRole.SEEDER));
        }
        for (int i = 0; i < 10; i++) {
            announce(from(endpoint(IPV4, DUALS + i)).hostTag(tag(DUALS + i)).role(PeerRole.SEEDER));
        }
        assertAllAlike(newcomer(20));
        announce(from(endpoint(IPV4, SINGLE_DOWNLOADERS)).role(PeerRole.SEEDER));
        assertTold(announce(newcomer(20)), 20, 0);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DOWNLOADER")
    void aNewSeederOrPartialSeedGetsSingleDownloadersFirst(PeerRole role) {
        populate(0, 8, MANY_DUALS);
        assertTold(announce(newcomer(8).role(role)), 8, 0);
        stop(endpoint(IPV4, REQUESTER));
        assertTold(announce(newcomer(20).role(role)), 8, 12);
        stop(endpoint(IPV4, REQUESTER));
        populate(8, 0, 0);
        assertTold(announce(newcomer(20).role(role)), 8, 12);
    }

    @Test
    void theSecondAnnounceOfAnEndpointGetsAllAlike() {
        populate(8, 0, MANY_DUALS);
        assertTold(announce(newcomer(8)), 8, 0);
        assertNoNewcomer(newcomer(8));
    }

    @Test
    void anEndpointThatWasKnownWithAnotherTagIsNoNewcomer() {
        populate(8, 0, MANY_DUALS);
        for (long former : new long[] {0, tag(1)}) {
            announce(from(endpoint(IPV4, REQUESTER)).hostTag(former));
            assertNoNewcomer(newcomer(8));
            stop(endpoint(IPV4, REQUESTER));
        }
    }

    @Test
    void anEndpointThatTakesTheOnesPlaceIsNoNewcomer() {
        populate(8, 0, MANY_DUALS);
        announce(from(endpoint(IPV4, REQUESTER + 1)).hostTag(tag(REQUESTER)));
        assertNoNewcomer(newcomer(8));
    }

    @Test
    void anEndpointWithoutATagIsNoNewcomer() {
        populate(8, 0, MANY_DUALS);
        assertNoNewcomer(newcomer(8).hostTag(0));
    }

    @Test
    void whoseIpv6EndpointIsKnownIsNoNewcomer() {
        populate(8, 0, MANY_DUALS);
        announce(from(endpoint(IPV6, REQUESTER)).hostTag(tag(REQUESTER)));
        assertTold(announce(newcomer(20)), 8, 0);
    }

    @Test
    void whoStoppedIsANewcomerAgain() {
        populate(8, 0, MANY_DUALS);
        for (int i = 0; i < 20; i++) {
            assertTold(announce(newcomer(8)), 8, 0);
            stop(endpoint(IPV4, REQUESTER));
        }
    }

    @Test
    void whoExpiredIsANewcomerAgain() {
        populate(8, 0, MANY_DUALS);
        announce(newcomer(0));
        advance(0.6);
        populate(8, 0, MANY_DUALS);
        advance(0.41);
        assertTold(announce(newcomer(8)), 8, 0);
    }

    @Test
    void anUnlistedAnnounceLeavesANewcomerNew() {
        store = open(StoreOptions.builder().maxPeersPerSwarm(8 + MANY_DUALS));
        populate(8, 0, MANY_DUALS);
        assertThat(announce(newcomer(8)).unlistedBy()).isEqualTo(ListingCap.SWARM);
        stop(endpoint(IPV4, DUALS));
        stop(endpoint(IPV6, DUALS));
        assertTold(announce(newcomer(8)), 8, 0);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "IPV6_FIRST")
    void otherPoliciesKnowNoNewcomers(FamilyPolicy policy) {
        populate(8, 0, MANY_DUALS);
        assertNoNewcomer(newcomer(8).policy(policy));
    }

    @Test
    void overIpv6NobodyIsANewcomer() {
        populate(8, 0, MANY_DUALS);
        for (int i = 0; i < 8; i++) {
            announce(from(endpoint(IPV6, SINGLE_SEEDERS + i)).role(PeerRole.SEEDER));
        }
        assertNoNewcomer(newcomer(8).endpoint(endpoint(IPV6, REQUESTER)));
    }

    @Test
    void theShareOfIpv6ComesAlongAsForAnyOther() {
        populate(8, 0, MANY_DUALS);
        announce(from(endpoint(IPV6, OTHERS)));
        AnnounceResponse few = announce(newcomer(8).bothFamilies(true));
        assertTold(few, 8, 0);
        assertThat(few.peers6().size()).isEqualTo(2);
        stop(endpoint(IPV4, REQUESTER));
        AnnounceResponse more = announce(newcomer(40).bothFamilies(true));
        assertTold(more, 8, 32);
        assertThat(more.peers6().size()).isEqualTo(9);
        assertThat(numbers(more, IPV6)).doesNotContainAnyElementsOf(numbers(more, IPV4));
    }

    @Test
    void aClaimInAnAnswerOfOneFamilyLeavesANewcomerNew() {
        populate(8, 0, MANY_DUALS);
        assertTold(announce(newcomer(20).claimsOtherFamily(true)), 8, 12);
    }

    @Test
    void whoClaimsIpv6IsNoNewcomer() {
        populate(8, 0, MANY_DUALS);
        AnnounceResponse response = announce(newcomer(20).bothFamilies(true).claimsOtherFamily(true));
        assertTold(response, 8, 0);
        assertThat(response.peers6().size()).isEqualTo(20);
    }

    @Test
    void aRepeatedAnnounceIsAnsweredAsOneOfAKnownEndpoint() {
        populate(8, 0, MANY_DUALS);
        assertTold(announce(newcomer(20)), 8, 12);
        assertNoNewcomer(newcomer(20).repeated(true));
        announce(from(endpoint(IPV6, REQUESTER)).hostTag(tag(REQUESTER)));
        assertTold(announce(newcomer(20).repeated(true)), 8, 0);
        assertCounts(announce(newcomer(0).repeated(true)), 8, MANY_DUALS + 1, 0);
    }

    /** A client that has little to fetch may finish before the answer to its {@code started} is given. */
    @ParameterizedTest
    @EnumSource
    void aRepeatedAnnounceChangesNothing(AddressFamily family) {
        PeerUpdate first = from(endpoint(family, REQUESTER)).hostTag(tag(REQUESTER));
        announce(first);
        announce(from(endpoint(family.other(), REQUESTER))
                .hostTag(tag(REQUESTER))
                .role(PeerRole.SEEDER)
                .completed(true));
        PeerUpdate again =
                from(endpoint(family, REQUESTER)).hostTag(tag(REQUESTER)).repeated(true);
        assertCounts(announce(again), 1, 0, 1);
        assertCounts(announce(again.hostTag(tag(1)).completed(true)), 1, 0, 1);
        assertCounts(announce(again.hostTag(0)), 1, 0, 1);
        assertTotals(1, 0, 0, 1);

        advance(0.6);
        announce(again.hostTag(tag(REQUESTER)));
        advance(0.41);
        assertCounts(announce(from(endpoint(family, OTHERS))), 0, 1, 1);
    }

    @Test
    void aRepeatedAnnounceOfWhoIsGoneCreatesNothing() {
        AnnounceResponse alone = announce(newcomer(20).repeated(true));
        assertCounts(alone, 0, 0, 0);
        assertUnknown(SWARM);
        populate(8, 0, MANY_DUALS);
        announce(newcomer(20));
        announce(from(endpoint(IPV6, REQUESTER)).hostTag(tag(REQUESTER)));
        stop(endpoint(IPV4, REQUESTER));
        AnnounceResponse response =
                announce(newcomer(20).repeated(true).bothFamilies(true).completed(true));
        assertCounts(response, 8, MANY_DUALS + 1, 0);
        assertThat(response.peers4().size() + response.peers6().size()).isZero();
        assertThat(response.dualStack()).isFalse();
        assertThat(numbers(announce(asker(IPV4)), IPV4)).doesNotContain(REQUESTER);
    }

    @Test
    void inALargeSwarmTheSameRuleHolds() {
        populate(8, 292, 500);
        assertTold(announce(newcomer(200)), 200, 0);
        stop(endpoint(IPV4, REQUESTER));
        assertTold(announce(newcomer(500)), 300, 200);
        stop(endpoint(IPV4, REQUESTER));
        stop(endpoint(IPV4, SINGLE_SEEDERS));
        assertAllAlike(newcomer(200));
    }

    /** Joins single hosts over IPv4, and dual-stack hosts that download. */
    private void populate(int seeders, int downloaders, int duals) {
        for (int i = 0; i < seeders; i++) {
            announce(from(endpoint(IPV4, SINGLE_SEEDERS + i)).role(PeerRole.SEEDER));
        }
        for (int i = 0; i < downloaders; i++) {
            announce(from(endpoint(IPV4, SINGLE_DOWNLOADERS + i)));
        }
        for (int i = 0; i < duals; i++) {
            announce(from(endpoint(IPV6, DUALS + i)).hostTag(tag(DUALS + i)));
            announce(from(endpoint(IPV4, DUALS + i)).hostTag(tag(DUALS + i)));
        }
    }

    private static void assertTold(AnnounceResponse response, int singles, int duals) {
        List<Integer> told = numbers(response, IPV4);
        assertThat(told).doesNotHaveDuplicates().doesNotContain(REQUESTER).hasSize(singles + duals);
        assertThat(told).filteredOn(NewcomerTests::isDual).hasSize(duals);
        // Nothing is known of the reachability of a linked requester.
        boolean linked = response.dualStack();
        assertThat(response.provisional()).as("provisional").isEqualTo(duals > 0 || linked);
    }

    private void assertNoNewcomer(PeerUpdate update) {
        AnnounceResponse response = announce(update);
        List<Integer> told = numbers(response, update.family());
        assertThat(told).hasSize(update.numWant()).anyMatch(NewcomerTests::isDual);
        assertThat(response.provisional()).as("provisional").isFalse();
    }

    /** Announces for the first time over and over. */
    private void assertAllAlike(PeerUpdate update) {
        boolean toldOfDuals = false;
        for (int i = 0; i < DRAWS; i++) {
            AnnounceResponse response = announce(update);
            List<Integer> told = numbers(response, IPV4);
            assertThat(told).hasSize(update.numWant());
            boolean duals = told.stream().anyMatch(NewcomerTests::isDual);
            assertThat(response.provisional()).as("provisional").isEqualTo(duals);
            toldOfDuals |= duals;
            stop(endpoint(IPV4, REQUESTER));
        }
        assertThat(toldOfDuals).as("dual-stack hosts among those told").isTrue();
    }

    private static boolean isDual(int number) {
        return number >= DUALS && number < OTHERS;
    }

    private static List<Integer> numbers(AnnounceResponse response, AddressFamily family) {
        int base = (int) endpoint(family, 0).addressLow();
        return response.peers(family).toList().stream()
                .map(peer -> (int) peer.addressLow() - base)
                .toList();
    }

    /** Returns an announce over IPv4 alone, with a tag that no other host has. */
    private PeerUpdate newcomer(int numWant) {
        return from(endpoint(IPV4, REQUESTER))
                .hostTag(tag(REQUESTER))
                .policy(FamilyPolicy.IPV6_FIRST)
                .numWant(numWant);
    }
}
