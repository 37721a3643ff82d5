package io.github.tracker6.testkit;

import static io.github.tracker6.AddressFamily.IPV4;
import static io.github.tracker6.AddressFamily.IPV6;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.PeerRole;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.SwarmStore;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Endpoints of one tag are one host: linking, replacing, changing the tag, leaving. */
abstract class HostTests extends StoreTests {
    HostTests(Function<StoreOptions, SwarmStore> factory) {
        super(factory);
    }

    @ParameterizedTest
    @EnumSource
    void endpointsOfOneTagAreOneHost(AddressFamily first) {
        assertCounts(announce(from(endpoint(first, 1)).hostTag(tag(1))), 0, 1, 0);
        assertSingles(first, 1);
        assertCounts(announce(from(endpoint(first.other(), 1)).hostTag(tag(1))), 0, 1, 0);
        assertTotals(1, 0, 0, 1);
        assertScrape(0, 1, 0, 1);
    }

    @ParameterizedTest
    @EnumSource
    void withoutATagNothingIsLinked(AddressFamily first) {
        announce(from(endpoint(first, 1)));
        assertCounts(announce(from(endpoint(first.other(), 1))), 0, 2, 0);
        assertTotals(1, 1, 1, 0);
    }

    @ParameterizedTest
    @EnumSource
    void untaggedEndpointsOfOneFamilyDoNotReplaceEachOther(AddressFamily family) {
        announce(from(endpoint(family, 1)));
        assertCounts(announce(from(endpoint(family, 2))), 0, 2, 0);
        assertThat(everyone(family)).containsExactlyInAnyOrder(endpoint(family, 1), endpoint(family, 2));
    }

    @Test
    void oneTagInTwoSwarmsLinksNothing() {
        announce(from(endpoint(IPV6, 1)).hostTag(tag(1)));
        announce(from(endpoint(IPV4, 1)).hostTag(tag(1)).infoHash(OTHER_SWARM));
        assertTotals(2, 1, 1, 0);
    }

    @ParameterizedTest
    @EnumSource
    void tagsThatDifferInOneOfTheUpper37BitsLinkNothing(AddressFamily first) {
        announce(from(endpoint(first, 1)).hostTag(tag(1)));
        for (int bit = 27; bit < Long.SIZE; bit++) {
            announce(from(endpoint(first.other(), bit)).hostTag(tag(1) ^ 1L << bit));
        }
        assertThat(store.totals().dualStackHosts()).isZero();
        assertThat(store.totals().hosts()).isEqualTo(38);
    }

