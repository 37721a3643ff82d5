package io.github.tracker6.status;

import io.github.tracker6.HostCounts;
import io.github.tracker6.status.PageQuery.Sort;
import io.github.tracker6.status.StatusReport.TorrentFigures;

/** The torrents: those without a seed first, then the table with its search, order and pages. */
final class TorrentsSection {
    /** Torrents without a seed that are named above the table. */
    private static final int MAX_NAMED = 5;

    private final StatusReport report;
    private final PageQuery query;
    private final TorrentSelection selection;
    private final long seedless;

    TorrentsSection(StatusReport report, PageQuery query) {
        this.report = report;
        this.query = query;
        this.selection = TorrentSelection.of(report.torrents(), query);
        this.seedless = TorrentSelection.seedless(report.torrents());
    }

    void write(HtmlWriter html) {
        html.open("section").attribute("id", "torrents");
        html.element("h2", "Torrents");
        html.open("div").attribute("id", "without-seed").attribute("data-live");
        if (seedless > 0) {
            withoutSeed(html);
        }
        html.close();
        if (report.torrents().isEmpty()) {
            html.open("div").attribute("id", "results").attribute("data-live");
            html.element("p", "empty", report.isListed() ? "The list holds no torrent." : "No torrent has a peer yet.");
            html.close().close();
            return;
        }
        form(html);
        // Not changed as long as it says the same, so that it is read aloud when the result changes and not each time.
        html.open("p")
                .attribute("id", "found")
                .attribute("role", "status")
                .attribute("data-live")
                .text(found())
                .close();
        html.open("div").attribute("id", "results").attribute("data-live");
        if (selection.rows().isEmpty()) {
            html.open("p");
            link(html, "show-all", PageQuery.ALL)
                    .text("Show all torrents")
                    .close()
                    .close();
        } else {
            table(html);
            pages(html);
        }
        html.close().close();
    }

    private void withoutSeed(HtmlWriter html) {
        html.open("div", "notice");
        html.open("p").element("strong", PageText.count(seedless, "torrent has no seed", "torrents have no seed"));
        html.text(seedless == 1 ? ": no host has all of its data." : ": no host has all of their data.");
        html.close().open("ul");
        report.torrents().stream()
                .filter(torrent -> torrent.seeders() == 0)
                .limit(MAX_NAMED)
                .forEach(torrent -> {
                    html.open("li");
                    name(html, torrent);
                    html.close();
                });
        if (seedless > MAX_NAMED) {
            html.element("li", "and " + PageText.count(seedless - MAX_NAMED) + " more");
        }
        html.close().close();
    }

    private void form(HtmlWriter html) {
        html.open("div", "tools");
        html.open("form")
                .attribute("id", "search")
                .attribute("role", "search")
                .attribute("method", "get")
                .attribute("action", "#torrents");
        html.open("label").attribute("for", "q").text("Name or info hash").close();
        html.open("input")
                .attribute("id", "q")
                .attribute("name", "q")
                .attribute("type", "search")
                .attribute("autocomplete", "off")
                .attribute("spellcheck", "false")
                .attribute("maxlength", "200")
                .attribute("value", query.search())
                .close();
        html.open("span").attribute("id", "kept").attribute("data-live");
        if (!query.order().equals(PageQuery.ALL.order())) {
            hidden(html, "sort", query.order());
        }
        if (query.isSeedless()) {
            hidden(html, "seedless", "1");
        }
        html.close();
        html.open("button").attribute("type", "submit").text("Search").close().close();
        html.open("nav", "filter")
                .attribute("id", "filter")
                .attribute("aria-label", "Filter")
                .attribute("data-live");
        filter(html, "all", "All", report.torrents().size(), false);
        filter(html, "seedless", "Without a seed", seedless, true);
        html.close().close();
    }

    private static void hidden(HtmlWriter html, String name, String value) {
        html.open("input")
                .attribute("type", "hidden")
                .attribute("name", name)
                .attribute("value", value)
                .close();
    }

    private void filter(HtmlWriter html, String id, String label, long count, boolean isSeedless) {
        link(html, "filter-" + id, query.seedless(isSeedless));
        if (query.isSeedless() == isSeedless) {
            html.attribute("aria-current", "true");
        }
        html.text(label + " ").element("span", "note", PageText.count(count)).close();
    }

    private String found() {
        int first = (selection.page() - 1) * PageQuery.PAGE_SIZE + 1;
        int last = first + selection.rows().size() - 1;
        if (selection.found() == 0) {
            return "No torrent found";
        }
        String count = PageText.count(selection.found(), "torrent", "torrents");
        return selection.pages() == 1 ? count : PageText.count(first) + " to " + PageText.count(last) + " of " + count;
    }

