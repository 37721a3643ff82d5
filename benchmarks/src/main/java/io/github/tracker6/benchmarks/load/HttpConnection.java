package io.github.tracker6.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** The connection of one source: one TCP connection at a time, with at most one request in flight. Not thread-safe. */
final class HttpConnection {
    /** What the connection is doing. */
    enum State {
        /** No request is in flight. There may be a connection. */
        IDLE,
        CONNECTING,
        WAITING
    }

    final int socket;
    /** The request. */
    final ByteBuffer request = ByteBuffer.allocate(1_024);
    /** The received part of the response, up to the position. */
    final ByteBuffer response = ByteBuffer.allocate(16_384);

    @Nullable
    SocketChannel channel;

    State state = State.IDLE;
    long sequence;
    /** Whether the connection has served a request before. If so, the server may be closing it now. */
    boolean reused;

    HttpConnection(int socket) {
        this.socket = socket;
    }
}
