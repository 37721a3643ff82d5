package io.github.tracker6.server;

import io.github.tracker6.http.HttpAnswer;
import io.github.tracker6.http.HttpRoute;
import io.github.tracker6.http.RouteRequest;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Says at {@code /} what this is, to people who open the tracker's address in a browser. */
final class LandingRoute implements HttpRoute {
    private static final HttpAnswer TEXT = HttpAnswer.of(
            200,
            "text/plain; charset=utf-8",
            "This is a BitTorrent tracker. BitTorrent clients announce to /announce; there is nothing to see here.\n");

    @Override
    public @Nullable CompletionStage<HttpAnswer> answer(RouteRequest request) {
        return request.path().equals("/") ? TEXT.done() : null;
    }
}
