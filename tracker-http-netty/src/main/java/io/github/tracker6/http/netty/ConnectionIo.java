package io.github.tracker6.http.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.EventExecutor;

/** Moves the bytes of one {@link HttpConnection}, and tells it what came. Used on its event loop alone. */
interface ConnectionIo {
    /** Returns the event loop. */
    EventExecutor loop();

    /** Returns the time of the loop's ticker, of now or of the beginning of the event that is being handled. */
    long nanoTime();

    /** Returns what makes the buffers of answers. */
    ByteBufAllocator allocator();

    /**
     * Begins TLS, which the listener asks for. What comes then is decrypted.
     *
     * @param bytes holds the first bytes of TLS
     * @param from the offset of its first byte
     * @param to the offset behind its last byte
     */
    void beginTls(byte[] bytes, int from, int to);

    /** Asks for what comes next: bytes, once, or the end of the input. */
    void read();

    /**
     * Writes an answer, and releases it.
     *
     * @param last whether nothing is written after it, so that it may travel together with the end of the output
     * @return whether the socket took all of it at once; else {@link HttpConnection#sent()} follows, or the close
     */
    boolean write(ByteBuf answer, boolean last);

    /** Ends the output behind what was written. */
    void shutdownOutput();

    /**
     * Closes as {@link #close()}, and drops what the client has not taken of its answers. After a usual close the kernel
     * would keep that for minutes.
     */
    void abort();

    /** Closes at once or soon; {@link HttpConnection#leave()} follows. Idempotent. */
    void close();
}
