package io.github.tracker6.http.netty;

import io.github.tracker6.Endpoint;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Listens on Linux for one worker, and serves each connection as soon as it is accepted. Most connections have sent their
 * request by then: they are answered and closed at once, and never wait in epoll.
 */
final class EpollListener implements Listener, EpollIoHandle {
    /** How many connections are accepted before the open ones have their turn. */
    private static final int MAX_ACCEPTED = 64;

    private static final int MAX_ADDRESS_BYTES = 24;

    private final LinuxSocket socket;
    private final WorkerLoop workerLoop;
    private final Binding binding;
    /** A client's address as Netty writes it: the number of bytes that follow, the address, for IPv6 a scope, the port. */
    private final byte[] source = new byte[1 + MAX_ADDRESS_BYTES];

    private final ByteBuffer sourceBytes = ByteBuffer.wrap(source);
    private @Nullable IoRegistration registration;

    EpollListener(LinuxSocket socket, WorkerLoop workerLoop, Binding binding) {
        this.socket = socket;
        this.workerLoop = workerLoop;
        this.binding = binding;
    }

    @Override
    public void sharePort() throws IOException {
        socket.setReusePort(true);
    }

    @Override
    public InetSocketAddress listen(InetSocketAddress address) throws IOException {
        socket.setReuseAddress(true);
        EpollIo.prepare(socket, workerLoop.worker().context.limits());
        socket.bind(address);
        socket.listen(NetUtil.SOMAXCONN);
        IoRegistration registered = EpollIo.register(workerLoop, this);
        registration = registered;
        registered.submit(EpollIoOps.EPOLLIN);
        return socket.localAddress();
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public void handle(IoRegistration registered, IoEvent event) {
        try {
            long nowNanos = workerLoop.loop().ticker().nanoTime();
            for (int i = 0; i < MAX_ACCEPTED; i++) {
                int accepted = socket.accept(source);
                if (accepted < 0) {
                    return;
                }
                serve(new FileDescriptor(accepted), nowNanos);
            }
        } catch (Throwable e) { // Netty ends a loop from which an Error escapes
            failures().recordAccept(e);
            if (e instanceof IOException) {
                pause(registered);
            }
        }
    }

    private void serve(FileDescriptor accepted, long nowNanos) {
        HttpConnection connection = null;
        try {
            connection = HttpConnection.admit(workerLoop.worker(), binding, source());
            if (connection == null) {
                EpollIo.close(accepted);
            } else {
                new EpollIo(accepted, workerLoop, connection).open(nowNanos);
            }
        } catch (Throwable e) {
            EpollIo.close(accepted);
            if (connection != null) {
                connection.leave();
            }
            throw e;
        }
    }

    private Endpoint source() {
        boolean ipv4 = source[0] < MAX_ADDRESS_BYTES;
        return ipv4
                ? Endpoint.ofIpv4(sourceBytes.getInt(1), 0)
                : Endpoint.ofIpv6(sourceBytes.getLong(1), sourceBytes.getLong(1 + Long.BYTES), 0);
    }

    private HttpFailures failures() {
        return workerLoop.worker().context.failures();
    }

    /** Accepts no connections for a while, as a rule for want of file descriptors. */
    private void pause(IoRegistration registered) {
        try {
            // In this order: without memory for the task there is no pause.
            var unused = workerLoop
                    .loop()
                    .schedule(
                            () -> registered.submit(EpollIoOps.EPOLLIN),
                            HttpFailures.PAUSE_MILLIS,
                            TimeUnit.MILLISECONDS);
            registered.submit(EpollIo.QUIET);
        } catch (Throwable e) {
            failures().recordAccept(e);
        }
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen() && !workerLoop.loop().isShuttingDown();
    }

    @Override
    public void close() {
        if (workerLoop.loop().inEventLoop()) {
            closeNow();
            return;
        }
        try {
            // On the loop, so that it cannot accept from another socket that gets the same number.
            workerLoop.loop().submit(this::closeNow).syncUninterruptibly();
        } catch (RejectedExecutionException e) {
            closeNow(); // the loop has ended
        }
    }

    private void closeNow() {
        IoRegistration registered = registration;
        if (registered != null) {
            registered.cancel();
        }
        EpollIo.close(socket);
    }
}
