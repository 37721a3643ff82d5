package io.github.tracker6.redis;

import io.lettuce.core.RedisURI;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes its time for each two keys of a script, and replies a string for them, at a steady rate and in order; says yes to all
 * else. Redis cannot be made that slow and even.
 */
final class SlowServer implements AutoCloseable {
    /** How many pairs of keys it has seen to. */
    final AtomicLong done = new AtomicLong();

    private final ServerSocket socket;
    private final long nanosEach;

    SlowServer(int perSecond) {
        nanosEach = TimeUnit.SECONDS.toNanos(1) / perSecond;
        try {
            socket = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    RedisURI uri() {
        return RedisURI.create("127.0.0.1", socket.getLocalPort());
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "slow-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
                OutputStream out = client.getOutputStream()) {
            client.setTcpNoDelay(true);
            long freeNanos = System.nanoTime();
            while (true) {
                String[] words = command(in);
                String reply = "+OK\r\n";
                if (words[0].startsWith("EVAL")) {
                    int pairs = Integer.parseInt(words[2]) / 2;
                    freeNanos = Math.max(System.nanoTime(), freeNanos) + pairs * nanosEach;
                    while (freeNanos - System.nanoTime() > 0) {
                        LockSupport.parkNanos(freeNanos - System.nanoTime());
                    }
                    done.addAndGet(pairs);
                    reply = "*" + pairs + "\r\n" + "$1\r\nx\r\n".repeat(pairs);
                }
                out.write(reply.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // The client has gone.
        }
    }

    private static String[] command(DataInputStream in) throws IOException {
        String[] words = new String[number(in)];
        for (int i = 0; i < words.length; i++) {
            byte[] word = new byte[number(in)];
            in.readFully(word);
            in.skipNBytes(2);
            words[i] = new String(word, StandardCharsets.ISO_8859_1);
        }
        return words;
    }

    /** Reads the number of a line that begins with the kind of what follows. */
    private static int number(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            line.append((char) next);
        }
        return Integer.parseInt(line.substring(1).trim());
    }
}
