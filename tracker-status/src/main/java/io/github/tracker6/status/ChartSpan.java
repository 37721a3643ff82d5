package io.github.tracker6.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The lengths of time that there is a chart of. */
enum ChartSpan {
    DAY("day", "Last 24 hours", Duration.ofHours(24), Duration.ofMinutes(10), Duration.ofHours(2), Duration.ofHours(4)),
    MONTH("month", "Last 30 days", Duration.ofDays(30), Duration.ofHours(3), Duration.ofDays(1), Duration.ofDays(5));

    private final String id;
    private final String title;
    private final Duration length;
    private final Duration sample;
    private final Duration row;
    private final Duration tick;

    ChartSpan(String id, String title, Duration length, Duration sample, Duration row, Duration tick) {
        this.id = id;
        this.title = title;
        this.length = length;
        this.sample = sample;
        this.row = row;
        this.tick = tick;
    }

    String id() {
        return id;
    }

    String title() {
        return title;
    }

    Duration length() {
        return length;
    }

    /** Returns the length of time of one sample of the chart. */
    Duration sample() {
        return sample;
    }

    /** Returns the length of time of one row of the table below the chart. */
    Duration row() {
        return row;
    }

    /** Returns the times with a label. */
    List<Instant> ticks(Instant start, Instant end) {
        List<Instant> ticks = new ArrayList<>();
        long step = tick.toSeconds();
        for (long at = -Math.floorDiv(-start.getEpochSecond(), step) * step; at <= end.getEpochSecond(); at += step) {
            ticks.add(Instant.ofEpochSecond(at));
        }
        return ticks;
    }

    /** Returns the label of a time. */
    String label(Instant time) {
        return this == DAY ? PageText.hour(time) : PageText.day(time);
    }
}
