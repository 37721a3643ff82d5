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
import io.github.tracker6.HostCounts;
import io.github.tracker6.Reachability;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.StoreTotals;
import io.github.tracker6.store.SwarmStore;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether an endpoint could be reached: how long a store keeps it, what it passes on to, and what the figures say. */
abstract class ReachabilityTests extends StoreTests {
    private static final Endpoint HOME6 = Endpoint.parse("[2001:db8:0:7::1]:6881");
    private static final Endpoint HOME4 = Endpoint.parse("198.18.0.7:6881");

    ReachabilityTests(Function<StoreOptions, SwarmStore> factory) {
        super(factory);
    }

    @ParameterizedTest
    @EnumSource
    void anEndpointKeepsItsStateWhenItAnnouncesAgain(Reachability state) {
        assertThat(announceHome(HOME6)).isEqualTo(UNKNOWN);
        probe(HOME6, state);
        for (int i = 0; i < 3; i++) {
            advance(0.6);
            assertThat(announceHome(HOME6)).isEqualTo(state);
        }
        assertThat(announceHome(HOME4)).as("over IPv4").isEqualTo(state);
        assertHome(dualStack(state));
    }

    @ParameterizedTest
    @EnumSource
    void theLastStateCounts(Reachability last) {
        announceHome(HOME6);
        for (Reachability state : Reachability.values()) {
            probe(HOME6, state);
            assertHome(ipv6Alone(state));
        }
        probe(HOME6, last);
        assertHome(ipv6Alone(last));
        assertThat(announceHome(HOME6)).isEqualTo(last);
    }

    @ParameterizedTest
    @CsvSource({
        "[2001:db8:0:7::2]:6881, true",
        "[2001:db8:0:7:ffff:ffff:ffff:ffff]:6881, true",
        "[2001:db8:0:7::2]:6882, false",
        "[2001:db8:0:7::1]:6882, false",
        "[2001:db8:0:8::1]:6881, false",
        "[2001:db8:0:6::1]:6881, false",
    })
    void aStatePassesToTheEndpointThatReplacesItInTheSame64WithTheSamePort(String next, boolean inherits) {
        for (Reachability state : new Reachability[] {REACHED, NOT_REACHED}) {
            announceHome(HOME4);
            announceHome(HOME6);
            probe(HOME6, state);
            assertThat(announceHome(Endpoint.parse(next))).isEqualTo(inherits ? state : UNKNOWN);
            assertHome(dualStack(inherits ? state : UNKNOWN));
            assertThat(announceHome(Endpoint.parse(next))).isEqualTo(inherits ? state : UNKNOWN);
            stopHome(Endpoint.parse(next));
        }
    }

    @Test
    void aStatePassesToNoEndpointOfAnotherHost() {
        Endpoint neighbour = Endpoint.parse("[2001:db8:0:7::2]:6881");
        announceHome(HOME6);
        probe(HOME6, NOT_REACHED);
        assertThat(announce(from(neighbour).hostTag(tag(8))).reachability()).isEqualTo(UNKNOWN);
        assertHome(ipv6Alone(NOT_REACHED).plus(ipv6Alone(UNKNOWN)));
        assertThat(announce(from(neighbour)).reachability()).as("without a tag").isEqualTo(UNKNOWN);
    }

    @Test
    void anEndpointTakesItsStateAlongToAnotherTag() {
        announceHome(HOME6);
        probe(HOME6, NOT_REACHED);
        assertThat(announce(from(HOME6).hostTag(tag(8))).reachability()).isEqualTo(NOT_REACHED);
        assertThat(announce(from(HOME6)).reachability()).as("without a tag").isEqualTo(NOT_REACHED);
        assertHome(ipv6Alone(NOT_REACHED));
    }

    @Test
    void itsOwnStateComesBeforeThatOfTheEndpointThatItReplaces() {
        Endpoint other = Endpoint.parse("[2001:db8:0:7::2]:6881");
        announceHome(HOME6);
        probe(HOME6, REACHED);
        announce(from(other).hostTag(tag(8)));
        probe(other, NOT_REACHED);
        assertThat(announceHome(other)).isEqualTo(NOT_REACHED);
        assertHome(ipv6Alone(NOT_REACHED));
    }

