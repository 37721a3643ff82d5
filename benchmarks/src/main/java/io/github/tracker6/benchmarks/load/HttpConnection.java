package io.github.tracker6.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One TCP connection at a time from one source, with at most one request on it. */
final class HttpConnection {
    /** What goes on. */
    enum State {
        /** There may be a connection, and nothing is asked. */
        IDLE,
        CONNECTING,
        ASKED
    }

    final int socket;
    /** The request as it is sent. */
    final ByteBuffer request = ByteBuffer.allocate(1_024);
    /** The response as far as it came; position is its end. */
    final ByteBuffer response = ByteBuffer.allocate(16_384);

    @Nullable
    SocketChannel channel;

    State state = State.IDLE;
    long sequence;
    /** Whether the connection served a request before, so that the server may just be closing it. */
    boolean reused;

    HttpConnection(int socket) {
        this.socket = socket;
    }
}
