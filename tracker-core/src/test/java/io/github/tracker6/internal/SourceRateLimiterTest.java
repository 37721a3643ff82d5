package io.github.tracker6.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import org.junit.jupiter.api.Test;

class SourceRateLimiterTest {
    private static final long START = 1_700_000_000_000L;
    private static final long SITE = 0x2001_0db8_0001_0000L;

    private final SourceRateLimiter limiter =
            new SourceRateLimiter(3, 4, new SourceRateLimiter.Rate(50, 500), new SourceRateLimiter.Rate(2_000, 20_000));

    @Test
    void anIpv4AddressHasABurstOf500() {
        assertThat(acquired(501, START, AddressFamily.IPV4, 0, 0xc000_0201L)).isEqualTo(500);
    }

    @Test
    void anIpv6NetworkOf64BitsSharesABurstOf500() {
        int acquired = 0;
        for (int host = 1; host <= 501; host++) {
            acquired += acquired(1, START, AddressFamily.IPV6, SITE, host);
        }
        assertThat(acquired).isEqualTo(500);
    }

    @Test
    void anEmptyBucketGets50TokensPerSecond() {
        acquired(500, START, AddressFamily.IPV4, 0, 1);

        assertThat(acquired(10, START + 19, AddressFamily.IPV4, 0, 1)).isZero();
        assertThat(acquired(10, START + 20, AddressFamily.IPV4, 0, 1)).isEqualTo(1);
        assertThat(acquired(100, START + 1_020, AddressFamily.IPV4, 0, 1)).isEqualTo(50);
    }

    @Test
    void aBucketNeverHoldsMoreThanTheBurst() {
        acquired(500, START, AddressFamily.IPV4, 0, 1);

        assertThat(acquired(1_000, START + 3_600_000, AddressFamily.IPV4, 0, 1)).isEqualTo(500);
    }

    @Test
    void anIpv6SiteOf48BitsGets2000PerSecondOverAllItsNetworks() {
        assertThat(acquiredBySite(START, 60)).isEqualTo(20_000);
        assertThat(acquiredBySite(START + 1_000, 60)).isEqualTo(2_000);
    }

    @Test
    void aFloodOfOneNetworkTakesNothingFromItsSite() {
        acquired(100_000, START, AddressFamily.IPV6, SITE, 1);

        assertThat(acquired(500, START, AddressFamily.IPV6, SITE + 1, 1)).isEqualTo(500);
    }

    @Test
    void aFloodOfOneSourceTakesNothingFromOthers() {
        acquired(100_000, START, AddressFamily.IPV4, 0, 1);
        acquired(100_000, START, AddressFamily.IPV6, SITE, 1);

        assertThat(acquired(500, START, AddressFamily.IPV4, 0, 2)).isEqualTo(500);
        assertThat(acquired(500, START, AddressFamily.IPV6, SITE + 0x1_0000, 1)).isEqualTo(500);
    }

    @Test
    void seedsDecideWhoSharesABucket() {
        long[] unseeded = collisions(new SourceRateLimiter(0, 0, one(), one()));
        long[] seeded = collisions(new SourceRateLimiter(5, 6, one(), one()));

        // 20,000 sources in 262,144 buckets: about 740 are expected to meet another.
        assertThat(unseeded.length).isBetween(500, 1_000);
        assertThat(seeded.length).isBetween(500, 1_000);
        assertThat(seeded).isNotEqualTo(unseeded);
    }

    private static SourceRateLimiter.Rate one() {
        return new SourceRateLimiter.Rate(1, 1);
    }

    private static long[] collisions(SourceRateLimiter limiter) {
        return java.util.stream.LongStream.range(0, 20_000)
                .filter(source -> !limiter.tryAcquireIpv4(START, source))
                .toArray();
    }

    private int acquiredBySite(long nowMillis, int networks) {
        int acquired = 0;
        for (int network = 0; network < networks; network++) {
            acquired += acquired(500, nowMillis, AddressFamily.IPV6, SITE + 256 + network, 1);
        }
        return acquired;
    }

    private int acquired(int attempts, long nowMillis, AddressFamily family, long high, long low) {
        int acquired = 0;
        for (int i = 0; i < attempts; i++) {
            boolean ipv4 = family == AddressFamily.IPV4;
            if (ipv4 ? limiter.tryAcquireIpv4(nowMillis, low) : limiter.tryAcquireIpv6(nowMillis, high)) {
                acquired++;
            }
        }
        return acquired;
    }
}
