package io.github.tracker6.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private static final long START = 1_700_000_000_000L;

    private long nanos = 5_000_000_000L;
    private long uptime = 77_000;

    private final SteadyClock clock = SteadyClock.start(START, () -> nanos, () -> uptime);

    private void pass(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
        uptime += millis;
    }

    @Test
    void followsTheTimeThatPasses() {
        assertThat(clock.millis()).isEqualTo(START);
        pass(1_234);
        assertThat(clock.millis()).isEqualTo(START + 1_234);
        assertThat(clock.instant().toEpochMilli()).isEqualTo(START + 1_234);
    }

    @Test
    void catchesUpWithASleepOnce() {
        pass(10_000);
        uptime += 7_200_000;
        assertThat(clock.millis()).isEqualTo(START + 10_000);

        clock.catchUp();
        assertThat(clock.millis()).isEqualTo(START + 7_210_000);
        pass(1_000);
        clock.catchUp();
        assertThat(clock.millis()).isEqualTo(START + 7_211_000);

        uptime += 3_600_000;
        clock.catchUp();
        assertThat(clock.millis()).isEqualTo(START + 10_811_000);
    }

    @Test
    void neverGoesBackAndIgnoresHowTheReadingsDiffer() {
        for (int i = 0; i < 100; i++) {
            pass(1_000);
            uptime += i % 3 - 1; // the kernel's figure is in hundredths of a second
            long before = clock.millis();
            clock.catchUp();
            assertThat(clock.millis()).isEqualTo(before);
        }
        uptime -= 50_000; // no kernel does this
        long before = clock.millis();
        clock.catchUp();
        assertThat(clock.millis()).isEqualTo(before);
    }

    @Test
    void uptimeThatCannotBeReadChangesNothing() {
        pass(1_000);
        uptime = Long.MIN_VALUE;
        clock.catchUp();
        assertThat(clock.millis()).isEqualTo(START + 1_000);
    }

    @Test
    void clockOfAnotherZoneCatchesUpToo() {
        var other = clock.withZone(ZoneId.of("Europe/Berlin"));
        uptime += 60_000;
        clock.catchUp();
        assertThat(other.millis()).isEqualTo(clock.millis()).isEqualTo(START + 60_000);
        assertThat(other.getZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    }

    @Test
    void realOneAgreesWithTheWallClock() {
        SteadyClock real = SteadyClock.start();
        real.catchUp();
        assertThat(Math.abs(real.millis() - System.currentTimeMillis())).isLessThan(2_000);
    }
}
