package io.github.tracker6.status;

import io.github.tracker6.HostCounts;
import io.github.tracker6.engine.AdoptionSeries;
import io.github.tracker6.health.HealthState;
import io.github.tracker6.health.PartHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The figures that a reader looks at first. */
final class TotalsSection {
    private TotalsSection() {}

    static void write(HtmlWriter html, StatusReport report) {
        html.open("section").attribute("id", "totals").attribute("data-live");
        html.element("h2", "hidden-text", "Totals");
        html.open("dl", "totals");
        HostCounts hosts = report.hosts();
        long withIpv6 = TorrentSelection.withIpv6(hosts);
        total(html, "main-total", "Hosts with IPv6", PageText.percent(withIpv6, hosts.hosts()));
        note(html, ipv6Note(report));
        total(html, "", "Hosts", PageText.count(hosts.hosts()));
        note(html, PageText.count(withIpv6) + " with IPv6");
        total(
                html,
                "",
                report.isListed() ? "Torrents" : "Torrents with peers",
                PageText.count(report.isListed() ? report.torrents().size() : report.swarms()));
        note(html, PageText.count(report.swarms(), "swarm with peers", "swarms with peers"));
        parts(html, report.parts());
        html.close().close();
    }

    private static void total(HtmlWriter html, String cssClass, String label, String figure) {
        html.open("div", cssClass).element("dt", label).element("dd", "figure", figure);
    }

    private static void note(HtmlWriter html, String text) {
        html.element("dd", "note", text).close();
    }

    private static String ipv6Note(StatusReport report) {
        List<AdoptionSeries.Point> points = report.adoption();
        if (points.isEmpty() || report.hosts().hosts() == 0) {
            return "IPv6 alone, or both families";
        }
        Instant start = report.time().minus(Duration.ofDays(30));
        AdoptionSeries.Point first = points.stream()
                .filter(point -> !point.time().isBefore(start))
                .findFirst()
                .orElse(points.get(points.size() - 1));
        Duration ago = Duration.between(first.time(), report.time());
        if (ago.toHours() < 1 || first.families().hosts() == 0) {
            return "IPv6 alone, or both families";
        }
        return PageText.percent(
                        TorrentSelection.withIpv6(first.families()),
                        first.families().hosts())
                + ", " + PageText.length(ago.plusMinutes(10)) + " ago";
    }

    private static void parts(HtmlWriter html, List<PartHealth> parts) {
        if (parts.isEmpty()) {
            return;
        }
        HealthState worst = parts.stream()
                .map(PartHealth::state)
                .max(HealthState::compareTo)
                .orElseThrow();
        long up = count(parts, HealthState.UP);
        html.open("div").element("dt", "Parts that work").open("dd", "figure");
        PartsSection.sign(html, worst);
        html.text(" " + (up == parts.size() ? "All " : up + " of ") + parts.size())
                .close();
        html.open("dd", "note")
                .open("a")
                .attribute("href", "#parts")
                .text(ill(parts))
                .close();
        html.close().close();
    }

    private static String ill(List<PartHealth> parts) {
        String text = Stream.of(HealthState.DOWN, HealthState.DEGRADED)
                .filter(state -> count(parts, state) > 0)
                .map(state -> count(parts, state) + " " + state.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return text.isEmpty() ? "See them" : text;
    }

    private static long count(List<PartHealth> parts, HealthState state) {
        return parts.stream().filter(part -> part.state() == state).count();
    }
}
