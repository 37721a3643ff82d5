package io.github.tracker6.http.netty;

import io.github.tracker6.http.HttpLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
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
 * Moves the bytes of a connection on Linux, without a Netty channel, which costs more than an announce does. It makes
 * as few system calls as possible: the socket joins its loop's epoll only when it must wait for the client.
 */
final class EpollIo implements ConnectionIo, EpollIoHandle {
    private static final Logger LOG = LoggerFactory.getLogger(EpollIo.class);
    /** What epoll always reports: an error, or the end of both directions (EPOLLERR and EPOLLHUP in sys/epoll.h). */
    private static final EpollIoOps OVER = EpollIoOps.valueOf(0x8 | 0x10);

    /** Waits for nothing. With {@link EpollIoOps#NONE} Netty would give the registration up. */
    static final EpollIoOps QUIET = EpollIoOps.EPOLLET;

    private static final int IPPROTO_TCP = 6;
    private static final int TCP_CORK = 3;
    private static final int TCP_USER_TIMEOUT = 18;
    private static final int TCP_NOTSENT_LOWAT = 25;
    /** How many bytes that cannot be sent yet a socket takes, about; it then refuses more. */
    private static final int MAX_NOT_SENT_BYTES = 2_048;

    private final FileDescriptor socket;
    private final WorkerLoop workerLoop;
    private final HttpConnection connection;
    private @Nullable IoRegistration registration;
    private EpollIoOps interest = QUIET;
    private @Nullable ByteBuf unsent;
    private boolean wantsInput;
    private boolean corked = true;
    /** Whether an event is being handled, and when that began. */
    private boolean busy;

    private long busySinceNanos;

    EpollIo(FileDescriptor socket, WorkerLoop workerLoop, HttpConnection connection) {
        this.socket = socket;
        this.workerLoop = workerLoop;
        this.connection = connection;
    }

    /**
     * Sets the options that the connections of a listening socket inherit. With TCP_CORK a last answer that fits into one
     * segment is sent together with the end of the output, when the socket is closed. With TCP_USER_TIMEOUT the kernel ends
     * a connection whose client takes nothing of the answers that the socket already holds. With TCP_NOTSENT_LOWAT the
     * socket refuses answers soon after the client's own buffer is full, so that the write timeout begins.
     */
    static void prepare(Socket listening, HttpLimits limits) throws IOException {
        listening.setTcpNoDelay(true);
        listening.setIntOpt(IPPROTO_TCP, TCP_CORK, 1);
        listening.setIntOpt(
                IPPROTO_TCP, TCP_USER_TIMEOUT, (int) limits.writeTimeout().toMillis());
        listening.setIntOpt(IPPROTO_TCP, TCP_NOTSENT_LOWAT, MAX_NOT_SENT_BYTES);
        listening.setSendBufferSize(limits.socketBufferBytes());
        listening.setReceiveBufferSize(limits.socketBufferBytes());
    }

    /** Begins, and serves what came together with the connection. */
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

    /** Closes this connection after any failure; the others of the loop go on. */
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

    /** Reads once: epoll reports again if there is more. */
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

    /** Tells epoll what to wait for, if that changed. */
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
                joined = register(workerLoop, this);
                registration = joined;
            }
            joined.submit(wanted);
        } catch (Throwable e) {
            over(e);
        }
    }

    /** Makes a loop of Netty's native transport watch a socket. */
    static IoRegistration register(WorkerLoop workerLoop, EpollIoHandle handle) {
        return ((IoEventLoop) workerLoop.loop())
                .register(handle)
                .syncUninterruptibly()
                .getNow();
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

    /** TLS goes through a channel. */
    @Override
    public void beginTls(byte[] bytes, int from, int to) {
        throw new UnsupportedOperationException("no TLS without a channel");
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
    public void abort() {
        try {
            if (socket.isOpen()) {
                new Socket(socket.intValue()).setSoLinger(0);
            }
        } catch (IOException e) {
            LOG.debug("A socket that is closed keeps what it holds", e);
        }
        close();
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

    /** Closes a socket. */
    static void close(FileDescriptor socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("A socket reported an error when it was closed", e);
        }
    }
}
