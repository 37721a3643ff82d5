package io.github.tracker6.status;

import io.github.tracker6.status.StatusReport.Count;
import java.util.List;

/** What was refused or dropped, and what was answered but not listed: the most frequent first. */
final class CountsSection {
    private CountsSection() {}

    static void write(HtmlWriter html, StatusReport report) {
        html.open("section").attribute("id", "refusals").attribute("data-live");
        html.element("h2", "Refused");
        if (report.refusals().isEmpty()) {
            html.element("p", "empty", "Nothing has been refused since the start.");
        } else {
            table(html, report.refusals(), "Refused or dropped since the start, and why");
        }
        if (!report.unlisted().isEmpty()) {
            table(html, report.unlisted(), "Answered, but not handed out to others, since the start");
        }
        html.close();
    }

    private static void table(HtmlWriter html, List<Count> counts, String caption) {
        long most = counts.stream().mapToLong(Count::count).max().orElse(1);
        html.open("table", "simple").element("caption", caption);
        html.open("thead").open("tr");
        html.open("th").attribute("scope", "col").text("Reason").close();
        html.open("th", "bar-cell")
                .attribute("scope", "col")
                .element("span", "hidden-text", "As a bar")
                .close();
        html.open("th", "number").attribute("scope", "col").text("Times").close();
        html.close().close().open("tbody");
        for (Count count : counts) {
            html.open("tr")
                    .open("th")
                    .attribute("scope", "row")
                    .text(count.label())
                    .close();
            html.open("td", "bar-cell");
            ShareBar.write(html, "fill-count", (double) count.count() / most);
            html.close().element("td", "number", PageText.count(count.count())).close();
        }
        html.close().close();
    }
}
