package io.github.tracker6.status;

import io.github.tracker6.HostCounts;
import io.github.tracker6.Reachability;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The hosts by families and reachability: one stacked bar with its numbers. */
final class FamiliesSection {
    private FamiliesSection() {}

    static void write(HtmlWriter html, HostCounts hosts) {
        html.open("section").attribute("id", "families").attribute("data-live");
        html.element("h2", "Hosts by address family");
        if (hosts.hosts() == 0) {
            html.element("p", "empty", "No host has announced yet.");
        } else {
            bar(html, hosts);
            legend(html, hosts);
        }
        html.close();
    }

    private static void bar(HtmlWriter html, HostCounts hosts) {
        html.open("svg", "bar")
                .attribute("width", "100%")
                .attribute("height", "44")
                .attribute("role", "img")
                .attribute("aria-label", words(hosts));
        double left = 0;
        for (HostBand band : HostBand.values()) {
            double width = 100.0 * band.count(hosts) / hosts.hosts();
            if (width > 0) {
                html.open("rect")
                        .attribute("x", percent(left))
                        .attribute("width", percent(width))
                        .attribute("height", "100%");
                band.fill(html);
                html.element("title", words(band, hosts)).close();
                left += width;
            }
        }
        // Lines between the bands, on top: neighbours stay apart for those who see no difference in their colours.
        left = 0;
        for (HostBand band : HostBand.values()) {
            double width = 100.0 * band.count(hosts) / hosts.hosts();
            if (width > 0 && left > 0) {
                html.open("line", "gap")
                        .attribute("x1", percent(left))
                        .attribute("x2", percent(left))
                        .attribute("y1", "0")
                        .attribute("y2", "100%")
                        .close();
            }
            left += width;
        }
        html.close();
    }

    private static void legend(HtmlWriter html, HostCounts hosts) {
        html.open("dl", "legend");
        for (HostBand band : HostBand.values()) {
            html.open("div").open("dt");
            band.swatch(html);
            html.text(band.label()).close();
            html.open("dd").element("strong", PageText.count(band.count(hosts))).text(" ");
            html.element("span", "note", PageText.percent(band.count(hosts), hosts.hosts()))
                    .close();
            if (band == HostBand.IPV6_ONLY && hosts.ipv6() > 0) {
                html.element("dd", "note", reachability(hosts));
            }
            html.close();
        }
        html.close();
    }

    private static String reachability(HostCounts hosts) {
        return PageText.count(hosts.ipv6(Reachability.REACHED)) + " reachable, "
                + PageText.count(hosts.ipv6(Reachability.NOT_REACHED)) + " not, "
                + PageText.count(hosts.ipv6(Reachability.UNKNOWN)) + " untested";
    }

    private static String words(HostCounts hosts) {
        return Arrays.stream(HostBand.values()).map(band -> words(band, hosts)).collect(Collectors.joining("; "));
    }

    private static String words(HostBand band, HostCounts hosts) {
        return band.label() + ": " + PageText.count(band.count(hosts)) + " ("
                + PageText.percent(band.count(hosts), hosts.hosts()) + ")";
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f%%", value);
    }
}
