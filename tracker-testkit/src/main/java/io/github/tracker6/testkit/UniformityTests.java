package io.github.tracker6.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.EndpointList;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.PeerRole;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.SwarmStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every peer is as likely to be in an answer as any other. Each case draws a fixed number of answers, counts how often
 * each peer was in one, and compares the spread with that of fair draws. The bound leaves room for samples of
 * neighbours, and lies far above what chance gives: a fair store fails about once in a million runs.
 */
abstract class UniformityTests extends StoreTests {
    private static final double DEVIATIONS = 6;

    /** A remote store takes as long for many at a time as for one. */
    private static final int AT_A_TIME = 20;

    /** What a swarm consists of. */
    enum Population {
        SINGLE,
        DUAL_STACK,
        MIXED
    }

    UniformityTests(Function<StoreOptions, SwarmStore> factory) {
        super(factory);
    }

    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (AddressFamily family : AddressFamily.values()) {
            for (Population population : Population.values()) {
                for (int peers : new int[] {10, 60, 300, 5_000}) {
                    cases.add(Arguments.of(family, population, peers));
                }
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyPeerIsEquallyLikely(AddressFamily family, Population population, int peers) {
        populate(family, population, peers);
        int numWant = peers >= 5_000 ? 160 : peers >= 300 ? 16 : 3;
        int draws = peers >= 5_000 ? 1_000 : 6_000;
        assertFair(sample(stranger(family).numWant(numWant), family, peers, draws), numWant, draws);
    }

    static Stream<Arguments> nearbyCases() {
        return Stream.of(AddressFamily.values())
                .flatMap(family -> IntStream.of(60, 300, 900, 2_000).mapToObj(peers -> Arguments.of(family, peers)));
    }

    /** A requester with a LAN address may get every peer, and a store may have to look at the peers one by one. */
    @ParameterizedTest
    @MethodSource("nearbyCases")
    void everyPeerIsEquallyLikelyToBeToldToThoseWithALocalAddress(AddressFamily family, int peers) {
        populate(family, Population.SINGLE, peers);
        PeerUpdate local = from(
                family == AddressFamily.IPV6
                        ? Endpoint.ofIpv6(0xfd00_0000_0000_0000L, 1, 6881)
                        : Endpoint.ofIpv4(0x0a000001, 6881));
        assertFair(sample(local.numWant(16), family, peers, 4_000), 16, 4_000);
    }

    @ParameterizedTest
    @EnumSource
    void everyPeerIsEquallyLikelyAfterManyLeft(AddressFamily family) {
        populate(family, Population.MIXED, 1_000);
        for (int i = 200; i < 1_000; i++) {
            stop(globalEndpoint(family, i));
            stop(globalEndpoint(family.other(), i));
        }
        assertFair(sample(stranger(family).numWant(10), family, 200, 3_000), 10, 3_000);
    }

    @ParameterizedTest
    @EnumSource
    void everyDownloaderIsEquallyLikelyToBeToldToASeeder(AddressFamily family) {
        for (int i = 0; i < 300; i++) {
            announce(from(globalEndpoint(family, i)).role(i < 200 ? PeerRole.DOWNLOADER : PeerRole.SEEDER));
        }
        PeerUpdate seeder = stranger(family).role(PeerRole.SEEDER).numWant(10);
        assertFair(sample(seeder, family, 200, 3_000), 10, 3_000);
    }

    @Test
    void everySingleHostIsEquallyLikelyInTheOtherFamily() {
        for (int i = 0; i < 150; i++) {
            announce(from(globalEndpoint(AddressFamily.IPV6, i)));
            announce(from(globalEndpoint(AddressFamily.IPV4, i)));
        }
        for (AddressFamily family : AddressFamily.values()) {
            PeerUpdate asker =
                    stranger(family).numWant(40).policy(FamilyPolicy.BALANCED).bothFamilies(true);
            assertFair(sample(asker, family.other(), 150, 3_000), 10, 3_000);
            announce(asker.stopped(true));
        }
    }

    @Test
    void everyHostIsEquallyLikelyToFillUpAnIpv4List() {
        populate(AddressFamily.IPV4, Population.DUAL_STACK, 100);
        announce(from(globalEndpoint(AddressFamily.IPV6, 99_999)).hostTag(tag(99_999)));
        PeerUpdate linked = stranger(AddressFamily.IPV4)
                .hostTag(tag(99_999))
                .policy(FamilyPolicy.IPV6_FIRST)
                .stalled(true)
                .numWant(50);
        assertFair(sample(linked, AddressFamily.IPV4, 100, 3_000), 8, 3_000);
    }

    private void populate(AddressFamily family, Population population, int peers) {
        for (int i = 0; i < peers; i++) {
            boolean dual = population == Population.DUAL_STACK || (population == Population.MIXED && i % 3 == 0);
            PeerRole role = population == Population.MIXED && i % 5 == 0 ? PeerRole.SEEDER : PeerRole.DOWNLOADER;
            announce(from(globalEndpoint(family, i)).hostTag(tag(i + 1)).role(role));
            if (dual) {
                announce(from(globalEndpoint(family.other(), i))
                        .hostTag(tag(i + 1))
                        .role(role));
            }
        }
    }

    private int[] sample(PeerUpdate asker, AddressFamily family, int peers, int draws) {
        int[] told = new int[peers];
        List<CompletableFuture<AnnounceResponse>> answers = new ArrayList<>();
        for (int draw = 0; draw < draws; draw++) {
            answers.add(store.announce(asker, new AnnounceResponse()).toCompletableFuture());
            if (answers.size() == AT_A_TIME || draw == draws - 1) {
                for (CompletableFuture<AnnounceResponse> answer : answers) {
                    EndpointList list = answer.join().peers(family);
                    for (int i = 0; i < list.size(); i++) {
                        told[number(list.get(i))]++;
                    }
                }
                answers.clear();
            }
        }
        return told;
    }

    /** Returns the announce of another client with a global address, for which a store may sample faster. */
    private PeerUpdate stranger(AddressFamily family) {
        return from(globalEndpoint(family, 99_999));
    }

    private static int number(Endpoint endpoint) {
        Endpoint first = globalEndpoint(endpoint.family(), 0);
        return endpoint.family() == AddressFamily.IPV6
                ? (int) (endpoint.addressHigh() - first.addressHigh())
                : (int) (endpoint.addressLow() - first.addressLow());
    }

    private static void assertFair(int[] told, int numWant, int draws) {
        int peers = told.length;
        assertThat(IntStream.of(told).sum()).as("peers told in all").isEqualTo(numWant * draws);
        double expected = (double) numWant * draws / peers;
        double spread = IntStream.of(told)
                .mapToDouble(count -> (count - expected) * (count - expected))
                .sum();
        double chiSquare = spread / expected / (1 - (double) numWant / peers) * (peers - 1) / peers;
        // Independent picks give a variance of 2 per degree of freedom, runs of neighbours up to 2/3 numWant times
        // that.
        double deviation = Math.sqrt(2.0 * peers * Math.max(1, 2 * numWant / 3.0));
        assertThat(chiSquare)
                .as(
                        "chi-square of %d peers, where the coefficient of variation of being told is %.3f",
                        peers, Math.sqrt(spread / peers) / expected)
                .isLessThan(peers - 1 + DEVIATIONS * deviation + 10);
    }
}
