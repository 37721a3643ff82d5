package io.github.tracker6.udp;

import io.github.tracker6.store.InfoHashes;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Serves one socket with a system call for all packets that are there, and one for their replies. */
final class NativeWorker extends UdpWorker {
    /** Enough that a system call costs little per packet; the first of them waits for the last. */
    private static final int BATCH = 32;

    private final NativeSocket socket;
    private final int descriptor;
    private final Libc libc = new Libc();
    private final PacketBatch batch = new PacketBatch(BATCH);
    private final InfoHashes swarms = new InfoHashes();
    private Exchange exchange;
    /** The packet that is being handled. */
    private int current;

    private volatile boolean open = true;

    NativeWorker(NativeSocket socket, UdpHandler handler, UdpStats stats, String name) {
        super(handler, stats, name);
        this.socket = socket;
        this.descriptor = socket.descriptor();
        this.exchange = handler.newExchange();
        exchange.returnPath(this::returnPath);
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
            open = false; // as a channel does
        }
        if (received < 0) {
            receiveFailed(received);
        } else if (open && beginHandling()) {
            try {
                handle(received);
            } finally {
                endHandling();
            }
        }
    }

    private void receiveFailed(int failure) throws IOException {
        switch (-failure) {
            case Libc.EINTR, Libc.EAGAIN -> {
                // A signal, or nothing came for a while.
            }
            default -> throw NativeSocket.failure(failure);
        }
    }

    private void handle(int received) {
        long nowMillis = handler.nowMillis();
        if (received > 1) {
            prefetch(received);
        }
        for (int i = 0; i < received; i++) {
            current = i;
            try {
                handleOne(i, nowMillis);
            } catch (RuntimeException e) {
                failed(e);
                // Nobody knows who still holds the one that failed.
                renewExchange();
            }
        }
        sendReplies();
    }

    /** What the tracker needs of its memory for these packets comes faster if it is asked for all at once. */
    private void prefetch(int received) {
        swarms.clear();
        for (int i = 0; i < received; i++) {
            UdpRequests.addInfoHash(batch.packet(i), swarms);
        }
        try {
            handler.prefetch(swarms);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void handleOne(int packet, long nowMillis) {
        if (!batch.source(packet, exchange)) {
            return;
        }
        int length = handler.handle(exchange, nowMillis, batch.packet(packet), batch.nextReply());
        if (length == UdpHandler.PENDING) {
            renewExchange();
        } else if (length > 0) {
            batch.reply(packet, length);
        }
    }

    /** The kernel stops at a reply that it can't send, and says why on the next call, which begins with that one. */
    private void sendReplies() {
        int sent = 0;
        while (sent < batch.replies()) {
            int result = batch.send(libc, descriptor, sent);
            if (result > 0) {
                sent += result;
            } else if (result != -Libc.EINTR) {
                sendFailed(result);
                sent++;
            }
        }
        batch.sent();
    }

    private void renewExchange() {
        exchange = handler.newExchange();
        exchange.returnPath(this::returnPath);
    }

    private ReplySender returnPath() {
        PacketBatch.Path path = batch.path(current);
        return late -> sendLate(path, late);
    }

    private void sendLate(PacketBatch.Path path, ByteBuffer late) {
        int result = socket.send(path, late);
        if (result < 0) {
            sendFailed(result);
        }
    }

    /** A firewall, a route that is gone, or a server that was closed: the client asks again by itself. */
    private void sendFailed(int failure) {
        stats.sendFailures.increment();
        if (LOG.isDebugEnabled()) {
            LOG.debug("A reply was not sent: {}", Libc.message(failure));
        }
    }
}
