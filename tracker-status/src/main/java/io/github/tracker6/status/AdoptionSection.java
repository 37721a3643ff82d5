package io.github.tracker6.status;

import io.github.tracker6.status.AdoptionSamples.Sample;
import java.time.Instant;
import java.util.List;

/** The hosts over 24 hours and 30 days, as charts and as tables. */
final class AdoptionSection {
    private AdoptionSection() {}

    static void write(HtmlWriter html, StatusReport report) {
        html.open("section").attribute("id", "adoption").attribute("data-live");
        html.element("h2", "Hosts over time");
        if (report.adoption().isEmpty()) {
            html.element(
                    "p",
                    "empty",
                    "The tracker has just started. It notes the numbers of hosts every five minutes; the charts begin"
                            + " with the first note.");
        } else {
            legend(html);
            html.open("div", "columns");
            for (ChartSpan span : ChartSpan.values()) {
                chart(html, span, report);
            }
            html.close();
        }
        html.close();
    }

    private static void legend(HtmlWriter html) {
        html.open("ul", "keys");
        key(html, "fill-ipv6", "IPv6 only");
        key(html, "fill-both", "Both families");
        key(html, "fill-ipv4", "IPv4 only");
        html.open("li")
                .open("svg", "swatch")
                .attribute("width", "22")
                .attribute("height", "14")
                .attribute("aria-hidden", "true");
        html.open("rect", "fill-both")
                .attribute("width", "22")
                .attribute("height", "14")
                .attribute("rx", "3")
                .close();
        html.open("path", "reached").attribute("d", "M0,7L22,7").close().close();
        html.text("Reachable over IPv6").close().close();
    }

    private static void key(HtmlWriter html, String cssClass, String label) {
        html.open("li");
        HostBand.swatch(html, square -> square.attribute("class", cssClass));
        html.text(label).close();
    }

    private static void chart(HtmlWriter html, ChartSpan span, StatusReport report) {
        Instant from = report.time().minus(span.length());
        List<Sample> samples = AdoptionSamples.of(report.adoption(), from, span.sample());
        html.open("figure");
        if (samples.isEmpty()) {
            html.element("figcaption", span.title());
            html.element("p", "empty", "The tracker noted nothing in this time.")
                    .close();
            return;
        }
        String words = words(samples);
        html.open("figcaption").element("strong", span.title()).text(" ");
        html.element("span", "note", words).close();
        new AdoptionChart(span, report.time(), samples).write(html, words);
        html.open("details").attribute("id", span.id() + "-figures");
        html.element("summary", "Figures");
        table(html, span, AdoptionSamples.of(report.adoption(), from, span.row()));
        html.close().close();
    }

    private static String words(List<Sample> samples) {
        Sample first = samples.get(0);
        Sample last = samples.get(samples.size() - 1);
        return "From " + share(first) + " to " + share(last) + " with IPv6";
    }

    private static String share(Sample sample) {
        return PageText.percent(Math.round(sample.withIpv6()), Math.round(sample.hosts()));
    }

    private static void table(HtmlWriter html, ChartSpan span, List<Sample> rows) {
        html.open("div", "scroll")
                .attribute("tabindex", "0")
                .attribute("role", "region")
                .attribute("aria-label", span.title() + ", figures");
        html.open("table", "figures");
        html.element("caption", "Mean numbers of hosts, UTC");
        html.open("thead").open("tr");
        for (String head : List.of("From", "IPv6 only", "Both", "IPv4 only", "Reachable")) {
            html.open("th").attribute("scope", "col").text(head).close();
        }
        html.close().close().open("tbody");
        for (int i = rows.size() - 1; i >= 0; i--) {
            Sample row = rows.get(i);
            html.open("tr").open("th").attribute("scope", "row");
            html.text(span == ChartSpan.DAY ? PageText.hour(row.time()) : PageText.day(row.time()))
                    .close();
            for (double hosts : new double[] {row.ipv6(), row.dualStack(), row.ipv4(), row.reached()}) {
                html.element("td", PageText.count(Math.round(hosts)));
            }
            html.close();
        }
        html.close().close().close();
    }
}