    @ParameterizedTest
    @EnumSource
    void repeatedAnnouncesChangeNothing(AddressFamily family) {
        for (int i = 0; i < 3; i++) {
            announce(from(endpoint(family, 1)).hostTag(tag(1)));
            assertCounts(announce(from(endpoint(family.other(), 1)).hostTag(tag(1))), 0, 1, 0);
            assertTotals(1, 0, 0, 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSecondEndpointOfOneFamilyReplacesTheFirst(AddressFamily family) {
        announce(from(endpoint(family, 1)).hostTag(tag(1)));
        assertCounts(announce(from(endpoint(family, 2)).hostTag(tag(1))), 0, 1, 0);
        assertThat(everyone(family)).containsExactly(endpoint(family, 2));
        assertSingles(family, 1);
    }

    @ParameterizedTest
    @EnumSource
    void aReplacedEndpointIsReplacedAgainByTheFormerOne(AddressFamily family) {
        announce(from(endpoint(family, 1)).hostTag(tag(1)));
        announce(from(endpoint(family, 2)).hostTag(tag(1)));
        announce(from(endpoint(family, 1)).hostTag(tag(1)));
        assertThat(everyone(family)).containsExactly(endpoint(family, 1));
    }

    @ParameterizedTest
    @EnumSource
    void replacingKeepsThePartner(AddressFamily family) {
        link(1);
        assertCounts(announce(from(endpoint(family, 2)).hostTag(tag(1))), 0, 1, 0);
        assertTotals(1, 0, 0, 1);
        assertThat(everyone(family)).containsExactly(endpoint(family, 2));
        assertThat(everyone(family.other())).containsExactly(endpoint(family.other(), 1));
    }

    @ParameterizedTest
    @EnumSource
    void stoppedFromAnotherAddressEndsTheHostsEndpointOfThatFamily(AddressFamily family) {
        for (int address : new int[] {1, 3}) { // one that it had before, and one that never announced
            link(1);
            announce(from(endpoint(family, 2)).hostTag(tag(1)));
            assertCounts(
                    announce(from(endpoint(family, address)).hostTag(tag(1)).stopped(true)), 0, 1, 0);
            assertSingles(family.other(), 1);
            assertThat(everyone(family)).isEmpty();
            stop(endpoint(family.other(), 1));
            assertTotals(0, 0, 0, 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void stoppedFromAnotherHostsEndpointEndsBoth(AddressFamily family) {
        link(1);
        link(2);
        announce(from(endpoint(family, 2)).hostTag(tag(1)).stopped(true));
        assertThat(everyone(family)).isEmpty();
        assertThat(everyone(family.other()))
                .containsExactlyInAnyOrder(endpoint(family.other(), 1), endpoint(family.other(), 2));
    }

    @ParameterizedTest
    @EnumSource
    void stoppedWithoutATagEndsItsEndpointAlone(AddressFamily family) {
        link(1);
        announce(from(endpoint(family, 2)));
        stop(endpoint(family, 3));
        stop(endpoint(family, 2));
        assertTotals(1, 0, 0, 1);
    }

    @ParameterizedTest
    @EnumSource
    void stoppedOfOneEndpointLeavesTheOther(AddressFamily family) {
        link(1);
        assertCounts(announce(from(endpoint(family, 1)).hostTag(tag(1)).stopped(true)), 0, 1, 0);
        assertSingles(family.other(), 1);
        assertThat(everyone(family)).isEmpty();
        assertThat(everyone(family.other())).containsExactly(endpoint(family.other(), 1));
    }

    @ParameterizedTest
    @EnumSource
    void anEndpointThatComesBackIsLinkedAgain(AddressFamily family) {
        link(1);
        stop(endpoint(family, 1));
        announce(from(endpoint(family, 1)).hostTag(tag(1)));
        assertTotals(1, 0, 0, 1);
        stop(endpoint(family, 1));
        announce(from(endpoint(family, 2)).hostTag(tag(1)));
        assertTotals(1, 0, 0, 1);
    }

    @ParameterizedTest
    @EnumSource
    void stoppedNeedsNoTag(AddressFamily family) {
        link(1);
        stop(endpoint(family, 1));
        announce(from(endpoint(family.other(), 1)).hostTag(tag(7)).stopped(true));
        assertUnknown(SWARM);
        assertTotals(0, 0, 0, 0);
    }

    @ParameterizedTest
    @EnumSource
    void stoppedOfAnUnknownEndpointCreatesNothing(AddressFamily family) {
        assertCounts(
                announce(from(endpoint(family, 1)).hostTag(tag(1)).stopped(true).completed(true)), 0, 0, 0);
        assertUnknown(SWARM);
        assertTotals(0, 0, 0, 0);
        link(2);
        assertCounts(announce(from(endpoint(family, 1)).hostTag(tag(1)).stopped(true)), 0, 1, 0);
        assertTotals(1, 0, 0, 1);
        assertThat(everyone(family)).containsExactly(endpoint(family, 2));
    }

    @ParameterizedTest
    @EnumSource
    void stoppedGetsNoPeers(AddressFamily family) {
        link(1);
        link(2);
        var response = announce(
                from(endpoint(family, 1)).stopped(true).numWant(EVERYONE).bothFamilies(true));
        assertThat(response.peers4().size() + response.peers6().size()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aChangedTagDissolvesTheLink(AddressFamily family) {
        link(1);
        assertCounts(announce(from(endpoint(family, 1)).hostTag(tag(2))), 0, 2, 0);
        assertTotals(1, 1, 1, 0);
        assertThat(everyone(IPV4)).hasSize(1);
        assertThat(everyone(IPV6)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void aDroppedTagDissolvesTheLink(AddressFamily family) {
        link(1);
        assertCounts(announce(from(endpoint(family, 1))), 0, 2, 0);
        assertTotals(1, 1, 1, 0);
        announce(from(endpoint(family, 1)).hostTag(tag(1)));
        assertTotals(1, 0, 0, 1);
    }

    @ParameterizedTest
    @EnumSource
    void aChangedTagMakesANewLink(AddressFamily family) {
        link(1);
        announce(from(endpoint(family.other(), 2)).hostTag(tag(2)));
        assertCounts(announce(from(endpoint(family, 1)).hostTag(tag(2))), 0, 2, 0);
        assertThat(store.totals().dualStackHosts()).isEqualTo(1);
        assertThat(store.totals().hosts()).isEqualTo(2);
        stop(endpoint(family.other(), 1));
        assertTotals(1, 0, 0, 1);
    }

    @ParameterizedTest
    @EnumSource
    void aChangedTagReplacesTheEndpointThatHadIt(AddressFamily family) {
        link(1);
        link(2);
        assertCounts(announce(from(endpoint(family, 1)).hostTag(tag(2))), 0, 2, 0);
        assertThat(everyone(family)).containsExactly(endpoint(family, 1));
        assertThat(everyone(family.other()))
                .containsExactlyInAnyOrder(endpoint(family.other(), 1), endpoint(family.other(), 2));
        assertThat(store.totals().dualStackHosts()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void theFormerPartnerCanBeLinkedAnew(AddressFamily family) {
        link(1);
        announce(from(endpoint(family, 1)).hostTag(tag(2)));
        announce(from(endpoint(family, 3)).hostTag(tag(1)));
        assertThat(store.totals().dualStackHosts()).isEqualTo(1);
        announce(from(endpoint(family.other(), 4)).hostTag(tag(2)));
        assertTotals(1, 0, 0, 2);
    }

    @ParameterizedTest
    @EnumSource
    void aHostHasTheRoleThatItAnnouncedLast(AddressFamily family) {
        link(1);
        for (PeerRole role : roles()) {
            announce(from(endpoint(family, 1)).hostTag(tag(1)).role(role));
            assertRole(role);
            for (PeerRole next : roles()) {
                announce(from(endpoint(family.other(), 1)).hostTag(tag(1)).role(next));
                assertRole(next);
                announce(from(endpoint(family, 1)).hostTag(tag(1)).role(role));
                assertRole(role);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void thePartnerKeepsTheRoleThatTheOtherEndpointAnnounced(AddressFamily family) {
        link(1);
        announce(from(endpoint(family, 1)).hostTag(tag(1)).role(PeerRole.SEEDER));
        stop(endpoint(family, 1));
        assertScrape(1, 0, 0, 0);
        announce(from(endpoint(family, 2)).hostTag(tag(1)).role(PeerRole.PARTIAL_SEED));
        assertScrape(0, 1, 0, 0);
        announce(from(endpoint(family, 2)).hostTag(tag(9)).role(PeerRole.DOWNLOADER));
        assertScrape(0, 2, 0, 1);
    }

    @ParameterizedTest
    @EnumSource
    void aReplacementBringsItsRole(AddressFamily family) {
        announce(from(endpoint(family, 1)).hostTag(tag(1)).role(PeerRole.SEEDER));
        announce(from(endpoint(family, 2)).hostTag(tag(1)));
        assertScrape(0, 1, 0, 1);
    }

    @Test
    void anEndpointIsItsWholeAddressAndPort() {
        Endpoint six = endpoint(IPV6, 1);
        Endpoint four = endpoint(IPV4, 1);
        announce(from(six));
        announce(from(four));
        int hosts = 2;
        for (int bit = 0; bit < Long.SIZE; bit++, hosts += 2) {
            announce(from(Endpoint.ofIpv6(six.addressHigh() ^ 1L << bit, six.addressLow(), six.port())));
            announce(from(Endpoint.ofIpv6(six.addressHigh(), six.addressLow() ^ 1L << bit, six.port())));
        }
        for (int bit = 0; bit < Integer.SIZE; bit++, hosts++) {
            announce(from(Endpoint.ofIpv4((int) four.addressLow() ^ 1 << bit, four.port())));
        }
        for (int bit = 0; bit < Short.SIZE; bit++, hosts += 2) {
            announce(from(Endpoint.ofIpv6(six.addressHigh(), six.addressLow(), six.port() ^ 1 << bit)));
            announce(from(Endpoint.ofIpv4((int) four.addressLow(), four.port() ^ 1 << bit)));
        }
        assertScrape(0, hosts, 0, hosts);
        assertTotals(1, 1 + Integer.SIZE + Short.SIZE, 1 + 2 * Long.SIZE + Short.SIZE, 0);
    }

    @Test
    void manyHostsAreLinkedInAnyOrder() {
        int hosts = 400;
        for (int i = 1; i <= hosts; i++) {
            announce(from(endpoint(i % 2 == 0 ? IPV4 : IPV6, i)).hostTag(tag(i)));
        }
        for (int i = hosts; i >= 1; i--) {
            assertCounts(announce(from(endpoint(i % 2 == 0 ? IPV6 : IPV4, i)).hostTag(tag(i))), 0, hosts, 0);
        }
        assertTotals(1, 0, 0, hosts);
        for (int i = 1; i <= hosts; i++) {
            stop(endpoint(i % 3 == 0 ? IPV4 : IPV6, i));
        }
        assertTotals(1, hosts - hosts / 3, hosts / 3, 0);
        assertScrape(0, hosts, 0, hosts);
    }

    private void link(int host) {
        announce(from(endpoint(IPV6, host)).hostTag(tag(host)));
        announce(from(endpoint(IPV4, host)).hostTag(tag(host)));
    }

    private void assertRole(PeerRole role) {
        assertScrape(
                role == PeerRole.SEEDER ? 1 : 0,
                role == PeerRole.SEEDER ? 0 : 1,
                0,
                role == PeerRole.DOWNLOADER ? 1 : 0);
    }
}
