package io.github.tracker6.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Stands between nodes and a server, and swallows what passes when it is told to, as a firewall that drops packets does: no
 * connection ends, new ones are taken, and nothing is ever answered.
 */
final class BlackHole implements AutoCloseable {
    private final ServerSocket entrance;
    private final int serverPort;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private volatile boolean swallows;

    BlackHole(int serverPort) {
        this.serverPort = serverPort;
        try {
            this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    void swallow() {
        swallows = true;
    }

    /** Lets new connections pass; those of before stay dead. */
    void open() {
        swallows = false;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = entrance.accept();
                sockets.add(client);
                if (!swallows) {
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                    sockets.add(server);
                    start(() -> pass(client, server));
                    start(() -> pass(server, client));
                }
            }
        } catch (IOException e) {
            // It was closed.
            swallows = true;
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[1 << 16];
        boolean dead = false;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                dead |= swallows;
                if (!dead) {
                    out.write(buffer, 0, read);
                    out.flush();
                }
            }
            if (!dead && !swallows) {
                to.close();
            }
        } catch (IOException e) {
            // One end is gone; the other one learns of it unless the hole swallows that, too.
            if (!dead && !swallows) {
                closeQuietly(to);
            }
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "black-hole");
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // Closed is what it shall be.
            Thread.currentThread().setName("black-hole-closed");
        }
    }

    @Override
    public void close() {
        closeQuietly(entrance);
        sockets.forEach(BlackHole::closeQuietly);
    }
}
