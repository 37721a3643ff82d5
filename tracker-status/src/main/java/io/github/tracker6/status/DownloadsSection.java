package io.github.tracker6.status;

import io.github.tracker6.status.StatusReport.FamilyDownloads;
import io.github.tracker6.status.StatusReport.YearDownloads;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The finished downloads per year and release, by family. */
final class DownloadsSection {
    /** Releases of a year with a row of their own. */
    private static final int MAX_RELEASES = 10;

    private DownloadsSection() {}

    /**
     * Writes the section.
     *
     * @param downloads the latest year first, in a year the most frequent release first
     * @param withReleases whether a year has a row for each release; else its sum alone
     */
    static void write(HtmlWriter html, List<YearDownloads> downloads, boolean withReleases) {
        html.open("section").attribute("id", "downloads").attribute("data-live");
        html.element("h2", "Finished downloads per year");
        if (downloads.isEmpty()) {
            html.element("p", "empty", "No download has finished yet.");
        } else {
            table(html, downloads, withReleases);
        }
        html.close();
    }

    private static void table(HtmlWriter html, List<YearDownloads> downloads, boolean withReleases) {
        html.open("table", "torrents downloads").attribute("role", "table");
        html.element("caption", "By release, and by the families that the host was known by when it finished");
        html.open("thead").attribute("role", "rowgroup").open("tr").attribute("role", "row");
        for (String head : List.of("Year and release", "IPv6 only", "Both", "IPv4 only", "All", "With IPv6")) {
            html.open("th", head.startsWith("Year") ? "" : "number")
                    .attribute("scope", "col")
                    .attribute("role", "columnheader")
                    .text(head)
                    .close();
        }
        html.close().close();
        downloads.stream()
                .collect(Collectors.groupingBy(YearDownloads::year, LinkedHashMap::new, Collectors.toList()))
                .forEach((year, releases) -> year(html, year, releases, withReleases ? MAX_RELEASES : 0));
        html.close();
    }

    private static void year(HtmlWriter html, int year, List<YearDownloads> releases, int rows) {
        html.open("tbody").attribute("role", "rowgroup");
        html.open("tr", "year").attribute("role", "row");
        head(html, "rowgroup").text(Integer.toString(year)).close();
        figures(html, sum(releases));
        html.close();
        for (YearDownloads release : releases.subList(0, Math.min(rows, releases.size()))) {
            html.open("tr").attribute("role", "row");
            head(html, "row");
            if (release.infoHash().isEmpty()) {
                html.text("Torrents without a row of their own");
            } else {
                PageText.name(html, release.name(), release.infoHash());
            }
            html.close();
            figures(html, release.total());
            html.close();
        }
        if (rows > 0 && releases.size() > rows) {
            List<YearDownloads> others = releases.subList(rows, releases.size());
            html.open("tr").attribute("role", "row");
            head(html, "row")
                    .text(PageText.count(others.size(), "other release", "other releases"))
                    .close();
            figures(html, sum(others));
            html.close();
        }
        html.close();
    }

    private static FamilyDownloads sum(List<YearDownloads> releases) {
        return releases.stream().map(YearDownloads::total).reduce(FamilyDownloads.NONE, FamilyDownloads::plus);
    }

    private static HtmlWriter head(HtmlWriter html, String scope) {
        return html.open("th", "name").attribute("scope", scope).attribute("role", "rowheader");
    }

    private static void figures(HtmlWriter html, FamilyDownloads downloads) {
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("IPv6 only", PageText.count(downloads.ipv6()));
        figures.put("Both", PageText.count(downloads.dualStack()));
        figures.put("IPv4 only", PageText.count(downloads.ipv4()));
        figures.put("All", PageText.count(downloads.all()));
        figures.put("With IPv6", PageText.percent(downloads.ipv6() + downloads.dualStack(), downloads.all()));
        figures.forEach((label, figure) -> html.open("td", "number")
                .attribute("role", "cell")
                .attribute("data-label", label)
                .text(figure)
                .close());
    }
}
