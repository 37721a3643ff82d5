package io.github.tracker6.redis.testing;

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
 * Stands between clients and a server on this machine, and swallows what passes while it is told to, as a firewall does
 * that drops packets: no connection ends, new ones are accepted, and nothing is answered. Thread-safe.
 */
public final class BlackHole implements AutoCloseable {
    private static final int BACKLOG = 50;
    private static final int BUFFER_BYTES = 1 << 16;

    private final ServerSocket entrance;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private volatile int serverPort;
    private volatile boolean swallows;

    /**
     * Starts one that lets everything pass.
     *
     * @param serverPort the port of the server
     */
    public BlackHole(int serverPort) {
        this.serverPort = serverPort;
        try {
            this.entrance = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** Returns the port for clients, on 127.0.0.1. */
    public int port() {
        return entrance.getLocalPort();
    }

    /** Swallows everything from now on. */
    public void swallow() {
        swallows = true;
    }

    /** Lets new connections pass again. Those of before never answer. */
    public void open() {
        swallows = false;
    }

    /** Cuts all connections, and leads new ones to another server. */
    public void lead(int toServerPort) {
        serverPort = toServerPort;
        sockets.forEach(BlackHole::closeQuietly);
        sockets.clear();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = entrance.accept();
                sockets.add(client);
                if (!swallows) {
                    connect(client);
                }
            }
        } catch (IOException e) {
            // Closed: nothing passes any more.
            swallows = true;
        }
    }

    private void connect(Socket client) {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            sockets.add(server);
            start(() -> pass(client, server));
            start(() -> pass(server, client));
        } catch (IOException e) {
            // The server is down, and the client shall see that.
            closeQuietly(client);
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER_BYTES];
        boolean dead = false;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                dead |= swallows;
                if (!dead) {
                    out.write(buffer, 0, read);
                }
            }
        } catch (IOException e) {
            dead |= swallows;
        }
        if (!dead && !swallows) {
            closeQuietly(to);
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "black-hole");
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException("a socket can't be closed", e);
        }
    }

    @Override
    public void close() {
        closeQuietly(entrance);
        sockets.forEach(BlackHole::closeQuietly);
    }
}
