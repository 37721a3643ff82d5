package io.github.tracker6.standalone;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd what the program does, if it is a service of {@code Type=notify} (sd_notify). Otherwise it does nothing.
 * Thread-safe.
 */
final class ServiceManager {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);
    private static final String READY = "READY=1";
    private static final long HELPER_SECONDS = 1;

    private final @Nullable String socket;
    private boolean isReady;
    private boolean isStopping;

    private ServiceManager(@Nullable String socket) {
        this.socket = socket;
    }

    /** Returns that of this process, by its environment. */
    static ServiceManager of(Map<String, String> environment) {
        return new ServiceManager(environment.get("NOTIFY_SOCKET"));
    }

    /** Says that the tracker serves. */
    synchronized void ready() {
        if (!isStopping) {
            isReady = true;
            send(READY);
        }
    }

    /** Says that the tracker reads its configuration again, does so, and says when that is done. */
    void duringReload(Runnable reload) {
        boolean isTold = sendIfReady("RELOADING=1");
        try {
            reload.run();
        } finally {
            if (isTold) {
                sendIfReady(READY);
            }
        }
    }

    /** Says that the tracker stops. */
    synchronized void stopping() {
        isStopping = true;
        isReady = false;
        send("STOPPING=1");
    }

    /** A tracker that does not serve yet, or no more, says nothing of a reload. */
    private synchronized boolean sendIfReady(String state) {
        if (isReady) {
            send(state);
        }
        return isReady;
    }

    private void send(String state) {
        if (socket == null || socket.isEmpty()) {
            return;
        }
        try {
            // Java has no datagrams over Unix sockets. Netty has them, on the processors of its native epoll.
            if (Epoll.isAvailable()) {
                sendDatagram(socket, state);
            } else {
                runHelper(state);
            }
        } catch (IOException | LinkageError e) {
            LOG.warn("systemd is not told {}: {}", state, e.toString());
        }
    }

    private static void sendDatagram(String socket, String state) throws IOException {
        byte[] path = socket.getBytes(StandardCharsets.UTF_8);
        if (path[0] == '@') {
            path[0] = 0; // a name without a file
        }
        byte[] text = state.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer message = ByteBuffer.allocateDirect(text.length).put(text);
        Socket sender = Socket.newSocketDomainDgram();
        try {
            sender.sendToDomainSocket(message, 0, text.length, path);
        } finally {
            sender.close();
        }
    }

    private static void runHelper(String state) throws IOException {
        Process helper = new ProcessBuilder("systemd-notify", state)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!helper.waitFor(HELPER_SECONDS, TimeUnit.SECONDS) || helper.exitValue() != 0) {
                throw new IOException("systemd-notify failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            helper.destroy();
        }
    }
}
