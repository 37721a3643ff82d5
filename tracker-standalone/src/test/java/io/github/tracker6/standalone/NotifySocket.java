package io.github.tracker6.standalone;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainDatagramSocketAddress;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A socket as systemd has one for the messages of a service. */
final class NotifySocket implements AutoCloseable {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);

    final String path;
    private final Socket socket;

    NotifySocket(String path) throws IOException {
        Epoll.ensureAvailability();
        this.path = path;
        this.socket = Socket.newSocketDomainDgram();
        socket.bind(new DomainSocketAddress(path));
    }

    /** Waits for a message. */
    String next() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1_000);
        long start = System.nanoTime();
        int length;
        do {
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new AssertionError("no message came");
            }
            LockSupport.parkNanos(1_000_000); // the program shall have the processors
            length = received(buffer);
        } while (length == 0);
        byte[] text = new byte[length];
        buffer.get(0, text);
        return new String(text, StandardCharsets.US_ASCII);
    }

    private int received(ByteBuffer buffer) throws IOException {
        DomainDatagramSocketAddress from = socket.recvFromDomainSocket(buffer, 0, buffer.capacity());
        return from == null ? 0 : from.receivedAmount();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
