package io.github.tracker6.udp;

import io.github.tracker6.store.InfoHashes;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Serves one socket: one system call receives all waiting packets, and one sends their replies. */
final class NativeWorker extends UdpWorker {
    /**
     * Makes the cost of a system call small per packet. The reply to the first packet waits until the last is handled.
     */
    private static final int BATCH = 32;

    private final NativeSocket socket;
    private final int descriptor;
    private final Libc libc = new Libc();
    private final PacketBatch batch = new PacketBatch(BATCH);
    private final InfoHashes swarms = new InfoHashes();

    /** The packet that is being handled. */
    private int current;

    private volatile boolean open = true;

    NativeWorker(NativeSocket socket, UdpHandler handler, UdpStats stats, String name) {
        super(handler, stats, name);
        this.socket = socket;
        this.descriptor = socket.descriptor();
    }

    @Override
    boolean isOpen() {
        return open;
    }

    @Override
    void close() {
        open = false;
        if (isStarted()) {
            socket.wake();
        } else {
            socket.close();
        }
    }

    @Override
    void release() {
        open = false;
        socket.close();
    }

    @Override
    void serve() throws IOException {
        int received = batch.receive(libc, descriptor);
        if (Thread.interrupted()) {
            open = false; // a channel closes on an interrupt, too
        }
        if (received < 0) {
            throwUnlessHarmless(received);
        } else if (open && beginHandling()) {
            try {
                handle(received);
            } finally {
                endHandling();
            }
        }
    }

    private static void throwUnlessHarmless(int failure) throws IOException {
        switch (-failure) {
            case Libc.EINTR, Libc.EAGAIN -> {
                // A signal, or no packet within the receive timeout.
            }
            default -> throw NativeSocket.exceptionOf(failure);
        }
    }

    private void handle(int received) {
        sampler.received();
        long nowMillis = handler.nowMillis();
        if (received > 1) {
            prefetch(received);
        }
        for (int i = 0; i < received; i++) {
            current = i;
            try {
                handleOne(i, nowMillis);
            } catch (Throwable e) {
                dropExchange();
                failures().recordReceive(e);
            }
        }
        try {
            sendReplies();
            sampler.answered();
        } finally {
            batch.clearReplies();
        }
    }

    /**
     * Lets the tracker load what it needs for these packets. Its cache misses overlap if it knows all packets at once.
     */
    private void prefetch(int received) {
        try {
            swarms.clear();
            for (int i = 0; i < received; i++) {
                UdpRequests.addInfoHash(batch.packet(i), swarms);
            }
            handler.prefetch(swarms);
        } catch (Throwable e) {
            failures().recordReceive(e);
        }
    }

    private void handleOne(int packet, long nowMillis) {
        Exchange exchange = exchange();
        if (!batch.source(packet, exchange)) {
            return;
        }
        int length = handler.handle(exchange, nowMillis, batch.packet(packet), batch.nextReply());
        if (length == UdpHandler.PENDING) {
            dropExchange();
        } else if (length > 0) {
            batch.addReply(packet, length);
        }
    }

    /** The kernel stops at a reply that it cannot send. The next call begins with that reply and returns the reason. */
    private void sendReplies() {
        int sent = 0;
        while (sent < batch.replyCount()) {
            int result = batch.send(libc, descriptor, sent);
            if (result > 0) {
                sent += result;
            } else if (result != -Libc.EINTR) {
                failures().recordSend(result);
                sent++;
            }
        }
    }

    @Override
    ReplySender replySender() {
        PacketBatch.Path path = batch.path(current);
        return late -> sendLate(path, late);
    }

    private void sendLate(PacketBatch.Path path, ByteBuffer late) {
        int result = socket.send(path, late);
        if (result < 0) {
            failures().recordSend(result);
        }
    }
}
