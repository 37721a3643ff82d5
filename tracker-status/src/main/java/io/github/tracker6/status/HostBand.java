package io.github.tracker6.status;

import io.github.tracker6.HostCounts;
import java.util.function.Consumer;

/** Hosts of one kind, as bars and legends show them: each has a colour or a pattern of its own. In the order of the bar. */
enum HostBand {
    IPV6_ONLY("IPv6 only", "ipv6", ""),
    BOTH_REACHED("Both, IPv6 reachable", "both", ""),
    BOTH_UNKNOWN("Both, IPv6 not tested", "both", "#dots"),
    BOTH_NOT_REACHED("Both, IPv6 not reachable", "both", "#stripes"),
    IPV4_ONLY("IPv4 only", "ipv4", "");

    private final String label;
    private final String family;
    private final String pattern;

    HostBand(String label, String family, String pattern) {
        this.label = label;
        this.family = family;
        this.pattern = pattern;
    }

    /** Returns its words. */
    String label() {
        return label;
    }

    /** Returns how many of the hosts are of this kind. */
    long count(HostCounts hosts) {
        return switch (this) {
            case IPV6_ONLY -> hosts.ipv6();
            case BOTH_REACHED -> hosts.dualStackReached();
            case BOTH_UNKNOWN -> hosts.dualStackUnknown();
            case BOTH_NOT_REACHED -> hosts.dualStackNotReached();
            case IPV4_ONLY -> hosts.ipv4();
        };
    }

    /** Fills the SVG element that was opened last with its colour or pattern. */
    void fill(HtmlWriter html) {
        if (pattern.isEmpty()) {
            html.attribute("class", "fill-" + family);
        } else {
            html.attribute("class", "fill-pattern").attribute("fill", "url(" + pattern + ")");
        }
    }

    /** Writes a small square for a legend. */
    void swatch(HtmlWriter html) {
        swatch(html, this::fill);
    }

    /** Writes a small square for a legend, filled by the caller. */
    static void swatch(HtmlWriter html, Consumer<HtmlWriter> fill) {
        html.open("svg", "swatch")
                .attribute("width", "14")
                .attribute("height", "14")
                .attribute("aria-hidden", "true");
        html.open("rect").attribute("width", "14").attribute("height", "14").attribute("rx", "3");
        fill.accept(html);
        html.close().close();
    }

    /** Writes the patterns, once per page. */
    static void patterns(HtmlWriter html) {
        html.open("svg", "patterns")
                .attribute("width", "0")
                .attribute("height", "0")
                .attribute("aria-hidden", "true")
                .open("defs");
        pattern(html, "stripes", "7");
        html.attribute("patternTransform", "rotate(45)");
        ground(html, "7");
        html.open("rect", "fill-surface")
                .attribute("width", "3")
                .attribute("height", "7")
                .close()
                .close();
        pattern(html, "dots", "7");
        ground(html, "7");
        html.open("circle", "fill-surface")
                .attribute("cx", "3.5")
                .attribute("cy", "3.5")
                .attribute("r", "1.6")
                .close()
                .close();
        html.close().close();
    }

    private static void pattern(HtmlWriter html, String id, String size) {
        html.open("pattern")
                .attribute("id", id)
                .attribute("width", size)
                .attribute("height", size)
                .attribute("patternUnits", "userSpaceOnUse");
    }

    private static void ground(HtmlWriter html, String size) {
        html.open("rect", "fill-both")
                .attribute("width", size)
                .attribute("height", size)
                .close();
    }
}
