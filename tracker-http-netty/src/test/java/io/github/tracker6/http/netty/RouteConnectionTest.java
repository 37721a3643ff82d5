package io.github.tracker6.http.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.http.HttpAnswer;
import io.github.tracker6.http.HttpRoute;
import io.github.tracker6.http.HttpTrackerHandler;
import io.github.tracker6.http.RouteRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection whose requests go to routes. */
@ExtendWith(Leaks.class)
class RouteConnectionTest {
    private static final HttpAnswer OK = HttpAnswer.of(200, "text/plain", "ok\n");

    private static Wire wire(HttpRoute route) {
        return new Wire(HttpTrackerHandler.builder().route(route).build());
    }

    private static Wire wire(HttpAnswer answer) {
        return wire(request -> answer.done());
    }

    private static String get(String target, String... fields) {
        return "GET " + target + " HTTP/1.1\r\nHost: a\r\n" + String.join("", fields) + "\r\n";
    }

    @Test
    void anAnswerIsWrittenWithItsStatusHeadersAndBody() {
        Wire wire = wire(HttpAnswer.of(201, "image/png", ByteBuffer.wrap(new byte[] {(byte) 0x89, 'P', 0, '\n'}))
                .withHeader("X-A", "1")
                .withHeader("X-A", "2"));
        String expected =
                "HTTP/1.1 201 Created\r\nContent-Type: image/png\r\nContent-Length: 4\r\nX-A: 1\r\nX-A: 2\r\n\r\n";
        assertThat(wire.send(get("/"))).isEqualTo(expected + "\u0089P\u0000\n");
        assertThat(wire.send(get("/").replace("GET", "HEAD"))).isEqualTo(expected);
        assertThat(wire.open()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "200,true",
        "299,true",
        "302,true",
        "304,true",
        "400,false",
        "403,false",
        "404,true",
        "405,false",
        "429,false",
        "500,false",
        "503,false",
        "599,false"
    })
    void errorsOtherThanNotFoundCloseTheConnection(int status, boolean stays) {
        Wire wire = wire(HttpAnswer.empty(status));
        String answer = wire.send(get("/"));
        assertThat(answer).matches("(?s)HTTP/1\\.1 " + status + " [A-Za-z ]*\r\n.*\r\n");
        assertThat(answer.contains("\r\nConnection: close\r\n")).isEqualTo(!stays);
        assertThat(answer.contains("\r\nContent-Length: 0\r\n")).isEqualTo(status != 304);
        assertThat(wire.open()).isEqualTo(stays);
    }

    @Test
    void http10IsKeptAliveAsAsked() {
        Wire wire = wire(OK);
        String keep = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
        assertThat(wire.send(keep)).contains("\r\nConnection: keep-alive\r\n").endsWith("\r\n\r\nok\n");
        assertThat(wire.send("GET / HTTP/1.0\r\n\r\n")).contains("\r\nConnection: close\r\n");
        assertThat(wire.open()).isFalse();
    }

    @Test
    void aRouteReadsHeadersEvenWhenItAnswersLater() {
        AtomicReference<RouteRequest> kept = new AtomicReference<>();
        CompletableFuture<HttpAnswer> later = new CompletableFuture<>();
        Wire wire = wire(request -> {
            kept.set(request);
            return request.path().equals("/later") ? later : OK.done();
        });
        wire.send(get("/later?\u00e4=%20", "If-None-Match:\t\"a\" \r\n", "X:\r\n", "if-none-match: b\r\n"));
        RouteRequest request = kept.get();
        Arrays.fill(wire.worker.scratch(10), (byte) 'z'); // another connection uses the same memory
        assertThat(request.header("IF-NONE-MATCH")).containsExactly("\"a\"", "b");
        assertThat(request.header("x")).containsExactly("");
        assertThat(request.header("If-None")).isEmpty();
        assertThat(request.header("Host")).containsExactly("a");
        assertThat(request.query()).isEqualTo("\u00e4=%20");
        assertThat(request.client()).hasToString("/2001:db8:0:0:0:0:0:1");
        later.complete(OK);
        assertThat(wire.received()).endsWith("ok\n");
        assertThat(wire.send(get("/x"))).endsWith("ok\n");
    }

