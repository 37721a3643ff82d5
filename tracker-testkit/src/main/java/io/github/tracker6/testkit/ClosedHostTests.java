package io.github.tracker6.testkit;

import static io.github.tracker6.AddressFamily.IPV4;
import static io.github.tracker6.AddressFamily.IPV6;
import static io.github.tracker6.Reachability.NOT_REACHED;
import static io.github.tracker6.Reachability.REACHED;
import static io.github.tracker6.Reachability.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.SwarmStore;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Which peers an answer holds where IPv6 endpoints of dual-stack hosts were tried and not reached, under {@code IPV6_FIRST}.
 * The requester wants every peer unless the test says otherwise.
 */
abstract class ClosedHostTests extends StoreTests {
    private static final int SINGLES = 1_000;
    private static final int OPEN = 2_000;
    private static final int CLOSED = 3_000;
    private static final int REQUESTER = 9_000;

    ClosedHostTests(Function<StoreOptions, SwarmStore> factory) {
        super(factory);
    }

    @ParameterizedTest
    @CsvSource({"10, 10, 10, 10", "0, 0, 0, 3", "300, 200, 100, 400"})
    void twoClosedHostsMeetOverIpv4(int singles4, int singles6, int open, int closed) {
        populate(singles4, singles6, open, closed);
        assertTold(askLinked(IPV4, NOT_REACHED, EVERYONE), IPV4, singles4, 0, closed);
        assertTold(askLinked(IPV6, NOT_REACHED, EVERYONE), IPV6, singles6, open, 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"REACHED", "UNKNOWN"})
    void anOpenHostGetsNoClosedHostWhereItHasOthers(Reachability state) {
        populate(10, 5, 10, 10);
        assertTold(askLinked(IPV6, state, EVERYONE), IPV6, 5, 10, 0);
        assertTold(askLinked(IPV4, state, EVERYONE), IPV4, 10, 0, 0);
    }

