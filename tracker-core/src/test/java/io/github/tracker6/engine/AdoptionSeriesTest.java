package io.github.tracker6.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.store.StoreTotals;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AdoptionSeriesTest {
    private static final long START = Instant.parse("2030-01-01T00:00:00Z").toEpochMilli();
    private static final long PERIOD = AdoptionSeries.PERIOD.toMillis();

    private final AdoptionSeries series = new AdoptionSeries();

    @Test
    void aPeriodHasOnePoint() {
        assertThat(series.isDue(START)).isTrue();
        series.add(START, new StoreTotals(1, 2, 3, 4));
        assertThat(series.isDue(START + PERIOD - 1)).isFalse();
        series.add(START + PERIOD - 1, new StoreTotals(9, 9, 9, 9));
        assertThat(series.isDue(START + PERIOD)).isTrue();
        series.add(START + PERIOD + 17, new StoreTotals(1, 5, 6, 7));

        assertThat(series.points())
                .containsExactly(
                        new AdoptionSeries.Point(Instant.ofEpochMilli(START), 2, 3, 4),
                        new AdoptionSeries.Point(Instant.ofEpochMilli(START + PERIOD), 5, 6, 7));
    }

    @Test
    void thirtyDaysAreKeptAndTheOldestGivesWay() {
        int periods = AdoptionSeries.MAX_POINTS + 10;
        for (int i = 0; i < periods; i++) {
            series.add(START + i * PERIOD, new StoreTotals(0, i, 0, 0));
        }
        assertThat(series.points()).hasSize(8_640);
        assertThat(series.points().get(0).ipv4Hosts()).isEqualTo(10);
        assertThat(series.points().get(8_639).ipv4Hosts()).isEqualTo(periods - 1);
        assertThat(Duration.between(
                        series.points().get(0).time(),
                        series.points().get(8_639).time()))
                .isEqualTo(Duration.ofDays(30).minus(AdoptionSeries.PERIOD));
    }
}
