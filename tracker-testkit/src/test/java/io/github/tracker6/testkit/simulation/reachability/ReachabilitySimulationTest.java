package io.github.tracker6.testkit.simulation.reachability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tracker6.testkit.simulation.reachability.ReachabilityTable.Comparison;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What probing gives to swarms in which many hosts let nothing in. The system property {@code tracker6.simulation.seeds} sets
 * how many populations of each size are simulated: 20 give the tables of docs/dual-stack.md.
 */
class ReachabilitySimulationTest {
    private static final int SEEDS = Integer.getInteger("tracker6.simulation.seeds", 0);

    /** A difference of more standard errors than this is no noise. */
    private static final double NOISE = 2;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void inASmallSwarmEveryHostGetsEveryConnectionThatItCanHave(boolean http) {
        Map<Variant, Comparison> trackers = simulate(Mix.of(20), http, seeds(10));
        Comparison probing = tracker(trackers, Variant.IPV6_FIRST);

        for (HostClass hostClass : HostClass.values()) {
            assertThat(probing.moreConnections(hostClass)).as(hostClass.label).isZero();
        }
        assertThat(probing.ipv6Share())
                .isGreaterThan(tracker(trackers, Variant.SAME_FAMILY).ipv6Share() + 0.2);
        assertThat(probing.suppliedAtOnce()).isGreaterThan(0.98);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void inALargerSwarmNoClassOfHostsGetsFewerConnectionsAndPairsUseIpv6(boolean http) {
        Map<Variant, Comparison> trackers = simulate(Mix.of(100), http, seeds(10));
        Comparison probing = tracker(trackers, Variant.IPV6_FIRST);
        Comparison sameFamily = tracker(trackers, Variant.SAME_FAMILY);

        for (HostClass hostClass : HostClass.values()) {
            requireNoFewerConnections(probing, hostClass);
        }
        assertThat(probing.ipv6Share()).isGreaterThan(0.95);
        assertThat(probing.suppliedAtOnce()).isGreaterThanOrEqualTo(sameFamily.suppliedAtOnce() - 0.005);
        assertThat(probing.ipv4Dialable()).isGreaterThan(0.99 * sameFamily.ipv4Dialable());
    }

    /** Without probes, two closed hosts are told of their IPv6 endpoints alone. */
    @Test
    void theseBoundsAreNotMetWithoutProbes() {
        Map<Variant, Comparison> small = simulate(Mix.of(20), true, seeds(10));
        Comparison blind = tracker(small, Variant.IPV6_FIRST_BLIND);
        assertThat(blind.moreConnections(HostClass.ONLY_IPV4_OPEN)).isLessThan(-2);
        assertThat(blind.moreConnections(HostClass.BOTH_CLOSED)).isLessThan(-2);
        assertThat(blind.suppliedAtOnce()).isLessThan(0.9);

        Map<Variant, Comparison> larger = simulate(Mix.of(100), true, seeds(10));
        Comparison blindInLarger = tracker(larger, Variant.IPV6_FIRST_BLIND);
        assertThatThrownBy(() -> requireNoFewerConnections(blindInLarger, HostClass.BOTH_CLOSED))
                .isInstanceOf(AssertionError.class);
        assertThat(tracker(larger, Variant.SAME_FAMILY).ipv6Share()).isLessThan(0.8);
    }

    /** Dual-stack hosts that announce over IPv6 alone are told of hosts with IPv4 alone and of closed ones. */
    @Test
    void hostsThatAnnounceOverIpv6AloneGetMoreConnectionsThanFromOtherTrackers() {
        Map<Variant, Comparison> trackers = simulate(Mix.of(20).withOverIpv6Alone(0.33), true, seeds(10));
        for (HostClass hostClass : HostClass.values()) {
            requireNoFewerConnections(tracker(trackers, Variant.IPV6_FIRST), hostClass);
        }
    }

    @Test
    void twoRunsHaveTheSameFigures() {
        assertThat(run(Mix.of(100), Variant.IPV6_FIRST, true, 1))
                .isEqualTo(run(Mix.of(100), Variant.IPV6_FIRST, true, 1));
    }

    /** With 20 seeds this prints the tables of the documentation. It runs only where the number of seeds is set. */
    @Test
    @EnabledIfSystemProperty(
            named = "tracker6.simulation.seeds",
            matches = "[1-9][0-9]*",
            disabledReason = "it prints the tables for the docs, when asked; the other tests check the bounds")
    void printsTheTables() {
        for (int size : new int[] {20, 100, 1_000}) {
            for (boolean http : new boolean[] {true, false}) {
                Mix mix = Mix.of(size);
                String table = ReachabilityTable.of(mix, http, simulate(mix, http, SEEDS));
                assertThat(table.lines()).hasSize(2 + HostClass.values().length + 4);
                System.out.println(table);
            }
        }
    }

    private static void requireNoFewerConnections(Comparison tracker, HostClass hostClass) {
        assertThat(tracker.moreConnections(hostClass))
                .as(hostClass.label)
                .isGreaterThanOrEqualTo(-NOISE * tracker.error(hostClass));
    }

    private static int seeds(int byDefault) {
        return SEEDS == 0 ? byDefault : SEEDS;
    }

    private static Comparison tracker(Map<Variant, Comparison> trackers, Variant variant) {
        Comparison tracker = trackers.get(variant);
        if (tracker == null) {
            throw new AssertionError(variant + " was not simulated");
        }
        return tracker;
    }

    private static Map<Variant, Comparison> simulate(Mix mix, boolean http, int seeds) {
        Map<Variant, List<RunFigures>> runs = new EnumMap<>(Variant.class);
        for (Variant variant : Variant.values()) {
            runs.put(
                    variant,
                    LongStream.rangeClosed(1, seeds)
                            .mapToObj(seed -> run(mix, variant, http, seed))
                            .toList());
        }
        List<RunFigures> sameFamily = runs.getOrDefault(Variant.SAME_FAMILY, List.of());
        Map<Variant, Comparison> trackers = new EnumMap<>(Variant.class);
        runs.forEach((variant, figures) -> trackers.put(variant, new Comparison(figures, sameFamily)));
        return trackers;
    }

    private static RunFigures run(Mix mix, Variant variant, boolean http, long seed) {
        return RunFigures.of(SwarmRun.of(mix, variant, http, seed));
    }
}
