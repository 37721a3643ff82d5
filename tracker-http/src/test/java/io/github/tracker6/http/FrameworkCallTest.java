package io.github.tracker6.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.Tracker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link HttpTrackerHandler#answer}, as a framework calls it. */
class FrameworkCallTest {
    private static final String ANNOUNCE = "/announce?" + Requests.NEEDED;
    private final Requests requests = new Requests(true, HttpLimits.defaults(), "2001:db8:ffff::/48");

    private HttpAnswer get(String target, String remote, Map<String, List<String>> headers) {
        return requests.handler
                .answer("GET", target, remote, headers::get)
                .toCompletableFuture()
                .join();
    }

    private Requests.Seen seen(String target, String remote, Map<String, List<String>> headers) {
        requests.seen = null;
        assertThat(get(target, remote, headers).status()).isEqualTo(200);
        Requests.Seen last = requests.seen;
        assertThat(last).isNotNull();
        return last;
    }

    @Test
    void anAnnounceIsAnsweredAsOverAnyServer() {
        requests.store.peers.add(Endpoint.parse("[2001:db8::2]:6882"));
        HttpAnswer answer = get(ANNOUNCE, "2001:db8::1", Map.of());
        String body = Requests.text(answer.body());
        assertThat(body).isEqualTo(requests.announce("")).contains("6:peers618:");
        assertThat(answer.headers())
                .containsExactly(
                        Map.entry("Content-Type", List.of("text/plain")),
                        Map.entry("Content-Length", List.of(Integer.toString(body.length()))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2001:db8::1 | [2001:db8::1]",
                "[2001:db8::1] | [2001:db8::1]",
                "[2001:db8::1]:443 | [2001:db8::1]",
                "2001:db8:0:0:0:0:0:1%eth0 | [2001:db8::1]",
                "fe80::1%2 | [fe80::1]",
                "192.0.2.1 | 192.0.2.1",
                "192.0.2.1:443 | 192.0.2.1",
                "::ffff:192.0.2.1 | 192.0.2.1",
            })
    void theRemoteAddressIsALiteral(String remote, String source) {
        assertThat(seen(ANNOUNCE, remote, Map.of()).source()).hasToString(source + ":6881");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "unknown", "192.0.2", "2001:db8::1::2", "/192.0.2.1", "é"})
    void aRemoteAddressThatIsNoLiteralIsTheEmbeddersMistake(String remote) {
        assertThatThrownBy(() -> get(ANNOUNCE, remote, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("remoteAddress \"" + remote);
    }

    @Test
    void eachCharacterOfTheTargetIsOneByte() {
        String raw = "\u00124Vx\u009a\u00bc\u00de\u00f1%23Eg\u0089\u00ab\u00cd\u00ef\u00124Vx\u009a";
        String target = "/announce?info_hash=" + raw + "&peer_id=" + Requests.PEER_ID + "&port=6881";
        assertThat(seen(target, "192.0.2.1", Map.of()).infoHash()).hasToString(Requests.HASH_HEX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0100", "\ufffd", "\ud83d\ude00"})
    void aTargetThatWasDecodedIsRefusedAndNeverReadAsQuestionMarks(String decoded) {
        requests.seen = null;
        HttpAnswer answer = get(ANNOUNCE + "&x=" + decoded, "192.0.2.1", Map.of());
        assertThat(answer.status()).isEqualTo(400);
        assertThat(Requests.text(answer.body())).contains("above 255");
        assertThat(requests.seen).isNull();
        HttpAnswer head = requests.handler
                .answer("HEAD", decoded, "192.0.2.1", name -> List.of())
                .toCompletableFuture()
                .join();
        assertThat(head.status()).isEqualTo(400);
        assertThat(head.body().hasRemaining()).isFalse();
    }

    @Test
    void theRequestLineHasUpTo8192BytesHereToo() {
        String start = ANNOUNCE + "&x=";
        int rest = 8_192 - "GET ".length() - start.length() - " HTTP/1.1".length();
        assertThat(get(start + "1".repeat(rest), "192.0.2.1", Map.of()).status())
                .isEqualTo(200);
        requests.seen = null;
        assertThat(get(start + "1".repeat(rest + 1), "192.0.2.1", Map.of()).status())
                .isEqualTo(414);
        assertThat(requests.seen).isNull();
    }

    @Test
    void theHeadersThatAreReadHaveUpTo8192BytesHereToo() {
        String client = "203.0.113.9";
        String most = " ".repeat(8_192 - client.length()) + client;
        Map<String, List<String>> within = Map.of("X-Forwarded-For", List.of(most));
        assertThat(seen(ANNOUNCE, "2001:db8:ffff::1", within).source()).hasToString("203.0.113.9:6881");
        requests.seen = null;
        Map<String, List<String>> past = Map.of("X-Forwarded-For", List.of(most), "Accept-Encoding", List.of("x"));
        assertThat(get(ANNOUNCE, "2001:db8:ffff::1", past).status()).isEqualTo(431);
        assertThat(requests.seen).isNull();
    }

    @Test
    void forwardingHeadersOfATrustedProxyNameTheClient() {
        Map<String, List<String>> forwardedFor = Map.of("X-Forwarded-For", List.of("203.0.113.9", "192.0.2.7"));
        assertThat(seen(ANNOUNCE, "2001:db8:ffff::1", forwardedFor).source()).hasToString("192.0.2.7:6881");
        Map<String, List<String>> forwarded = Map.of("Forwarded", List.of("for=192.0.2.7"));
        assertThat(seen(ANNOUNCE, "2001:db8:ffff::1", forwarded).source()).hasToString("192.0.2.7:6881");
        assertThat(seen(ANNOUNCE, "2001:db8::9", forwarded).source()).hasToString("[2001:db8::9]:6881");
    }

    @Test
    void acceptEncodingIsTakenIntoAccount() {
        for (int i = 0; i < 100; i++) {
            requests.store.swarms.put(InfoHash.of(i, i, i), new int[] {1, 2, 3, 1});
        }
        HttpAnswer gzipped = get("/scrape", "192.0.2.1", Map.of("Accept-Encoding", List.of("deflate", "GZip;q=0.5")));
        assertThat(gzipped.headers()).containsEntry("Content-Encoding", List.of("gzip"));
        assertThat(get("/scrape", "192.0.2.1", Map.of("Accept-Encoding", List.of("gzip;q=0")))
                        .headers())
                .doesNotContainKey("Content-Encoding");
    }

    @Test
    void headHasTheLengthAndNoBody() {
        HttpAnswer get = get(ANNOUNCE, "192.0.2.1", Map.of());
        HttpAnswer head = requests.handler
                .answer("HEAD", ANNOUNCE, "192.0.2.1", name -> null)
                .toCompletableFuture()
                .join();
        assertThat(head.headers()).isEqualTo(get.headers());
        assertThat(head.body().hasRemaining()).isFalse();
    }

    @Test
    void aStoreThatAnswersLaterIsAnsweredLater() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        requests.store.gate = gate;
        CompletableFuture<HttpAnswer> answer = requests.handler
                .answer("GET", ANNOUNCE, "192.0.2.1", name -> null)
                .toCompletableFuture();
        assertThat(answer).isNotDone();
        gate.complete(null);
        assertThat(Requests.text(answer.join().body())).endsWith("5:peers0:e");
    }

    private @Nullable HttpAnswer ifServed(HttpTrackerHandler handler, String method, String target, String remote) {
        CompletionStage<HttpAnswer> stage = handler.answerIfServed(method, target, remote, name -> null);
        return stage == null ? null : stage.toCompletableFuture().join();
    }

    private HttpTrackerHandler withRoute() {
        return HttpTrackerHandler.builder(
                        Tracker.builder().store(requests.store).build())
                .lan(true)
                .route(request -> request.path().equals("/page")
                        ? HttpAnswer.of(200, "text/plain", "page").done()
                        : null)
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /announce?x=1, 200",
        "GET, /a/announce/, 200",
        "GET, /scrape?info_hash=1, 200",
        "GET, http://example.org/scrape?info_hash=1, 200",
        "POST, /announce, 405",
        "BREW, /scrape, 501",
        "GET, /announce?\u0100, 400",
        "GET, /\u0100/announce, 400",
        "GET, /page, 200",
        "HEAD, /page?x, 200",
    })
    void whatTheTrackerOrARouteTakesIsAnswered(String method, String target, int status) {
        assertThat(ifServed(withRoute(), method, target, "2001:db8::1"))
                .isNotNull()
                .satisfies(answer -> {
                    assertThat(answer.status()).isEqualTo(status);
                    assertThat(answer.body().hasRemaining()).isEqualTo(!method.equals("HEAD"));
                });
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, 2001:db8::1",
        "GET, /announcement, 2001:db8::1",
        "GET, /announce.html, 2001:db8::1",
        "GET, /a?/announce, 2001:db8::1",
        "GET, /announce;x=1, 2001:db8::1",
        "POST, /page, 2001:db8::1",
        "GET, /page?\u0100, 2001:db8::1",
        "GET, /page, unknown",
        "OPTIONS, *, 2001:db8::1",
    })
    void whatIsForTheApplicationIsLeftToIt(String method, String target, String remote) {
        assertThat(ifServed(withRoute(), method, target, remote)).isNull();
    }

    @Test
    void aHandlerWithoutAnnouncesLeavesThemToTheApplication() {
        HttpTrackerHandler handler = HttpTrackerHandler.builder(
                        Tracker.builder().store(requests.store).build())
                .announces(false)
                .build();
        assertThat(ifServed(handler, "GET", ANNOUNCE, "2001:db8::1")).isNull();
        assertThat(ifServed(handler, "GET", "/scrape?info_hash=1", "2001:db8::1"))
                .isNotNull();
    }

    @Test
    void anAnnounceFromNoAddressIsTheEmbeddersMistake() {
        assertThatThrownBy(() -> ifServed(withRoute(), "GET", ANNOUNCE, "unknown"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
