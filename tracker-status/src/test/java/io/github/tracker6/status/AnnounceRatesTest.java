package io.github.tracker6.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.Protocol;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.status.StatusReport.AnnounceRate;
import io.github.tracker6.store.memory.MemorySwarmStore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AnnounceRatesTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // a clock that overflows at once
    private final Tracker tracker =
            Tracker.builder().store(MemorySwarmStore.builder().build()).build();
    private final AnnounceRates rates = new AnnounceRates(tracker.stats(), nanos::get);

    private void announce(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(tracker.announce(new AnnounceRequest()
                            .infoHash(1, 2, 3)
                            .source(AddressFamily.IPV6, 0x2a00000000000000L, 1)
                            .port(6881)
                            .protocol(Protocol.UDP)))
                    .isCompleted();
        }
    }

    private AnnounceRate udp6() {
        return rates.rates().stream()
                .filter(rate -> rate.protocol().equals("UDP") && rate.family() == AddressFamily.IPV6)
                .findFirst()
                .orElseThrow();
    }

    private void pass(int seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void beforeTheFirstMinuteIsOverTheRateIsThatSinceTheStart() {
        assertThat(udp6().perSecond()).isZero();
        announce(20);
        pass(10);
        assertThat(udp6().perSecond()).isCloseTo(2, within(0.001));
        rates.sample();
        pass(10);
        assertThat(udp6().perSecond()).isCloseTo(1, within(0.001));
    }

    @Test
    void theRateIsThatOfTheLastMinute() {
        announce(1_000);
        for (int i = 0; i < 30; i++) {
            pass(10);
            rates.sample();
        }
        announce(60);
        assertThat(udp6().perSecond()).isCloseTo(1, within(0.001));
        pass(10);
        assertThat(udp6().perSecond()).isCloseTo(60 / 70.0, within(0.001));
        assertThat(udp6().total()).isEqualTo(1_060);
    }
}