    @Test
    void aStateGoesWithItsEndpoint() {
        announceHome(HOME4);
        announceHome(HOME6);
        probe(HOME6, NOT_REACHED);
        assertThat(stopHome(HOME6).reachability()).isEqualTo(UNKNOWN);
        assertHome(ipv4Alone());
        assertThat(announceHome(HOME4)).isEqualTo(UNKNOWN);
        assertThat(announceHome(HOME6)).as("after it stopped").isEqualTo(UNKNOWN);

        probe(HOME6, NOT_REACHED);
        advance(0.6);
        assertThat(announceHome(HOME4)).isEqualTo(NOT_REACHED);
        advance(0.6);
        assertThat(announceHome(HOME4)).as("after it expired").isEqualTo(UNKNOWN);
        assertThat(announceHome(HOME6)).isEqualTo(UNKNOWN);
        assertHome(dualStack(UNKNOWN));
    }

    @Test
    void aStateGoesWithAnEndpointThatAnAnnounceEnds() {
        announceHome(HOME6);
        announceHome(HOME4);
        probe(HOME6, NOT_REACHED);
        advance(0.5);
        AnnounceResponse response = announce(from(HOME4).hostTag(tag(7)).joins(true));
        assertThat(response.dualStack()).isFalse();
        assertThat(response.reachability()).isEqualTo(UNKNOWN);
        assertHome(ipv4Alone());
    }

    @Test
    void whatIsNotThereIsNotChanged() {
        probe(HOME6, NOT_REACHED);
        assertUnknown(SWARM);
        assertThat(store.totals()).isEqualTo(new StoreTotals(0, HostCounts.NONE));

        announceHome(HOME6);
        store.reachability(OTHER_SWARM, HOME6, NOT_REACHED, now);
        probe(Endpoint.parse("[2001:db8:0:7::1]:6882"), NOT_REACHED);
        probe(Endpoint.parse("[2001:db8:0:7::2]:6881"), NOT_REACHED);
        probe(Endpoint.parse("[2001:db8:0:8::1]:6881"), NOT_REACHED);
        assertUnknown(OTHER_SWARM);
        assertHome(ipv6Alone(UNKNOWN));

        advance(1.1);
        probe(HOME6, NOT_REACHED);
        assertThat(announceHome(HOME6)).as("after it expired").isEqualTo(UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.1, 100})
    void aResultFromAClockThatIsAheadEndsNoEndpoint(double lives) {
        announceHome(HOME6);
        announceHome(HOME4);
        long ahead = now + (long) (lives * store.peerTtl().toMillis());
        store.reachability(SWARM, HOME6, NOT_REACHED, ahead);
        store.reachability(SWARM, endpoint(IPV6, 1), NOT_REACHED, ahead);
        assertThat(scrape(SWARM).dualStackHosts(0)).isEqualTo(1);
        AnnounceResponse response = announce(from(HOME6).hostTag(tag(7)));
        assertThat(response.dualStack()).isTrue();
        assertThat(response.complete() + response.incomplete()).isEqualTo(1);
    }

    @Test
    void anIpv4EndpointHasNoState() {
        announceHome(HOME4);
        probe(HOME4, NOT_REACHED);
        assertThat(announceHome(HOME4)).isEqualTo(UNKNOWN);
        assertHome(ipv4Alone());
        assertThat(announceHome(HOME6)).isEqualTo(UNKNOWN);
        assertHome(dualStack(UNKNOWN));
    }

