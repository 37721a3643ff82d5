package io.github.tracker6.store;

import static io.github.tracker6.AddressFamily.IPV4;
import static io.github.tracker6.AddressFamily.IPV6;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.EndpointList;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.ListingCap;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;
import io.github.tracker6.store.PeerSource.Hosts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each row of the table in {@link SwarmStore}: which draws make an answer, in which order, and which flags it gets. */
class PeerSelectionTest {
    private static final int NUM_WANT = 20;

    private final Swarm swarm = new Swarm();
    private final AnnounceResponse response = new AnnounceResponse();
    private final PeerUpdate update = new PeerUpdate().numWant(NUM_WANT);
    private boolean dualStack;
    private boolean isNew;
    private Reachability own = Reachability.UNKNOWN;

    @ParameterizedTest
    @EnumSource
    void sameFamilyDrawsAllOfTheOwnFamilyForEveryRequester(AddressFamily family) {
        for (int flags = 0; flags < 32; flags++) {
            dualStack = (flags & 1) != 0;
            isNew = (flags & 2) != 0;
            update.bothFamilies((flags & 4) != 0)
                    .claimsOtherFamily((flags & 8) != 0)
                    .stalled((flags & 16) != 0);

            assertThat(draws(FamilyPolicy.SAME_FAMILY, family)).containsExactly("20 of " + family + " ALL, roles ALL");
            assertThat(response.provisional()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BALANCED,IPV4,ALL,SINGLE",
        "BALANCED,IPV6,ALL,SINGLE",
        "IPV6_FIRST,IPV6,SINGLE_OR_OPEN,SINGLE_OR_CLOSED"
    })
    void anUnlinkedRequesterThatTakesBothFamiliesGetsAnAllowanceOfTheOther(
            FamilyPolicy policy, AddressFamily family, Hosts own, Hosts other) {
        update.bothFamilies(true);
        String all = "20 of " + family + " " + own + ", roles ALL";
        swarm.singles(family, 100);

        assertThat(draws(policy, family)).containsExactly(all, "5 of " + family.other() + " " + other + ", roles ALL");

        swarm.singles(family, 7);
        assertThat(draws(policy, family)).containsExactly(all, "13 of " + family.other() + " " + other + ", roles ALL");
    }

    @ParameterizedTest
    @CsvSource({
        // drawn over IPv6, singles over IPv4, allowance, closed
        "0, 0, 20, 14",
        "3, 5, 17, 6",
        "3, 17, 17, -6",
        "9, 2, 11, 3",
        "9, 5, 11, 0",
        "14, 0, 6, 0",
        "20, 0, 5, -6",
    })
    void overIpv6ANewRequesterGetsClosedHostsOverIpv4UntilItHasFourteenPeers(
            int drawn, int singles, int allowance, int closed) {
        isNew = true;
        update.bothFamilies(true);
        swarm.singles(IPV6, drawn).singles(IPV4, singles);

        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV6))
                .containsExactly(
                        "20 of IPV6 SINGLE_OR_OPEN, roles ALL",
                        allowance + " of IPV4 SINGLE, roles ALL",
                        closed + " of IPV4 CLOSED, roles ALL");
    }

    @Test
    void overIpv6AnUnlinkedRequesterThatTakesOneFamilyGetsClosedHostsForTheRest() {
        swarm.singles(IPV6, 12).duals(3).closed(1);
        for (boolean claims : new boolean[] {false, true}) {
            update.claimsOtherFamily(claims);
            assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV6))
                    .containsExactly("20 of IPV6 SINGLE_OR_OPEN, roles ALL", "5 of IPV6 CLOSED, roles ALL");
        }
    }

    @Test
    void overIpv6ASecondDrawIsMadeOnlyForClosedHostsThatAreThereAndWanted() {
        swarm.singles(IPV6, 12);
        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV6)).containsExactly("20 of IPV6 SINGLE_OR_OPEN, roles ALL");

        swarm.singles(IPV6, 20).closed(3);
        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV6)).containsExactly("20 of IPV6 SINGLE_OR_OPEN, roles ALL");
        assertThat(swarm.counts).isEmpty();
    }

    @Test
    void overIpv6ALinkedRequesterGetsNoClosedHost() {
        dualStack = true;
        for (Reachability reachability : Reachability.values()) {
            own = reachability;
            for (boolean both : new boolean[] {false, true}) {
                update.bothFamilies(both).stalled(both);
                assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV6))
                        .containsExactly("20 of IPV6 SINGLE_OR_OPEN, roles ALL");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSeederThatMayLackTheMetadataGetsUploadersForTheRest(AddressFamily family) {
        update.role(PeerRole.SEEDER).mayLackMetadata(true);
        swarm.singles(family, 7);

        assertThat(draws(FamilyPolicy.SAME_FAMILY, family))
                .containsExactly(
                        "20 of " + family + " ALL, roles DOWNLOADERS", "13 of " + family + " ALL, roles UPLOADERS");

        update.role(PeerRole.PARTIAL_SEED);
        assertThat(draws(FamilyPolicy.SAME_FAMILY, family))
                .containsExactly("20 of " + family + " ALL, roles DOWNLOADERS");
    }

    @ParameterizedTest
    @CsvSource({"BALANCED,IPV4", "BALANCED,IPV6"})
    void anyOtherRequesterGetsTheOwnFamilyAlone(FamilyPolicy policy, AddressFamily family) {
        String[] all = {"20 of " + family + " ALL, roles ALL"};
        assertThat(draws(policy, family)).as("takes one family").containsExactly(all);

        update.claimsOtherFamily(true);
        assertThat(draws(policy, family)).as("claims in vain").containsExactly(all);

        dualStack = true;
        update.claimsOtherFamily(false).bothFamilies(true).stalled(true);
        assertThat(draws(policy, family)).as("linked and stalled").containsExactly(all);

        isNew = true;
        swarm.duals(100);
        assertThat(draws(policy, family)).as("new").containsExactly(all);
        assertThat(response.provisional()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "BALANCED,IPV4,ALL,SINGLE",
        "BALANCED,IPV6,ALL,SINGLE",
        "IPV6_FIRST,IPV6,SINGLE_OR_OPEN,SINGLE_OR_CLOSED"
    })
    void aLinkedRequesterThatClaimsTheOtherFamilyCountsAsNotLinked(
            FamilyPolicy policy, AddressFamily family, Hosts ownHosts, Hosts otherHosts) {
        dualStack = true;
        update.bothFamilies(true).claimsOtherFamily(true);

        assertThat(draws(policy, family))
                .containsExactly(
                        "20 of " + family + " " + ownHosts + ", roles ALL",
                        "20 of " + family.other() + " " + otherHosts + ", roles ALL");
        assertThat(response.dualStack()).isTrue();
    }

    @Test
    void overIpv4ALinkedRequesterGetsSingles() {
        dualStack = true;
        for (boolean both : new boolean[] {false, true}) {
            update.bothFamilies(both);
            assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4)).containsExactly("20 of IPV4 SINGLE, roles ALL");
        }
        assertThat(response.dualStack()).isTrue();
        assertThat(response.provisional()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"20,0,8", "20,3,5", "20,8,0", "20,9,-1", "6,2,4", "0,0,0"})
    void overIpv4AStalledLinkedRequesterGetsOpenHostsUpToEight(int numWant, int singles, int open) {
        dualStack = true;
        update.stalled(true).numWant(numWant);
        swarm.singles(IPV4, singles);
        for (Reachability reachability : Reachability.values()) {
            own = reachability;
            assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4))
                    .containsExactly(
                            numWant + " of IPV4 SINGLE_OR_CLOSED, roles ALL", open + " of IPV4 OPEN, roles ALL");
        }
    }

    @ParameterizedTest
    @CsvSource({
        // numWant, hosts over IPv6, share
        "20, 0, 20",
        "20, 1, 19",
        "20, 5, 15",
        "20, 30, 15",
        "7, 30, 6",
        "1, 30, 1",
        "50, 1000, 38"
    })
    void overIpv4AClosedRequesterGetsSinglesAndClosedHostsAlike(int numWant, int overIpv6, int share) {
        dualStack = true;
        own = Reachability.NOT_REACHED;
        update.numWant(numWant);
        swarm.singles(IPV6, overIpv6).closed(3);

        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4))
                .containsExactly(share + " of IPV4 SINGLE_OR_CLOSED, roles ALL");
    }

    @ParameterizedTest
    @CsvSource({
        // numWant, open hosts over IPv6, singles over IPv4, share, closed
        "20, 1, 0, 19, 13",
        "20, 1, 5, 19, 8",
        "20, 5, 5, 15, 4",
        "20, 8, 3, 12, 3",
        "20, 14, 0, 12, 0",
        "20, 200, 0, 12, -186",
        "50, 1, 60, 49, -36",
        "50, 60, 60, 30, -76",
        "1, 5, 0, 1, 1",
        "2, 5, 0, 2, 2",
        "3, 1, 0, 2, 2",
        "7, 5, 0, 5, 5",
        "0, 0, 0, 0, 0",
    })
    void overIpv4AnOpenRequesterGetsWhatOpenHostsLackAndClosedHostsUntilItHasFourteenPeers(
            int numWant, int openHosts, int singles, int share, int closed) {
        dualStack = true;
        update.numWant(numWant);
        swarm.singles(IPV6, openHosts).singles(IPV4, singles).closed(3);
        for (Reachability reachability : List.of(Reachability.REACHED, Reachability.UNKNOWN)) {
            own = reachability;
            assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4))
                    .containsExactly(share + " of IPV4 SINGLE, roles ALL", closed + " of IPV4 CLOSED, roles ALL");
        }
    }

    @ParameterizedTest
    @CsvSource({"DOWNLOADER,false,ALL", "SEEDER,false,DOWNLOADERS", "SEEDER,true,ALL", "PARTIAL_SEED,true,DOWNLOADERS"})
    void theOpenHostsThatCountAreThoseOfUse(PeerRole role, boolean mayLackMetadata, PeerSource.Roles roles) {
        dualStack = true;
        update.role(role).mayLackMetadata(mayLackMetadata);
        swarm.closed(1);
        var unused = draws(FamilyPolicy.IPV6_FIRST, IPV4);

        assertThat(swarm.counts)
                .endsWith("IPV4 CLOSED ALL", "IPV6 SINGLE_OR_OPEN " + roles)
                .startsWith("IPV4 OPEN " + roles, "IPV4 CLOSED " + roles);
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void overIpv4AClaimEarnsOpenHostsOfIpv6AndTheOthersOfIpv4(boolean linked) {
        dualStack = linked;
        isNew = !linked;
        update.bothFamilies(true).claimsOtherFamily(true).stalled(true);
        swarm.duals(100);

        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4))
                .containsExactly("20 of IPV6 SINGLE_OR_OPEN, roles ALL", "20 of IPV4 SINGLE_OR_CLOSED, roles ALL");
        assertThat(response.provisional()).isFalse();
    }

    @Test
    void overIpv4WithoutAClaimAllOfIpv4AndAnAllowanceOfIpv6ComeAlong() {
        update.bothFamilies(true);
        swarm.singles(IPV4, 11);

        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4))
                .containsExactly("20 of IPV4 ALL, roles ALL", "9 of IPV6 SINGLE_OR_OPEN, roles ALL");
    }

    @Test
    void overIpv4ARequesterThatTakesOneFamilyGetsAllOfIpv4() {
        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4)).containsExactly("20 of IPV4 ALL, roles ALL");
        update.claimsOtherFamily(true);
        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4)).containsExactly("20 of IPV4 ALL, roles ALL");
    }

    @Test
    void aNewDownloaderGetsSinglesAndClosedHostsFirstWhereEightOfThemSeed() {
        isNew = true;
        update.bothFamilies(true);
        swarm.singles(IPV4, 12).seeders(8).duals(3);

        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4))
                .containsExactly(
                        "20 of IPV4 SINGLE_OR_CLOSED, roles ALL",
                        "8 of IPV4 OPEN, roles ALL",
                        "5 of IPV6 SINGLE_OR_OPEN, roles ALL");
        assertThat(response.provisional()).isTrue();
    }

    @Test
    void aNewDownloaderGetsAllAlikeWhereFewerSeed() {
        isNew = true;
        swarm.singles(IPV4, 12).seeders(7).duals(30);
        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4)).containsExactly("20 of IPV4 ALL, roles ALL");
        assertThat(response.provisional()).isTrue();

        update.numWant(7);
        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4))
                .as("as many as are wanted")
                .containsExactly("7 of IPV4 SINGLE_OR_CLOSED, roles ALL", "0 of IPV4 OPEN, roles ALL");
        assertThat(response.provisional()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DOWNLOADER")
    void aNewSeederOrPartialSeedGetsSingleAndClosedDownloadersFirst(PeerRole role) {
        isNew = true;
        update.role(role);
        swarm.singles(IPV4, 4);

        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4))
                .containsExactly(
                        "20 of IPV4 SINGLE_OR_CLOSED, roles DOWNLOADERS", "16 of IPV4 OPEN, roles DOWNLOADERS");
        assertThat(response.provisional()).isFalse();
    }

    @Test
    void anAnswerIsProvisionalOnlyForANewRequesterThatGotDualStackHosts() {
        swarm.duals(30);
        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4)).hasSize(1);
        assertThat(response.provisional()).as("known").isFalse();

        isNew = true;
        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4)).hasSize(1);
        assertThat(response.provisional()).as("new").isTrue();

        swarm.duals(0).closed(30);
        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4)).hasSize(1);
        assertThat(response.provisional()).as("closed hosts drawn").isTrue();

        swarm.closed(0).singles(IPV4, 30);
        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4)).hasSize(1);
        assertThat(response.provisional()).as("no dual-stack host drawn").isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerToALinkedRequesterIsProvisionalWhileItsReachabilityIsUnknown(Reachability state) {
        dualStack = true;
        own = state;
        swarm.duals(1); // itself
        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4)).isNotEmpty();
        assertThat(response.provisional()).as("no other dual-stack host").isFalse();

        for (int closed : new int[] {0, 1}) {
            swarm.closed(closed).duals(2 - closed);
            assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4)).isNotEmpty();
            assertThat(response.provisional()).isEqualTo(state == Reachability.UNKNOWN);
            assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV6)).isNotEmpty();
            assertThat(response.provisional()).as("over IPv6").isFalse();
        }
    }

    @Test
    void anAnswerThatNeedsNoResultIsNotProvisional() {
        dualStack = true;
        swarm.duals(5);
        update.stalled(true);
        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4)).isNotEmpty();
        assertThat(response.provisional()).as("stalled").isFalse();

        update.stalled(false).numWant(0);
        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4)).isNotEmpty();
        assertThat(response.provisional()).as("no peers wanted").isFalse();

        update.numWant(NUM_WANT).role(PeerRole.SEEDER);
        swarm.duals(0);
        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4)).isNotEmpty();
        assertThat(response.provisional()).as("no downloader").isFalse();
        swarm.duals(1);
        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4)).isNotEmpty();
        assertThat(response.provisional()).as("a downloader for a seeder").isTrue();

        PeerSelection.select(update, true, false, swarm, response.reset().unlistedBy(ListingCap.SWARM));
        assertThat(response.provisional()).as("not listed").isFalse();
    }

    @ParameterizedTest
    @CsvSource({"SEEDER,DOWNLOADERS", "PARTIAL_SEED,DOWNLOADERS", "DOWNLOADER,ALL"})
    void everyDrawAsksForTheRolesThatTheRequesterWants(PeerRole role, PeerSource.Roles roles) {
        update.role(role);
        for (FamilyPolicy policy : FamilyPolicy.values()) {
            for (AddressFamily family : AddressFamily.values()) {
                for (int flags = 0; flags < 32; flags++) {
                    dualStack = (flags & 1) != 0;
                    isNew = (flags & 2) != 0;
                    update.bothFamilies((flags & 4) != 0)
                            .claimsOtherFamily((flags & 8) != 0)
                            .stalled((flags & 16) != 0);
                    assertThat(draws(policy, family)).isNotEmpty().allMatch(draw -> draw.endsWith(" roles " + roles));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0,0,0", "1,0,1", "1,1,1", "4,4,1", "5,5,2", "50,50,13", "50,40,13", "50,30,20", "50,0,50", "3,9,1"})
    void theOtherFamilyGetsWhatIsLackingAndAQuarterInAnyCase(int numWant, int found, int allowance) {
        assertThat(PeerSelection.otherFamilyAllowance(numWant, found)).isEqualTo(allowance);
    }

    @Test
    void setsOfHostsAndRolesHoldWhatTheyAreNamedFor() {
        assertThat(PeerSource.Hosts.values())
                .filteredOn(hosts -> hosts.include(false, false))
                .containsExactly(Hosts.SINGLE, Hosts.SINGLE_OR_OPEN, Hosts.SINGLE_OR_CLOSED, Hosts.ALL);
        assertThat(PeerSource.Hosts.values())
                .filteredOn(hosts -> hosts.include(true, false))
                .containsExactly(Hosts.OPEN, Hosts.SINGLE_OR_OPEN, Hosts.ALL);
        assertThat(PeerSource.Hosts.values())
                .filteredOn(hosts -> hosts.include(true, true))
                .containsExactly(Hosts.CLOSED, Hosts.SINGLE_OR_CLOSED, Hosts.ALL);
        for (PeerRole role : PeerRole.values()) {
            assertThat(PeerSource.Roles.ALL.include(role)).isTrue();
            assertThat(PeerSource.Roles.SEEDERS.include(role)).isEqualTo(role == PeerRole.SEEDER);
            assertThat(PeerSource.Roles.DOWNLOADERS.include(role)).isEqualTo(role == PeerRole.DOWNLOADER);
        }
    }

    /** Returns the draws that make an answer, such as "20 of IPV4 SINGLE, roles ALL". */
    private List<String> draws(FamilyPolicy policy, AddressFamily family) {
        swarm.begin();
        Endpoint endpoint = Endpoint.parse(family == IPV6 ? "[2001:db8::1]:1" : "192.0.2.1:1");
        response.reset().reachability(own);
        PeerSelection.select(update.policy(policy).endpoint(endpoint), dualStack, isNew, swarm, response);
        assertThat(response.dualStack()).isEqualTo(dualStack);
        assertThat(response.reachability()).isEqualTo(own);
        return swarm.draws;
    }

    /** Some hosts, of which each draw gives the first ones. */
    private static final class Swarm implements PeerSource {
        private final List<String> draws = new ArrayList<>();
        private int singles4;
        private int singles6;
        private final List<String> counts = new ArrayList<>();
        private int duals;
        private int closed;
        private int seeders;
        private boolean drewDuals;

        Swarm singles(AddressFamily family, int hosts) {
            singles4 = family == IPV4 ? hosts : singles4;
            singles6 = family == IPV6 ? hosts : singles6;
            return this;
        }

        /** Sets how many of the single and closed hosts with IPv4 seed. */
        Swarm seeders(int hosts) {
            seeders = hosts;
            return this;
        }

        /** Sets how many open hosts there are. */
        Swarm duals(int hosts) {
            duals = hosts;
            return this;
        }

        Swarm closed(int hosts) {
            closed = hosts;
            return this;
        }

        void begin() {
            draws.clear();
            counts.clear();
            drewDuals = false;
        }

        @Override
        public int draw(EndpointList list, Hosts hosts, Roles roles, int wanted) {
            draws.add(wanted + " of " + list.family() + " " + hosts + ", roles " + roles);
            int singles = hosts.include(false, false) ? list.family() == IPV4 ? singles4 : singles6 : 0;
            int open = hosts.include(true, false) ? duals : 0;
            int others = singles + (hosts.include(true, true) ? closed : 0);
            int drawn = Math.max(0, Math.min(wanted, others + open));
            drewDuals |= drawn > singles;
            return drawn;
        }

        @Override
        public int count(AddressFamily family, Hosts hosts, Roles roles) {
            String which = family + " " + hosts + " " + roles;
            counts.add(which);
            return switch (which) {
                case "IPV4 SINGLE_OR_CLOSED SEEDERS" -> seeders;
                case "IPV4 CLOSED ALL", "IPV4 CLOSED DOWNLOADERS", "IPV6 CLOSED ALL" -> closed;
                case "IPV4 OPEN ALL", "IPV4 OPEN DOWNLOADERS" -> duals;
                case "IPV6 SINGLE_OR_OPEN ALL", "IPV6 SINGLE_OR_OPEN DOWNLOADERS" -> singles6 + duals;
                default -> throw new AssertionError("counts " + which);
            };
        }

        @Override
        public boolean drewDualStack() {
            return drewDuals;
        }
    }
}
