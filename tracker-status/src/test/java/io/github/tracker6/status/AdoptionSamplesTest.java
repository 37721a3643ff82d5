package io.github.tracker6.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.engine.AdoptionSeries.Point;
import io.github.tracker6.status.AdoptionSamples.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdoptionSamplesTest {
    private static final Instant START = Instant.parse("2026-11-20T00:00:00Z");
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    private static Point point(int minutes, long hosts) {
        return new Point(START.plusSeconds(60L * minutes), hosts, 2 * hosts, 3 * hosts);
    }

    @Test
    void aSampleIsTheMeanOfItsPoints() {
        List<Sample> samples =
                AdoptionSamples.of(List.of(point(0, 10), point(5, 20), point(10, 7)), START, TEN_MINUTES);

        assertThat(samples)
                .containsExactly(new Sample(START, 30, 45, 15, 0), new Sample(START.plus(TEN_MINUTES), 14, 21, 7, 0));
    }

    @Test
    void earlierPointsAreLeftOut() {
        assertThat(AdoptionSamples.of(List.of(point(0, 10), point(5, 20)), START.plusSeconds(1), TEN_MINUTES))
                .extracting(Sample::ipv4)
                .containsExactly(20.0);
    }

    @Test
    void samplesAreCutWhereTheTrackerDidNotRun() {
        List<Point> points =
                IntStream.of(0, 5, 10, 45, 50).mapToObj(at -> point(at, 1)).toList();

        List<List<Sample>> runs = AdoptionSamples.runs(AdoptionSamples.of(points, START, TEN_MINUTES), TEN_MINUTES);

        assertThat(runs).extracting(List::size).containsExactly(2, 2);
        assertThat(AdoptionSamples.runs(List.of(), TEN_MINUTES)).isEmpty();
    }

    @Test
    void aGapIsAnAreaOfItsOwnInTheChart() {
        String html = new PageDocument(Reports.mirror(), PageQuery.ALL, PageAssets.load(), false, true).write();

        // Two runs in each chart, three areas in each run.
        assertThat(html.split("<path class=\"fill-ipv", -1)).hasSize(1 + 2 * 2 * 2);
        assertThat(html.split("<path class=\"fill-both", -1)).hasSize(1 + 2 * 2);
    }

    @ParameterizedTest
    @CsvSource({"0,1,1", "1,1,1", "4,1,4", "5,2,3", "1240,500,3", "2000,500,4", "2001,1000,3", "1e6,500000,2"})
    void theScaleHasFewStepsAndHoldsTheLargestValue(double max, long step, int steps) {
        assertThat(ChartScale.of(max)).isEqualTo(new ChartScale(step, steps));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1500,'1,500'", "10000,10k", "12500,12.5k", "1000000,1M", "2500000,2.5M"})
    void labelsAreShort(long value, String label) {
        assertThat(ChartScale.label(value)).isEqualTo(label);
    }
}
