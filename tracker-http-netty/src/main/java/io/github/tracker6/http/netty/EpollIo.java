package io.github.tracker6.http.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a connection on Linux without a channel, which costs more than an announce: with as few system calls as can
 * be. The socket joins its loop's epoll only where it has to wait for the client.
 */
final class EpollIo implements ConnectionIo, EpollIoHandle {
    private static final Logger LOG = LoggerFactory.getLogger(EpollIo.class);
    /** Always reported: an error, or the end of both directions (EPOLLERR and EPOLLHUP in sys/epoll.h). */
    private static final EpollIoOps OVER = EpollIoOps.valueOf(0x8 | 0x10);

    /** Nothing that is reported again and again; with {@link EpollIoOps#NONE} Netty gives the registration up. */
    static final EpollIoOps QUIET = EpollIoOps.EPOLLET;

    private static final int IPPROTO_TCP = 6;
    private static final int TCP_CORK = 3;

    private final FileDescriptor socket;
    private final WorkerLoop workerLoop;
    private final HttpConnection connection;
    private @Nullable IoRegistration registration;
    private EpollIoOps interest = QUIET;
    private @Nullable ByteBuf unsent;
    private boolean wantsInput;
    private boolean corked = true;
    /** Whether an event is being handled, and since when. */
    private boolean busy;

    private long busySinceNanos;

    EpollIo(FileDescriptor socket, WorkerLoop workerLoop, HttpConnection connection) {
        this.socket = socket;
        this.workerLoop = workerLoop;
        this.connection = connection;
    }

    /**
     * Sets what the connections of a listening socket inherit. Corked, a last answer that fits into one segment leaves
     * together with the end of the output, when the socket is closed.
     */
    static void prepare(Socket listening) throws IOException {
        listening.setTcpNoDelay(true);
        listening.setIntOpt(IPPROTO_TCP, TCP_CORK, 1);
    }

    /** Serves what came together with the connection. */
    void open(long nowNanos) {
        enter(nowNanos);
        try {
            connection.open(this);
            if (wantsInput) {
                receive();
            }
        } catch (Throwable e) {
            over(e);
        }
        leave();
    }

    @Override
    public void handle(IoRegistration registered, IoEvent event) {
        EpollIoOps ready = ((EpollIoEvent) event).ops();
        enter(workerLoop.loop().ticker().nanoTime());
        try {
            if (unsent != null && ready.contains(EpollIoOps.EPOLLOUT) && flush()) {
                connection.sent();
            }
            if (wantsInput && ready.contains(EpollIoOps.EPOLLIN)) {
                receive();
            } else if (ready.contains(OVER)) {
                close();
            }
        } catch (Throwable e) {
            over(e);
        }
        leave();
    }

    /** Closes this connection, whatever went wrong: the others of the loop go on. */
    private void over(Throwable cause) {
        connection.failed(cause);
        close();
    }

    private void enter(long nowNanos) {
        busy = true;
        busySinceNanos = nowNanos;
    }

    private void leave() {
        busy = false;
        settle();
    }

    /** Reads once: where more is to come, epoll says so again. */
    private void receive() throws IOException {
        ByteBuffer inbox = workerLoop.worker().inbox;
        int length = socket.read(inbox, 0, inbox.capacity());
        if (length == 0) {
            return;
        }
        wantsInput = false;
        if (length > 0) {
            connection.received(inbox.clear().limit(length));
            connection.readOn();
        } else {
            connection.inputEnded();
        }
    }

    /** Tells epoll what to wait for, where that changed. */
    private void settle() {
        if (busy || !socket.isOpen()) {
            return;
        }
        EpollIoOps wanted = unsent != null ? EpollIoOps.EPOLLOUT : wantsInput ? EpollIoOps.EPOLLIN : QUIET;
        if (wanted.equals(interest)) {
            return;
        }
        interest = wanted;
        try {
            IoRegistration joined = registration;
            if (joined == null) {
                joined = workerLoop.io().register(this).syncUninterruptibly().getNow();
                registration = joined;
            }
            joined.submit(wanted);
        } catch (Throwable e) {
            over(e);
        }
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public EventExecutor loop() {
        return workerLoop.loop();
    }

    @Override
    public long nanoTime() {
        return busy ? busySinceNanos : workerLoop.loop().ticker().nanoTime();
    }

    @Override
    public ByteBufAllocator allocator() {
        return ByteBufAllocator.DEFAULT;
    }

    @Override
    public void read() {
        wantsInput = true;
        settle();
    }

    @Override
    public boolean write(ByteBuf answer, boolean last) {
        unsent = answer;
        try {
            if (corked && !last) {
                corked = false;
                new Socket(socket.intValue()).setIntOpt(IPPROTO_TCP, TCP_CORK, 0);
            }
            boolean sent = flush();
            settle();
            return sent;
        } catch (IOException e) {
            connection.failed(e);
            return false;
        }
    }

    /** Returns whether nothing is left to be sent. */
    private boolean flush() throws IOException {
        ByteBuf answer = unsent;
        if (answer == null) {
            return true;
        }
        ByteBuffer bytes = answer.internalNioBuffer(answer.readerIndex(), answer.readableBytes());
        answer.skipBytes(socket.write(bytes, bytes.position(), bytes.limit()));
        if (answer.isReadable()) {
            return false;
        }
        unsent = null;
        answer.release();
        return true;
    }

    @Override
    public void shutdownOutput() {
        try {
            new Socket(socket.intValue()).shutdown(false, true);
        } catch (IOException e) {
            connection.failed(e);
        }
    }

    @Override
    public void close() {
        if (!socket.isOpen()) {
            return;
        }
        wantsInput = false;
        ByteBuf answer = unsent;
        if (answer != null) {
            unsent = null;
            answer.release();
        }
        close(socket);
        IoRegistration registered = registration;
        if (registered != null) {
            // The kernel took the socket out of epoll when it was closed.
            registered.cancel();
        }
        connection.leave();
    }

    /** Closes a socket that nobody needs any more. */
    static void close(FileDescriptor socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("It is closed all the same", e);
        }
    }
}
