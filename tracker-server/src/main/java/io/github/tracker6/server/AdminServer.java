package io.github.tracker6.server;

import io.github.tracker6.engine.Tracker;
import io.github.tracker6.http.HttpAnswer;
import io.github.tracker6.http.HttpLimits;
import io.github.tracker6.http.HttpRoute;
import io.github.tracker6.http.RouteRequest;
import io.github.tracker6.http.netty.HttpTrackerServer;
import io.github.tracker6.http.netty.HttpTrackerServerBuilder;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is served to the operator alone: {@code /healthz}, scrapes, and the embedder's routes. No announces. */
final class AdminServer {
    private static final int MAX_CONNECTIONS = 256;

    private AdminServer() {}

    /** Returns the options of the server. */
    static HttpTrackerServerBuilder builder(
            Tracker tracker, List<InetSocketAddress> addresses, List<Consumer<HttpTrackerServerBuilder>> options) {
        HttpTrackerServerBuilder builder = HttpTrackerServer.builder(tracker)
                .announces(false)
                .lan(true)
                .workers(1)
                .limits(HttpLimits.builder().maxConnections(MAX_CONNECTIONS).build())
                .route(new Health());
        addresses.forEach(builder::bind);
        options.forEach(each -> each.accept(builder));
        return builder;
    }

    /** Says that the process serves. */
    private static final class Health implements HttpRoute {
        private static final HttpAnswer OK =
                HttpAnswer.of(200, "text/plain; charset=utf-8", "ok\n").withHeader("Cache-Control", "no-store");

        @Override
        public @Nullable CompletionStage<HttpAnswer> answer(RouteRequest request) {
            return request.path().equals("/healthz") ? OK.done() : null;
        }
    }
}