    private void table(HtmlWriter html) {
        html.open("table", "torrents").attribute("role", "table");
        html.element("caption", "Hosts in each torrent. A hybrid is one row with the larger of its two swarms.");
        html.open("thead").attribute("role", "rowgroup").open("tr").attribute("role", "row");
        column(html, Sort.NAME, report.isListed() ? "Name" : "Info hash");
        column(html, Sort.IPV6, "With IPv6");
        column(html, Sort.SEEDS, "Seeds");
        column(html, Sort.LEECHERS, "Leechers");
        column(html, Sort.COMPLETED, "Completed");
        html.open("th", "link").attribute("scope", "col").attribute("role", "columnheader");
        html.element("span", "hidden-text", "Link").close();
        html.close().close().open("tbody").attribute("role", "rowgroup");
        selection.rows().forEach(torrent -> row(html, torrent));
        html.close().close();
    }

    private void column(HtmlWriter html, Sort column, String label) {
        // Without a list there are no names; the torrents with the most hosts are first.
        boolean isSorted = query.sort() == column && (column != Sort.NAME || report.isListed());
        html.open("th", column == Sort.NAME ? "name" : column == Sort.IPV6 ? "ipv6" : "number")
                .attribute("scope", "col")
                .attribute("role", "columnheader");
        if (isSorted) {
            html.attribute("aria-sort", query.isDescending() ? "descending" : "ascending");
        }
        link(html, "sort-" + column.word(), query.toggled(column)).text(label);
        if (isSorted) {
            html.open("span", "arrow").attribute("aria-hidden", "true");
            html.text(query.isDescending() ? "▼" : "▲").close();
        }
        html.close().close();
    }

    private static void row(HtmlWriter html, TorrentFigures torrent) {
        HostCounts hosts = torrent.hosts();
        html.open("tr").attribute("role", "row");
        html.open("th", "name").attribute("scope", "row").attribute("role", "rowheader");
        name(html, torrent);
        html.close();
        cell(html, "ipv6", "IPv6");
        long withIpv6 = TorrentSelection.withIpv6(hosts);
        double all = Math.max(1, hosts.hosts());
        ShareBar.write(html, "fill-both", withIpv6 / all, "fill-ipv6", hosts.ipv6() / all);
        html.text(PageText.percent(withIpv6, hosts.hosts())).close();
        cell(html, "number", "Seeds");
        if (torrent.seeders() == 0) {
            html.element("strong", "none", "0").close();
        } else {
            html.text(PageText.count(torrent.seeders())).close();
        }
        cell(html, "number", "Leechers")
                .text(PageText.count(torrent.leechers()))
                .close();
        cell(html, "number", "Completed")
                .text(PageText.count(torrent.downloaded()))
                .close();
        cell(html, "link", "")
                .open("a")
                .attribute("href", MagnetLink.of(torrent.release()))
                .attribute("title", "Open in a BitTorrent client")
                .text("magnet")
                .close();
        html.close().close();
    }

    private static HtmlWriter cell(HtmlWriter html, String cssClass, String label) {
        html.open("td", cssClass).attribute("role", "cell");
        return label.isEmpty() ? html : html.attribute("data-label", label);
    }

    private static void name(HtmlWriter html, TorrentFigures torrent) {
        PageText.name(
                html,
                torrent.release().name(),
                torrent.swarms().isEmpty()
                        ? torrent.release().infoHashes().get(0).toString()
                        : torrent.swarms().get(0).infoHash());
    }

    private void pages(HtmlWriter html) {
        if (selection.pages() == 1) {
            return;
        }
        html.open("nav", "pages").attribute("aria-label", "Pages");
        if (selection.page() > 1) {
            link(html, "page-previous", query.page(selection.page() - 1))
                    .attribute("rel", "prev")
                    .text("Previous")
                    .close();
        }
        html.element("span", "Page " + PageText.count(selection.page()) + " of " + PageText.count(selection.pages()));
        if (selection.page() < selection.pages()) {
            link(html, "page-next", query.page(selection.page() + 1))
                    .attribute("rel", "next")
                    .text("Next")
                    .close();
        }
        html.close();
    }

    /** Opens a link that the script follows without loading the page. */
    private static HtmlWriter link(HtmlWriter html, String id, PageQuery target) {
        return html.open("a")
                .attribute("id", id)
                .attribute("href", target.href())
                .attribute("data-query");
    }
}
