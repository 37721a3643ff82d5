package io.github.tracker6.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.HostCounts;
import io.github.tracker6.store.StoreTotals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
        HostCounts counts = new HostCounts(5, 6, 7, 8, 9, 10, 11);
        series.add(START + PERIOD + 17, new StoreTotals(1, counts));

        assertThat(series.points())
                .containsExactly(
                        new AdoptionSeries.Point(Instant.ofEpochMilli(START), 2, 3, 4),
                        new AdoptionSeries.Point(Instant.ofEpochMilli(START + PERIOD), counts));
    }

    @Test
    void pointsOfAnEarlierRunComeFirst() {
        AdoptionSeries earlier = new AdoptionSeries();
        for (int i = 0; i < 5; i++) {
            earlier.add(START + i * PERIOD, new StoreTotals(0, i, 0, 0));
        }
        series.add(START + 3 * PERIOD, new StoreTotals(0, 33, 0, 0));
        series.add(START + 7 * PERIOD, new StoreTotals(0, 77, 0, 0));

        series.restore(earlier.points());
        series.restore(List.of());

        assertThat(series.points()).extracting(AdoptionSeries.Point::ipv4Hosts).containsExactly(0L, 1L, 2L, 33L, 77L);
        assertThat(series.isDue(START + 7 * PERIOD)).isFalse();
        series.add(START + 8 * PERIOD, new StoreTotals(0, 88, 0, 0));
        assertThat(series.points()).hasSize(6);
    }

    @Test
    void ofTooManyPointsTheOldestAreLeftOut() {
        AdoptionSeries earlier = new AdoptionSeries();
        for (int i = 0; i < AdoptionSeries.MAX_POINTS; i++) {
            earlier.add(START + i * PERIOD, new StoreTotals(0, i, 0, 0));
        }
        series.add(START + AdoptionSeries.MAX_POINTS * PERIOD, new StoreTotals(0, -1, 0, 0));
        series.restore(earlier.points());
        assertThat(series.points()).hasSize(AdoptionSeries.MAX_POINTS);
        assertThat(series.points().get(0).ipv4Hosts()).isEqualTo(1);
        assertThat(series.points().get(AdoptionSeries.MAX_POINTS - 1).ipv4Hosts())
                .isEqualTo(-1);
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
