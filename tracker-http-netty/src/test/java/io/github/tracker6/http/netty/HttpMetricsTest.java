package io.github.tracker6.http.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.engine.AnswerTimes;
import io.github.tracker6.http.HttpLimits;
import io.github.tracker6.http.netty.metrics.HttpMetrics;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HttpMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void connectionsAreMetersByWhyTheyEnded() {
        HttpStats stats = new Wire().context.stats();
        long open = stats.openConnections();
        stats.accepted.add(10);
        stats.closed.add(3);
        stats.refusedTotal.add(1);
        stats.refusedPerAddress.add(2);
        stats.handshakesRateLimited.add(3);
        stats.evicted.add(4);
        stats.timeouts.add(5);
        stats.badProxyHeaders.add(6);
        stats.tlsFailures.add(7);
        stats.unread.add(8);
        stats.errors.add(9);
        stats.badRequests.add(11);
        try (HttpMetrics metrics = new HttpMetrics(stats, Tags.of("tracker", "public"))) {
            metrics.bindTo(registry);

            assertThat(registry.get("tracker6.http.connections")
                            .tag("tracker", "public")
                            .gauge()
                            .value())
                    .isEqualTo((double) (open + 7));
            assertThat(count("connections.accepted")).isEqualTo((double) stats.acceptedConnections());
            assertThat(count("connections.refused", "reason", "total")).isEqualTo(1);
            assertThat(count("connections.refused", "reason", "address")).isEqualTo(2);
            assertThat(count("connections.refused", "reason", "handshakes")).isEqualTo(3);
            assertThat(count("connections.closed", "reason", "evicted")).isEqualTo(4);
            assertThat(count("connections.closed", "reason", "timeout")).isEqualTo(5);
            assertThat(count("connections.closed", "reason", "proxy_header")).isEqualTo(6);
            assertThat(count("connections.closed", "reason", "tls")).isEqualTo(7);
            assertThat(count("connections.closed", "reason", "unread")).isEqualTo(8);
            assertThat(count("connections.closed", "reason", "error")).isEqualTo(9);
            assertThat(count("refusals", "reason", "bad_request")).isEqualTo(11);
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void requestsAreMetersByTheirKind() {
        Wire wire = new Wire();
        new HttpMetrics(wire.context.stats()).bindTo(registry);

        wire.send(Wire.GET);
        wire.send(Wire.GET);
        wire.send(Wire.SCRAPE);
        wire.send("GET /announce?port=x HTTP/1.1\r\nHost: a\r\n\r\n");

        assertThat(count("requests")).isEqualTo(4);
        assertThat(count("tracker.requests", "type", "announce")).isEqualTo(3);
        assertThat(count("tracker.requests", "type", "scrape")).isEqualTo(1);
        assertThat(count("refusals", "reason", "malformed")).isEqualTo(1);
        assertThat(count("refusals", "reason", "rate_limited")).isZero();
        assertThat(count("failures", "part", "tracker")).isZero();
    }

    @Test
    void oneAnnounceIn64IsMeasuredAndAHeldAnswerCountsWithItsWait() {
        Wire wire =
                new Wire(HttpLimits.builder().maxRequestsPerConnection(10_000).build());
        HttpMetrics metrics = new HttpMetrics(wire.context.stats());
        metrics.bindTo(registry);
        Timer timer = registry.get("tracker6.http.answer.time").timer();
        for (int i = 1; i < 2 * AnswerTimes.ONE_IN; i++) {
            wire.send(Wire.SCRAPE);
            wire.send(Wire.GET);
        }
        assertThat(timer.count()).isEqualTo(1);
        assertThat(timer.totalTime(TimeUnit.NANOSECONDS)).isZero(); // the clock stands still

        wire.store.gate = new CompletableFuture<>();
        wire.send(Wire.GET);
        wire.pass(Duration.ofMillis(500));
        assertThat(timer.count()).isEqualTo(1);
        wire.store.gate.complete(null);
        assertThat(wire.received()).contains("200 OK");

        assertThat(timer.count()).isEqualTo(2);
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(500);
        assertThat(timer.takeSnapshot().histogramCounts()).isNotEmpty();
        metrics.close();
        assertThat(wire.context.stats().answerTimes().isObserved()).isFalse();
    }

    private double count(String name, String... tags) {
        return registry.get("tracker6.http." + name)
                .tags(tags)
                .functionCounter()
                .count();
    }
}
