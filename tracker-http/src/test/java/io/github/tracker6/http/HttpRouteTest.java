package io.github.tracker6.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tracker6.address.Cidr;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class HttpRouteTest {
    private static final HttpAnswer OK = HttpAnswer.of(200, "text/plain", "ok\n");

    private final List<RouteRequest> asked = new ArrayList<>();
    private final Requests tracker = new Requests();

    /** Answers a path, and keeps what it was asked for. */
    private HttpRoute at(String path, CompletionStage<HttpAnswer> answer) {
        return request -> {
            asked.add(request);
            return request.path().equals(path) ? answer : null;
        };
    }

    private static HttpTrackerHandler routes(HttpRoute... routes) {
        HttpTrackerHandlerBuilder builder = HttpTrackerHandler.builder();
        List.of(routes).forEach(builder::route);
        return builder.build();
    }

    private static HttpAnswer get(HttpTrackerHandler handler, String target) {
        return get(handler, target, Map.of());
    }

    private static HttpAnswer get(HttpTrackerHandler handler, String target, Map<String, List<String>> headers) {
        return handler.answer("GET", target, "2001:db8::1", headers::get)
                .toCompletableFuture()
                .join();
    }

    private static String body(HttpAnswer answer) {
        return Requests.text(answer.body());
    }

    @Test
    void routesAreAskedInOrderAndTheFirstThatDoesNotPassAnswers() {
        HttpTrackerHandler handler = routes(
                at("/a", OK.done()),
                at(
                        "/b",
                        HttpAnswer.of(418, "image/png", ByteBuffer.wrap(new byte[] {(byte) 0x89, 0}))
                                .done()),
                at("/b", OK.done()));
        HttpAnswer answer = get(handler, "/b?x=%41&y");
        assertThat(answer.status()).isEqualTo(418);
        assertThat(answer.headers()).containsEntry("Content-Type", List.of("image/png"));
        assertThat(body(answer)).isEqualTo("\u0089\u0000");
        assertThat(asked).hasSize(2);
        assertThat(asked.get(0).query()).isEqualTo("x=%41&y");
        assertThat(get(handler, "/c").status()).isEqualTo(404);
        assertThat(asked).hasSize(5);
    }

    @Test
    void announceAndScrapeComeFirstAndAreSeenByNoOtherRoute() {
        HttpTrackerHandler handler = HttpTrackerHandler.builder(tracker.tracker)
                .lan(true)
                .route(at("/healthz", OK.done()))
                .build();
        assertThat(body(get(handler, "/KEY/announce?" + Requests.NEEDED))).startsWith("d8:complete");
        assertThat(body(get(handler, "/scrape?info_hash=" + Requests.HASH))).startsWith("d5:files");
        assertThat(asked).isEmpty();
        assertThat(body(get(handler, "/healthz"))).isEqualTo("ok\n");
    }

    @Test
    void aHandlerOfRoutesAloneServesNoAnnounce() {
        HttpTrackerHandler handler = routes(at("/healthz", OK.done()));
        assertThat(get(handler, "/announce?" + Requests.NEEDED).status()).isEqualTo(404);
        assertThat(handler.announces()).isZero();
        assertThat(handler.failures()).isZero();
        assertThatThrownBy(() -> HttpTrackerHandler.builder().build()).hasMessageContaining("neither");
    }

    @Test
    void aRouteSeesPathQueryHeadersAndTheClientBehindTheProxy() {
        HttpTrackerHandler handler = HttpTrackerHandler.builder()
                .route(at("/", OK.done()))
                .trustedProxies(List.of(Cidr.parse("2001:db8::/32")))
                .build();
        Map<String, List<String>> headers =
                Map.of("X-Forwarded-For", List.of("192.0.2.7"), "If-None-Match", List.of("a", "b"));
        get(handler, "HTTP://example.org", headers);
        assertThat(asked.get(0).path()).isEqualTo("/");
        assertThat(asked.get(0).query()).isEmpty();
        assertThat(asked.get(0).client()).hasToString("/192.0.2.7");
        assertThat(asked.get(0).header("If-None-Match")).containsExactly("a", "b");
        assertThat(asked.get(0).header("Cookie")).isEmpty();
        get(handler, "/%7e/\u00e4?\u00ff", Map.of("X-Forwarded-For", List.of("unknown")));
        assertThat(asked.get(1).path()).isEqualTo("/%7e/\u00e4");
        assertThat(asked.get(1).query()).isEqualTo("\u00ff");
        assertThat(asked.get(1).client()).isNull();
        get(handler, "/", Map.of());
        assertThat(asked.remove(2).client()).isNull();
        get(handler, "nothing");
        assertThat(asked).hasSize(2);
    }

    @Test
    void aRouteMayAnswerLater() {
        CompletableFuture<HttpAnswer> later = new CompletableFuture<>();
        CompletableFuture<HttpAnswer> answer = routes(at("/slow", later))
                .answer("GET", "/slow", "192.0.2.1", name -> null)
                .toCompletableFuture();
        assertThat(answer).isNotDone();
        later.complete(OK);
        assertThat(body(answer.join())).isEqualTo("ok\n");
    }

    @Test
    void aRouteThatFailsIsStatus500WithAFixedTextAndCounted() {
        CompletableFuture<HttpAnswer> later = new CompletableFuture<>();
        List<HttpRoute> failing = List.of(
                request -> {
                    throw new IllegalStateException("secret");
                },
                request -> {
                    throw new StackOverflowError("secret");
                },
                request -> HttpAnswer.of(200, "a/b", "")
                        .withHeader("X", request.query() + "\r\n")
                        .done(),
                request -> CompletableFuture.failedFuture(new IOException("secret")),
                request -> CompletableFuture.completedFuture(null),
                request -> later);
        List<HttpAnswer> answers = new ArrayList<>();
        for (HttpRoute route : failing) {
            HttpTrackerHandler handler = routes(route, at("/", OK.done()));
            CompletableFuture<HttpAnswer> answer =
                    handler.answer("GET", "/", "192.0.2.1", name -> null).toCompletableFuture();
            later.completeExceptionally(new LinkageError("secret"));
            answers.add(answer.join());
            assertThat(handler.routeFailures()).isEqualTo(1);
            assertThat(handler.failures()).isZero();
        }
        assertThat(answers).hasSize(6).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(500);
            assertThat(body(answer)).isEqualTo("Internal server error\n");
        });
        assertThat(asked).isEmpty();
    }

    @Test
    void headHasTheHeadersOfGetAndNoBody() {
        HttpTrackerHandler handler = routes(at("/a", OK.done()));
        HttpAnswer answer = handler.answer("HEAD", "/a", "192.0.2.1", name -> null)
                .toCompletableFuture()
                .join();
        assertThat(answer.headers()).isEqualTo(get(handler, "/a").headers());
        assertThat(answer.body().remaining()).isZero();
    }

    @Test
    void otherMethodsReachNoRoute() {
        HttpTrackerHandler handler = routes(at("/a", OK.done()));
        HttpAnswer post = handler.answer("POST", "/a", "192.0.2.1", name -> null)
                .toCompletableFuture()
                .join();
        assertThat(post.status()).isEqualTo(405);
        assertThat(post.headers()).containsEntry("Allow", List.of("GET, HEAD"));
        assertThat(asked).isEmpty();
    }

    @Test
    void longTextIsCompressedForAClientThatAcceptsIt() throws IOException {
        String text = "0123456789".repeat(500);
        Map<String, List<String>> gzip = Map.of("Accept-Encoding", List.of("br, gzip"));
        for (String type : List.of("text/html", "application/json", "image/svg+xml", "text/javascript")) {
            HttpAnswer answer =
                    get(routes(at("/", HttpAnswer.of(200, type, text).done())), "/", gzip);
            assertThat(answer.headers())
                    .containsEntry("Content-Encoding", List.of("gzip"))
                    .containsEntry("Vary", List.of("Accept-Encoding"))
                    .containsEntry(
                            "Content-Length",
                            List.of(Integer.toString(answer.body().remaining())));
            assertThat(answer.body().remaining()).isLessThan(500);
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes(answer)))) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo(text);
            }
        }
    }

    private static byte[] bytes(HttpAnswer answer) {
        byte[] bytes = new byte[answer.body().remaining()];
        answer.body().get(bytes);
        return bytes;
    }

    @Test
    void whatIsShortOrCompressedAlreadyOrNotAskedForStaysAsItIs() {
        Map<String, List<String>> gzip = Map.of("Accept-Encoding", List.of("gzip"));
        HttpAnswer text = HttpAnswer.of(200, "text/plain", "x".repeat(4_096));
        assertThat(get(routes(at("/", text.done())), "/", gzip).headers()).containsKey("Content-Encoding");
        List<HttpAnswer> plain = List.of(
                HttpAnswer.of(200, "text/plain", "x".repeat(4_095)),
                HttpAnswer.of(200, "image/png", "x".repeat(5_000)),
                HttpAnswer.empty(304));
        for (HttpAnswer answer : plain) {
            assertThat(get(routes(at("/", answer.done())), "/", gzip)).isSameAs(answer);
        }
        assertThat(get(routes(at("/", text.done())), "/")).isSameAs(text);
        HttpAnswer own = text.withHeader("Content-Encoding", "br");
        assertThat(get(routes(at("/", own.done())), "/", gzip)).isSameAs(own);
    }
}
