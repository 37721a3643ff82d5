package io.github.tracker6.http.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.http.HttpLimits;
import io.github.tracker6.testkit.ScriptedStore;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Leaks.class)
class HttpConnectionTest {
    private static final String BODY_END = "5:peers0:e";

    private static String head(String requestLine, String... fields) {
        return requestLine + "\r\n" + String.join("", fields) + "\r\n";
    }

    private static String get(String... fields) {
        return head("GET " + Wire.ANNOUNCE + " HTTP/1.1", fields);
    }

    @Test
    void theAnswerHasALengthAndIsPlainTextAndNeverChunked() {
        Wire wire = new Wire();
        String answer = wire.send(Wire.GET);
        String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        assertThat(answer)
                .isEqualTo("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body);
        assertThat(body).startsWith("d8:completei3e").endsWith(BODY_END);
        assertThat(wire.open()).isTrue();
    }

    @Test
    void headIsTheSameWithoutTheBody() {
        String get = new Wire().send(Wire.GET);
        String head = new Wire().send(Wire.GET.replace("GET ", "HEAD "));
        assertThat(head).isEqualTo(get.substring(0, get.indexOf("\r\n\r\n") + 4));
    }

    @ParameterizedTest
    @CsvSource({
        "1.1,'',true,none",
        "1.1,keep-alive,true,none",
        "1.1,Close,false,close",
        "1.1,'foo, close',false,close",
        "1.1,'keep-alive,CLOSE',false,close",
        "1.1,closed,true,none",
        "1.0,'',false,close",
        "1.0,Keep-Alive,true,keep-alive",
        "1.0,'keep-alive, close',false,close",
        "1.0,close,false,close",
    })
    void connectionsStayOpenAsTheRfcSays(String version, String connection, boolean stays, String said) {
        Wire wire = new Wire();
        String answer = wire.send(head(
                "GET " + Wire.ANNOUNCE + " HTTP/" + version,
                "Host: a\r\n",
                connection.isEmpty() ? "" : "Connection: " + connection + "\r\n"));
        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").endsWith(BODY_END);
        assertThat(wire.open()).isEqualTo(stays);
        if (said.equals("none")) {
            assertThat(answer).doesNotContain("Connection:");
        } else {
            assertThat(answer).contains("\r\nConnection: " + said + "\r\n");
        }
    }

    @Test
    void closeInASecondConnectionFieldCounts() {
        Wire wire = new Wire();
        wire.send(get("Host: a\r\n", "Connection: keep-alive\r\n", "Connection: close\r\n"));
        assertThat(wire.open()).isFalse();
    }

    @Test
    void http10NeedsNoHost() {
        assertThat(new Wire().send(head("GET " + Wire.ANNOUNCE + " HTTP/1.0"))).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: a\r\n",
                "host:a\r\n",
                "HOST: \t [2001:db8::1]:6969 \t\r\n",
                "Host:\r\n",
                "Host: a_b-c.example.org:80\r\n",
                "Host: a\r\nX-Y: \u00e4\t\"z\"\r\n",
                "Host: a\r\nContent-Length: 0\r\n",
                "Host: a\r\nContent-Length: 00\r\n",
                "Host: a\r\nExpect: 100-continue\r\n",
                "Host: a\r\nUpgrade: h2c\r\n",
                "Host: a\r\nEmpty:\r\n"
            })
    void ordinaryHeadersAreAccepted(String fields) {
        Wire wire = new Wire();
        assertThat(wire.send(get(fields))).startsWith("HTTP/1.1 200");
        assertThat(wire.open()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "X: y\r\n", // no Host
                "Host: a\r\nHost: a\r\n",
                "Host: a b\r\n",
                "Host: a/b\r\n",
                "Host: a@b\r\n",
                "Host: \u00e4\r\n",
                "Host: a\r\nContent-Length: 1\r\n",
                "Host: a\r\nContent-Length: 01\r\n",
                "Host: a\r\nContent-Length: -0\r\n",
                "Host: a\r\nContent-Length:\r\n",
                "Host: a\r\nContent-Length: 0, 0\r\n",
                "Host: a\r\nContent-Length: 0\r\nContent-Length: 5\r\n",
                "Host: a\r\nTransfer-Encoding: chunked\r\n",
                "Host: a\r\nTransfer-Encoding: identity\r\n",
                "Host: a\r\ntransfer-encoding:\r\n",
                "Host: a\r\n folded\r\n",
                "Host: a\r\n\tfolded\r\n",
                " Host: a\r\n",
                "Host : a\r\n",
                "Host\r\n",
                ": a\r\n",
                "Host: a\nX: y\r\n",
                "Host: a\r\nX: y\rz\r\n",
                "Host: a\r\nX: y\u0000z\r\n",
                "Host: a\r\nX: \u007f\r\n",
                "Host: a\r\nX\u00e4: y\r\n",
                "Host: a\r\nX(y): z\r\n",
                "Host: a\r\r\n"
            })
    void whatTwoServersCouldReadInTwoWaysIs400AndCloses(String fields) {
        Wire wire = new Wire();
        String answer = wire.send(get(fields));
        assertThat(answer)
                .isEqualTo(String.join(
                        "\r\n",
                        "HTTP/1.1 400 Bad Request",
                        "Content-Type: text/plain",
                        "Content-Length: 12",
                        "Connection: close",
                        "",
                        "Bad Request\n"));
        assertThat(wire.open()).isFalse();
        assertThat(wire.store.announces).isZero();
        assertThat(wire.context.stats().badRequests()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'GET /announce' | 400",
                "'GET  /announce HTTP/1.1' | 400",
                "'GET /announce  HTTP/1.1' | 400",
                "'GET /announce HTTP/1.1 ' | 400",
                "'GET /ann ounce HTTP/1.1' | 400",
                "'GET HTTP/1.1' | 400",
                "' GET /announce HTTP/1.1' | 400",
                "'GET /announce http/1.1' | 400",
                "'GET /announce HTTP/1' | 400",
                "'GET /announce HTTP/11.1' | 400",
                "'GET /announce HTTP/1.' | 400",
                "'GET /announce HTTP/1.11' | 400",
                "'G(T /announce HTTP/1.1' | 400",
                "'GET\t/announce\tHTTP/1.1' | 400",
                "'GET /ann\u0001ounce HTTP/1.1' | 400",
                "'GET /ann\u007founce HTTP/1.1' | 400",
                "'GET /ann\rounce HTTP/1.1' | 400",
                "'GET /announce HTTP/2.0' | 505",
                "'GET /announce HTTP/0.9' | 505",
                "'GET /announce HTTP/1.2' | 505",
                "'POST /announce HTTP/1.1' | 405",
                "'CONNECT example.org:443 HTTP/1.1' | 405",
                "'OPTIONS * HTTP/1.1' | 405",
                "'get /announce HTTP/1.1' | 501",
                "'BREW /announce HTTP/1.1' | 501",
                "'GETX /announce HTTP/1.1' | 501",
            })
    void otherRequestLinesAreRefusedAndClose(String line, int status) {
        Wire wire = new Wire();
        String answer = wire.send(head(line, "Host: a\r\n"));
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("\r\nConnection: close\r\n");
        if (status == 405) {
            assertThat(answer).contains("\r\nAllow: GET, HEAD\r\n");
        }
        assertThat(wire.open()).isFalse();
    }

