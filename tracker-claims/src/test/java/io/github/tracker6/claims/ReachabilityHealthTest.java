package io.github.tracker6.claims;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Endpoint;
import io.github.tracker6.Reachability;
import io.github.tracker6.health.HealthState;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReachabilityHealthTest {
    @Test
    void aProberThatHasReachedNoPeerYetIsUp() {
        ReachabilityHealth health = health(false, false, false, List.of());
        assertThat(health.state()).isEqualTo(HealthState.UP);
        assertThat(health.reason()).isEmpty();
    }

    @Test
    void aProberThatDoubtsItsOwnIpv6IsDegradedUntilItBelievesAgain() {
        ReachabilityHealth health = health(false, true, false, List.of());
        assertThat(health.state()).isEqualTo(HealthState.DEGRADED);
        assertThat(health.reason()).isEqualTo("no probe reaches a peer: the tracker's own IPv6 may not work");
        assertThat(health(true, true, false, List.of()).state()).isEqualTo(HealthState.UP);
    }

    @Test
    void seedsThatDoNotAnswerAreNamed() {
        List<SeedHealth> seeds = List.of(
                seed("[2001:db8::1]:6881", Reachability.NOT_REACHED),
                seed("192.0.2.1:6881", Reachability.REACHED),
                seed("[2001:db8::2]:6881", Reachability.UNKNOWN));
        ReachabilityHealth health = health(true, false, false, seeds);
        assertThat(health.state()).isEqualTo(HealthState.DEGRADED);
        assertThat(health.reason()).isEqualTo("1 of 3 pinned seeds do not answer: [2001:db8::1]:6881");

        List<SeedHealth> many = IntStream.rangeClosed(1, 5)
                .mapToObj(i -> seed("192.0.2." + i + ":1", Reachability.NOT_REACHED))
                .toList();
        assertThat(health(true, false, false, many).reason())
                .isEqualTo("5 of 5 pinned seeds do not answer: 192.0.2.1:1, 192.0.2.2:1, 192.0.2.3:1, ...");
    }

    @Test
    void aThreadThatHasEndedIsToldAlone() {
        ReachabilityHealth health = health(false, true, true, List.of());
        assertThat(health.state()).isEqualTo(HealthState.DEGRADED);
        assertThat(health.reason()).isEqualTo("its thread has ended: no endpoint is probed");
    }

    private static ReachabilityHealth health(
            boolean believed, boolean inDoubt, boolean broken, List<SeedHealth> seeds) {
        return new ReachabilityHealth(!broken, believed, inDoubt, broken, 0, 0, seeds);
    }

    private static SeedHealth seed(String endpoint, Reachability state) {
        return new SeedHealth(null, Endpoint.parse(endpoint), state, Instant.EPOCH);
    }
}
