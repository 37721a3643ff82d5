package io.github.tracker6.testkit;

import static io.github.tracker6.AddressFamily.IPV4;
import static io.github.tracker6.AddressFamily.IPV6;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.PeerRole;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.SwarmStore;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which peers an answer holds: families by the policy, roles, scopes, never the requester, one endpoint per host. Long because the
 * table of {@link SwarmStore} has many rows.
 */
abstract class SelectionTests extends StoreTests {
    private static final int SINGLES = 1_000;
    private static final int DUALS = 2_000;
    private static final int REQUESTER = 9_000;

    SelectionTests(Function<StoreOptions, SwarmStore> factory) {
        super(factory);
    }

    @ParameterizedTest
    @CsvSource({"IPV4,0", "IPV4,1", "IPV4,5", "IPV4,20", "IPV4,50", "IPV6,0", "IPV6,1", "IPV6,5", "IPV6,20", "IPV6,50"})
    void sameFamilyTellsOfTheAnnouncesFamilyAlone(AddressFamily family, int numWant) {
        populate(10, 10, 10);
        for (boolean linked : new boolean[] {false, true}) {
            var response = ask(FamilyPolicy.SAME_FAMILY, family, linked, numWant, true, true);
            assertThat(response.peers(family).size()).isEqualTo(Math.min(numWant, 20));
            assertThat(response.peers(family.other()).size()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BALANCED,IPV4",
        "BALANCED,IPV6",
        "IPV6_FIRST,IPV6",
    })
    void theOtherFamilyComesAlongWithItsSingleHosts(FamilyPolicy policy, AddressFamily family) {
        populate(10, 10, 10);
        assertOtherFamilyComesAlong(policy, family, false, false);
        assertOtherFamilyComesAlong(policy, family, false, true);
        assertOtherFamilyComesAlong(policy, family, true, true);
    }

    private void assertOtherFamilyComesAlong(
            FamilyPolicy policy, AddressFamily family, boolean linked, boolean claims) {
        assertTold(ask(policy, family, linked, EVERYONE, true, claims), family, 10, 10, 10, 0);
        assertSizes(ask(policy, family, linked, 20, true, claims), family, 20, 5);
        assertSizes(ask(policy, family, linked, 24, true, claims), family, 20, 6);
        assertSizes(ask(policy, family, linked, 28, true, claims), family, 20, 8);
        assertSizes(ask(policy, family, linked, 29, true, claims), family, 20, 9);
        assertSizes(ask(policy, family, linked, 40, true, claims), family, 20, 10);
        assertSizes(ask(policy, family, linked, 4, true, claims), family, 4, 1);
        assertSizes(ask(policy, family, linked, 5, true, claims), family, 5, 2);
        assertSizes(ask(policy, family, linked, 1, true, claims), family, 1, 1);
        assertSizes(ask(policy, family, linked, 0, true, claims), family, 0, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "BALANCED,IPV4",
        "BALANCED,IPV6",
        "IPV6_FIRST,IPV6",
    })
    void aLinkedRequesterOrAUdpAnswerGetsTheAnnouncesFamily(FamilyPolicy policy, AddressFamily family) {
        populate(10, 10, 10);
        assertTold(ask(policy, family, true, EVERYONE, true, false), family, 10, 10, 0, 0);
        assertTold(ask(policy, family, true, EVERYONE, false, false), family, 10, 10, 0, 0);
        assertTold(ask(policy, family, true, EVERYONE, false, true), family, 10, 10, 0, 0);
        assertTold(ask(policy, family, false, EVERYONE, false, true), family, 10, 10, 0, 0);
        assertSizes(ask(policy, family, true, 7, true, false), family, 7, 0);
    }

    @ParameterizedTest
    @EnumSource
    void whereTheOwnFamilyIsEmptyTheOtherMakesUpForIt(AddressFamily family) {
        populate(family == IPV4 ? 0 : 30, family == IPV6 ? 0 : 30, 0);
        for (FamilyPolicy policy : List.of(FamilyPolicy.BALANCED, FamilyPolicy.IPV6_FIRST)) {
            assertSizes(ask(policy, family, false, 20, true, false), family, 0, 20);
            assertSizes(ask(policy, family, false, 50, true, false), family, 0, 30);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // singles, duals, numWant, told singles, told duals
        "10, 10, 20, 10, 0",
        "10, 10,  5,  5, 0",
        "10, 10,  0,  0, 0",
        " 9, 10, 20,  9, 0",
        " 8, 10, 20,  8, 0",
        " 7, 10, 20,  7, 1",
        " 3, 10, 20,  3, 5",
        " 3, 10,  8,  3, 5",
        " 3, 10,  6,  3, 3",
        " 3, 10,  3,  3, 0",
        " 3, 10,  2,  2, 0",
        " 3,  2, 20,  3, 2",
        " 0, 10, 20,  0, 8",
        " 0, 10,  4,  0, 4",
        " 0, 10,  1,  0, 1",
        " 0,  0, 20,  0, 0",
        "40, 40, 30, 30, 0",
    })
    void overIpv4ALinkedRequesterGetsHostsWithIpv4AloneAndOthersAsFillUpWhereItIsStalled(
            int singles, int duals, int numWant, int toldSingles, int toldDuals) {
        populate(singles, 5, duals);
        for (int flags = 0; flags < 3; flags++) {
            var response = ask(FamilyPolicy.IPV6_FIRST, IPV4, true, numWant, flags == 1, flags == 2);
            assertTold(response, IPV4, toldSingles, 0, 0, 0);
            response = askLinked(request(FamilyPolicy.IPV6_FIRST, IPV4, numWant, flags == 1, flags == 2)
                    .stalled(true));
            assertTold(response, IPV4, toldSingles, toldDuals, 0, 0);
        }
    }

    /** A client that fetches the metadata of a magnet link says that nothing is left, and needs seeders. */
    @ParameterizedTest
    @EnumSource
    void aSeederThatMayLackTheMetadataGetsDownloadersAndUploadersForTheRest(AddressFamily family) {
        for (int i = 0; i < 15; i++) {
            announce(from(endpoint(family, i))
                    .role(i < 3 ? PeerRole.DOWNLOADER : i < 5 ? PeerRole.PARTIAL_SEED : PeerRole.SEEDER));
        }
        PeerUpdate seeder = request(FamilyPolicy.IPV6_FIRST, family, EVERYONE, false, false)
                .hostTag(0)
                .role(PeerRole.SEEDER)
                .mayLackMetadata(true);
        assertThat(announce(seeder).peers(family).size()).isEqualTo(15);
        assertThat(announce(seeder.numWant(2)).peers(family).toList()).isSubsetOf(downloaders(family));
        assertThat(announce(seeder.numWant(9)).peers(family).toList())
                .hasSize(9)
                .containsAll(downloaders(family));
        assertThat(announce(seeder.mayLackMetadata(false)).peers(family).toList())
                .containsExactlyInAnyOrderElementsOf(downloaders(family));
        assertThat(announce(seeder.role(PeerRole.PARTIAL_SEED).mayLackMetadata(true))
                        .peers(family)
                        .toList())
                .containsExactlyInAnyOrderElementsOf(downloaders(family));
    }

    private static List<Endpoint> downloaders(AddressFamily family) {
        return List.of(endpoint(family, 0), endpoint(family, 1), endpoint(family, 2));
    }

    @ParameterizedTest
    @EnumSource
    void whoIsNotLinkedOrAnnouncesOverIpv6IsAnsweredAlikeWhenStalled(FamilyPolicy policy) {
        populate(3, 3, 10);
        for (AddressFamily family : AddressFamily.values()) {
            AnnounceResponse response =
                    announce(request(policy, family, EVERYONE, false, false).stalled(true));
            assertSizes(response, family, 13, 0);
            stop(endpoint(family, REQUESTER));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void overIpv4AClaimOfIpv6EarnsAllOfIpv6AndHostsWithIpv4Alone(boolean linked) {
        populate(10, 10, 10);
        assertTold(ask(FamilyPolicy.IPV6_FIRST, IPV4, linked, EVERYONE, true, true), IPV4, 10, 0, 10, 10);
        var few = ask(FamilyPolicy.IPV6_FIRST, IPV4, linked, 5, true, true);
        assertSizes(few, IPV4, 5, 5);
        assertThat(numbers(few, IPV4)).allMatch(number -> number < DUALS);
        assertSizes(ask(FamilyPolicy.IPV6_FIRST, IPV4, linked, 15, true, true), IPV4, 10, 15);
        assertSizes(ask(FamilyPolicy.IPV6_FIRST, IPV4, linked, 0, true, true), IPV4, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 8, 12, EVERYONE})
    void aLinkedClaimerGetsNoFillUpOverIpv4(int numWant) {
        populate(3, 5, 10);
        for (boolean stalled : new boolean[] {false, true}) {
            var response = askLinked(
                    request(FamilyPolicy.IPV6_FIRST, IPV4, numWant, true, true).stalled(stalled));
            assertSizes(response, IPV4, Math.min(numWant, 3), Math.min(numWant, 15));
            assertThat(numbers(response, IPV4)).noneMatch(SelectionTests::isDual);
        }
    }

    @Test
    void overIpv4WithoutAClaimAShareOfIpv6ComesAlong() {
        populate(10, 10, 10);
        assertTold(ask(FamilyPolicy.IPV6_FIRST, IPV4, false, EVERYONE, true, false), IPV4, 10, 10, 10, 0);
        for (int i = 0; i < 100; i++) {
            assertSizes(ask(FamilyPolicy.IPV6_FIRST, IPV4, false, 8, true, false), IPV4, 8, 2);
            assertSizes(ask(FamilyPolicy.IPV6_FIRST, IPV4, false, 15, true, false), IPV4, 15, 4);
            assertSizes(ask(FamilyPolicy.IPV6_FIRST, IPV4, false, 1, true, false), IPV4, 1, 1);
        }
        assertSizes(ask(FamilyPolicy.IPV6_FIRST, IPV4, false, 0, true, false), IPV4, 0, 0);
    }

    @Test
    void overIpv4TheShareOfIpv6HoldsDualStackHostsThatAreNotToldOverIpv4() {
        populate(0, 0, 10);
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 300; i++) {
            var response = ask(FamilyPolicy.IPV6_FIRST, IPV4, false, 4, true, false);
            assertSizes(response, IPV4, 4, 1);
            seen.addAll(numbers(response, IPV6));
        }
        assertThat(seen).hasSize(10);
        assertSizes(ask(FamilyPolicy.IPV6_FIRST, IPV4, false, 9, true, false), IPV4, 9, 1);
        assertSizes(ask(FamilyPolicy.IPV6_FIRST, IPV4, false, 10, true, false), IPV4, 10, 0);
    }

    @Test
    void theShareOfIpv6LeavesNoHostOutWhileTheIpv4ListHoldsMost() {
        populate(0, 1, 30);
        for (int i = 0; i < 200; i++) {
            assertSizes(ask(FamilyPolicy.IPV6_FIRST, IPV4, false, 30, true, false), IPV4, 30, 1);
            assertSizes(ask(FamilyPolicy.IPV6_FIRST, IPV4, false, 28, true, false), IPV4, 28, 3);
        }
    }

    @ParameterizedTest
    @CsvSource({"4", "20", "50"})
    void overIpv4ByUdpAnUnlinkedRequesterGetsAllAlike(int numWant) {
        populate(10, 10, 10);
        for (boolean claims : new boolean[] {false, true}) {
            var response = ask(FamilyPolicy.IPV6_FIRST, IPV4, false, numWant, false, claims);
            assertSizes(response, IPV4, Math.min(20, numWant), 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void inLargeSwarmsTheSameRulesHold(FamilyPolicy policy) {
        populate(400, 300, 500);
        for (int numWant : new int[] {0, 1, 7, 50, 200}) {
            for (AddressFamily family : AddressFamily.values()) {
                for (int flags = 0; flags < 8; flags++) {
                    boolean both = (flags & 1) != 0;
                    boolean linked = (flags & 2) != 0;
                    boolean claims = (flags & 4) != 0;
                    boolean other = both && (claims || !linked) && policy != FamilyPolicy.SAME_FAMILY;
                    boolean claimed = claims && policy == FamilyPolicy.IPV6_FIRST && family == IPV4;
                    assertSizes(
                            ask(policy, family, linked, numWant, both, claims),
                            family,
                            numWant,
                            !other ? 0 : claimed ? numWant : (numWant + 3) / 4);
                }
            }
        }
        var linked = ask(FamilyPolicy.IPV6_FIRST, IPV4, true, EVERYONE, true, false);
        assertTold(linked, IPV4, 400, 0, 0, 0);
        assertTold(ask(FamilyPolicy.BALANCED, IPV6, false, EVERYONE, true, false), IPV6, 300, 500, 400, 0);
    }

    @ParameterizedTest
    @EnumSource
    void seedersAndPartialSeedsAreToldOfDownloadersAlone(AddressFamily family) {
        populateRoles(30);
        for (PeerRole role : List.of(PeerRole.SEEDER, PeerRole.PARTIAL_SEED)) {
            for (FamilyPolicy policy : FamilyPolicy.values()) {
                for (int numWant : new int[] {1, 5, EVERYONE}) {
                    var response = announce(
                            request(policy, family, numWant, true, false).role(role));
                    assertThat(numbers(response, family))
                            .hasSize(Math.min(20, numWant))
                            .allMatch(number -> number % 3 == 1);
                    assertThat(numbers(response, family.other())).allMatch(number -> number % 3 == 1);
                    assertOncePerHost(response);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void downloadersAreToldOfAllRoles(AddressFamily family) {
        populateRoles(30);
        var response = announce(request(FamilyPolicy.SAME_FAMILY, family, EVERYONE, false, false));
        assertThat(response.peers(family).size()).isEqualTo(60);
        Set<Integer> roles = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            numbers(announce(request(FamilyPolicy.SAME_FAMILY, family, 5, false, false)), family)
                    .forEach(number -> roles.add(number % 3));
        }
        assertThat(roles).containsExactlyInAnyOrder(0, 1, 2);
    }

    @ParameterizedTest
    @EnumSource
    void theRoleOfAnAnnounceCountsForItsOwnAnswer(AddressFamily family) {
        announce(from(endpoint(family, 1)).role(PeerRole.SEEDER));
        PeerUpdate requester = request(FamilyPolicy.SAME_FAMILY, family, 5, false, false);
        assertThat(numbers(announce(requester), family)).containsExactly(1);
        assertThat(numbers(announce(requester.role(PeerRole.SEEDER)), family)).isEmpty();
        assertThat(numbers(announce(requester.role(PeerRole.DOWNLOADER)), family))
                .containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource
    void scopesNarrowerThanTheRequestersAreLeftOut(AddressFamily family) {
        List<Endpoint> byScope = family == IPV4
                ? List.of(parse("11.0.0.1:1"), parse("10.0.0.1:1"), parse("169.254.0.1:1"), parse("127.0.0.1:1"))
                : List.of(parse("[2a00::1]:1"), parse("[fd00::1]:1"), parse("[fe80::1]:1"), parse("[::1]:1"));
        List<Endpoint> requesters = family == IPV4
                ? List.of(parse("11.0.0.2:1"), parse("192.0.2.1:1"), parse("169.254.0.2:1"), parse("127.0.0.2:1"))
                : List.of(parse("[2a00::2]:1"), parse("[2001:db8::1]:1"), parse("[fe80::2]:1"), parse("[::1]:2"));
        List<Endpoint> otherFamily = family == IPV6
                ? List.of(parse("11.0.0.2:1"), parse("192.0.2.1:1"), parse("169.254.0.2:1"), parse("127.0.0.2:1"))
                : List.of(parse("[2a00::2]:1"), parse("[2001:db8::1]:1"), parse("[fe80::2]:1"), parse("[::1]:2"));
        byScope.forEach(endpoint -> announce(from(endpoint)));
        for (int scope = 0; scope < byScope.size(); scope++) {
            PeerUpdate requester = from(requesters.get(scope)).numWant(EVERYONE);
            assertThat(announce(requester).peers(family).toList())
                    .containsExactlyInAnyOrderElementsOf(byScope.subList(0, scope + 1));
            announce(requester.stopped(true));
            PeerUpdate other = from(otherFamily.get(scope))
                    .numWant(EVERYONE)
                    .policy(FamilyPolicy.BALANCED)
                    .bothFamilies(true);
            assertThat(announce(other).peers(family).toList())
                    .containsExactlyInAnyOrderElementsOf(byScope.subList(0, scope + 1));
            announce(other.stopped(true));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRequesterIsNeverInItsOwnAnswer(AddressFamily family) {
        populate(2, 2, 2);
        for (FamilyPolicy policy : FamilyPolicy.values()) {
            for (int flags = 0; flags < 8; flags++) {
                var response = ask(policy, family, (flags & 1) != 0, EVERYONE, (flags & 2) != 0, (flags & 4) != 0);
                assertThat(response.peers4().toList()).doesNotContain(endpoint(IPV4, REQUESTER));
                assertThat(response.peers6().toList()).doesNotContain(endpoint(IPV6, REQUESTER));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEndpointThatTheRequesterReplacedIsNotInItsAnswer(AddressFamily family) {
        announce(from(endpoint(family, 1)).hostTag(tag(1)));
        var response =
                announce(from(endpoint(family, 2)).hostTag(tag(1)).numWant(10).bothFamilies(true));
        assertThat(response.peers(family).toList()).isEmpty();
        assertThat(everyone(family)).containsExactly(endpoint(family, 2));
    }

    @ParameterizedTest
    @EnumSource
    void everySizeOfSwarmGivesDistinctPeers(AddressFamily family) {
        for (int peers = 1; peers <= 300; peers++) {
            announce(from(endpoint(family, peers)));
            for (int numWant : new int[] {1, peers / 2, peers - 1, peers, peers + 1}) {
                List<Endpoint> told =
                        announce(asker(family).numWant(numWant)).peers(family).toList();
                assertThat(new HashSet<>(told))
                        .hasSize(Math.min(numWant, peers))
                        .hasSameSizeAs(told);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"IPV4,5", "IPV6,5", "IPV4,1500", "IPV6,1500"})
    void whoWantsMoreThanThereIsGetsEveryone(AddressFamily family, int peers) {
        for (int i = 0; i < peers; i++) {
            announce(from(globalEndpoint(family, i)));
        }
        for (int numWant : new int[] {peers, peers + 1, Integer.MAX_VALUE}) {
            List<Endpoint> told = announce(
                            from(globalEndpoint(family, REQUESTER)).numWant(numWant))
                    .peers(family)
                    .toList();
            assertThat(told).hasSize(peers).doesNotHaveDuplicates();
        }
    }

    private void populate(int singles4, int singles6, int duals) {
        for (int i = 0; i < singles4; i++) {
            announce(from(endpoint(IPV4, SINGLES + i)));
        }
        for (int i = 0; i < singles6; i++) {
            announce(from(endpoint(IPV6, SINGLES + i)));
        }
        for (int i = 0; i < duals; i++) {
            announceDual(DUALS + i, PeerRole.DOWNLOADER);
        }
    }

    /** Makes single and dual-stack hosts in all roles; the number modulo 3 is the role's. */
    private void populateRoles(int hosts) {
        List<PeerRole> roles = List.of(PeerRole.SEEDER, PeerRole.DOWNLOADER, PeerRole.PARTIAL_SEED);
        for (int i = 0; i < hosts; i++) {
            int single = 3 * SINGLES + i;
            announce(from(endpoint(IPV4, single)).role(roles.get(i % 3)));
            announce(from(endpoint(IPV6, single)).role(roles.get(i % 3)));
            announceDual(3 * DUALS + i, roles.get(i % 3));
        }
    }

    private void announceDual(int number, PeerRole role) {
        announce(from(endpoint(IPV6, number)).hostTag(tag(number)).role(role));
        announce(from(endpoint(IPV4, number)).hostTag(tag(number)).role(role));
    }

    private PeerUpdate request(
            FamilyPolicy policy, AddressFamily family, int numWant, boolean bothFamilies, boolean claims) {
        return from(endpoint(family, REQUESTER))
                .hostTag(tag(REQUESTER))
                .policy(policy)
                .numWant(numWant)
                .bothFamilies(bothFamilies)
                .claimsOtherFamily(claims);
    }

    /** Asks as a downloader that then leaves, and checks what holds for every answer. */
    private AnnounceResponse ask(
            FamilyPolicy policy, AddressFamily family, boolean linked, int numWant, boolean both, boolean claims) {
        PeerUpdate request = request(policy, family, numWant, both, claims);
        return linked ? askLinked(request) : askAndLeave(request);
    }

    private AnnounceResponse askLinked(PeerUpdate request) {
        Endpoint partner = endpoint(request.family().other(), REQUESTER);
        announce(from(partner).hostTag(tag(REQUESTER)));
        AnnounceResponse response = askAndLeave(request);
        stop(partner);
        return response;
    }

    private AnnounceResponse askAndLeave(PeerUpdate request) {
        AnnounceResponse response = announce(request);
        assertOncePerHost(response);
        stop(endpoint(request.family(), REQUESTER));
        return response;
    }

    private static void assertOncePerHost(AnnounceResponse response) {
        List<Integer> four = numbers(response, IPV4);
        List<Integer> six = numbers(response, IPV6);
        assertThat(four).doesNotHaveDuplicates().doesNotContain(REQUESTER);
        assertThat(six).doesNotHaveDuplicates().doesNotContain(REQUESTER);
        assertThat(four)
                .as("hosts told over both families")
                .noneMatch(number -> isDual(number) && six.contains(number));
    }

    private static void assertSizes(AnnounceResponse response, AddressFamily family, int own, int other) {
        assertThat(List.of(
                        response.peers(family).size(),
                        response.peers(family.other()).size()))
                .as("peers of %s and of the other family", family)
                .containsExactly(own, other);
    }

    private static void assertTold(
            AnnounceResponse response, AddressFamily family, int single, int dual, int otherSingle, int otherDual) {
        assertSizes(response, family, single + dual, otherSingle + otherDual);
        assertThat(numbers(response, family).stream().filter(SelectionTests::isDual))
                .hasSize(dual);
        assertThat(numbers(response, family.other()).stream().filter(SelectionTests::isDual))
                .hasSize(otherDual);
    }

    private static boolean isDual(int number) {
        return (number >= DUALS && number < 3 * SINGLES) || number >= 3 * DUALS;
    }

    private static List<Integer> numbers(AnnounceResponse response, AddressFamily family) {
        int base = (int) endpoint(family, 0).addressLow();
        return response.peers(family).toList().stream()
                .map(peer -> (int) peer.addressLow() - base)
                .collect(Collectors.toList());
    }

    private static Endpoint parse(String endpoint) {
        return Endpoint.parse(endpoint);
    }
}
