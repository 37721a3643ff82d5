package io.github.tracker6.http;

import io.github.tracker6.health.HealthMonitor;
import io.github.tracker6.health.PartHealth;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells programs whether a tracker lives and whether it is ready: {@code /healthz} and {@code /readyz}. Each answer is plain
 * text and is not to be cached. Thread-safe.
 *
 * @since 0.1.0
 */
public final class HealthRoute implements HttpRoute {
    private static final HttpAnswer OK = answer(200, "ok\n");

    private final String path;
    private final @Nullable HealthMonitor monitor;

    private HealthRoute(String path, @Nullable HealthMonitor monitor) {
        this.path = path;
        this.monitor = monitor;
    }

    /** Returns the route {@code /healthz}: status 200 and "ok" while the process answers. */
    public static HealthRoute alive() {
        return new HealthRoute("/healthz", null);
    }

    /**
     * Returns the route {@code /readyz}: status 200 and "ok" if no part is down, else 503 and one line per part that is, such as
     * "UDP: no socket is open". A part that is degraded changes nothing. For the operator alone: a reason may name a path or
     * an address of this machine.
     */
    public static HealthRoute ready(HealthMonitor monitor) {
        return new HealthRoute("/readyz", Objects.requireNonNull(monitor, "monitor"));
    }

    @Override
    public @Nullable CompletionStage<HttpAnswer> answer(RouteRequest request) {
        return request.path().equals(path) ? answer().done() : null;
    }

    private HttpAnswer answer() {
        List<PartHealth> down = monitor == null ? List.of() : monitor.down();
        return down.isEmpty()
                ? OK
                : answer(503, down.stream().map(HealthRoute::line).collect(Collectors.joining()));
    }

    private static String line(PartHealth part) {
        return part.part() + ": " + part.reason() + "\n";
    }

    private static HttpAnswer answer(int status, String text) {
        return HttpAnswer.of(status, "text/plain; charset=utf-8", text).withHeader("Cache-Control", "no-store");
    }
}