    @Test
    void aRouteThatFailsIsAnsweredAndTheConnectionCloses() {
        Wire wire = wire(request -> {
            throw new AssertionError("planted");
        });
        assertThat(wire.send(get("/")))
                .startsWith("HTTP/1.1 500 Internal Server Error\r\n")
                .endsWith("\r\n\r\nInternal server error\n")
                .doesNotContain("planted");
        assertThat(wire.open()).isFalse();
        assertThat(wire.context.stats().routeFailures()).isEqualTo(1);
        assertThat(wire.context.stats().errors()).isZero();
    }

    @Test
    void aRouteThatNeverAnswersIs503AfterTheWriteTimeoutAndItsPlaceIsGivenBack() {
        Wire wire = wire(request -> new CompletableFuture<HttpAnswer>());
        assertThat(wire.send(get("/") + get("/"))).isEmpty();
        assertThat(wire.context.stats().openConnections()).isEqualTo(1);
        wire.pass(Duration.ofMillis(9_900));
        assertThat(wire.received()).isEmpty();
        wire.pass(Duration.ofMillis(400));
        assertThat(wire.received())
                .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
                .contains("\r\nConnection: close\r\n");
        assertThat(wire.open()).isFalse();
        assertThat(wire.context.stats().openConnections()).isZero();
        assertThat(wire.context.stats().timeouts()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_383, 16_384, 16_385, 1_000_000})
    void aBodyOfAnySizeArrivesWholeAndWhatFollowsIsAnswered(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        HttpAnswer answer = HttpAnswer.of(200, "application/octet-stream", ByteBuffer.wrap(bytes));
        Wire wire = wire(request -> request.path().equals("/big") ? answer.done() : OK.done());
        String text = wire.send(get("/big") + get("/") + get("/big").substring(0, 10));
        int bodyFrom = text.indexOf("\r\n\r\n") + 4;
        String body = text.substring(bodyFrom, bodyFrom + length);
        assertThat(body.getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(bytes);
        assertThat(text).contains("\r\nContent-Length: " + length + "\r\n").endsWith("\r\n\r\nok\n");
        assertThat(wire.send(get("/big").substring(10))).isEqualTo(text.substring(0, bodyFrom + length));
        assertThat(wire.open()).isTrue();
    }

    @Test
    void aLongAnswerIsSentInPiecesThatAreBounded() {
        Wire wire = wire(HttpAnswer.of(200, "a/b", ByteBuffer.allocate(300_000)));
        wire.channel.writeInbound(Unpooled.copiedBuffer(get("/"), StandardCharsets.ISO_8859_1));
        wire.channel.runPendingTasks();
        int pieces = 0;
        for (ByteBuf out = wire.channel.readOutbound(); out != null; out = wire.channel.readOutbound()) {
            assertThat(out.capacity()).isLessThanOrEqualTo(AnswerWriter.MAX_PIECE_BYTES + 1_024);
            out.release();
            pieces++;
        }
        assertThat(pieces).isEqualTo(19);
    }

    @Test
    void aConnectionThatIsLostInTheMiddleOfALongAnswerLeavesNothingBehind() {
        CompletionStage<HttpAnswer> answer =
                HttpAnswer.of(200, "a/b", ByteBuffer.allocate(300_000)).done();
        AtomicReference<Wire> self = new AtomicReference<>();
        Wire wire = wire(request -> {
            EmbeddedChannel channel = self.get().channel;
            channel.eventLoop()
                    .execute(
                            () -> { // before the second piece
                                var unused = channel.pipeline().close();
                            });
            return answer;
        });
        self.set(wire);
        assertThat(wire.send(get("/")).length()).isLessThan(70_000);
        assertThat(wire.context.stats().openConnections()).isZero();
        assertThat(wire.context.stats().errors()).isZero();
    }
}
