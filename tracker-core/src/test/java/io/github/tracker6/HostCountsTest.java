package io.github.tracker6;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HostCountsTest {
    private final HostCounts counts = new HostCounts(1, 20, 300, 4_000, 50_000, 600_000, 7_000_000);

    @Test
    void sumsGoOverReachability() {
        assertThat(counts.ipv6()).isEqualTo(4_320);
        assertThat(counts.dualStack()).isEqualTo(7_650_000);
        assertThat(counts.hosts()).isEqualTo(7_654_321);
    }

    @Test
    void eachReachabilityHasItsCounts() {
        assertThat(counts.ipv6(Reachability.REACHED)).isEqualTo(20);
        assertThat(counts.ipv6(Reachability.NOT_REACHED)).isEqualTo(300);
        assertThat(counts.ipv6(Reachability.UNKNOWN)).isEqualTo(4_000);
        assertThat(counts.dualStack(Reachability.REACHED)).isEqualTo(50_000);
        assertThat(counts.dualStack(Reachability.NOT_REACHED)).isEqualTo(600_000);
        assertThat(counts.dualStack(Reachability.UNKNOWN)).isEqualTo(7_000_000);
    }

    @Test
    void countsOfFamiliesAloneAreOfUnknownReachability() {
        assertThat(HostCounts.ofFamilies(1, 2, 3)).isEqualTo(new HostCounts(1, 0, 0, 2, 0, 0, 3));
    }

    @Test
    void countsOfOneReachabilityAreInTheirPlace() {
        assertThat(HostCounts.ofIpv6(Reachability.REACHED, 20)
                        .plus(HostCounts.ofIpv6(Reachability.NOT_REACHED, 300))
                        .plus(HostCounts.ofIpv6(Reachability.UNKNOWN, 4_000))
                        .plus(HostCounts.ofDualStack(Reachability.REACHED, 50_000))
                        .plus(HostCounts.ofDualStack(Reachability.NOT_REACHED, 600_000))
                        .plus(HostCounts.ofDualStack(Reachability.UNKNOWN, 7_000_000))
                        .plus(HostCounts.ofFamilies(1, 0, 0)))
                .isEqualTo(counts);
    }

    @Test
    void everyCountIsAdded() {
        assertThat(counts.plus(new HostCounts(1, 2, 3, 4, 5, 6, 7)))
                .isEqualTo(new HostCounts(2, 22, 303, 4_004, 50_005, 600_006, 7_000_007));
    }
}
