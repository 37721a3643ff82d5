package io.github.tracker6.status;

import io.github.tracker6.status.StatusReport.FamilyDownloads;
import io.github.tracker6.status.StatusReport.SwarmFigures;
import io.github.tracker6.status.StatusReport.YearDownloads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The whole page: the frame, and the sections in their order. */
final class PageDocument {
    private final StatusReport report;
    private final PageQuery query;
    private final PageAssets assets;
    private final boolean isPublic;
    private final boolean showsTorrents;
    private final boolean hasMetrics;

    PageDocument(StatusReport report, PageQuery query, PageAssets assets, boolean isPublic, boolean hasMetrics) {
        this.report = report;
        this.query = query;
        this.assets = assets;
        this.isPublic = isPublic;
        this.hasMetrics = hasMetrics;
        // Where every torrent is tracked, the info hashes are those of the clients, and not for everyone.
        this.showsTorrents = report.isListed() || !isPublic;
    }

    String write() {
        HtmlWriter html = new HtmlWriter();
        html.open("html").attribute("lang", "en");
        head(html);
        html.open("body");
        html.open("a", "skip")
                .attribute("href", "#main")
                .text("Skip to the figures")
                .close();
        HostBand.patterns(html);
        header(html);
        html.open("main").attribute("id", "main").attribute("tabindex", "-1");
        TotalsSection.write(html, report);
        FamiliesSection.write(html, report.hosts());
        AdoptionSection.write(html, report);
        AnnouncesSection.write(html, report);
        if (showsTorrents) {
            new TorrentsSection(report, query).write(html);
        }
        html.open("div", "columns");
        CountsSection.write(html, report);
        PartsSection.write(html, report.parts(), isPublic);
        html.close();
        DownloadsSection.write(html, isPublic ? listedDownloads() : report.downloads(), showsTorrents);
        html.close();
        footer(html);
        return html.close().close().toString();
    }

    /** Leaves the names out of releases that are not in the list any more: everyone sees this. */
    private List<YearDownloads> listedDownloads() {
        Set<String> listed = report.torrents().stream()
                .flatMap(torrent -> torrent.swarms().stream())
                .map(SwarmFigures::infoHash)
                .collect(Collectors.toSet());
        Map<Integer, FamilyDownloads> others = new LinkedHashMap<>();
        List<YearDownloads> shown = new ArrayList<>();
        for (YearDownloads row : report.downloads()) {
            if (listed.contains(row.infoHash())) {
                shown.add(row);
            } else {
                others.merge(row.year(), row.total(), FamilyDownloads::plus);
            }
        }
        others.forEach((year, total) -> shown.add(new YearDownloads(year, "", "", total, Map.of())));
        shown.sort(Comparator.comparingInt(YearDownloads::year).reversed());
        return shown;
    }

    private void head(HtmlWriter html) {
        html.open("head");
        html.open("meta").attribute("charset", "utf-8").close();
        meta(html, "viewport", "width=device-width, initial-scale=1");
        meta(html, "color-scheme", "light dark");
        html.element("title", "Tracker status");
        html.open("link")
                .attribute("rel", "stylesheet")
                .attribute("href", assets.style())
                .close();
        html.open("link")
                .attribute("rel", "icon")
                .attribute("type", "image/svg+xml")
                .attribute("href", assets.icon())
                .close();
        html.open("script").attribute("src", assets.script()).attribute("defer").close();
        html.close();
    }

    private static void meta(HtmlWriter html, String name, String content) {
        html.open("meta").attribute("name", name).attribute("content", content).close();
    }

    private void header(HtmlWriter html) {
        html.open("header").open("div", "bar-top");
        html.element("h1", "Tracker status");
        html.open("p", "updated").open("span").attribute("id", "updated").attribute("data-live");
        html.text("As of ");
        PageText.timeOfDay(html, report.time());
        html.close();
        // Shown by the script: without it there is nothing to pause and nothing that could fail.
        html.open("span", "failed")
                .attribute("id", "failed")
                .attribute("role", "status")
                .close();
        html.open("button")
                .attribute("id", "pause")
                .attribute("type", "button")
                .attribute("hidden")
                .text("Pause updates")
                .close();
        html.close().close().close();
    }

    private void footer(HtmlWriter html) {
        html.open("footer");
        html.element(
                "p",
                "We count hosts, once per swarm: a host in two torrents counts twice. A host is one client with its"
                        + " IPv4 address, its IPv6 address, or both. “Reachable” means that the tracker connected to the"
                        + " host’s IPv6 address. A torrent for both versions of BitTorrent has two swarms; its row shows"
                        + " the larger numbers. Clients announce every "
                        + PageText.length(Duration.ofSeconds(report.intervalSeconds()))
                        + ". All times are UTC.");
        html.open("p").attribute("id", "version").attribute("data-live");
        html.text(report.version().isEmpty() ? "Tracker6" : "Tracker6 " + report.version())
                .text(", started ");
        PageText.time(html, report.started());
        html.close();
        if (!isPublic) {
            html.open("p");
            file(html, "stats.json");
            html.text(" · ");
            file(html, "torrents.csv");
            if (hasMetrics) {
                html.text(" · ");
                file(html, "metrics");
            }
            html.close();
        }
        html.close();
    }

    /** Links what is served beside the page. */
    private static void file(HtmlWriter html, String name) {
        html.open("a").attribute("href", name).text(name).close();
    }
}
