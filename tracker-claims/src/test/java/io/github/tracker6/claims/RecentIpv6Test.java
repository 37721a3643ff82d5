package io.github.tracker6.claims;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Endpoint;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RecentIpv6Test {
    private static final long NOW = 1_700_000_000_000L;
    private static final long LIFE = 20_000;
    private static final Endpoint ENDPOINT = Endpoint.parse("[2606:4700::5]:6881");

    private final RecentIpv6 recent = new RecentIpv6(1 << 10, LIFE);

    @Test
    void theSecondAnnounceFindsTheFirst() {
        assertThat(put(7, NOW)).isFalse();
        assertThat(recent.takeOrWait(7, NOW + LIFE)).isEqualTo(ENDPOINT);
        assertThat(recent.takeOrWait(8, NOW)).isNull();
        assertThat(put(8, NOW + LIFE)).isTrue();
    }

    @Test
    void eachIsFoundOnce() {
        put(7, NOW);
        recent.takeOrWait(7, NOW);
        assertThat(recent.takeOrWait(7, NOW)).isNull();
        assertThat(put(7, NOW)).isTrue();
        assertThat(put(7, NOW)).isFalse();
    }

    @Test
    void whatIsOldIsNotFound() {
        put(7, NOW);
        assertThat(recent.takeOrWait(7, NOW + LIFE + 1_000)).isNull();
        assertThat(put(7, NOW + 2 * LIFE + 2_000)).isFalse();
    }

    @Test
    void aHostInTheSameSlotIsAnotherHost() {
        put(7, NOW);
        assertThat(recent.takeOrWait(7 + (1 << 10), NOW)).isNull();
        assertThat(recent.takeOrWait(7, NOW)).isNull();
    }

    @Test
    void ofTwoAnnouncesAtTheSameTimeExactlyOneFindsTheOther() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            CyclicBarrier together = new CyclicBarrier(2);
            for (int i = 1; i <= 2_000; i++) {
                int host = i;
                Future<Boolean> overIpv6 = threads.submit(() -> {
                    together.await();
                    return put(host, NOW);
                });
                Future<Boolean> overIpv4 = threads.submit(() -> {
                    together.await();
                    return recent.takeOrWait(host, NOW) != null;
                });
                assertThat(overIpv6.get() ^ overIpv4.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private boolean put(long host, long nowMillis) {
        return recent.putOrMeet(host, ENDPOINT.addressHigh(), ENDPOINT.addressLow(), ENDPOINT.port(), nowMillis);
    }
}
