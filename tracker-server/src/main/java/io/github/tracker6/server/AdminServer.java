package io.github.tracker6.server;

import io.github.tracker6.engine.Tracker;
import io.github.tracker6.health.HealthMonitor;
import io.github.tracker6.http.HealthRoute;
import io.github.tracker6.http.HttpLimits;
import io.github.tracker6.http.netty.HttpTrackerServer;
import io.github.tracker6.http.netty.HttpTrackerServerBuilder;
import io.github.tracker6.status.TrackerStatus;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;

/** What is served to the operator alone: {@code /healthz}, {@code /readyz}, scrapes, the embedder's routes and the status. No announces. */
final class AdminServer {
    private static final int MAX_CONNECTIONS = 256;

    private AdminServer() {}

    /** Returns the options of the server. */
    static HttpTrackerServerBuilder builder(
            Tracker tracker,
            HealthMonitor health,
            TrackerStatus status,
            List<InetSocketAddress> addresses,
            List<Consumer<HttpTrackerServerBuilder>> options) {
        HttpTrackerServerBuilder builder = HttpTrackerServer.builder(tracker)
                .announces(false)
                .lan(true)
                .workers(1)
                .limits(HttpLimits.builder().maxConnections(MAX_CONNECTIONS).build())
                .route(HealthRoute.alive())
                .route(HealthRoute.ready(health));
        addresses.forEach(builder::bind);
        options.forEach(each -> each.accept(builder));
        return builder.route(status.adminRoute());
    }
}