    @Test
    void http09AndTlsAndUdpPacketsAreRefusedAtTheFirstByteThatIsNoMethods() {
        for (String start :
                new String[] {"\u0016\u0003\u0001", "\u0000\u0000\u0004\u0017'\u0010\u0019\u0080", "\n", "\u00ff"}) {
            assertThat(new Wire().send(start)).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void anUnknownPathIs404AndTheConnectionStays() {
        Wire wire = new Wire();
        assertThat(wire.send(Wire.GET.replace("/announce?", "/favicon.ico?")))
                .startsWith("HTTP/1.1 404 Not Found\r\n")
                .endsWith("\r\n\r\nNot found\n");
        assertThat(wire.send(Wire.GET)).endsWith(BODY_END);
    }

    @Test
    void anAbsoluteTargetIsAccepted() {
        assertThat(new Wire().send(Wire.GET.replace("GET /", "GET http://tracker.example.org:6969/")))
                .endsWith(BODY_END);
    }

    @Test
    void bracketsColonsAndHighBytesInTheTargetAreAccepted() {
        assertThat(new Wire()
                        .send(Wire.GET.replace("port=6881", "port=6881&ipv6=[2001:db8::1]:6881&x=\u00e4\"<>{}|\\^`#")))
                .endsWith(BODY_END);
    }

    @Test
    void oneBlankLineBeforeARequestIsPassedOver() {
        Wire wire = new Wire();
        assertThat(wire.send("\r\n" + Wire.GET + "\r\n" + Wire.GET)).matches(text -> Wire.count(text, BODY_END) == 2);
        assertThat(wire.send("\r\n\r\n" + Wire.GET)).startsWith("HTTP/1.1 400");
    }

    @Test
    void gzipIsUsedOnlyIfTheClientAcceptsIt() {
        HttpLimits limits = HttpLimits.builder().minGzipBytes(0).build();
        String scrape = "GET /scrape?info_hash=" + Wire.HASH + " HTTP/1.1\r\nHost: a\r\n";
        for (String coding : new String[] {"gzip", "deflate, GZIP;q=0.5", "br,gzip ;q=1"}) {
            assertThat(new Wire(limits).send(scrape + "Accept-Encoding: " + coding + "\r\n\r\n"))
                    .contains("\r\nContent-Encoding: gzip\r\n");
        }
        for (String coding : new String[] {"identity", "gzip;q=0", "gzip; q=0.000", "x-gzip", "*", ""}) {
            assertThat(new Wire(limits).send(scrape + "Accept-Encoding: " + coding + "\r\n\r\n"))
                    .doesNotContain("Content-Encoding")
                    .contains("5:filesde");
        }
    }

    // Limits: at the limit and one past it.

    @ParameterizedTest
    @CsvSource({"8192,200", "8193,414", "9000,414"})
    void theRequestLineHasUpTo8192Bytes(int bytes, int status) {
        String start = "GET " + Wire.ANNOUNCE + "&x=";
        String line = start + "1".repeat(bytes - start.length() - " HTTP/1.1".length()) + " HTTP/1.1";
        assertThat(line).hasSize(bytes);
        Wire wire = new Wire();
        assertThat(wire.send(head(line, "Host: a\r\n"))).startsWith("HTTP/1.1 " + status + " ");
        assertThat(wire.open()).isEqualTo(status == 200);
    }

    @Test
    void aScrapeOf100EncodedHashesIsServed() {
        StringBuilder target = new StringBuilder("/scrape?");
        for (int i = 0; i < 100; i++) {
            target.append(i == 0 ? "" : "&")
                    .append("info_hash=")
                    .append("%%%02x".formatted(i).repeat(20));
        }
        Wire wire = new Wire();
        assertThat(wire.send(head("GET " + target + " HTTP/1.1", "Host: a\r\n")))
                .startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @CsvSource({"8192,200", "8193,431", "9000,431"})
    void allHeaderFieldsHaveUpTo8192BytesTogether(int bytes, int status) {
        String fields = "Host: a\r\n" + ("X: " + "y".repeat(995) + "\r\n").repeat(8);
        String last = "X: \r\n";
        fields += "X: " + "y".repeat(bytes - fields.length() - last.length()) + "\r\n";
        assertThat(fields).hasSize(bytes);
        Wire wire = new Wire();
        assertThat(wire.send(get(fields))).startsWith("HTTP/1.1 " + status + " ");
        assertThat(wire.open()).isEqualTo(status == 200);
    }

    @Test
    void aHeaderThatNeverEndsIsRefusedAtTheLimit() {
        Wire wire = new Wire();
        assertThat(wire.send("GET / HTTP/1.1\r\nX: " + "y".repeat(8_191))).isEmpty();
        assertThat(wire.send("y")).startsWith("HTTP/1.1 431 ");
        Wire other = new Wire();
        assertThat(other.send("G".repeat(8_192))).isEmpty();
        assertThat(other.send("G")).startsWith("HTTP/1.1 414 ");
    }

    @ParameterizedTest
    @CsvSource({"32,200", "33,431"})
    void thereAreUpTo32HeaderFields(int fields, int status) {
        Wire wire = new Wire();
        assertThat(wire.send(get("Host: a\r\n", "X: y\r\n".repeat(fields - 1)))).startsWith("HTTP/1.1 " + status + " ");
        assertThat(wire.open()).isEqualTo(status == 200);
    }

    @Test
    void aConnectionCarries1000Requests() {
        Wire wire = new Wire();
        for (int i = 1; i < 1_000; i++) {
            assertThat(wire.send(Wire.GET)).endsWith(BODY_END).doesNotContain("Connection: close");
        }
        assertThat(wire.send(Wire.GET)).endsWith(BODY_END).contains("\r\nConnection: close\r\n");
        assertThat(wire.open()).isFalse();
        assertThat(wire.context.stats().requests()).isEqualTo(1_000);
    }

    @Test
    void aRequestThatDripsIsCutAtTheHeaderDeadlineHoweverBusy() {
        Wire wire = new Wire();
        for (int i = 0; i < 49; i++) {
            wire.send(Wire.GET.substring(i, i + 1));
            wire.pass(Duration.ofMillis(100));
        }
        assertThat(wire.open()).isTrue();
        wire.pass(Duration.ofMillis(400));
        assertThat(wire.open()).isFalse();
        assertThat(wire.context.stats().timeouts()).isEqualTo(1);
    }

    @Test
    void aConnectionThatSendsNothingIsCutAtTheHeaderDeadline() {
        Wire wire = new Wire();
        wire.pass(Duration.ofMillis(4_900));
        assertThat(wire.open()).isTrue();
        wire.pass(Duration.ofMillis(400));
        assertThat(wire.open()).isFalse();
    }

    @Test
    void anIdleConnectionIsClosedAfter15Seconds() {
        Wire wire = new Wire();
        wire.send(Wire.GET);
        wire.pass(Duration.ofMillis(14_900));
        assertThat(wire.open()).isTrue();
        wire.send(Wire.GET);
        wire.pass(Duration.ofMillis(14_900));
        assertThat(wire.open()).isTrue();
        wire.pass(Duration.ofMillis(400));
        assertThat(wire.open()).isFalse();
        assertThat(wire.context.stats().timeouts()).isZero();
    }

    @Test
    void aLaterRequestHasItsHeaderDeadlineFromItsFirstByte() {
        Wire wire = new Wire();
        wire.send(Wire.GET);
        wire.pass(Duration.ofSeconds(10));
        wire.send("G");
        wire.pass(Duration.ofMillis(4_900));
        assertThat(wire.open()).isTrue();
        wire.send("E");
        wire.pass(Duration.ofMillis(400));
        assertThat(wire.open()).isFalse();
        assertThat(wire.context.stats().timeouts()).isEqualTo(1);
    }

    @Test
    void anAnswerThatIsOwedFor10SecondsEndsTheConnection() {
        Wire wire = new Wire();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        wire.store.gate = gate;
        assertThat(wire.send(Wire.GET)).isEmpty();
        wire.pass(Duration.ofMillis(9_900));
        assertThat(wire.open()).isTrue();
        wire.pass(Duration.ofMillis(400));
        assertThat(wire.open()).isFalse();
        assertThat(wire.received())
                .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
                .contains("\r\nConnection: close\r\n")
                .endsWith("\r\n\r\nService Unavailable\n");
        gate.complete(null);
        assertThat(wire.received()).isEmpty();
        assertThat(wire.context.stats().timeouts()).isEqualTo(1);
    }

    @Test
    void timeoutsAreOptions() {
        Wire wire = new Wire(
                HttpLimits.builder().headerTimeout(Duration.ofMillis(200)).build());
        wire.pass(Duration.ofMillis(300));
        assertThat(wire.open()).isFalse();
    }

    // Pipelining.

    @Test
    void pipelinedRequestsAreAnsweredInOrder() {
        Wire wire = new Wire();
        String answers = wire.send(Wire.GET + Wire.GET.replace("/announce?", "/x?") + Wire.GET_AND_CLOSE + Wire.GET);
        assertThat(Wire.count(answers, "HTTP/1.1 200 OK")).isEqualTo(2);
        assertThat(answers.indexOf("404 Not Found"))
                .isBetween(answers.indexOf("200 OK"), answers.lastIndexOf("200 OK"));
        assertThat(wire.store.announces).isEqualTo(2); // what follows a close is not read
        assertThat(wire.open()).isFalse();
    }

    @Test
    void oneRequestIsInFlightAndTheOthersWait() {
        Wire wire = new Wire();
        CompletableFuture<Void> first = new CompletableFuture<>();
        wire.store.gate = first;
        assertThat(wire.send(Wire.GET + Wire.GET + Wire.GET.substring(0, 20))).isEmpty();
        assertThat(wire.store.announces).isEqualTo(1);
        CompletableFuture<Void> second = new CompletableFuture<>();
        wire.store.gate = second;
        first.complete(null);
        assertThat(Wire.count(wire.received(), BODY_END)).isEqualTo(1);
        assertThat(wire.store.announces).isEqualTo(2);
        wire.store.gate = null;
        second.complete(null);
        assertThat(Wire.count(wire.received(), BODY_END)).isEqualTo(1);
        assertThat(wire.send(Wire.GET.substring(20))).endsWith(BODY_END);
        assertThat(wire.store.announces).isEqualTo(3);
        assertThat(wire.open()).isTrue();
    }

    @Test
    void bytesThatArriveUnaskedWaitWithinTheLimit() {
        Wire wire = new Wire();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        wire.store.gate = gate;
        wire.send(Wire.GET);
        wire.send(Wire.GET);
        wire.send(Wire.GET);
        gate.complete(null);
        wire.store.gate = null;
        assertThat(Wire.count(wire.received(), BODY_END)).isEqualTo(3);
        wire.store.gate = new CompletableFuture<>();
        wire.send(Wire.GET);
        for (int i = 0; i < 18; i++) {
            wire.send("x".repeat(1_024));
        }
        assertThat(wire.open()).isTrue();
        wire.send("x".repeat(1_024));
        assertThat(wire.open()).isFalse();
    }

    @Test
    void aClientThatEndsItsOutputGetsItsAnswers() {
        Wire wire = new Wire();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        wire.store.gate = gate;
        wire.send(Wire.GET + Wire.GET);
        wire.endInput();
        assertThat(wire.open()).isTrue();
        wire.store.gate = null;
        gate.complete(null);
        assertThat(Wire.count(wire.received(), BODY_END)).isEqualTo(2);
        assertThat(wire.open()).isFalse();
    }

    @Test
    void aClientThatEndsItsOutputInTheMiddleOfARequestIsClosed() {
        Wire wire = new Wire();
        wire.send("GET /announce");
        wire.endInput();
        assertThat(wire.open()).isFalse();
    }

    @Test
    void aClientThatLeavesBeforeItsAnswerIsNoError() {
        Wire wire = new Wire();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        wire.store.gate = gate;
        wire.send(Wire.GET);
        wire.close();
        gate.complete(null);
        assertThat(wire.received()).isEmpty();
        assertThat(wire.context.stats().openConnections()).isZero();
        assertThat(wire.context.stats().errors()).isZero();
    }

    @Test
    void drainingClosesTheIdleAtOnceAndTheOthersAfterTheirAnswer() {
        Wire idle = new Wire();
        idle.send(Wire.GET);
        idle.worker.drain();
        idle.channel.runPendingTasks();
        assertThat(idle.open()).isFalse();
        assertThat(idle.worker.drained()).isDone();

        Wire busy = new Wire();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        busy.store.gate = gate;
        busy.send(Wire.GET);
        busy.worker.drain();
        assertThat(busy.open()).isTrue();
        assertThat(busy.worker.drained()).isNotDone();
        gate.complete(null);
        assertThat(busy.received()).endsWith(BODY_END).contains("\r\nConnection: close\r\n");
        assertThat(busy.open()).isFalse();
        assertThat(busy.worker.drained()).isDone();
    }

    @Test
    void anExceptionClosesTheConnectionAndIsCounted() {
        Wire wire = new Wire();
        wire.channel.pipeline().fireExceptionCaught(new IllegalStateException("planted"));
        wire.channel.runPendingTasks();
        assertThat(wire.open()).isFalse();
        assertThat(wire.context.stats().errors()).isEqualTo(1);
    }

    @Test
    void aClosedConnectionLeavesTheGate() {
        HttpLimits one = HttpLimits.builder()
                .maxConnections(1)
                .maxConnectionsPerAddress(1)
                .build();
        Wire wire = new Wire(one);
        long network = wire.gate.networkOf(io.github.tracker6.Endpoint.parse("[2001:db8::ffff]:1"));
        assertThat(wire.gate.enter()).isFalse();
        assertThat(wire.gate.enter(network)).isFalse();
        wire.close();
        assertThat(wire.gate.enter()).isTrue();
        assertThat(wire.gate.enter(network)).isTrue();
    }

    @Test
    void connectionWhoseCloseTakesTimeIsOneTimeout() {
        Wire wire = new Wire();
        wire.channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void close(ChannelHandlerContext context, ChannelPromise promise) {
                // waits, as TLS does for the end that it sends
            }
        });
        wire.pass(Duration.ofSeconds(10));
        assertThat(wire.context.stats().timeouts()).isEqualTo(1);
        wire.channel.pipeline().removeFirst();
        wire.close();
    }

    // The PROXY protocol.

    private static Wire behindProxy(HttpLimits limits) {
        return new Wire(new ScriptedStore(), limits, true, "192.0.2.1", "192.0.2.1");
    }

    @Test
    void aTrustedProxysHeaderNamesTheClient() {
        Wire wire = behindProxy(HttpLimits.defaults());
        String answer = wire.send("PROXY TCP6 2001:db8::7 2001:db8::1 56324 6969\r\n" + Wire.GET);
        assertThat(answer).contains("11:external ip16: \u0001\r\u00b8");
        assertThat(wire.open()).isTrue();
    }

    @Test
    void aTrustedProxyHas500MillisecondsForItsHeader() {
        Wire wire = behindProxy(HttpLimits.defaults());
        wire.send("PROXY TCP4");
        wire.pass(Duration.ofMillis(475));
        assertThat(wire.open()).isTrue();
        wire.pass(Duration.ofMillis(100));
        assertThat(wire.open()).isFalse();
    }

    @Test
    void aTrustedProxyWithoutItsHeaderIsClosedUnanswered() {
        Wire wire = behindProxy(HttpLimits.defaults());
        assertThat(wire.send(Wire.GET)).isEmpty();
        assertThat(wire.open()).isFalse();
        assertThat(wire.context.stats().badProxyHeaders()).isEqualTo(1);
    }

    @Test
    void aProxyHeaderOfAnUntrustedClientIsABadRequest() {
        Wire wire = new Wire(new ScriptedStore(), HttpLimits.defaults(), true, "192.0.2.9", "192.0.2.1");
        assertThat(wire.send("PROXY TCP4 203.0.113.5 192.0.2.1 1 2\r\n" + Wire.GET))
                .startsWith("HTTP/1.1 400 ");
        Wire off = new Wire(new ScriptedStore(), HttpLimits.defaults(), false, "192.0.2.1", "192.0.2.1");
        assertThat(off.send("PROXY TCP4 203.0.113.5 192.0.2.1 1 2\r\n" + Wire.GET))
                .startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY TCP4 203.0.113.5 192.0.2.1 1 2\r\n", "\r\n\r\n\0\r\nQUIT\n!\u0011\0\f"})
    void proxyHeaderFromAnAddressOfTheOwnNetworkShowsAnUndeclaredProxy(String header) {
        for (String source : List.of("10.0.0.9", "fd00::9", "127.0.0.1")) {
            Wire wire = new Wire(new ScriptedStore(), HttpLimits.defaults(), true, source, "192.0.2.1");
            assertThat(wire.send(header + Wire.GET)).startsWith("HTTP/1.1 400 ");
            assertThat(wire.context.stats().undeclaredProxyRequests()).isEqualTo(1);
        }
        Wire client = new Wire(new ScriptedStore(), HttpLimits.defaults(), true, "192.0.2.9", "192.0.2.1");
        assertThat(client.send(header + Wire.GET)).startsWith("HTTP/1.1 400 ");
        assertThat(client.context.stats().undeclaredProxyRequests()).isZero();
    }

    @Test
    void forwardedHeadersOfTheNamedClientAreBelievedOnlyWhereItIsTrustedToo() {
        Wire wire = behindProxy(HttpLimits.defaults());
        String answer = wire.send("PROXY TCP4 203.0.113.5 192.0.2.1 1 2\r\n"
                + Wire.GET.replace("\r\n\r\n", "\r\nX-Forwarded-For: 198.51.100.66\r\n\r\n"));
        assertThat(answer).contains("11:external ip4:\u00cb\u0000q\u0005");
    }

    @Test
    void connectionsAreCountedAsTheClientsThatTheProxyNames() {
        HttpLimits one = HttpLimits.builder().maxConnectionsPerAddress(1).build();
        Wire wire = behindProxy(one);
        assertThat(wire.gate.enter(wire.gate.networkOf(io.github.tracker6.Endpoint.parse("203.0.113.5:1"))))
                .isTrue();
        assertThat(wire.send("PROXY TCP4 203.0.113.5 192.0.2.1 1 2\r\n" + Wire.GET))
                .isEmpty();
        assertThat(wire.open()).isFalse();
        assertThat(wire.context.stats().connectionsOverAddress()).isEqualTo(1);
        assertThat(behindProxy(one).send("PROXY UNKNOWN\r\n" + Wire.SCRAPE)).contains("5:files");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY UNKNOWN\r\n",
                "\r\n\r\n\0\r\nQUIT\n \0\0\0", // LOCAL
                "\r\n\r\n\0\r\nQUIT\n!\0\0\0", // an unspecified family
                "\r\n\r\n\0\r\nQUIT\n!1\0\0" // a Unix socket
            })
    void clientThatTheProxyHeaderDoesNotNameCannotChooseItsAddress(String header) {
        String refusal = "Your address is not known behind the proxy";
        for (String field : List.of("", "X-Forwarded-For: 203.0.113.66\r\n", "Forwarded: for=203.0.113.66\r\n")) {
            Wire wire = behindProxy(HttpLimits.defaults());
            String request = Wire.GET.replace("\r\n\r\n", "\r\n" + field + "\r\n");
            assertThat(wire.send(header + request)).contains(refusal);
            assertThat(wire.send(request)).contains(refusal);
            assertThat(wire.send(Wire.SCRAPE)).contains("5:files");
            assertThat(wire.open()).isTrue();
        }
    }

    @Test
    void aTrustedProxysForwardedHeadersReachTheHandler() {
        Wire wire = new Wire(new ScriptedStore(), HttpLimits.defaults(), false, "192.0.2.1", "192.0.2.0/24");
        assertThat(wire.send(Wire.GET.replace("\r\n\r\n", "\r\nx-forwarded-for: 203.0.113.5, 192.0.2.3\r\n\r\n")))
                .contains("11:external ip4:\u00cb\u0000q\u0005");
        assertThat(wire.send(Wire.GET.replace(
                        "\r\n\r\n", "\r\nForwarded: for=203.0.113.5\r\nForwarded: for=192.0.2.3\r\n\r\n")))
                .contains("11:external ip4:\u00cb\u0000q\u0005");
    }
}
