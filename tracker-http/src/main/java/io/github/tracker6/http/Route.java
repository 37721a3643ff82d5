package io.github.tracker6.http;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Takes a request, or passes. Unlike an {@link HttpRoute} it works on the reused exchange and needs no object. */
interface Route {
    /**
     * Answers a request. Never throws.
     *
     * @return completes with {@code exchange}, never exceptionally; {@link TrackerExchange#done()} if the answer is there;
     *     null to pass
     */
    @Nullable
    CompletionStage<TrackerExchange> answer(TrackerExchange exchange);

    /** Returns whether the route answers each request for a path, so that nothing else can have it; default false. */
    default boolean takes(RequestTarget target) {
        return false;
    }
}
