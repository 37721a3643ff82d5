package io.github.tracker6.store;

import static io.github.tracker6.AddressFamily.IPV4;
import static io.github.tracker6.AddressFamily.IPV6;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.EndpointList;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.PeerRole;
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
    @CsvSource({"BALANCED,IPV4", "BALANCED,IPV6", "IPV6_FIRST,IPV6"})
    void anUnlinkedRequesterThatTakesBothFamiliesGetsAnAllowanceOfSingles(FamilyPolicy policy, AddressFamily family) {
        update.bothFamilies(true);
        String all = "20 of " + family + " ALL, roles ALL";
        swarm.singles(family, 100);

        assertThat(draws(policy, family)).containsExactly(all, "5 of " + family.other() + " SINGLE, roles ALL");

        swarm.singles(family, 7);
        assertThat(draws(policy, family)).containsExactly(all, "13 of " + family.other() + " SINGLE, roles ALL");
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
    @CsvSource({"BALANCED,IPV4", "BALANCED,IPV6", "IPV6_FIRST,IPV6"})
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
    @CsvSource({"BALANCED,IPV4", "BALANCED,IPV6", "IPV6_FIRST,IPV6"})
    void aLinkedRequesterThatClaimsTheOtherFamilyCountsAsNotLinked(FamilyPolicy policy, AddressFamily family) {
        dualStack = true;
        update.bothFamilies(true).claimsOtherFamily(true);

        assertThat(draws(policy, family))
                .containsExactly(
                        "20 of " + family + " ALL, roles ALL", "20 of " + family.other() + " SINGLE, roles ALL");
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
    void overIpv4AStalledLinkedRequesterGetsDualStackHostsUpToEight(int numWant, int singles, int duals) {
        dualStack = true;
        update.stalled(true).numWant(numWant);
        swarm.singles(IPV4, singles);

        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4))
                .containsExactly(numWant + " of IPV4 SINGLE, roles ALL", duals + " of IPV4 DUAL_STACK, roles ALL");
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void overIpv4AClaimEarnsAllOfIpv6AndSinglesOfIpv4(boolean linked) {
        dualStack = linked;
        isNew = !linked;
        update.bothFamilies(true).claimsOtherFamily(true).stalled(true);
        swarm.duals(100);

        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4))
                .containsExactly("20 of IPV6 ALL, roles ALL", "20 of IPV4 SINGLE, roles ALL");
        assertThat(response.provisional()).isFalse();
    }

    @Test
    void overIpv4WithoutAClaimAllOfIpv4AndAnAllowanceOfIpv6ComeAlong() {
        update.bothFamilies(true);
        swarm.singles(IPV4, 11);

        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4))
                .containsExactly("20 of IPV4 ALL, roles ALL", "9 of IPV6 ALL, roles ALL");
    }

    @Test
    void overIpv4ARequesterThatTakesOneFamilyGetsAllOfIpv4() {
        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4)).containsExactly("20 of IPV4 ALL, roles ALL");
        update.claimsOtherFamily(true);
        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4)).containsExactly("20 of IPV4 ALL, roles ALL");
    }

    @Test
    void aNewDownloaderGetsSinglesFirstWhereEightSinglesSeed() {
        isNew = true;
        update.bothFamilies(true);
        swarm.singles(IPV4, 12).seeders(8).duals(3);

        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4))
                .containsExactly(
                        "20 of IPV4 SINGLE, roles ALL", "8 of IPV4 DUAL_STACK, roles ALL", "5 of IPV6 ALL, roles ALL");
        assertThat(response.provisional()).isTrue();
    }

    @Test
    void aNewDownloaderGetsAllAlikeWhereFewerSinglesSeed() {
        isNew = true;
        swarm.singles(IPV4, 12).seeders(7).duals(30);
        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4)).containsExactly("20 of IPV4 ALL, roles ALL");
        assertThat(response.provisional()).isTrue();

        update.numWant(7);
        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4))
                .as("as many as are wanted")
                .containsExactly("7 of IPV4 SINGLE, roles ALL", "0 of IPV4 DUAL_STACK, roles ALL");
        assertThat(response.provisional()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DOWNLOADER")
    void aNewSeederOrPartialSeedGetsSingleDownloadersFirst(PeerRole role) {
        isNew = true;
        update.role(role);
        swarm.singles(IPV4, 4);

        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4))
                .containsExactly("20 of IPV4 SINGLE, roles DOWNLOADERS", "16 of IPV4 DUAL_STACK, roles DOWNLOADERS");
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

        swarm.duals(0).singles(IPV4, 30);
        assertThat(draws(FamilyPolicy.IPV6_FIRST, IPV4)).hasSize(1);
        assertThat(response.provisional()).as("no dual-stack host drawn").isFalse();
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
                .containsExactly(Hosts.DUAL_STACK, Hosts.OPEN, Hosts.SINGLE_OR_OPEN, Hosts.ALL);
        assertThat(PeerSource.Hosts.values())
                .filteredOn(hosts -> hosts.include(true, true))
                .containsExactly(Hosts.DUAL_STACK, Hosts.CLOSED, Hosts.SINGLE_OR_CLOSED, Hosts.ALL);
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
        PeerSelection.select(update.policy(policy).endpoint(endpoint), dualStack, isNew, swarm, response.reset());
        assertThat(response.dualStack()).isEqualTo(dualStack);
        return swarm.draws;
    }

    /** Some hosts, of which each draw gives the first ones. */
    private static final class Swarm implements PeerSource {
        private final List<String> draws = new ArrayList<>();
        private int singles4;
        private int singles6;
        private int duals;
        private int seeders;
        private boolean drewDuals;

        Swarm singles(AddressFamily family, int hosts) {
            singles4 = family == IPV4 ? hosts : singles4;
            singles6 = family == IPV6 ? hosts : singles6;
            return this;
        }

        /** Sets how many of the single hosts with IPv4 seed. */
        Swarm seeders(int hosts) {
            seeders = hosts;
            return this;
        }

        Swarm duals(int hosts) {
            duals = hosts;
            return this;
        }

        void begin() {
            draws.clear();
            drewDuals = false;
        }

        @Override
        public int draw(EndpointList list, Hosts hosts, Roles roles, int wanted) {
            draws.add(wanted + " of " + list.family() + " " + hosts + ", roles " + roles);
            int singles = hosts.include(false, false) ? list.family() == IPV4 ? singles4 : singles6 : 0;
            int drawn = Math.max(0, Math.min(wanted, singles + (hosts.include(true, false) ? duals : 0)));
            drewDuals |= drawn > singles;
            return drawn;
        }

        @Override
        public int count(AddressFamily family, Hosts hosts, Roles roles) {
            assertThat(List.of(family, hosts, roles)).containsExactly(IPV4, Hosts.SINGLE, Roles.SEEDERS);
            return seeders;
        }

        @Override
        public boolean drewDualStack() {
            return drewDuals;
        }
    }
}
