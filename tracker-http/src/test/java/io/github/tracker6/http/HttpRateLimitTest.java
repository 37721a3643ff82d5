package io.github.tracker6.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tracker6.Endpoint;
import io.github.tracker6.address.Cidr;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.testkit.ScriptedStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rate limit as a client sees it. */
class HttpRateLimitTest {
    private static final String ANNOUNCE = "/announce?" + Requests.NEEDED;
    private static final String SCRAPE = "/scrape?info_hash=" + Requests.HASH;

    private final ScriptedStore store = new ScriptedStore();
    private long nowMillis = 1_700_000_000_000L;
    private HttpTrackerHandler handler = handler(options -> {});

    private HttpTrackerHandler handler(Consumer<HttpTrackerHandlerBuilder> options) {
        HttpTrackerHandlerBuilder builder = HttpTrackerHandler.builder(
                        Tracker.builder().store(store).build())
                .lan(true)
                .trustedProxies(List.of(Cidr.parse("192.0.2.200")))
                .route(request -> HttpAnswer.of(200, "text/plain", "ok").done())
                .clock(() -> nowMillis);
        options.accept(builder);
        return builder.build();
    }

    private int status(String target, String source) {
        return status(target, source, exchange -> {});
    }

    private int status(String target, String source, Consumer<TrackerExchange> more) {
        byte[] bytes = target.getBytes(StandardCharsets.ISO_8859_1);
        Endpoint from = Endpoint.parse(source.contains(":") ? "[" + source + "]:1" : source + ":1");
        TrackerExchange exchange =
                handler.newExchange().reset().target(bytes, 0, bytes.length).source(from);
        more.accept(exchange);
        return handler.handle(exchange).toCompletableFuture().join().status();
    }

    /** Returns how many of so many announces were answered. */
    private int answered(int announces, String source) {
        int answered = 0;
        for (int i = 0; i < announces; i++) {
            answered += status(ANNOUNCE, source) == 200 ? 1 : 0;
        }
        return answered;
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "2001:db8::1", "::1"})
    void aClientHas50PerSecondAndABurstOf500(String client) {
        assertThat(answered(501, client)).isEqualTo(500);
        assertThat(status(SCRAPE, client)).isEqualTo(429);
        nowMillis += 1_000;
        assertThat(answered(100, client)).isEqualTo(50);
        assertThat(handler.rateLimited()).isEqualTo(1 + 1 + 50);
        assertThat(store.announces).isEqualTo(550);
    }

    @Test
    void announcesAndScrapesShareTheRateAndOtherPathsHaveNone() {
        for (int i = 0; i < 500; i++) {
            assertThat(status(i % 2 == 0 ? ANNOUNCE : SCRAPE, "2001:db8::1")).isEqualTo(200);
        }
        assertThat(status(ANNOUNCE, "2001:db8::1")).isEqualTo(429);
        assertThat(status(SCRAPE, "2001:db8::1")).isEqualTo(429);
        assertThat(status("/health", "2001:db8::1")).isEqualTo(200);
    }

    @Test
    void a64IsOneClientAndA48HasALimitOfItsOwn() {
        answered(500, "2001:db8::1");
        assertThat(answered(1, "2001:db8::2")).isZero();
        assertThat(answered(1, "2001:db8:0:1::1")).isOne();
        nowMillis += 3_600_000;
        int answered = 0;
        for (int network = 0; network < 50; network++) {
            answered += answered(500, "2001:db8:0:" + network + "::1");
        }
        assertThat(answered).isEqualTo(20_000);
        assertThat(answered(1, "2001:db8:1::1")).isOne();
    }

    @Test
    void theClientIsTheOneThatATrustedProxyNames() {
        Consumer<TrackerExchange> first = exchange -> exchange.forwardedFor("198.51.100.1");
        for (int i = 0; i < 500; i++) {
            assertThat(status(ANNOUNCE, "192.0.2.200", first)).isEqualTo(200);
        }
        assertThat(status(ANNOUNCE, "192.0.2.200", first)).isEqualTo(429);
        assertThat(status(SCRAPE, "192.0.2.200", first)).isEqualTo(429);
        assertThat(status(ANNOUNCE, "192.0.2.200", exchange -> exchange.forwardedFor("198.51.100.2")))
                .isEqualTo(200);
        assertThat(status(SCRAPE, "192.0.2.200", exchange -> exchange.forwarded("for=198.51.100.2")))
                .isEqualTo(200);
        // Without a trusted proxy the header says nothing.
        answered(500, "192.0.2.1");
        assertThat(status(ANNOUNCE, "192.0.2.1", exchange -> exchange.forwardedFor("198.51.100.2")))
                .isEqualTo(429);
    }

    @Test
    void refusalOfAFaultyProxyIsNotHiddenByTheLimit() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(status(ANNOUNCE, "::1", exchange -> exchange.forwardedFor("198.51.100.1")))
                    .isEqualTo(200);
            assertThat(status(ANNOUNCE, "192.0.2.200")).isEqualTo(200);
        }
        assertThat(handler.undeclaredProxyRequests()).isEqualTo(1_000);
        assertThat(handler.silentProxyAnnounces()).isEqualTo(1_000);
        assertThat(store.announces).isZero();
    }

    @Test
    void malformedAnnouncesCountToo() {
        for (int i = 0; i < 500; i++) {
            status("/announce?x=y", "192.0.2.1");
        }
        assertThat(status("/announce?x=y", "192.0.2.1")).isEqualTo(429);
    }

    @Test
    void aFrameworkGetsARefusalWithoutABodyThatClosesTheConnection() {
        answered(500, "192.0.2.1");
        for (String method : List.of("GET", "HEAD")) {
            HttpAnswer refusal = handler.answer(method, ANNOUNCE, "192.0.2.1", name -> null)
                    .toCompletableFuture()
                    .join();
            assertThat(refusal.status()).isEqualTo(429);
            assertThat(refusal.body().hasRemaining()).isFalse();
            assertThat(refusal.headers())
                    .isEqualTo(Map.of("Content-Length", List.of("0"), "Connection", List.of("close")));
        }
    }

    @Test
    void theLimitIsAnOption() {
        handler = handler(options -> options.rateLimit(false));
        assertThat(answered(2_000, "192.0.2.1")).isEqualTo(2_000);
        handler = handler(options -> options.sourceRate(1, 2).prefixRate(1, 3));
        assertThat(answered(10, "192.0.2.1")).isEqualTo(2);
        assertThat(answered(10, "2001:db8::1")).isEqualTo(2);
        assertThat(answered(10, "2001:db8:0:1::1")).isEqualTo(1);
        assertThatThrownBy(() -> handler(options -> options.sourceRate(0, 1))).hasMessageContaining("perSecond 0");
        assertThatThrownBy(() -> handler(options -> options.prefixRate(1, 1_000_001)))
                .hasMessageContaining("burst 1000001");
    }
}
