package io.github.tracker6.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** An HTTP server that gives every request the same answer. A request ends with an empty line. */
final class HttpEcho implements AutoCloseable {
    private static final String BODY = "d8:completei1e10:incompletei1e8:intervali1800e5:peers6:\u007f\u0001\u0001\u0001"
            + "\u0004\u00016:peers60:e";
    private static final byte[] KEPT = response("");
    private static final byte[] CLOSING = response("Connection: close\r\n");
    private static final byte[] END = ascii("\r\n\r\n");
    /** The end of a request whose connection shall serve no other one. */
    private static final byte[] CLOSING_END = ascii("Connection: close\r\n\r\n");

    private static final int REQUEST_BYTES = 2_048;
    private static final int BACKLOG = 1_024;

    private final ServerSocketChannel listener;
    private final Selector selector;
    private final Consumer<SelectionKey> worker = this::ready;
    private final ByteBuffer out = ByteBuffer.allocateDirect(KEPT.length + CLOSING.length);

    HttpEcho(InetSocketAddress address) throws IOException {
        listener = ServerSocketChannel.open();
        listener.bind(address, BACKLOG).configureBlocking(false);
        selector = Selector.open();
        listener.register(selector, SelectionKey.OP_ACCEPT);
    }

    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) listener.getLocalAddress();
    }

    /** Answers until {@link #close()}. */
    void run() throws IOException {
        try {
            while (listener.isOpen()) {
                selector.select(worker);
            }
        } catch (ClosedSelectorException e) {
            // close() was called
        }
    }

    private void ready(SelectionKey key) {
        if (key.attachment() instanceof ByteBuffer request) {
            SocketChannel channel = (SocketChannel) key.channel();
            try {
                answer(channel, request);
            } catch (IOException e) {
                QuietClose.close(channel);
            }
        } else {
            accept();
        }
    }

    private void accept() {
        try {
            SocketChannel channel = listener.accept();
            if (channel != null) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true).configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(REQUEST_BYTES));
            }
        } catch (IOException e) {
            // the client has closed the connection, or close() was called
        }
    }

    private void answer(SocketChannel channel, ByteBuffer request) throws IOException {
        if (channel.read(request) < 0 || !request.hasRemaining()) {
            channel.close();
            return;
        }
        if (!endsWith(request, END)) {
            return;
        }
        boolean closes = endsWith(request, CLOSING_END);
        request.clear();
        channel.write(out.clear().put(closes ? CLOSING : KEPT).flip());
        if (closes) {
            channel.close();
        }
    }

    private static boolean endsWith(ByteBuffer request, byte[] end) {
        int start = request.position() - end.length;
        return start >= 0 && ByteBuffer.wrap(end).equals(request.slice(start, end.length));
    }

    private static byte[] response(String fields) {
        return ascii("HTTP/1.1 200 OK\r\nContent-Length: " + BODY.length() + "\r\n" + fields + "\r\n" + BODY);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        QuietClose.close(listener);
        QuietClose.close(selector);
    }
}
