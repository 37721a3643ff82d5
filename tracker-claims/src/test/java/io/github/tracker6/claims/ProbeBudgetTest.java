package io.github.tracker6.claims;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Endpoint;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each limit: the last probe within it, and the first past it. */
class ProbeBudgetTest {
    private static final long HOUR = TimeUnit.HOURS.toMillis(1);
    private static final ProbeLimits DEFAULTS = new ProbeLimits(64, 20, 6, 6, 30);

    private final TableKeys keys = new TableKeys(new Random(42));
    private final ProbeBudget budget = new ProbeBudget(DEFAULTS, keys);
    private long now = 1_700_000_000_000L;

    @Test
    void sixtyFourProbesMayRunAtOnce() {
        for (int i = 0; i < 64; i++) {
            now += 1_000;
            assertThat(acquire(ipv4Source(i), ipv6Target(i))).isNull();
        }
        now += 1_000;
        assertThat(acquire(ipv4Source(64), ipv6Target(64))).isEqualTo(ProbeRefusal.AT_ONCE);

        budget.release(ipv4Source(7));
        assertThat(acquire(ipv4Source(64), ipv6Target(64))).isNull();
    }

    @Test
    void twentyProbesMayBeginWithinAnySecond() {
        for (int i = 0; i < 10; i++) {
            assertThat(acquire(ipv4Source(i), ipv6Target(i))).isNull();
        }
        now += 600;
        for (int i = 10; i < 20; i++) {
            assertThat(acquire(ipv4Source(i), ipv6Target(i))).isNull();
        }
        now += 399;
        assertThat(acquire(ipv4Source(20), ipv6Target(20))).isEqualTo(ProbeRefusal.PER_SECOND);
        now += 1;
        for (int i = 20; i < 30; i++) {
            assertThat(acquire(ipv4Source(i), ipv6Target(i))).isNull();
        }
        assertThat(acquire(ipv4Source(30), ipv6Target(30))).isEqualTo(ProbeRefusal.PER_SECOND);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1:1, 192.0.2.1:2, 192.0.2.2:1",
        "[2001:db8:0:1::1]:1, [2001:db8:0:1:ffff::]:2, [2001:db8:0:2::1]:1",
    })
    void oneSourceMayHaveOneProbeAtOnce(String first, String same, String other) {
        assertThat(acquire(Endpoint.parse(first), ipv6Target(1))).isNull();
        assertThat(acquire(Endpoint.parse(same), ipv6Target(2))).isEqualTo(ProbeRefusal.SOURCE_BUSY);
        assertThat(acquire(Endpoint.parse(other), ipv6Target(2))).isNull();

        budget.release(Endpoint.parse(same));
        assertThat(acquire(Endpoint.parse(same), ipv6Target(3))).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1:1, 192.0.2.1:2, 192.0.2.2:1",
        "[2001:db8:0:1::1]:1, [2001:db8:0:1:ffff::]:2, [2001:db8:0:2::1]:1",
    })
    void oneSourceMayHaveSixProbesWithinAnyHour(String first, String same, String other) {
        for (int i = 0; i < 6; i++) {
            now += 1_000;
            assertThat(probe(Endpoint.parse(i % 2 == 0 ? first : same), ipv6Target(i)))
                    .isNull();
        }
        assertThat(probe(Endpoint.parse(same), ipv6Target(6))).isEqualTo(ProbeRefusal.SOURCE);
        assertThat(probe(Endpoint.parse(other), ipv6Target(6))).isNull();

        now += HOUR - 5_001;
        assertThat(probe(Endpoint.parse(first), ipv6Target(7))).isEqualTo(ProbeRefusal.SOURCE);
        now += 1;
        assertThat(probe(Endpoint.parse(first), ipv6Target(7))).isNull();
        assertThat(probe(Endpoint.parse(first), ipv6Target(8))).isEqualTo(ProbeRefusal.SOURCE);
    }

    @ParameterizedTest
    @CsvSource({
        "[2001:db8:0:1::1]:7001, [2001:db8:0:1:ffff::]:7002, [2001:db8:0:2::1]:7001",
        "192.0.2.1:7001, 192.0.2.1:7002, 192.0.2.2:7001",
    })
    void oneTargetMayHaveSixProbesWithinAnyHour(String first, String same, String neighbour) {
        for (int i = 0; i < 6; i++) {
            now += 1_000;
            assertThat(probe(ipv4Source(i), Endpoint.parse(i % 2 == 0 ? first : same)))
                    .isNull();
        }
        assertThat(probe(ipv4Source(6), Endpoint.parse(same))).isEqualTo(ProbeRefusal.TARGET);
        assertThat(probe(ipv4Source(6), Endpoint.parse(neighbour))).isNull();

        now += HOUR - 5_001;
        assertThat(probe(ipv4Source(7), Endpoint.parse(first))).isEqualTo(ProbeRefusal.TARGET);
        now += 1;
        assertThat(probe(ipv4Source(7), Endpoint.parse(first))).isNull();
        assertThat(probe(ipv4Source(8), Endpoint.parse(first))).isEqualTo(ProbeRefusal.TARGET);
    }

    @ParameterizedTest
    @CsvSource({
        "[2001:db8:1:%x::1]:7001, [2001:db8:2::1]:7001",
        "192.0.2.%d:7001, 192.0.3.1:7001",
    })
    void oneTargetNetworkMayHaveThirtyProbesWithinAnyHour(String pattern, String outside) {
        for (int i = 0; i < 30; i++) {
            now += 1_000;
            assertThat(probe(ipv4Source(i), Endpoint.parse(String.format(pattern, i))))
                    .isNull();
        }
        Endpoint next = Endpoint.parse(String.format(pattern, 30));
        assertThat(probe(ipv4Source(30), next)).isEqualTo(ProbeRefusal.TARGET_NETWORK);
        assertThat(probe(ipv4Source(30), Endpoint.parse(outside))).isNull();

        now += HOUR - 29_001;
        assertThat(probe(ipv4Source(31), next)).isEqualTo(ProbeRefusal.TARGET_NETWORK);
        now += 1;
        assertThat(probe(ipv4Source(31), next)).isNull();
    }

    @Test
    void aRefusedProbeTakesNothing() {
        ProbeBudget tight = new ProbeBudget(new ProbeLimits(1, 20, 6, 6, 30), keys);
        assertThat(tight.tryAcquire(ipv4Source(0), ipv6Target(0), now)).isNull();
        for (int i = 0; i < 100; i++) {
            assertThat(tight.tryAcquire(ipv4Source(1), ipv6Target(1), now)).isEqualTo(ProbeRefusal.AT_ONCE);
        }
        tight.release(ipv4Source(0));
        assertThat(tight.tryAcquire(ipv4Source(1), ipv6Target(1), now)).isNull();
        assertThat(tight.size()).isEqualTo(2);
    }

    @Test
    void onlyTheProbesOfAnHourAreKept() {
        int most = 0;
        Random random = new Random(1);
        for (int i = 0; i < 250_000; i++) {
            now += 20; // two and a half times as many as are allowed
            Endpoint source = Endpoint.ofIpv4(random.nextInt(), 1);
            if (budget.tryAcquire(source, ipv6Target(random.nextInt()), now) == null) {
                budget.release(source);
            }
            most = Math.max(most, budget.size());
        }
        assertThat(most).isBetween(71_000, 20 * 3_600);
        now += HOUR;
        assertThat(acquire(ipv4Source(1), ipv6Target(1))).isNull();
        assertThat(budget.size()).isEqualTo(1);
    }

    private ProbeRefusal probe(Endpoint source, Endpoint target) {
        ProbeRefusal refusal = acquire(source, target);
        if (refusal == null) {
            budget.release(source);
        }
        return refusal;
    }

    private ProbeRefusal acquire(Endpoint source, Endpoint target) {
        return budget.tryAcquire(source, target, now);
    }

    private static Endpoint ipv4Source(int i) {
        return Endpoint.ofIpv4(0xc6336400 + i, 6_881);
    }

    /** Returns a target with a /48 of its own. */
    private static Endpoint ipv6Target(int i) {
        return Endpoint.ofIpv6(0x2001_0000_0000_0000L | Integer.toUnsignedLong(i) << 16, 1, 6_881);
    }
}
