package io.github.tracker6.status;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.engine.Protocol;
import io.github.tracker6.status.StatusReport.AnnounceRate;
import java.util.Comparator;
import java.util.List;

/** The announces per second, by protocol and family. */
final class AnnouncesSection {
    private AnnouncesSection() {}

    static void write(HtmlWriter html, StatusReport report) {
        html.open("section").attribute("id", "announces").attribute("data-live");
        html.element("h2", "Announces");
        long total = report.announces().stream().mapToLong(AnnounceRate::total).sum();
        if (total == 0) {
            html.element("p", "empty", "No announce has been answered yet.");
        } else {
            table(html, report.announces());
        }
        html.close();
    }

    private static void table(HtmlWriter html, List<AnnounceRate> rates) {
        double most = rates.stream().mapToDouble(AnnounceRate::perSecond).max().orElse(0);
        html.open("table", "simple");
        html.element("caption", "Announces per second over the last minute, and in total since the start");
        html.open("thead").open("tr");
        html.open("th").attribute("scope", "col").text("Protocol").close();
        html.open("th", "number").attribute("scope", "col").text("Per second").close();
        html.open("th", "bar-cell")
                .attribute("scope", "col")
                .element("span", "hidden-text", "As a bar")
                .close();
        html.open("th", "number")
                .attribute("scope", "col")
                .text("Since the start")
                .close();
        html.close().close().open("tbody");
        rates.stream()
                .filter(rate -> rate.total() > 0 || !rate.protocol().equals(Protocol.OTHER.name()))
                .sorted(Comparator.comparing(AnnounceRate::protocol)
                        .thenComparing(
                                Comparator.comparing(AnnounceRate::family).reversed()))
                .forEach(rate -> row(html, rate, most));
        html.close().close();
    }

    private static void row(HtmlWriter html, AnnounceRate rate, double most) {
        boolean isIpv6 = rate.family() == AddressFamily.IPV6;
        html.open("tr").open("th").attribute("scope", "row");
        html.text(rate.protocol() + (isIpv6 ? " over IPv6" : " over IPv4")).close();
        html.element("td", "number", PageText.rate(rate.perSecond()));
        html.open("td", "bar-cell");
        ShareBar.write(html, isIpv6 ? "fill-ipv6" : "fill-ipv4", most == 0 ? 0 : rate.perSecond() / most);
        html.close();
        html.element("td", "number", PageText.count(rate.total()));
        html.close();
    }
}
