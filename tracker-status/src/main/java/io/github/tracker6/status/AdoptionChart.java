package io.github.tracker6.status;

import io.github.tracker6.status.AdoptionSamples.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A chart of the hosts over time, by families, as SVG: stacked areas, and a line of those that can be reached over IPv6. */
final class AdoptionChart {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 250;
    private static final int LEFT = 46;
    private static final int RIGHT = 552;
    private static final int TOP = 12;
    private static final int BOTTOM = 220;

    /** From the back to the front: each area hides the lower part of the one before. */
    private static final List<Area> AREAS = List.of(
            new Area("fill-ipv4", Sample::hosts),
            new Area("fill-both", Sample::withIpv6),
            new Area("fill-ipv6", Sample::ipv6));

    private final ChartSpan span;
    private final Instant end;
    private final Instant start;
    private final List<Sample> samples;
    private final ChartScale scale;

    private record Area(String cssClass, ToDoubleFunction<Sample> top) {}

    /**
     * @param samples of the span's length, oldest first; at least one
     */
    AdoptionChart(ChartSpan span, Instant end, List<Sample> samples) {
        this.span = span;
        this.end = end;
        this.start = end.minus(span.length());
        this.samples = samples;
        this.scale =
                ChartScale.of(samples.stream().mapToDouble(Sample::hosts).max().orElse(0));
    }

    void write(HtmlWriter html, String words) {
        String title = span.id() + "-title";
        String description = span.id() + "-words";
        html.open("svg", "chart")
                .attribute("viewBox", "0 0 " + WIDTH + " " + HEIGHT)
                .attribute("role", "img")
                .attribute("aria-labelledby", title + " " + description);
        html.open("title").attribute("id", title).text(span.title()).close();
        html.open("desc").attribute("id", description).text(words).close();
        html.open("rect", "fill-ground")
                .attribute("x", number(LEFT))
                .attribute("y", number(TOP))
                .attribute("width", number(RIGHT - LEFT))
                .attribute("height", number(BOTTOM - TOP))
                .close();
        for (List<Sample> run : AdoptionSamples.runs(samples, span.sample())) {
            AREAS.forEach(area -> area(html, area, run));
            reached(html, run);
        }
        verticalAxis(html);
        timeAxis(html);
        html.close();
    }

    private void area(HtmlWriter html, Area area, List<Sample> run) {
        StringBuilder path = new StringBuilder("M").append(point(run.get(0).time(), 0));
        top(path, run, area.top());
        path.append('L').append(point(endOf(run), 0)).append('Z');
        html.open("path", area.cssClass()).attribute("d", path.toString()).close();
    }

    private void reached(HtmlWriter html, List<Sample> run) {
        StringBuilder path = new StringBuilder();
        top(path, run, Sample::reached);
        html.open("path", "reached")
                .attribute("d", path.replace(0, 1, "M").toString())
                .close();
    }

    private void top(StringBuilder path, List<Sample> run, ToDoubleFunction<Sample> value) {
        for (Sample sample : run) {
            path.append('L').append(point(sample.time(), value.applyAsDouble(sample)));
        }
        path.append('L').append(point(endOf(run), value.applyAsDouble(run.get(run.size() - 1))));
    }

    private Instant endOf(List<Sample> run) {
        return run.get(run.size() - 1).time().plus(span.sample());
    }

    private void verticalAxis(HtmlWriter html) {
        for (long value : scale.values()) {
            double y = y((double) value);
            html.open("line", value == 0 ? "axis" : "grid")
                    .attribute("x1", number(LEFT))
                    .attribute("x2", number(RIGHT))
                    .attribute("y1", number(y))
                    .attribute("y2", number(y))
                    .close();
            html.open("text", "label-y")
                    .attribute("x", number(LEFT - 8))
                    .attribute("y", number(y + 4))
                    .text(ChartScale.label(value))
                    .close();
        }
    }

    private void timeAxis(HtmlWriter html) {
        List<Instant> ticks = span.ticks(start, end);
        for (int i = 0; i < ticks.size(); i++) {
            double x = x(ticks.get(i));
            html.open("line", "axis")
                    .attribute("x1", number(x))
                    .attribute("x2", number(x))
                    .attribute("y1", number(BOTTOM))
                    .attribute("y2", number(BOTTOM + 5))
                    .close();
            html.open("text", i % 2 == 0 ? "label-x" : "label-x wide")
                    .attribute("x", number(Math.min(x, RIGHT - 16)))
                    .attribute("y", number(BOTTOM + 21))
                    .text(span.label(ticks.get(i)))
                    .close();
        }
    }

    private String point(Instant time, double hosts) {
        return number(x(time)) + "," + number(y(hosts));
    }

    private double x(Instant time) {
        double share = (double) Duration.between(start, time).toSeconds()
                / span.length().toSeconds();
        return LEFT + Math.max(0, Math.min(1, share)) * (RIGHT - LEFT);
    }

    private double y(double hosts) {
        return BOTTOM - hosts / scale.top() * (BOTTOM - TOP);
    }

    /** Returns a coordinate, not negative, with one decimal at most. */
    private static String number(double value) {
        long tenths = Math.round(10 * value);
        return tenths % 10 == 0 ? Long.toString(tenths / 10) : tenths / 10 + "." + tenths % 10;
    }
}