    @ParameterizedTest
    @CsvSource({
        // singles over IPv4 and IPv6, open, closed, n, told singles, told closed; the requester is one of the open
        // hosts
        "0, 0, 0, 20, 50, 0, 13",
        "0, 0, 0,  5, 50, 0, 5",
        "4, 2, 3, 20, 50, 4, 4",
        "8, 0, 5, 20, 50, 8, 0",
        "0, 5, 8, 20, 50, 0, 0",
        "0, 3, 3, 20, 6, 0, 4",
        "9, 3, 3, 20, 6, 4, 0",
        "60, 0, 9, 1, 50, 40, 0",
        "60, 9, 90, 1, 50, 30, 0",
        "60, 9, 90, 0, 50, 50, 0",
    })
    void anOpenHostGetsClosedOnesUntilItHasFourteenAndLeavesIpv4ToOthers(
            int singles4, int singles6, int open, int closed, int numWant, int toldSingles, int toldClosed) {
        populate(singles4, singles6, open, closed);
        for (Reachability state : List.of(REACHED, UNKNOWN)) {
            assertTold(askLinked(IPV4, state, numWant), IPV4, toldSingles, 0, toldClosed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStalledHostGetsClosedOnesAndSomeOpenOnesOverIpv4(Reachability state) {
        populate(2, 5, 20, 3);
        link(state);
        assertTold(askAndLeave(request(IPV4, EVERYONE).hostTag(tag(REQUESTER)).stalled(true)), IPV4, 2, 3, 3);
    }

    @Test
    void overIpv6AloneByUdpClosedHostsComeLast() {
        populate(5, 5, 5, 5);
        assertTold(askAndLeave(request(IPV6, EVERYONE)), IPV6, 5, 5, 5);
        assertTold(askAndLeave(request(IPV6, 12)), IPV6, 5, 5, 2);
        AnnounceResponse few = askAndLeave(request(IPV6, 10));
        assertTold(few, IPV6, 5, 5, 0);
    }

    @Test
    void overIpv6AloneByHttpClosedHostsComeByTheirIpv4Endpoints() {
        populate(5, 5, 5, 5);
        PeerUpdate known = request(IPV6, EVERYONE).hostTag(tag(REQUESTER)).bothFamilies(true);
        announce(known);
        AnnounceResponse response = announce(known);
        assertTold(response, IPV6, 5, 5, 0);
        assertTold(response, IPV4, 5, 0, 5);
    }

    @ParameterizedTest
    @CsvSource({"5, 5, 5, 9, 0", "1, 1, 1, 20, 11", "1, 1, 1, 2, 2", "0, 0, 0, 20, 14", "20, 0, 0, 9, 0"})
    void overIpv6ANewHostGetsClosedOnesUntilItHasFourteen(
            int singles4, int singles6, int open, int closed, int toldClosed) {
        populate(singles4, singles6, open, closed);
        AnnounceResponse response =
                askAndLeave(request(IPV6, EVERYONE).hostTag(tag(REQUESTER)).bothFamilies(true));
        assertTold(response, IPV6, singles6, open, 0);
        assertTold(response, IPV4, singles4, 0, toldClosed);
    }

    @Test
    void aHostWithIpv4AloneGetsAllOverIpv4AndOpenOnesOverIpv6() {
        populate(10, 10, 10, 10);
        assertTold(askAndLeave(request(IPV4, EVERYONE)), IPV4, 10, 10, 10);
        for (int i = 0; i < 100; i++) {
            PeerUpdate both = request(IPV4, 12).bothFamilies(true);
            AnnounceResponse response = askAndLeave(both);
            assertThat(response.peers4().size()).isEqualTo(12);
            assertThat(response.peers6().size()).isEqualTo(3);
            assertThat(count(response, IPV6, CLOSED)).isZero();
        }
    }

    @Test
    void overIpv4AClaimOfIpv6EarnsOpenHostsOverIpv6AndTheOthersOverIpv4() {
        populate(10, 10, 10, 10);
        PeerUpdate claimer = request(IPV4, EVERYONE).bothFamilies(true).claimsOtherFamily(true);
        AnnounceResponse response = askAndLeave(claimer);
        assertTold(response, IPV4, 10, 0, 10);
        assertTold(response, IPV6, 10, 10, 0);
    }

    @Test
    void aNewcomerGetsSinglesAndClosedHostsFirst() {
        populate(4, 0, 10, 6);
        for (int i = 0; i < 4; i++) {
            announce(from(endpoint(IPV4, SINGLES + i)).role(PeerRole.SEEDER));
            announceDual(CLOSED + i, PeerRole.SEEDER);
        }
        AnnounceResponse few = askAndLeave(request(IPV4, 10).hostTag(tag(REQUESTER)));
        assertTold(few, IPV4, 4, 0, 6);
        assertThat(few.provisional()).as("with closed hosts").isTrue();
        assertTold(askAndLeave(request(IPV4, 13).hostTag(tag(REQUESTER))), IPV4, 4, 3, 6);
    }

    @Test
    void aNewDownloaderGetsAllAlikeWhereFewerThanEightOfTheFirstSeed() {
        populate(5, 0, 300, 6);
        for (int i = 0; i < 4; i++) {
            announce(from(endpoint(IPV4, SINGLES + i)).role(PeerRole.SEEDER));
            if (i < 3) {
                announceDual(CLOSED + i, PeerRole.SEEDER);
            }
        }
        // Neighbours in memory are often drawn together, and so are the 11 other hosts now and then.
        int most = 0;
        for (int i = 0; i < 50; i++) {
            AnnounceResponse response = askAndLeave(request(IPV4, 100).hostTag(tag(REQUESTER)));
            most = Math.max(most, count(response, IPV4, OPEN));
        }
        assertThat(most).as("open hosts among 100").isGreaterThan(93);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "IPV6_FIRST")
    void otherPoliciesKnowNoClosedHosts(FamilyPolicy policy) {
        populate(10, 10, 10, 10);
        for (AddressFamily family : AddressFamily.values()) {
            for (Reachability state : Reachability.values()) {
                link(state);
                PeerUpdate request = request(family, EVERYONE).policy(policy).hostTag(tag(REQUESTER));
                assertTold(askAndLeave(request), family, 10, 10, 10);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerOverIpv4IsProvisionalWhileItIsUnknownWhetherTheRequesterIsClosed(Reachability state) {
        populate(10, 10, 0, 0);
        assertThat(askLinked(IPV4, state, EVERYONE).provisional())
                .as("without other dual-stack hosts")
                .isFalse();
        for (int kind : List.of(OPEN, CLOSED)) {
            announceDual(kind, PeerRole.SEEDER);
            probe(endpoint(IPV6, kind), kind == CLOSED ? NOT_REACHED : REACHED);
            boolean unknown = state == UNKNOWN;
            assertThat(askLinked(IPV4, state, 1).provisional()).isEqualTo(unknown);
            assertThat(askLinked(IPV6, state, 1).provisional()).as("over IPv6").isFalse();
            assertThat(askLinked(IPV4, state, 0).provisional())
                    .as("no peers wanted")
                    .isFalse();

            link(state);
            PeerUpdate linked = request(IPV4, 1).hostTag(tag(REQUESTER));
            assertThat(announce(linked.stalled(true)).provisional())
                    .as("stalled")
                    .isFalse();
            linked.stalled(false).role(PeerRole.SEEDER);
            assertThat(announce(linked).provisional())
                    .as("a seeder among seeders")
                    .isFalse();
            linked.role(PeerRole.DOWNLOADER).repeated(true);
            assertThat(announce(linked).provisional()).as("repeated").isEqualTo(unknown);
            linked.repeated(false).policy(FamilyPolicy.BALANCED);
            assertThat(askAndLeave(linked).provisional()).as("BALANCED").isFalse();
            stop(endpoint(IPV4, kind));
            stop(endpoint(IPV6, kind));
        }
    }

    @Test
    void aHostIsClosedFromTheProbeOnAndOpenAgainAfterTheNext() {
        populate(0, 0, 1, 0);
        Endpoint home = endpoint(IPV6, OPEN);
        for (Reachability state : List.of(REACHED, NOT_REACHED, UNKNOWN, NOT_REACHED, REACHED)) {
            probe(home, state);
            int closed = state == NOT_REACHED ? 1 : 0;
            assertThat(askLinked(IPV4, NOT_REACHED, EVERYONE).peers4().size()).isEqualTo(closed);
            assertThat(askLinked(IPV6, NOT_REACHED, EVERYONE).peers6().size()).isEqualTo(1 - closed);
        }
        probe(home, NOT_REACHED);
        stop(endpoint(IPV4, OPEN));
        assertThat(askLinked(IPV6, NOT_REACHED, EVERYONE).peers6().size())
                .as("a host with one family is not closed")
                .isEqualTo(1);
    }

    private void populate(int singles4, int singles6, int open, int closed) {
        for (int i = 0; i < singles4; i++) {
            announce(from(endpoint(IPV4, SINGLES + i)));
        }
        for (int i = 0; i < singles6; i++) {
            announce(from(endpoint(IPV6, SINGLES + i)));
            probe(endpoint(IPV6, SINGLES + i), NOT_REACHED);
        }
        for (int i = 0; i < open; i++) {
            announceDual(OPEN + i, PeerRole.DOWNLOADER);
            probe(endpoint(IPV6, OPEN + i), i % 2 == 0 ? UNKNOWN : REACHED);
        }
        for (int i = 0; i < closed; i++) {
            announceDual(CLOSED + i, PeerRole.DOWNLOADER);
            probe(endpoint(IPV6, CLOSED + i), NOT_REACHED);
        }
    }

    private void announceDual(int number, PeerRole role) {
        announce(from(endpoint(IPV6, number)).hostTag(tag(number)).role(role));
        announce(from(endpoint(IPV4, number)).hostTag(tag(number)).role(role));
    }

    private PeerUpdate request(AddressFamily family, int numWant) {
        return from(endpoint(family, REQUESTER)).policy(FamilyPolicy.IPV6_FIRST).numWant(numWant);
    }

    /** Makes the requester known over both families, and what is known of its IPv6 endpoint. */
    private void link(Reachability state) {
        announceDual(REQUESTER, PeerRole.DOWNLOADER);
        probe(endpoint(IPV6, REQUESTER), state);
    }

    private AnnounceResponse askLinked(AddressFamily family, Reachability state, int numWant) {
        link(state);
        return askAndLeave(request(family, numWant).hostTag(tag(REQUESTER)));
    }

    private AnnounceResponse askAndLeave(PeerUpdate request) {
        AnnounceResponse response = announce(request);
        stop(endpoint(IPV4, REQUESTER));
        stop(endpoint(IPV6, REQUESTER));
        return response;
    }

    private static void assertTold(AnnounceResponse response, AddressFamily family, int singles, int open, int closed) {
        assertThat(List.of(
                        count(response, family, SINGLES),
                        count(response, family, OPEN),
                        count(response, family, CLOSED)))
                .as("single, open and closed hosts over %s", family)
                .containsExactly(singles, open, closed);
    }

    /** Returns how many peers of a kind an answer holds. */
    private static int count(AnnounceResponse response, AddressFamily family, int kind) {
        long base = endpoint(family, 0).addressLow();
        return (int) response.peers(family).toList().stream()
                .filter(peer -> (peer.addressLow() - base) / 1_000 * 1_000 == kind)
                .count();
    }
}