    @ParameterizedTest
    @EnumSource
    void everyAnswerSaysWhatIsKnownOfItsHost(FamilyPolicy policy) {
        announceHome(HOME6);
        announceHome(HOME4);
        announce(from(endpoint(IPV6, 1)).hostTag(tag(1)));
        probe(HOME6, NOT_REACHED);
        probe(endpoint(IPV6, 1), REACHED);
        for (Endpoint endpoint : new Endpoint[] {HOME4, HOME6}) {
            for (boolean repeated : new boolean[] {false, true}) {
                AnnounceResponse response = announce(
                        from(endpoint).hostTag(tag(7)).policy(policy).numWant(9).repeated(repeated));
                assertThat(response.reachability()).isEqualTo(NOT_REACHED);
            }
        }
        assertThat(announce(from(endpoint(IPV6, 1)).hostTag(tag(1)).policy(policy))
                        .reachability())
                .isEqualTo(REACHED);
        assertThat(announce(from(endpoint(IPV6, 2)).policy(policy)).reachability())
                .isEqualTo(UNKNOWN);
    }

    @Test
    void ofAHostThatIsNotListedNothingIsKnown() {
        SwarmStore full = open(StoreOptions.builder().maxPeers(1));
        store = full;
        announceHome(HOME6);
        probe(HOME6, NOT_REACHED);
        AnnounceResponse unlisted = announce(from(endpoint(IPV6, 1)).hostTag(tag(1)));
        assertThat(unlisted.unlistedBy()).isNotNull();
        assertThat(unlisted.reachability()).isEqualTo(UNKNOWN);
        probe(endpoint(IPV6, 1), REACHED);
        assertHome(ipv6Alone(NOT_REACHED));
    }

    @ParameterizedTest
    @EnumSource
    void aHostThatBecomesDualStackIsCountedByTheStateThatItHas(Reachability state) {
        announceHome(HOME6);
        probe(HOME6, state);
        assertHome(ipv6Alone(state));
        announceHome(HOME4);
        assertHome(dualStack(state));
        stopHome(HOME4);
        assertHome(ipv6Alone(state));
    }

    @Test
    void inALargeSwarmEveryStateIsCountedAndKept() {
        int hosts = 900;
        for (int i = 0; i < hosts; i++) {
            announce(from(endpoint(IPV6, i)).hostTag(tag(i + 1)).role(roles()[i % 3]));
            if (i % 2 == 0) {
                announce(from(endpoint(IPV4, i)).hostTag(tag(i + 1)).role(roles()[i % 3]));
            }
            probe(endpoint(IPV6, i), state(i));
        }
        assertHome(new HostCounts(0, 150, 150, 150, 150, 150, 150));
        for (int i = 0; i < hosts; i += 7) {
            AddressFamily family = i % 2 == 0 ? IPV4 : IPV6;
            assertThat(announce(from(endpoint(family, i)).hostTag(tag(i + 1)).role(roles()[i % 3]))
                            .reachability())
                    .isEqualTo(state(i));
        }
        for (int i = 0; i < hosts; i++) {
            if (state(i) != REACHED) {
                stop(endpoint(IPV6, i));
            }
        }
        assertHome(new HostCounts(300, 150, 0, 0, 150, 0, 0));
    }

    private static Reachability state(int host) {
        return List.of(REACHED, NOT_REACHED, UNKNOWN).get(host / 6 % 3);
    }

    private Reachability announceHome(Endpoint endpoint) {
        return announce(from(endpoint).hostTag(tag(7))).reachability();
    }

    private AnnounceResponse stopHome(Endpoint endpoint) {
        return announce(from(endpoint).hostTag(tag(7)).stopped(true));
    }

    /** Asserts the hosts of the swarm, which is the only one, by families and reachability. */
    private void assertHome(HostCounts hosts) {
        assertThat(scrape(SWARM).families(0)).isEqualTo(hosts);
        settle();
        assertThat(store.totals()).isEqualTo(new StoreTotals(1, hosts));
    }

    private static HostCounts ipv4Alone() {
        return HostCounts.ofFamilies(1, 0, 0);
    }

    private static HostCounts ipv6Alone(Reachability state) {
        return HostCounts.ofIpv6(state, 1);
    }

    private static HostCounts dualStack(Reachability state) {
        return HostCounts.ofDualStack(state, 1);
    }
}
