package io.github.tracker6.http;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Answers some of the requests that a tracker's HTTP server receives: a status page, metrics, a health check. Announce and
 * scrape are routes too, and come first. Only {@code GET} and {@code HEAD} reach a route; to {@code HEAD} the body of the
 * answer is not sent. Thread-safe.
 */
@FunctionalInterface
public interface HttpRoute {
    /**
     * Answers a request, or passes: then the next route is asked, and after the last one the answer is status 404.
     *
     * <p>Runs on the server's thread, which serves other connections too: it must not block. An answer that takes longer
     * than a few milliseconds is made on a thread of the route's own, which completes the stage. A route that throws, or
     * whose stage completes exceptionally or with null, is answered with status 500 and a fixed text; the failure is counted
     * in {@link HttpTrackerHandler#routeFailures()} and logged at most once a second. If an answer is not ready in time, the server sends status 503, see {@link
     * HttpLimits.Builder#writeTimeout}.
     *
     * @return completes with the answer, on any thread, which also compresses it for a client that accepts that; null to
     *     pass
     */
    @Nullable
    CompletionStage<HttpAnswer> answer(RouteRequest request);
}
