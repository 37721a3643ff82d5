package io.github.tracker6.status;

import io.github.tracker6.http.HttpAnswer;
import org.jspecify.annotations.Nullable;

/**
 * The status of a tracker as a page: HTML that is complete without a script, a script that searches, sorts and refreshes it,
 * and its style. Nothing comes from another site, and the policy that is sent with it forbids that. Immutable, thread-safe.
 *
 * <p>All links are relative, so the page can be served under any prefix that ends with a slash.
 */
final class StatusPage {
    private static final String POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
            + " img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final PageAssets assets;
    private final boolean hasMetrics;

    private StatusPage(PageAssets assets, boolean hasMetrics) {
        this.assets = assets;
        this.hasMetrics = hasMetrics;
    }

    /**
     * Reads style, script and icon from the class path.
     *
     * @param hasMetrics whether {@code metrics} is served beside the page, for the operator
     */
    static StatusPage load(boolean hasMetrics) {
        return new StatusPage(PageAssets.load(), hasMetrics);
    }

    /**
     * Answers a request for the page or a file of it.
     *
     * @param path behind the prefix: "" or "/" for the page, {@code /status.css} and so on for a file
     * @param query as it came, without decoding; "" if none
     * @param report for the page
     * @param isPublic whether what may hold addresses and links to the operator's files are left out
     * @return null if there is nothing under the path
     */
    @Nullable
    HttpAnswer answer(String path, String query, StatusReport report, boolean isPublic) {
        return isPage(path) ? page(query, report, isPublic) : file(path, query);
    }

    /** Returns whether a path behind the prefix is that of the page, which needs a report. */
    static boolean isPage(String path) {
        return path.isEmpty() || path.equals("/");
    }

    /** Returns the page. */
    HttpAnswer page(String query, StatusReport report, boolean isPublic) {
        String html = new PageDocument(report, PageQuery.parse(query), assets, isPublic, hasMetrics).write();
        return guarded(HttpAnswer.of(200, "text/html; charset=utf-8", html)).withHeader("Cache-Control", "no-store");
    }

    /** Returns the style, the script or the icon; null for another path. */
    @Nullable
    HttpAnswer file(String path, String query) {
        HttpAnswer answer = path.startsWith("/") ? assets.answer(path.substring(1), query) : null;
        return answer == null ? null : guarded(answer);
    }

    private static HttpAnswer guarded(HttpAnswer answer) {
        return answer.withHeader("Content-Security-Policy", POLICY)
                .withHeader("X-Content-Type-Options", "nosniff")
                .withHeader("Referrer-Policy", "no-referrer");
    }
}
