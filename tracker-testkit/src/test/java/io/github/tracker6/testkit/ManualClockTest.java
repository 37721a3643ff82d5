package io.github.tracker6.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ManualClockTest {
    private final ManualClock clock = ManualClock.atMillis(1_000);

    @Test
    void standsStillUntilAdvanced() {
        assertThat(clock.millis()).isEqualTo(1_000);
        assertThat(clock.advance(Duration.ofSeconds(2)).millis()).isEqualTo(3_000);
        assertThat(clock.instant()).isEqualTo(Instant.ofEpochMilli(3_000));
    }

    @Test
    void neverStepsBack() {
        assertThatIllegalArgumentException().isThrownBy(() -> clock.advance(Duration.ofMillis(-1)));
        assertThat(clock.millis()).isEqualTo(1_000);
    }

    @Test
    void sharesItsTimeWithOtherZones() {
        var elsewhere = clock.withZone(ZoneId.of("Europe/Berlin"));
        clock.advance(Duration.ofMillis(5));
        assertThat(elsewhere.millis()).isEqualTo(1_005);
        assertThat(elsewhere.getZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    }

    @Test
    void stepsOfManyThreadsAddUp() {
        IntStream.range(0, 1_000).parallel().forEach(i -> clock.advance(Duration.ofMillis(1)));
        assertThat(clock.millis()).isEqualTo(2_000);
    }
}
