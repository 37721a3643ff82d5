package io.github.tracker6.http.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.http.HttpAnswer;
import io.github.tracker6.http.HttpTrackerHandler;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How long a client may take for an answer of many pieces. */
@ExtendWith(Leaks.class)
class LongAnswerTest {
    private static final int PIECES = 40;

    private final HttpAnswer answer =
            HttpAnswer.of(200, "a/b", ByteBuffer.allocate(PIECES * AnswerWriter.MAX_PIECE_BYTES));
    private final Wire wire = new Wire(
            HttpTrackerHandler.builder().route(request -> answer.done()).build());
    private final FullSocket socket = new FullSocket();

    /** A socket that takes a piece only when it is told to. */
    private static final class FullSocket extends ChannelOutboundHandlerAdapter {
        private record Held(ChannelHandlerContext context, ByteBuf piece, ChannelPromise promise) {}

        private final Deque<Held> held = new ArrayDeque<>();

        @Override
        public void write(ChannelHandlerContext context, Object piece, ChannelPromise promise) {
            held.add(new Held(context, (ByteBuf) piece, promise));
        }

        void take() {
            Held first = held.remove();
            var unused = first.context.writeAndFlush(first.piece, first.promise);
        }

        void release() {
            held.forEach(each -> each.piece.release());
            held.clear();
        }
    }

    private void ask() {
        wire.channel.pipeline().addFirst(socket);
        assertThat(wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")).isEmpty();
    }

    @AfterEach
    void release() {
        socket.release();
    }

    @Test
    void aClientThatReadsOnGetsItWholeHoweverLongItTakes() {
        ask();
        int length = 0;
        for (int i = 0; i < PIECES; i++) {
            wire.pass(Duration.ofMillis(900));
            socket.take();
            length += wire.received().length();
        }
        assertThat(length).isGreaterThan(PIECES * AnswerWriter.MAX_PIECE_BYTES);
        assertThat(socket.held).isEmpty();
        assertThat(wire.open()).isTrue();
        assertThat(wire.context.stats().timeouts()).isZero();
    }

    @Test
    void aClientThatTakesNothingIsClosedAfterTheWriteTimeout() {
        ask();
        wire.pass(Duration.ofMillis(9_900));
        assertThat(wire.open()).isTrue();
        wire.pass(Duration.ofMillis(400));
        assertThat(wire.open()).isFalse();
        assertThat(wire.context.stats().timeouts()).isEqualTo(1);
    }

    @Test
    void aClientThatStopsIsClosedAfterTheWriteTimeoutHoweverFastItWas() {
        ask();
        for (int i = 0; i < PIECES / 2; i++) {
            wire.pass(Duration.ofMillis(25));
            socket.take();
            assertThat(wire.received()).isNotEmpty();
        }
        wire.pass(Duration.ofMillis(9_900));
        assertThat(wire.open()).isTrue();
        wire.pass(Duration.ofMillis(400));
        assertThat(wire.open()).isFalse();
        assertThat(wire.context.stats().timeouts()).isEqualTo(1);
    }

    @Test
    void aClientThatTakesAPieceNowAndThenRunsOutOfTime() {
        ask();
        wire.pass(Duration.ofSeconds(9));
        socket.take(); // one second more
        assertThat(wire.received()).isNotEmpty();
        wire.pass(Duration.ofMillis(1_900));
        assertThat(wire.open()).isTrue();
        wire.pass(Duration.ofMillis(400));
        assertThat(wire.open()).isFalse();
        assertThat(wire.context.stats().timeouts()).isEqualTo(1);
    }
}
