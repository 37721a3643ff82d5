package io.github.tracker6.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.health.Health;
import io.github.tracker6.health.HealthMonitor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HealthRouteTest {
    private final AtomicReference<Health> store = new AtomicReference<>(Health.UP);
    private final AtomicReference<Health> udp = new AtomicReference<>(Health.UP);
    private final HealthMonitor monitor =
            new HealthMonitor().add("Store", store::get).add("UDP", udp::get);
    private final HttpTrackerHandler handler = HttpTrackerHandler.builder()
            .route(HealthRoute.alive())
            .route(HealthRoute.ready(monitor))
            .build();

    @Test
    void aTrackerIsReadyWhereEveryPartIsUpOrDegraded() {
        assertAnswer("/readyz", 200, "ok\n");
        store.set(Health.degraded("nearly full: 95 of 100 peers"));
        assertAnswer("/readyz", 200, "ok\n");
    }

    @Test
    void eachPartThatIsDownIsALineAndTheProcessIsAliveAllTheSame() {
        store.set(Health.down("not in step yet,\nconnecting"));
        assertAnswer("/readyz", 503, "Store: not in step yet, connecting\n");
        udp.set(Health.down("no socket is open"));
        assertAnswer("/readyz", 503, "Store: not in step yet, connecting\nUDP: no socket is open\n");
        assertAnswer("/healthz", 200, "ok\n");
        store.set(Health.UP);
        udp.set(Health.UP);
        assertAnswer("/readyz", 200, "ok\n");
    }

    @Test
    void otherPathsAreLeftToOtherRoutes() {
        assertThat(get("/readyz/more").status()).isEqualTo(404);
        assertThat(get("/readyz?verbose").status())
                .as("a query changes nothing")
                .isEqualTo(200);
    }

    private void assertAnswer(String path, int status, String body) {
        HttpAnswer answer = get(path);
        assertThat(Requests.text(answer.body())).isEqualTo(body);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers())
                .containsEntry("Content-Type", List.of("text/plain; charset=utf-8"))
                .containsEntry("Cache-Control", List.of("no-store"));
    }

    private HttpAnswer get(String path) {
        return handler.answer("GET", path, "2001:db8::1", Map.<String, List<String>>of()::get)
                .toCompletableFuture()
                .join();
    }
}
