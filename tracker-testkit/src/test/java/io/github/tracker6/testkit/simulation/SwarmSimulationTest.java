package io.github.tracker6.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.testkit.simulation.Scenario.Order;
import io.github.tracker6.testkit.simulation.Scenario.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The effect of the policies on a swarm of 1,000 dual-stack hosts, 1,000 with IPv4 only and 100 with IPv6 only. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SwarmSimulationTest {
    private final Map<Scenario, FamilyReport> reports = new HashMap<>();

    @ParameterizedTest
    @MethodSource("ipv6First")
    void dualStackHostsConnectOverIpv6(Scenario scenario) {
        requireDualStackHostsToConnectOverIpv6(report(scenario));
        requireDualStackHostsToConnectOverIpv6(report(scenario.startedOnly()));
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void trackersThatAnswerWithTheSameFamilyFailThisRequirement(Protocol protocol) {
        FamilyReport report = report(Scenario.of(FamilyPolicy.SAME_FAMILY, protocol));

        assertThatThrownBy(() -> requireDualStackHostsToConnectOverIpv6(report)).isInstanceOf(AssertionError.class);
        assertThat(report.pairs(FamilyReport.SETTLED).ipv6OnlyShare()).isBetween(0.6, 0.85);
    }

    @Test
    void everyPairConnectsOnlyOverIpv6IfAllAnnounceOverIpv6First() {
        Scenario scenario = Scenario.of(FamilyPolicy.IPV6_FIRST, Protocol.HTTP).in(Order.IPV6_FIRST);
        PairShares pairs = report(scenario).pairs(FamilyReport.EVERY_ANSWER);

        assertThat(pairs.ipv6Only()).isEqualTo(pairs.pairs()).isGreaterThan(100_000);
    }

    @ParameterizedTest
    @MethodSource("everyPolicy")
    void hostsWithOneFamilyGetAsManyPeersAsTheyWant(Scenario scenario) {
        FamilyReport report = report(scenario);

        assertThat(report.mostLacking(HostKind.IPV4_ONLY)).isZero();
        assertThat(report.mostLacking(HostKind.IPV6_ONLY)).isZero();
        assertThat(report.fewestPeers(HostKind.IPV4_ONLY)).isEqualTo(SwarmSimulation.NUM_WANT);
        assertThat(report.fewestPeers(HostKind.IPV6_ONLY)).isEqualTo(SwarmSimulation.NUM_WANT);
    }

    @Test
    void hostsWithOnlyIpv4GetAsManySeedersAsFromOtherTrackers() {
        FamilyReport ipv6First = report(Scenario.of(FamilyPolicy.IPV6_FIRST, Protocol.HTTP));
        FamilyReport sameFamily = report(Scenario.of(FamilyPolicy.SAME_FAMILY, Protocol.HTTP));
        double others = sameFamily.meanReached(HostKind.IPV4_ONLY, host -> host.seeder);

        assertThat(ipv6First.meanReached(HostKind.IPV4_ONLY, host -> host.seeder))
                .isGreaterThan(0.95 * others);
    }

    @Test
    void dualStackHostsThatAnnounceOnlyOverIpv6ReachIpv4OnlySeeders() {
        assertThat(shareReachingIpv4OnlySeeders(FamilyPolicy.IPV6_FIRST)).isGreaterThan(0.99);
        assertThat(shareReachingIpv4OnlySeeders(FamilyPolicy.BALANCED)).isGreaterThan(0.99);
        assertThat(shareReachingIpv4OnlySeeders(FamilyPolicy.SAME_FAMILY)).isZero();
    }

    @ParameterizedTest
    @MethodSource("everyPolicy")
    void hostsAreCountedOnce(Scenario scenario) {
        FamilyReport report = report(scenario);

        assertThat(report.complete()).isEqualTo(Population.SEEDERS);
        assertThat(report.incomplete()).isEqualTo(Population.ALL - Population.SEEDERS);
        assertThat(report.totals().hosts()).isEqualTo(Population.ALL);
        assertThat(report.totals().ipv4Hosts()).isEqualTo(Population.IPV4_ONLY);
        assertThat(report.totals().ipv6Hosts()).isEqualTo(Population.IPV6_ONLY + Population.DUAL_STACK_OVER_IPV6);
    }

    @ParameterizedTest
    @MethodSource("everyPolicy")
    void noAnswerHasAHostTwiceOrTheRequester(Scenario scenario) {
        assertThat(report(scenario).answersWithHostTwice()).isZero();
        assertThat(report(scenario).answersWithRequester()).isZero();
    }

    @Test
    void figuresAreRepeatable() {
        Scenario scenario = Scenario.of(FamilyPolicy.IPV6_FIRST, Protocol.HTTP).startedOnly();

        assertThat(SwarmSimulation.run(scenario).pairs(FamilyReport.EVERY_ANSWER))
                .isEqualTo(report(scenario).pairs(FamilyReport.EVERY_ANSWER));
    }

    @Test
    void printsTheTables() {
        String policies = ReportTable.ofPolicies(everyPolicy(), this::report);
        String firstAnswers = ReportTable.ofFirstAnswers(ipv6First(), this::report);

        assertThat(policies.lines()).hasSize(2 + everyPolicy().size());
        assertThat(firstAnswers.lines()).hasSize(2 + ipv6First().size());
        System.out.println(policies);
        System.out.println(firstAnswers);
    }

    private static void requireDualStackHostsToConnectOverIpv6(FamilyReport report) {
        PairShares pairs = report.pairs(FamilyReport.EVERY_ANSWER);
        assertThat(pairs.pairs()).isGreaterThan(10_000);
        assertThat(pairs.ipv6OnlyShare()).isGreaterThanOrEqualTo(0.99);
    }

    private double shareReachingIpv4OnlySeeders(FamilyPolicy policy) {
        return report(Scenario.of(policy, Protocol.HTTP))
                .shareReaching(
                        HostKind.DUAL_STACK_OVER_IPV6, other -> other.kind == HostKind.IPV4_ONLY && other.seeder);
    }

    private FamilyReport report(Scenario scenario) {
        return reports.computeIfAbsent(scenario, SwarmSimulation::run);
    }

    static List<Scenario> everyPolicy() {
        List<Scenario> scenarios = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            for (FamilyPolicy policy : FamilyPolicy.values()) {
                scenarios.add(Scenario.of(policy, protocol));
            }
        }
        return scenarios;
    }

    static List<Scenario> ipv6First() {
        List<Scenario> scenarios = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            for (Order order : Order.values()) {
                scenarios.add(Scenario.of(FamilyPolicy.IPV6_FIRST, protocol).in(order));
            }
        }
        return scenarios;
    }
}
