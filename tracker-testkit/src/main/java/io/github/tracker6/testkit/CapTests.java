package io.github.tracker6.testkit;

import static io.github.tracker6.AddressFamily.IPV4;
import static io.github.tracker6.AddressFamily.IPV6;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.InfoHash;
import io.github.tracker6.ListingCap;
import io.github.tracker6.PeerRole;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.StoreOptionsBuilder;
import io.github.tracker6.store.SwarmStore;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client past a cap gets peers, but is not listed; it evicts no peer, and changes nothing. */
abstract class CapTests extends StoreTests {
    private static final Endpoint GLOBAL4 = Endpoint.parse("11.0.0.1:1");
    private static final Endpoint GLOBAL6 = Endpoint.parse("[2a00::1]:1");

    CapTests(Function<StoreOptions, SwarmStore> factory) {
        super(factory);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 64, 256})
    void endpointsPerIpv4Address(int cap) {
        store = open(maxEndpoints(cap, 256));
        assertCapOnAddress(cap, port -> Endpoint.ofIpv4((int) GLOBAL4.addressLow(), port));
        assertCounts(announce(from(Endpoint.parse("11.0.0.2:1"))), 0, cap + 1, 0);
    }

    @Test
    void oneIpv6AddressHasNoCapOfItsOwn() {
        store = open(maxEndpoints(1, 64));
        for (int port = 1; port <= 64; port++) {
            assertCounts(announce(from(global(IPV6, port))), 0, port, 0);
        }
        assertUnlisted(from(global(IPV6, 65)), ListingCap.ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 64, 256})
    void endpointsPerIpv6Prefix(int cap) {
        store = open(maxEndpoints(256, cap));
        assertCapOnAddress(cap, host -> Endpoint.ofIpv6(GLOBAL6.addressHigh(), (long) host << 40, 6881));
        assertCounts(announce(from(Endpoint.parse("[2a00:0:0:1::1]:1"))), 0, cap + 1, 0);
    }

    @Test
    void endpointsPerIpv6PrefixAreCountedOverAllItsAddresses() {
        store = open(maxEndpoints(256, 6));
        for (int port = 1; port <= 4; port++) {
            announce(from(Endpoint.ofIpv6(GLOBAL6.addressHigh(), 1, port)));
        }
        announce(from(Endpoint.ofIpv6(GLOBAL6.addressHigh(), 2, 1)));
        announce(from(Endpoint.ofIpv6(GLOBAL6.addressHigh(), 2, 2)));
        assertUnlisted(from(Endpoint.ofIpv6(GLOBAL6.addressHigh(), 2, 3)), ListingCap.ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.1",
                "10.0.0.1",
                "100.64.0.1",
                "169.254.1.1",
                "127.0.0.1",
                "[2001:db8::1]",
                "[fd00::1]",
                "[fe80::1]",
                "[::1]"
            })
    void capsPerAddressSpareAddressesThatAreNotGlobal(String address) {
        store = open(maxEndpoints(1, 1));
        for (int port = 1; port <= 20; port++) {
            assertCounts(announce(from(Endpoint.parse(address + ":" + port))), 0, port, 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientOverACapGetsPeersAndNotItsOwnHost(AddressFamily family) {
        store = open(maxEndpoints(1, 1).maxPeersPerSwarm(4));
        announce(from(global(family, 1)).hostTag(tag(1)));
        announce(from(endpoint(family.other(), 2)).hostTag(tag(2)));
        announce(from(endpoint(family, 2)).hostTag(tag(2)));
        announce(from(endpoint(family.other(), 3)).hostTag(tag(3)));
        PeerUpdate crowded = from(global(family, 2)).hostTag(tag(2)).numWant(EVERYONE);
        AnnounceResponse response =
                announce(crowded.policy(FamilyPolicy.BALANCED).bothFamilies(true));
        assertThat(response.unlistedBy()).isEqualTo(ListingCap.ADDRESS);
        assertThat(response.dualStack()).isTrue();
        assertThat(response.peers(family).toList()).containsExactly(global(family, 1));
        announce(from(endpoint(family, 4)));
        PeerUpdate late = from(endpoint(family, 5)).hostTag(tag(5)).numWant(EVERYONE);
        response = announce(late.policy(FamilyPolicy.BALANCED).bothFamilies(true));
        assertThat(response.unlistedBy()).isEqualTo(ListingCap.SWARM);
        assertThat(response.peers(family).toList())
                .containsExactlyInAnyOrder(global(family, 1), endpoint(family, 2), endpoint(family, 4));
        assertThat(response.peers(family.other()).toList()).containsExactly(endpoint(family.other(), 3));
        assertThat(everyone(family)).doesNotContain(global(family, 2), endpoint(family, 5));
    }

    @ParameterizedTest
    @EnumSource
    void anEndpointThatIsReplacedMakesRoomOnItsAddress(AddressFamily family) {
        store = open(maxEndpoints(2, 2));
        announce(from(global(family, 1)).hostTag(tag(1)));
        announce(from(global(family, 2)).hostTag(tag(2)));
        assertUnlisted(from(global(family, 3)).hostTag(tag(3)), ListingCap.ADDRESS);
        assertCounts(announce(from(global(family, 3)).hostTag(tag(2))), 0, 2, 0);
        assertUnlisted(from(global(family, 2)), ListingCap.ADDRESS);
        assertCounts(announce(from(global(family, 1)).hostTag(tag(2))), 0, 1, 0);
        assertCounts(announce(from(global(family, 2))), 0, 2, 0);
    }

    @ParameterizedTest
    @EnumSource
    void anEndpointThatIsReplacedElsewhereMakesNoRoom(AddressFamily family) {
        store = open(maxEndpoints(1, 1));
        announce(from(global(family, 1)).hostTag(tag(1)));
        announce(from(endpoint(family, 1)).hostTag(tag(2)));
        assertUnlisted(from(global(family, 2)).hostTag(tag(2)), ListingCap.ADDRESS);
        assertThat(everyone(family)).containsExactlyInAnyOrder(global(family, 1), endpoint(family, 1));
    }

    @ParameterizedTest
    @EnumSource
    void aPartnerDoesNotLiftTheCapPerAddress(AddressFamily family) {
        store = open(maxEndpoints(1, 1));
        announce(from(global(family, 1)));
        announce(from(global(family.other(), 1)).hostTag(tag(2)));
        assertUnlisted(from(global(family, 2)).hostTag(tag(2)), ListingCap.ADDRESS);
        assertTotals(1, 1, 1, 0);
    }

    @ParameterizedTest
    @EnumSource
    void expiredEndpointsMakeRoomOnTheirAddress(AddressFamily family) {
        store = open(maxEndpoints(1, 1));
        announce(from(global(family, 1)));
        advance(1.01);
        assertCounts(announce(from(global(family, 2))), 0, 1, 0);
    }

    @ParameterizedTest
    @EnumSource
    void capsPerAddressHoldInLargeSwarms(AddressFamily family) {
        store = open(maxEndpoints(3, 3));
        for (int i = 0; i < 600; i++) {
            announce(from(globalEndpoint(family, 1_000 + i)));
        }
        for (int port = 1; port <= 3; port++) {
            announce(from(global(family, port)));
        }
        assertUnlisted(from(global(family, 4)), ListingCap.ADDRESS);
        stop(global(family, 2));
        announce(from(global(family, 4)));
        assertUnlisted(from(global(family, 2)), ListingCap.ADDRESS);
        for (int i = 0; i < 600; i++) {
            stop(globalEndpoint(family, 1_000 + i));
        }
        assertUnlisted(from(global(family, 2)), ListingCap.ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 50})
    void swarms(int cap) {
        store = open(StoreOptions.builder().maxSwarms(cap));
        for (int i = 1; i <= cap; i++) {
            announce(from(endpoint(IPV6, 1)).infoHash(InfoHash.of(i, i, i)));
        }
        assertUnlisted(from(endpoint(IPV6, 1)), ListingCap.SWARMS);
        assertUnknown(SWARM);
        announce(from(endpoint(IPV6, 2)).infoHash(InfoHash.of(1, 1, 1)));
        assertTotals(cap, 0, cap + 1, 0);
        announce(from(endpoint(IPV6, 1)).infoHash(InfoHash.of(1, 1, 1)).stopped(true));
        assertUnlisted(from(endpoint(IPV4, 1)), ListingCap.SWARMS);
        announce(from(endpoint(IPV6, 2)).infoHash(InfoHash.of(1, 1, 1)).stopped(true));
        announce(from(endpoint(IPV4, 1)));
        assertScrape(0, 1, 0, 1);
    }

    @Test
    void expiredSwarmsMakeRoom() {
        store = open(StoreOptions.builder().maxSwarms(2));
        announce(from(endpoint(IPV6, 1)).infoHash(InfoHash.of(1, 1, 1)));
        announce(from(endpoint(IPV6, 1)).infoHash(InfoHash.of(2, 2, 2)));
        advance(1.01);
        settle();
        announce(from(endpoint(IPV6, 1)));
        announce(from(endpoint(IPV6, 1)).infoHash(OTHER_SWARM));
        assertTotals(2, 0, 2, 0);
    }

    @Test
    void aCounterWithoutPeersKeepsNoNewSwarmOut() {
        store = open(StoreOptions.builder().maxSwarms(2));
        announce(from(endpoint(IPV6, 1)).role(PeerRole.SEEDER).completed(true));
        stop(endpoint(IPV6, 1));
        announce(from(endpoint(IPV6, 1)).infoHash(OTHER_SWARM));
        assertScrape(0, 0, 1, 0);
        announce(from(endpoint(IPV6, 1)).infoHash(InfoHash.of(1, 1, 1)));
        // The counter may give way, or stay.
        assertThat(scrape(SWARM).downloaded(0)).isBetween(0, 1);
        assertTotals(2, 0, 2, 0);
        assertUnlisted(from(endpoint(IPV6, 1)), ListingCap.SWARMS);
    }

    @Test
    void aCounterStaysWhereTheNewSwarmHasNoRoomForItsPeer() {
        store = open(StoreOptions.builder().maxSwarms(2).maxPeers(1));
        announce(from(endpoint(IPV6, 1)).role(PeerRole.SEEDER).completed(true));
        stop(endpoint(IPV6, 1));
        announce(from(endpoint(IPV6, 1)).infoHash(OTHER_SWARM));
        assertUnlisted(from(endpoint(IPV6, 2)).infoHash(InfoHash.of(1, 1, 1)), ListingCap.PEERS);
        assertScrape(0, 0, 1, 0);
    }

    @Test
    void aSwarmThatIsKnownByItsCounterIsNotNew() {
        store = open(StoreOptions.builder().maxSwarms(2));
        announce(from(endpoint(IPV6, 1)).role(PeerRole.SEEDER).completed(true));
        announce(from(endpoint(IPV6, 1)).infoHash(OTHER_SWARM));
        stop(endpoint(IPV6, 1));
        assertCounts(announce(from(endpoint(IPV6, 1))), 0, 1, 1);
        assertTotals(2, 0, 2, 0);
    }

    @ParameterizedTest
    @CsvSource({"IPV4,1", "IPV6,1", "IPV4,3", "IPV6,3", "IPV4,600", "IPV6,600"})
    void peersPerSwarm(AddressFamily family, int cap) {
        store = open(StoreOptions.builder().maxPeersPerSwarm(cap));
        assertCapOnHosts(family, cap, ListingCap.SWARM);
        announce(from(endpoint(family, 1)).infoHash(OTHER_SWARM));
    }

    @ParameterizedTest
    @CsvSource({"IPV4,1", "IPV6,1", "IPV4,3", "IPV6,3", "IPV4,600", "IPV6,600"})
    void peers(AddressFamily family, int cap) {
        store = open(StoreOptions.builder().maxPeers(cap));
        assertCapOnHosts(family, cap, ListingCap.PEERS);
        assertUnlisted(from(endpoint(family, 1)).infoHash(OTHER_SWARM), ListingCap.PEERS);
        assertUnknown(OTHER_SWARM);
        stop(endpoint(family, cap + 1));
        announce(from(endpoint(family, 1)).infoHash(OTHER_SWARM));
        assertUnlisted(from(endpoint(family, cap + 1)), ListingCap.PEERS);
    }

    @ParameterizedTest
    @EnumSource
    void expiredPeersMakeRoom(AddressFamily family) {
        store = open(StoreOptions.builder().maxPeers(300).maxPeersPerSwarm(300));
        for (int round = 0; round < 3; round++) {
            for (int i = 1; i <= 300; i++) {
                announce(from(endpoint(family, 1_000 * round + i)));
            }
            advance(1.01);
            settle();
        }
        assertUnknown(SWARM);
    }

    @ParameterizedTest
    @EnumSource
    void aDualStackHostThatLosesOneEndpointStillTakesItsPlace(AddressFamily family) {
        store = open(StoreOptions.builder().maxPeersPerSwarm(1));
        announce(from(endpoint(family, 1)).hostTag(tag(1)));
        announce(from(endpoint(family.other(), 1)).hostTag(tag(1)));
        stop(endpoint(family, 1));
        assertUnlisted(from(endpoint(family, 2)), ListingCap.SWARM);
        stop(endpoint(family.other(), 1));
        announce(from(endpoint(family, 2)));
    }

    @ParameterizedTest
    @EnumSource
    void aKnownEndpointIsRefreshedEvenWhereThatMakesOneHostTwo(AddressFamily family) {
        store = open(StoreOptions.builder().maxPeersPerSwarm(1).maxPeers(1));
        announce(from(endpoint(family, 1)).hostTag(tag(1)));
        announce(from(endpoint(family.other(), 1)).hostTag(tag(1)));
        assertCounts(announce(from(endpoint(family, 1)).hostTag(tag(2))), 0, 2, 0);
        assertUnlisted(from(endpoint(family, 3)), ListingCap.SWARM);
        stop(endpoint(family, 1));
        assertUnlisted(from(endpoint(family, 3)), ListingCap.SWARM);
    }

    @Test
    void theNarrowestCapIsNamedFirst() {
        store = open(maxEndpoints(1, 1).maxSwarms(1).maxPeersPerSwarm(1).maxPeers(1));
        announce(from(global(IPV6, 1)));
        assertUnlisted(from(global(IPV6, 2)), ListingCap.ADDRESS);
        assertUnlisted(from(endpoint(IPV6, 2)), ListingCap.SWARM);
        assertUnlisted(from(endpoint(IPV6, 2)).infoHash(OTHER_SWARM), ListingCap.SWARMS);
    }

    /** Fills an address up to its cap, and one past it. */
    private void assertCapOnAddress(int cap, IntFunction<Endpoint> endpoints) {
        for (int i = 1; i <= cap; i++) {
            assertCounts(announce(from(endpoints.apply(i))), 0, i, 0);
        }
        assertUnlisted(from(endpoints.apply(cap + 1)).hostTag(tag(1)), ListingCap.ADDRESS);
        assertCounts(announce(from(endpoints.apply(cap)).role(PeerRole.SEEDER)), 1, cap - 1, 0);
        announce(from(endpoints.apply(cap + 1)).infoHash(OTHER_SWARM));
        stop(endpoints.apply(cap));
        assertCounts(announce(from(endpoints.apply(cap + 1))), 0, cap, 0);
        assertUnlisted(from(endpoints.apply(cap)), ListingCap.ADDRESS);
    }

    /** Fills the swarm up to the cap in hosts, and one past it. */
    private void assertCapOnHosts(AddressFamily family, int cap, ListingCap reason) {
        for (int i = 1; i <= cap; i++) {
            announce(from(endpoint(family, i)).hostTag(tag(i)));
        }
        assertUnlisted(from(endpoint(family, cap + 1)), reason);
        assertUnlisted(from(endpoint(family.other(), cap + 1)).hostTag(tag(cap + 1)), reason);
        assertCounts(announce(from(endpoint(family, 1)).hostTag(tag(1))), 0, cap, 0);
        assertCounts(announce(from(endpoint(family.other(), 1)).hostTag(tag(1))), 0, cap, 0);
        assertCounts(announce(from(endpoint(family, 5_000)).hostTag(tag(1))), 0, cap, 0);
        assertUnlisted(from(endpoint(family, 1)), reason);
        stop(endpoint(family, 5_000));
        stop(endpoint(family.other(), 1));
        announce(from(endpoint(family, cap + 1)));
        assertUnlisted(from(endpoint(family, 1)), reason);
    }

    /** Asserts that an announce is answered, but not listed, and changes nothing. */
    private void assertUnlisted(PeerUpdate update, ListingCap cap) {
        var totals = store.totals();
        InfoHash infoHash = update.infoHash();
        var before = scrape(infoHash);
        var response = announce(update.numWant(10).bothFamilies(true).completed(true));
        assertThat(response.unlistedBy()).isEqualTo(cap);
        assertThat(response.provisional()).isFalse();
        assertCounts(response, before.complete(0), before.incomplete(0), before.downloaded(0));
        var after = scrape(infoHash);
        assertThat(after.known(0)).isEqualTo(before.known(0));
        assertThat(after.complete(0)).isEqualTo(before.complete(0));
        assertThat(after.incomplete(0)).isEqualTo(before.incomplete(0));
        assertThat(after.downloaded(0)).isEqualTo(before.downloaded(0));
        assertThat(store.totals()).isEqualTo(totals);
    }

    private static StoreOptionsBuilder maxEndpoints(int perIpv4Address, int perIpv6Prefix) {
        return StoreOptions.builder()
                .maxEndpointsPerIpv4Address(perIpv4Address)
                .maxEndpointsPerIpv6Prefix(perIpv6Prefix);
    }

    /** Returns an endpoint of one global address, by port. */
    private static Endpoint global(AddressFamily family, int port) {
        return family == IPV6
                ? Endpoint.ofIpv6(GLOBAL6.addressHigh(), GLOBAL6.addressLow(), port)
                : Endpoint.ofIpv4((int) GLOBAL4.addressLow(), port);
    }
}
