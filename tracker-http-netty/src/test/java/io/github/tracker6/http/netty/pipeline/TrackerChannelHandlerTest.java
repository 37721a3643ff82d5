package io.github.tracker6.http.netty.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Endpoint;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.http.HttpTrackerHandler;
import io.github.tracker6.testkit.Await;
import io.github.tracker6.testkit.ScriptedStore;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The order of answers, and what is read when, on one channel in memory. */
class TrackerChannelHandlerTest {
    private static final String ANNOUNCE = "GET /announce?info_hash=%f1%f2%f3%f40123456789012345"
            + "&peer_id=-LT2080-abcdefghijkl&port=6881 HTTP/1.1\r\nHost: tracker.example.org\r\n\r\n";

    private final ScriptedStore store = new ScriptedStore();
    private final Tracker tracker = Tracker.builder().store(store).build();
    private final HttpTrackerHandler handler =
            HttpTrackerHandler.builder(tracker).lan(true).build();
    private final Application application = new Application();
    private final Reads reads = new Reads();
    private final Channel channel = new Channel();

    /** Counts what is asked of the socket. */
    private static final class Reads extends ChannelOutboundHandlerAdapter {
        int asked;

        @Override
        public void read(ChannelHandlerContext ctx) {
            asked++;
            ctx.read();
        }
    }

    /** A channel of a client with an address. */
    private static final class Channel extends EmbeddedChannel {
        @Override
        protected SocketAddress remoteAddress0() {
            return Endpoint.parse("[2001:db8::1]:1024").socketAddress();
        }
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        tracker.close();
    }

    private void open() {
        channel.pipeline().addLast(reads, new HttpServerCodec(), new TrackerChannelHandler(handler), application);
    }

    private ByteBuf send(String text) {
        ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
        channel.writeInbound(bytes);
        return bytes;
    }

    private String sent() {
        StringBuilder text = new StringBuilder();
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            text.append(bytes.toString(StandardCharsets.ISO_8859_1));
            bytes.release();
        }
        return text.toString();
    }

    private static String page(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: tracker.example.org\r\n\r\n";
    }

    @Test
    void anAnswerWaitsForTheApplicationsAnswerToTheRequestBefore() {
        open();
        application.waits = true;
        send(page("/page") + ANNOUNCE);
        assertThat(sent()).isEmpty();
        application.waits = false;
        application.answer(channel.pipeline().lastContext());
        assertThat(sent()).containsSubsequence("application GET /page", "8:complete");
        send(page("/other"));
        assertThat(sent()).contains("application GET /other");
    }

    @Test
    void theApplicationGetsARequestOnlyWhenTheAnswerBeforeItIsSent() {
        open();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        store.gate = gate;
        send(ANNOUNCE + page("/page"));
        assertThat(sent()).isEmpty();
        store.gate = null;
        gate.complete(null);
        awaitTasks();
        assertThat(sent()).containsSubsequence("8:complete", "application GET /page");
    }

    /** The tracker completes what waited on a thread of its own. */
    private void awaitTasks() {
        Await.until("the answer", () -> {
            channel.runPendingTasks();
            return !channel.outboundMessages().isEmpty();
        });
    }

    @Test
    void nothingIsReadUntilTheAnswerIsSent() {
        open();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        store.gate = gate;
        channel.read();
        int before = reads.asked;
        assertThat(before).isPositive();
        send(ANNOUNCE);
        channel.read();
        channel.read();
        assertThat(reads.asked).isEqualTo(before);
        gate.complete(null);
        awaitTasks();
        assertThat(reads.asked).isEqualTo(before + 1);
    }

    @Test
    void theBodyOfARequestOfTheTrackersIsSkipped() {
        open();
        send("POST /announce HTTP/1.1\r\nHost: tracker.example.org\r\nContent-Length: 10\r\n\r\nhello");
        send("hello" + page("/page"));
        assertThat(sent()).containsSubsequence("405 Method Not Allowed", "application GET /page");
    }

    @Test
    void requestsMayComeAggregated() {
        channel.pipeline()
                .addLast(
                        reads,
                        new HttpServerCodec(),
                        new HttpObjectAggregator(1_024),
                        new TrackerChannelHandler(handler),
                        application);
        send(ANNOUNCE + page("/page") + ANNOUNCE);
        assertThat(sent()).containsSubsequence("8:complete", "application GET /page", "8:complete");
    }

    @Test
    void whatWaitsIsReleasedWhenTheConnectionEnds() {
        open();
        store.gate = new CompletableFuture<>();
        ByteBuf bytes =
                send(ANNOUNCE + "POST /page HTTP/1.1\r\nHost: tracker.example.org\r\nContent-Length: 5\r\n\r\nhello");
        assertThat(bytes.refCnt()).isPositive();
        var unused = channel.close();
        channel.checkException();
        assertThat(bytes.refCnt()).isZero();
    }

    @Test
    void aClientWithoutAnAddressIsRefused() {
        EmbeddedChannel local =
                new EmbeddedChannel(new HttpServerCodec(), new TrackerChannelHandler(handler), application);
        local.writeInbound(Unpooled.copiedBuffer(ANNOUNCE, StandardCharsets.ISO_8859_1));
        ByteBuf answer = local.readOutbound();
        assertThat(answer.toString(StandardCharsets.ISO_8859_1)).startsWith("HTTP/1.1 400");
        answer.release();
        local.finishAndReleaseAll();
        assertThat(store.announces).isZero();
    }
}
