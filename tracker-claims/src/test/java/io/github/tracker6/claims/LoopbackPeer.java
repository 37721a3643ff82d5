package io.github.tracker6.claims;

import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A TCP server on a loopback address that answers handshakes as its script says, and counts its connections. */
final class LoopbackPeer implements AutoCloseable {
    /** Answers a connection whose whole handshake has been read. */
    interface Script {
        void answer(byte[] handshake, OutputStream out) throws IOException, InterruptedException;
    }

    /** Never answers. */
    static final Script SILENCE = (handshake, out) -> {};

    /** Resets the connection instead of answering. */
    static final Script RESET = (handshake, out) -> {};

    private final ServerSocket server = new ServerSocket();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger connections = new AtomicInteger();
    private final Queue<byte[]> received = new ConcurrentLinkedQueue<>();
    private volatile Script script;

    LoopbackPeer(String address, Script script) throws IOException {
        this.script = script;
        server.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
        threads.execute(this::accept);
    }

    /** Answers like a peer of a torrent, and sends a further message, as peers do. */
    static Script peer(InfoHash infoHash, byte[] peerId) {
        return (handshake, out) -> {
            out.write(Handshake.encode(infoHash, peerId).array());
            out.write(new byte[] {0, 0, 0, 2, 5, -1});
        };
    }

    /** Closes the connection instead of answering. */
    static Script hangUp() {
        return (handshake, out) -> out.close();
    }

    /** Answers once the latch is open. */
    static Script when(CountDownLatch open, Script then) {
        return (handshake, out) -> {
            open.await();
            then.answer(handshake, out);
        };
    }

    void script(Script newScript) {
        script = newScript;
    }

    Endpoint endpoint() {
        return Endpoint.of(server.getInetAddress(), server.getLocalPort());
    }

    int connections() {
        return connections.get();
    }

    /** Returns the bytes of each connection that the other side has closed, in the order in which they were closed. */
    Queue<byte[]> received() {
        return received;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                threads.execute(() -> serve(socket));
            } catch (SocketException closed) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serve(Socket socket) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (socket) {
            socket.setTcpNoDelay(true);
            all.write(socket.getInputStream().readNBytes(Handshake.BYTES));
            Script now = script;
            if (now == RESET) {
                socket.setSoLinger(true, 0);
                return;
            }
            now.answer(all.toByteArray(), socket.getOutputStream());
            socket.getInputStream().transferTo(all);
        } catch (IOException e) {
            // The prober closed the connection before it had read everything.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        received.add(all.toByteArray());
    }
}
