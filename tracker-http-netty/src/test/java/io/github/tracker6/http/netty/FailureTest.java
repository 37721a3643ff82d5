package io.github.tracker6.http.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.TrackerHandler;
import io.github.tracker6.http.HttpTrackerHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a connection and its worker do when the tracker, the store or the connection itself fails. */
@ExtendWith(Leaks.class)
class FailureTest {
    private static final String BODY_END = "5:peers0:e";
    private static final String UNAVAILABLE = "The tracker is unavailable";

    /** A tracker that keeps each response, and answers when it is told to. */
    private static final class SlowTracker implements TrackerHandler {
        final List<AnnounceResponse> responses = new ArrayList<>();
        final List<CompletableFuture<AnnounceResponse>> stages = new ArrayList<>();

        @Override
        public CompletionStage<AnnounceResponse> announce(AnnounceRequest request, AnnounceResponse response) {
            responses.add(response);
            stages.add(new CompletableFuture<>());
            return stages.get(stages.size() - 1);
        }

        @Override
        public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch) {
            return batch.done();
        }

        void answer(int index) {
            stages.get(index).complete(responses.get(index));
        }

        void fail(int index) {
            stages.get(index).completeExceptionally(new IllegalStateException("planted"));
        }
    }

    private final SlowTracker tracker = new SlowTracker();
    private final Wire wire =
            new Wire(HttpTrackerHandler.builder(tracker).rateLimit(false).build());

    private String announce() {
        return wire.send(Wire.GET);
    }

    @Test
    void anAnsweredExchangeIsUsedAgain() {
        announce();
        tracker.answer(0);
        assertThat(wire.received()).endsWith(BODY_END);
        announce();
        assertThat(tracker.responses.get(1)).isSameAs(tracker.responses.get(0));
    }

    @Test
    void aFailedExchangeIsNeverUsedAgainSinceTheStoreMayStillWriteIntoIt() {
        announce();
        tracker.fail(0);
        assertThat(wire.received()).contains(UNAVAILABLE);
        announce();
        assertThat(tracker.responses.get(1)).isNotSameAs(tracker.responses.get(0));
        tracker.responses.get(0).peers6().addIpv6(1, 2, 3); // too late
        tracker.answer(1);
        assertThat(wire.received()).endsWith(BODY_END).doesNotContain("peers6");
        assertThat(wire.open()).isTrue();
    }

    @Test
    void anExchangeWhoseConnectionGaveUpIsNotUsedAgainBeforeTheTrackerIsDone() {
        announce();
        wire.pass(Duration.ofMillis(10_300));
        assertThat(wire.received()).startsWith("HTTP/1.1 503 ");
        assertThat(wire.open()).isFalse();
        tracker.answer(0);
        assertThat(wire.received()).isEmpty(); // no second answer
        assertThat(wire.context.stats().openConnections()).isZero();
        assertThat(wire.context.stats().errors()).isZero();
    }

    @Test
    void aConnectionLostForWantOfTheHostsMemoryIsCountedAndOneThatTheClientEndsIsNot() {
        Wire reset = new Wire(HttpTrackerHandler.builder(tracker).build());
        reset.channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
        assertThat(reset.open()).isFalse();
        assertThat(reset.context.stats().errors()).isZero();

        wire.channel
                .pipeline()
                .fireExceptionCaught(new IOException("write(..) failed with error(-105): No buffer space available"));
        assertThat(wire.open()).isFalse();
        assertThat(wire.context.stats().errors()).isEqualTo(1);
    }

    @Test
    void anErrorOfTheTrackerIsAnAnswer() {
        Wire failing = new Wire(HttpTrackerHandler.builder(new TrackerHandler() {
                    @Override
                    public CompletionStage<AnnounceResponse> announce(
                            AnnounceRequest request, AnnounceResponse response) {
                        throw new StackOverflowError("planted");
                    }

                    @Override
                    public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch) {
                        throw new NoClassDefFoundError("planted");
                    }
                })
                .build());
        assertThat(failing.send(Wire.GET)).contains(UNAVAILABLE);
        assertThat(failing.send(Wire.GET.replace("/announce?", "/scrape?"))).contains(UNAVAILABLE);
        assertThat(failing.open()).isTrue();
        assertThat(failing.context.stats().failures()).isEqualTo(2);
    }

    @Test
    void anErrorOnTheConnectionClosesItAndIsCounted() {
        wire.channel.pipeline().fireExceptionCaught(new OutOfMemoryError("planted"));
        wire.channel.runPendingTasks();
        assertThat(wire.open()).isFalse();
        assertThat(wire.context.stats().errors()).isEqualTo(1);
        assertThat(wire.context.stats().openConnections()).isZero();
    }

    /** A connection's io whose socket takes everything at once, or nothing. */
    private record FakeIo(EventExecutor loop, List<String> written, boolean takes) implements ConnectionIo {
        @Override
        public long nanoTime() {
            return NettyVersion.nanoTime(loop);
        }

        @Override
        public ByteBufAllocator allocator() {
            return ByteBufAllocator.DEFAULT;
        }

        @Override
        public void beginTls(byte[] bytes, int from, int to) {}

        @Override
        public void read() {}

        @Override
        public boolean write(ByteBuf answer, boolean last) {
            written.add(answer.toString(StandardCharsets.ISO_8859_1));
            answer.release();
            return takes;
        }

        @Override
        public void shutdownOutput() {}

        @Override
        public void abort() {}

        @Override
        public void close() {}
    }

    @Test
    void anAnswerThatComesAfterStatus503IsNotWrittenBehindIt() {
        List<String> written = new ArrayList<>();
        HttpConnection stuck =
                HttpConnection.admit(wire.worker, Wire.listener(false), Endpoint.parse("[2001:db8:1::1]:1"));
        assertThat(stuck).isNotNull();
        stuck.open(new FakeIo(wire.channel.eventLoop(), written, false));
        stuck.received(ByteBuffer.wrap(Wire.GET.getBytes(StandardCharsets.ISO_8859_1)));
        wire.pass(Duration.ofMillis(10_300));
        tracker.answer(0);
        wire.channel.runPendingTasks();
        assertThat(written).hasSize(1).first().asString().startsWith("HTTP/1.1 503 ");
        stuck.leave();
    }

    @Test
    void aRoundOfTheLoopGivesAConnectionOneAnswer() {
        List<String> written = new ArrayList<>();
        Wire quick = new Wire();
        HttpConnection connection =
                HttpConnection.admit(quick.worker, Wire.listener(false), Endpoint.parse("[2001:db8:1::1]:1"));
        assertThat(connection).isNotNull();
        connection.open(new FakeIo(quick.channel.eventLoop(), written, true));
        connection.received(ByteBuffer.wrap((Wire.GET + Wire.GET + Wire.GET).getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(written).hasSize(1);
        connection.turn();
        assertThat(written).hasSize(2);
        quick.channel.runPendingTasks();
        assertThat(written).hasSize(3);
        connection.leave();
        quick.close();
    }

    @Test
    void aClientThatTakesAnAnswerNowAndThenIsCutAtTheTimeLimitOfTheFirst() {
        List<String> events = new ArrayList<>();
        Wire slow = new Wire();
        HttpConnection connection =
                HttpConnection.admit(slow.worker, Wire.listener(false), Endpoint.parse("[2001:db8:1::1]:1"));
        assertThat(connection).isNotNull();
        connection.open(new SlowIo(slow.channel.eventLoop(), events));
        connection.received(ByteBuffer.wrap(Wire.GET.repeat(8).getBytes(StandardCharsets.ISO_8859_1)));
        for (int i = 0; i < 3; i++) {
            slow.pass(Duration.ofSeconds(3));
            connection.sent();
            slow.channel.runPendingTasks();
        }
        assertThat(events).containsExactly("answer", "answer", "answer", "answer");
        slow.pass(Duration.ofMillis(1_300));
        assertThat(events).hasSize(5).last().isEqualTo("abort");
        connection.leave();
        slow.close();
    }

    /** A connection's io whose socket never takes an answer at once. */
    private record SlowIo(EventExecutor loop, List<String> events) implements ConnectionIo {
        @Override
        public long nanoTime() {
            return NettyVersion.nanoTime(loop);
        }

        @Override
        public ByteBufAllocator allocator() {
            return ByteBufAllocator.DEFAULT;
        }

        @Override
        public void beginTls(byte[] bytes, int from, int to) {}

        @Override
        public void read() {}

        @Override
        public boolean write(ByteBuf answer, boolean last) {
            events.add("answer");
            answer.release();
            return false;
        }

        @Override
        public void shutdownOutput() {}

        @Override
        public void abort() {
            events.add("abort");
        }

        @Override
        public void close() {}
    }

    /** A connection's io that fails whatever it is asked. */
    private record BrokenIo(EventExecutor loop) implements ConnectionIo {
        @Override
        public long nanoTime() {
            return NettyVersion.nanoTime(loop);
        }

        @Override
        public ByteBufAllocator allocator() {
            throw new OutOfMemoryError("planted");
        }

        @Override
        public void beginTls(byte[] bytes, int from, int to) {}

        @Override
        public void read() {}

        @Override
        public boolean write(ByteBuf answer, boolean last) {
            throw new OutOfMemoryError("planted");
        }

        @Override
        public void shutdownOutput() {
            throw new OutOfMemoryError("planted");
        }

        @Override
        public void abort() {
            close();
        }

        @Override
        public void close() {
            throw new OutOfMemoryError("planted");
        }
    }

    @Test
    void aConnectionThatCannotBeClosedKeepsNoPlaceAndHoldsUpNoOther() {
        EmbeddedChannel loop = wire.channel;
        HttpConnection broken =
                HttpConnection.admit(wire.worker, Wire.listener(false), Endpoint.parse("[2001:db8:1::1]:1"));
        assertThat(broken).isNotNull();
        broken.open(new BrokenIo(loop.eventLoop()));
        assertThat(wire.context.stats().openConnections()).isEqualTo(2);
        wire.pass(Duration.ofMillis(5_300)); // both are past the header deadline
        assertThat(wire.open()).isFalse();
        assertThat(wire.context.stats().openConnections()).isZero();
        assertThat(wire.context.stats().errors()).isEqualTo(1);
        HttpConnection next =
                HttpConnection.admit(wire.worker, Wire.listener(false), Endpoint.parse("[2001:db8:1::1]:1"));
        assertThat(next).isNotNull();
        next.open(new BrokenIo(loop.eventLoop()));
        loop.advanceTimeBy(10, TimeUnit.SECONDS);
        loop.runScheduledPendingTasks(); // the clock of the worker still runs
        assertThat(wire.context.stats().openConnections()).isZero();
    }
}
