package io.github.tracker6.status;

import java.util.Locale;

/** A small bar beside a number. It repeats the number, so it is not read aloud. */
final class ShareBar {
    private ShareBar() {}

    /**
     * Writes a bar.
     *
     * @param share of its width, 0 to 1
     */
    static void write(HtmlWriter html, String cssClass, double share) {
        write(html, cssClass, share, cssClass, 0);
    }

    /**
     * Writes a bar with a second one over its beginning.
     *
     * @param share of its width, 0 to 1
     * @param frontShare that of the one in front, up to the share
     */
    static void write(HtmlWriter html, String cssClass, double share, String frontClass, double frontShare) {
        html.open("svg", "share").attribute("aria-hidden", "true");
        part(html, "fill-ground", 1);
        part(html, cssClass, share);
        part(html, frontClass, frontShare);
        html.close();
    }

    private static void part(HtmlWriter html, String cssClass, double share) {
        if (share > 0) {
            html.open("rect", cssClass)
                    .attribute("width", String.format(Locale.ROOT, "%.1f%%", 100 * share))
                    .attribute("height", "100%")
                    .close();
        }
    }
}
