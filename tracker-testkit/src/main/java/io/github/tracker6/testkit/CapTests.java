package io.github.tracker6.testkit;

import static io.github.tracker6.AddressFamily.IPV4;
import static io.github.tracker6.AddressFamily.IPV6;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Rejection;
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

/** Caps refuse one past the limit, evict no peer, and change nothing. */
abstract class CapTests extends StoreTests {
    private static final Endpoint GLOBAL4 = Endpoint.parse("11.0.0.1:1");
    private static final Endpoint GLOBAL6 = Endpoint.parse("[2a00::1]:1");

    CapTests(Function<StoreOptions, SwarmStore> factory) {
        super(factory);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 64, 256})
    void endpointsPerIpv4Address(int cap) {
        store = open(maxEndpoints(cap, 256, 256));
        assertCapOnAddress(cap, port -> Endpoint.ofIpv4((int) GLOBAL4.addressLow(), port));
        assertCounts(announce(from(Endpoint.parse("11.0.0.2:1"))), 0, cap + 1, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 256})
    void endpointsPerIpv6Address(int cap) {
        store = open(maxEndpoints(256, cap, 256));
        assertCapOnAddress(cap, port -> Endpoint.ofIpv6(GLOBAL6.addressHigh(), GLOBAL6.addressLow(), port));
        if (cap < 256) {
            assertCounts(announce(from(Endpoint.parse("[2a00::2]:1"))), 0, cap + 1, 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 64, 256})
    void endpointsPerIpv6Prefix(int cap) {
        store = open(maxEndpoints(256, 4, cap));
        assertCapOnAddress(cap, host -> Endpoint.ofIpv6(GLOBAL6.addressHigh(), (long) host << 40, 6881));
        assertCounts(announce(from(Endpoint.parse("[2a00:0:0:1::1]:1"))), 0, cap + 1, 0);
    }

    @Test
    void endpointsPerIpv6PrefixAreCountedOverAllItsAddresses() {
        store = open(maxEndpoints(256, 4, 6));
        for (int port = 1; port <= 4; port++) {
            announce(from(Endpoint.ofIpv6(GLOBAL6.addressHigh(), 1, port)));
        }
        announce(from(Endpoint.ofIpv6(GLOBAL6.addressHigh(), 2, 1)));
        announce(from(Endpoint.ofIpv6(GLOBAL6.addressHigh(), 2, 2)));
        assertRefused(from(Endpoint.ofIpv6(GLOBAL6.addressHigh(), 2, 3)), Rejection.TOO_MANY_FROM_ADDRESS);
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
        store = open(maxEndpoints(1, 1, 1));
        for (int port = 1; port <= 20; port++) {
            assertCounts(announce(from(Endpoint.parse(address + ":" + port))), 0, port, 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEndpointThatIsReplacedMakesRoomOnItsAddress(AddressFamily family) {
        store = open(maxEndpoints(2, 2, 2));
        announce(from(global(family, 1)).hostTag(tag(1)));
        announce(from(global(family, 2)).hostTag(tag(2)));
        assertRefused(from(global(family, 3)).hostTag(tag(3)), Rejection.TOO_MANY_FROM_ADDRESS);
        assertCounts(announce(from(global(family, 3)).hostTag(tag(2))), 0, 2, 0);
        assertRefused(from(global(family, 2)), Rejection.TOO_MANY_FROM_ADDRESS);
        assertCounts(announce(from(global(family, 1)).hostTag(tag(2))), 0, 1, 0);
        assertCounts(announce(from(global(family, 2))), 0, 2, 0);
    }

    @ParameterizedTest
    @EnumSource
    void anEndpointThatIsReplacedElsewhereMakesNoRoom(AddressFamily family) {
        store = open(maxEndpoints(1, 1, 1));
        announce(from(global(family, 1)).hostTag(tag(1)));
        announce(from(endpoint(family, 1)).hostTag(tag(2)));
        assertRefused(from(global(family, 2)).hostTag(tag(2)), Rejection.TOO_MANY_FROM_ADDRESS);
        assertThat(everyone(family)).containsExactlyInAnyOrder(global(family, 1), endpoint(family, 1));
    }

    @ParameterizedTest
    @EnumSource
    void aPartnerDoesNotLiftTheCapPerAddress(AddressFamily family) {
        store = open(maxEndpoints(1, 1, 1));
        announce(from(global(family, 1)));
        announce(from(global(family.other(), 1)).hostTag(tag(2)));
        assertRefused(from(global(family, 2)).hostTag(tag(2)), Rejection.TOO_MANY_FROM_ADDRESS);
        assertTotals(1, 1, 1, 0);
    }

    @ParameterizedTest
    @EnumSource
    void expiredEndpointsMakeRoomOnTheirAddress(AddressFamily family) {
        store = open(maxEndpoints(1, 1, 1));
        announce(from(global(family, 1)));
        advance(1.01);
        assertCounts(announce(from(global(family, 2))), 0, 1, 0);
    }

    @ParameterizedTest
    @EnumSource
    void capsPerAddressHoldInLargeSwarms(AddressFamily family) {
        store = open(maxEndpoints(3, 3, 3));
        for (int i = 0; i < 600; i++) {
            announce(from(globalEndpoint(family, 1_000 + i)));
        }
        for (int port = 1; port <= 3; port++) {
            announce(from(global(family, port)));
        }
        assertRefused(from(global(family, 4)), Rejection.TOO_MANY_FROM_ADDRESS);
        stop(global(family, 2));
        announce(from(global(family, 4)));
        assertRefused(from(global(family, 2)), Rejection.TOO_MANY_FROM_ADDRESS);
        for (int i = 0; i < 600; i++) {
            stop(globalEndpoint(family, 1_000 + i));
        }
        assertRefused(from(global(family, 2)), Rejection.TOO_MANY_FROM_ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 50})
    void swarms(int cap) {
        store = open(StoreOptions.builder().maxSwarms(cap));
        for (int i = 1; i <= cap; i++) {
            announce(from(endpoint(IPV6, 1)).infoHash(InfoHash.of(i, i, i)));
        }
        assertRefused(from(endpoint(IPV6, 1)), Rejection.SWARMS_FULL);
        assertUnknown(SWARM);
        announce(from(endpoint(IPV6, 2)).infoHash(InfoHash.of(1, 1, 1)));
        assertTotals(cap, 0, cap + 1, 0);
        announce(from(endpoint(IPV6, 1)).infoHash(InfoHash.of(1, 1, 1)).stopped(true));
        assertRefused(from(endpoint(IPV4, 1)), Rejection.SWARMS_FULL);
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
        assertRefused(from(endpoint(IPV6, 1)), Rejection.SWARMS_FULL);
    }

    @Test
    void aCounterStaysWhereTheNewSwarmIsRefusedForItsPeer() {
        store = open(StoreOptions.builder().maxSwarms(2).maxPeers(1));
        announce(from(endpoint(IPV6, 1)).role(PeerRole.SEEDER).completed(true));
        stop(endpoint(IPV6, 1));
        announce(from(endpoint(IPV6, 1)).infoHash(OTHER_SWARM));
        assertRefused(from(endpoint(IPV6, 2)).infoHash(InfoHash.of(1, 1, 1)), Rejection.PEERS_FULL);
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
        assertCapOnHosts(family, cap, Rejection.SWARM_FULL);
        announce(from(endpoint(family, 1)).infoHash(OTHER_SWARM));
    }

    @ParameterizedTest
    @CsvSource({"IPV4,1", "IPV6,1", "IPV4,3", "IPV6,3", "IPV4,600", "IPV6,600"})
    void peers(AddressFamily family, int cap) {
        store = open(StoreOptions.builder().maxPeers(cap));
        assertCapOnHosts(family, cap, Rejection.PEERS_FULL);
        assertRefused(from(endpoint(family, 1)).infoHash(OTHER_SWARM), Rejection.PEERS_FULL);
        assertUnknown(OTHER_SWARM);
        stop(endpoint(family, cap + 1));
        announce(from(endpoint(family, 1)).infoHash(OTHER_SWARM));
        assertRefused(from(endpoint(family, cap + 1)), Rejection.PEERS_FULL);
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
        assertRefused(from(endpoint(family, 2)), Rejection.SWARM_FULL);
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
        assertRefused(from(endpoint(family, 3)), Rejection.SWARM_FULL);
        stop(endpoint(family, 1));
        assertRefused(from(endpoint(family, 3)), Rejection.SWARM_FULL);
    }

    @Test
    void theNarrowestCapIsNamedFirst() {
        store = open(maxEndpoints(1, 1, 1).maxSwarms(1).maxPeersPerSwarm(1).maxPeers(1));
        announce(from(global(IPV6, 1)));
        assertRefused(from(global(IPV6, 2)), Rejection.TOO_MANY_FROM_ADDRESS);
        assertRefused(from(endpoint(IPV6, 2)), Rejection.SWARM_FULL);
        assertRefused(from(endpoint(IPV6, 2)).infoHash(OTHER_SWARM), Rejection.SWARMS_FULL);
    }

    /** Fills an address up to its cap, and one past it. */
    private void assertCapOnAddress(int cap, IntFunction<Endpoint> endpoints) {
        for (int i = 1; i <= cap; i++) {
            assertCounts(announce(from(endpoints.apply(i))), 0, i, 0);
        }
        assertRefused(from(endpoints.apply(cap + 1)).hostTag(tag(1)), Rejection.TOO_MANY_FROM_ADDRESS);
        assertCounts(announce(from(endpoints.apply(cap)).role(PeerRole.SEEDER)), 1, cap - 1, 0);
        announce(from(endpoints.apply(cap + 1)).infoHash(OTHER_SWARM));
        stop(endpoints.apply(cap));
        assertCounts(announce(from(endpoints.apply(cap + 1))), 0, cap, 0);
        assertRefused(from(endpoints.apply(cap)), Rejection.TOO_MANY_FROM_ADDRESS);
    }

    /** Fills the swarm up to the cap in hosts, and one past it. */
    private void assertCapOnHosts(AddressFamily family, int cap, Rejection refusal) {
        for (int i = 1; i <= cap; i++) {
            announce(from(endpoint(family, i)).hostTag(tag(i)));
        }
        assertRefused(from(endpoint(family, cap + 1)), refusal);
        assertRefused(from(endpoint(family.other(), cap + 1)).hostTag(tag(cap + 1)), refusal);
        assertCounts(announce(from(endpoint(family, 1)).hostTag(tag(1))), 0, cap, 0);
        assertCounts(announce(from(endpoint(family.other(), 1)).hostTag(tag(1))), 0, cap, 0);
        assertCounts(announce(from(endpoint(family, 5_000)).hostTag(tag(1))), 0, cap, 0);
        assertRefused(from(endpoint(family, 1)), refusal);
        stop(endpoint(family, 5_000));
        stop(endpoint(family.other(), 1));
        announce(from(endpoint(family, cap + 1)));
        assertRefused(from(endpoint(family, 1)), refusal);
    }

    /** Asserts that an announce is refused and changes nothing. */
    private void assertRefused(PeerUpdate update, Rejection refusal) {
        var totals = store.totals();
        InfoHash infoHash = InfoHash.of(update.hashHead(), update.hashMiddle(), update.hashTail());
        var before = scrape(infoHash);
        var response = attempt(update.numWant(10).bothFamilies(true).completed(true));
        assertThat(response.rejection()).isEqualTo(refusal);
        assertThat(response.peers4().size() + response.peers6().size()).isZero();
        var after = scrape(infoHash);
        assertThat(after.known(0)).isEqualTo(before.known(0));
        assertThat(after.complete(0)).isEqualTo(before.complete(0));
        assertThat(after.incomplete(0)).isEqualTo(before.incomplete(0));
        assertThat(after.downloaded(0)).isEqualTo(before.downloaded(0));
        assertThat(store.totals()).isEqualTo(totals);
    }

    private static StoreOptionsBuilder maxEndpoints(int perIpv4Address, int perIpv6Address, int perIpv6Prefix) {
        return StoreOptions.builder()
                .maxEndpointsPerIpv4Address(perIpv4Address)
                .maxEndpointsPerIpv6Address(perIpv6Address)
                .maxEndpointsPerIpv6Prefix(perIpv6Prefix);
    }

    /** Returns an endpoint of one global address, by port. */
    private static Endpoint global(AddressFamily family, int port) {
        return family == IPV6
                ? Endpoint.ofIpv6(GLOBAL6.addressHigh(), GLOBAL6.addressLow(), port)
                : Endpoint.ofIpv4((int) GLOBAL4.addressLow(), port);
    }
}
