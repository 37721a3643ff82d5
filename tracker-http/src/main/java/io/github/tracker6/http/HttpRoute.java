package io.github.tracker6.http;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Answers some of the requests that a tracker's HTTP server receives: a status page, metrics, a health check. Announce and
 * scrape are routes too, and come first. Only {@code GET} and {@code HEAD} reach a route; to {@code HEAD} the body of the
 * answer is not sent. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface HttpRoute {
    /**
     * Answers a request, or returns null: then the next route is called. After the last route the answer is status 404.
     *
     * <p>Runs on the server's thread, which serves other connections too: it must not block. If an answer takes longer
     * than a few milliseconds, make it on a thread of the route's own, and complete the stage there. If the route
     * throws, or its stage completes exceptionally or with null, the client gets status 500 with a fixed text. The
     * failure is counted in {@link HttpTrackerHandler#routeFailures()} and logged at most once a second. If the answer
     * is not ready in time, the server sends status 503, see {@link HttpLimits.Builder#writeTimeout}.
     *
     * @return completes with the answer, on any thread; the same thread compresses the answer if the client accepts
     *     gzip. Null if another route should answer
     */
    @Nullable
    CompletionStage<HttpAnswer> answer(RouteRequest request);
}
