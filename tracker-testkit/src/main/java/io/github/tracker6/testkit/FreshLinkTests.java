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
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A host's endpoint of the other family counts only while it is fresh: see {@link PeerUpdate#endsOtherFamily}. */
abstract class FreshLinkTests extends StoreTests {
    private static final long MINUTE = 60_000;

    FreshLinkTests(Function<StoreOptions, SwarmStore> factory) {
        super(factory);
    }

    /** One host with an endpoint of each family. */
    @BeforeEach
    final void aDualStackHost() {
        announce(from(at(IPV4, 1)).hostTag(tag(1)));
        announce(from(at(IPV6, 1)).hostTag(tag(1)));
    }

    @ParameterizedTest
    @EnumSource
    void aHostThatJoinsAgainIsKnownByTheFamilyThatItAnnounces(AddressFamily family) {
        now += MINUTE;
        AnnounceResponse response = announce(from(at(family, 1)).hostTag(tag(1)).joins(true));
        assertThat(response.dualStack()).isFalse();
        assertCounts(response, 0, 1, 0);
        assertSingles(family, 1);
        assertThat(everyone(family.other())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aHostThatJoinsOverBothFamiliesAtOnceStaysLinked(AddressFamily family) {
        now += 5_000;
        assertThat(announce(from(at(family, 1)).hostTag(tag(1)).joins(true)).dualStack())
                .isTrue();
        assertTotals(1, 0, 0, 1);
    }

    @ParameterizedTest
    @EnumSource
    void aHostThatComesFromAnotherNetworkIsKnownByTheFamilyThatItAnnounces(AddressFamily family) {
        now += MINUTE;
        announce(from(at(family, 2)).hostTag(tag(1)));
        assertSingles(family, 1);
        assertThat(everyone(family)).containsExactly(at(family, 2));
    }

    @ParameterizedTest
    @EnumSource
    void anotherAddressOfTheSameNetworkEndsNothing(AddressFamily family) {
        now += MINUTE;
        Endpoint neighbour =
                family == IPV4 ? Endpoint.parse("11.0.1.200:6881") : Endpoint.parse("[2a00:0:1:ffff::1]:6881");
        announce(from(neighbour).hostTag(tag(1)));
        assertTotals(1, 0, 0, 1);
    }

    @ParameterizedTest
    @EnumSource
    void anEndpointThatIsOverdueIsOver(AddressFamily family) {
        now += 10 * MINUTE;
        PeerUpdate update = from(at(family, 1)).hostTag(tag(1));
        announce(update.otherFamilyMaxAgeMillis(11 * MINUTE));
        assertTotals(1, 0, 0, 1);
        announce(update.otherFamilyMaxAgeMillis(8 * MINUTE));
        assertSingles(family, 1);
    }

    @ParameterizedTest
    @EnumSource
    void theHostIsLinkedAgainWhenTheOtherFamilyComesBack(AddressFamily family) {
        now += MINUTE;
        announce(from(at(family, 1)).hostTag(tag(1)).joins(true));
        assertThat(announce(from(at(family.other(), 1)).hostTag(tag(1)).joins(true))
                        .dualStack())
                .isTrue();
        assertThat(announce(from(at(family, 1)).hostTag(tag(1)).joins(true).repeated(true))
                        .dualStack())
                .isTrue();
        assertTotals(1, 0, 0, 1);
    }

    @ParameterizedTest
    @EnumSource
    void aHostThatFinishedStaysFinished(AddressFamily family) {
        announce(from(at(family, 1)).hostTag(tag(1)).role(PeerRole.SEEDER).completed(true));
        announce(from(at(family.other(), 1)).hostTag(tag(1)).role(PeerRole.SEEDER));
        now += MINUTE;
        announce(from(at(family, 1))
                .hostTag(tag(1))
                .role(PeerRole.SEEDER)
                .completed(true)
                .joins(true));
        assertScrape(1, 0, 1, 0);
        stop(at(family, 1));
        assertScrape(0, 0, 1, 0);
    }

    @ParameterizedTest
    @EnumSource
    void aFinishedHostOfOneFamilyThatJoinsByTheOtherStaysFinished(AddressFamily family) {
        stop(at(family, 1));
        announce(from(at(family.other(), 1))
                .hostTag(tag(1))
                .role(PeerRole.SEEDER)
                .completed(true));
        now += MINUTE;
        announce(from(at(family, 1))
                .hostTag(tag(1))
                .role(PeerRole.SEEDER)
                .completed(true)
                .joins(true));
        assertScrape(1, 0, 1, 0);
        assertSingles(family, 1);
    }

    /** A laptop that had both families joins again where there is IPv4 alone; the swarm has dual-stack hosts alone. */
    @Test
    void aHostThatLostItsIpv6GetsPeersAtOnce() {
        now += MINUTE;
        for (int i = 10; i < 30; i++) {
            announce(from(at(IPV4, i)).hostTag(tag(i)).role(PeerRole.SEEDER));
            announce(from(at(IPV6, i)).hostTag(tag(i)).role(PeerRole.SEEDER));
        }
        PeerUpdate laptop = from(at(IPV4, 2))
                .hostTag(tag(1))
                .policy(FamilyPolicy.IPV6_FIRST)
                .numWant(20);
        AnnounceResponse first = announce(laptop.joins(true));
        assertThat(first.provisional()).isTrue();
        AnnounceResponse second = announce(laptop.repeated(true));
        assertThat(second.peers4().size()).isEqualTo(20);
        now += MINUTE;
        AnnounceResponse regular = announce(laptop.joins(false).repeated(false).nowMillis(now));
        assertThat(regular.peers4().size()).isEqualTo(20);
    }

    @ParameterizedTest
    @EnumSource
    void aLargeSwarmKeepsToThisToo(AddressFamily family) {
        for (int i = 1_000; i < 1_400; i++) {
            announce(from(at(IPV4, i)).hostTag(tag(i)));
            announce(from(at(IPV6, i)).hostTag(tag(i)));
        }
        now += MINUTE;
        for (int i = 1_000; i < 1_100; i++) {
            announce(from(at(family, i)).hostTag(tag(i)).joins(true));
        }
        assertTotals(1, family == IPV4 ? 100 : 0, family == IPV6 ? 100 : 0, 301);
    }

    /** Returns a global endpoint; each number is in a network of its own. */
    private static Endpoint at(AddressFamily family, int number) {
        return family == IPV6
                ? Endpoint.ofIpv6(0x2a00000000000000L + ((long) number << 16), 1, 6881)
                : Endpoint.ofIpv4(0x0b000001 + (number << 8), 6881);
    }
}
