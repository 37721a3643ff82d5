package io.github.tracker6.status;

import io.github.tracker6.health.HealthState;
import io.github.tracker6.health.PartHealth;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** How the parts of the tracker do, the worst first. */
final class PartsSection {
    private PartsSection() {}

    /**
     * Writes the section.
     *
     * @param isPublic whether reasons are left out: they may hold addresses
     */
    static void write(HtmlWriter html, List<PartHealth> parts, boolean isPublic) {
        html.open("section").attribute("id", "parts").attribute("data-live");
        html.element("h2", "Parts of the tracker");
        if (parts.isEmpty()) {
            html.element("p", "empty", "No part is watched.");
        } else {
            table(html, parts, isPublic);
        }
        html.close();
    }

    private static void table(HtmlWriter html, List<PartHealth> parts, boolean isPublic) {
        html.open("table", "simple parts").element("caption", "The worst first");
        html.open("thead").open("tr");
        for (String head : List.of("Part", "State, and since when")) {
            html.open("th").attribute("scope", "col").text(head).close();
        }
        html.close().close().open("tbody");
        parts.stream()
                .sorted(Comparator.comparing(PartHealth::state).reversed())
                .forEach(part -> row(html, part, isPublic));
        html.close().close();
    }

    private static void row(HtmlWriter html, PartHealth part, boolean isPublic) {
        html.open("tr").open("th").attribute("scope", "row").text(PageText.shown(part.part()));
        if (!isPublic && !part.reason().isEmpty()) {
            html.element("span", "reason", PageText.shown(part.reason()));
        }
        html.close().open("td");
        state(html, part.state());
        html.open("span", "reason");
        PageText.time(html, part.since());
        html.close().close().close();
    }

    private static void state(HtmlWriter html, HealthState state) {
        html.open("span", "state " + word(state));
        sign(html, state);
        html.text(
                        switch (state) {
                            case UP -> "Up";
                            case DEGRADED -> "Degraded";
                            case DOWN -> "Down";
                        })
                .close();
    }

    /** Writes the sign of a state, in its colour. A text must say the same. */
    static void sign(HtmlWriter html, HealthState state) {
        html.open("svg", "sign " + word(state))
                .attribute("viewBox", "0 0 16 16")
                .attribute("aria-hidden", "true");
        String lines = switch (state) {
            case UP -> "M3,8.5L6.5,12L13,4.5";
            case DEGRADED -> "M8,2.5V9.5M8,13V13.5";
            case DOWN -> "M4,4L12,12M12,4L4,12";
        };
        html.open("path").attribute("d", lines).close().close();
    }

    private static String word(HealthState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
