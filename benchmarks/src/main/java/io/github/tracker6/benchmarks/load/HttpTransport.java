package io.github.tracker6.benchmarks.load;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.Consumer;

/** Announces over HTTP: one connection per source, kept alive or new for each request. */
final class HttpTransport implements Transport {
    private static final HexFormat HEX = HexFormat.of();

    private final LoadPlan plan;
    private final Sources sources;
    private final Population population;
    private final Answers answers;
    private final Selector selector;
    private final HttpConnection[] connections;
    private final byte[] requestStart;
    private final byte[] requestEnd;
    private final HttpResponse response = new HttpResponse();
    private final BencodedAnswer bencode = new BencodedAnswer();
    private final Answer answer = new Answer();
    private final ByteBuffer binary = ByteBuffer.allocate(20);
    private final Consumer<SelectionKey> worker = this::ready;

    HttpTransport(LoadPlan plan, Sources sources, Population population, Answers answers) throws IOException {
        this.plan = plan;
        this.sources = sources;
        this.population = population;
        this.answers = answers;
        this.selector = Selector.open();
        this.connections = new HttpConnection[sources.sockets()];
        for (int i = 0; i < connections.length; i++) {
            connections[i] = new HttpConnection(i);
        }
        requestStart = ascii("GET " + plan.target().path() + "?compact=1&uploaded=0&downloaded=0&numwant="
                + plan.numWant() + "&info_hash=");
        // Sent in both cases: some servers keep a connection only on request.
        requestEnd = ascii(" HTTP/1.1\r\nHost: " + plan.target().authority() + "\r\nUser-Agent: tracker-benchmarks\r\n"
                + "Connection: " + (plan.connectionPerRequest() ? "close" : "keep-alive") + "\r\n\r\n");
    }

    @Override
    public void open() throws IOException {
        try (SocketChannel probe = SocketChannel.open()) {
            probe.bind(sources.bindAddress(0)).connect(plan.target().address());
        } catch (IOException e) {
            throw new IOException(plan.target() + " is out of reach: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean isIdle(int socket) {
        return connections[socket].state == HttpConnection.State.IDLE;
    }

    @Override
    public boolean send(int socket, long sequence, int peer, Event event, boolean seeder) {
        HttpConnection connection = connections[socket];
        connection.sequence = sequence;
        putRequest(connection.request.clear(), peer, event, seeder);
        connection.request.flip();
        connection.response.clear();
        SocketChannel channel = connection.channel;
        connection.reused = channel != null;
        try {
            if (channel == null) {
                connect(connection);
            } else {
                connection.state = HttpConnection.State.WAITING;
                write(connection, channel);
            }
        } catch (IOException e) {
            retry(connection, e.toString());
        }
        return true;
    }

    private void putRequest(ByteBuffer out, int peer, Event event, boolean seeder) {
        out.put(requestStart);
        population.putInfoHash(population.swarmOf(peer), binary.clear());
        putEscaped(out);
        out.put(ascii("&peer_id="));
        population.putPeerId(peer, binary.clear());
        putEscaped(out);
        out.put(ascii("&port=" + population.portOf(peer) + "&left=" + (seeder ? 0 : 1_000) + "&key="
                + HEX.toHexDigits(population.key(peer)) + event.parameter()));
        out.put(requestEnd);
    }

    private void putEscaped(ByteBuffer out) {
        for (byte b : binary.array()) {
            out.put((byte) '%').put((byte) HEX.toHighHexDigit(b)).put((byte) HEX.toLowHexDigit(b));
        }
    }

    private void connect(HttpConnection connection) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.bind(sources.bindAddress(connection.socket));
            // Over loopback the handshake is complete when connect returns, although it returns false.
            boolean connected = channel.connect(plan.target().address()) || channel.finishConnect();
            channel.register(selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, connection);
            connection.channel = channel;
            connection.reused = false;
            connection.state = connected ? HttpConnection.State.WAITING : HttpConnection.State.CONNECTING;
            if (connected) {
                write(connection, channel);
            }
        } catch (IOException e) {
            QuietClose.close(channel);
            connection.channel = null;
            connection.state = HttpConnection.State.IDLE;
            throw e;
        }
    }

    private static void write(HttpConnection connection, SocketChannel channel) throws IOException {
        channel.write(connection.request);
        if (connection.request.hasRemaining()) {
            throw new IOException(
                    "the kernel does not accept a request of " + connection.request.limit() + " bytes at once");
        }
    }

    @Override
    public void reconnect(int socket) {
        throw new UnsupportedOperationException("several trackers over HTTP");
    }

    @Override
    public void poll(long waitMillis) throws IOException {
        if (waitMillis > 0) {
            selector.select(worker, waitMillis);
        } else {
            selector.selectNow(worker);
        }
    }

    private void ready(SelectionKey key) {
        HttpConnection connection = (HttpConnection) key.attachment();
        SocketChannel channel = connection.channel;
        if (channel == null || channel != key.channel()) {
            return;
        }
        try {
            if (connection.state == HttpConnection.State.CONNECTING) {
                channel.finishConnect();
                connection.state = HttpConnection.State.WAITING;
                key.interestOps(SelectionKey.OP_READ);
                write(connection, channel);
            } else if (channel.read(connection.response) < 0) {
                handleEnd(connection, "end of stream");
            } else {
                handleBytes(connection);
            }
        } catch (IOException e) {
            handleEnd(connection, e.toString());
        }
    }

    private void handleBytes(HttpConnection connection) {
        if (connection.state == HttpConnection.State.IDLE) {
            answers.onStray(Fault.TRANSACTION, "bytes on an idle connection");
            drop(connection);
            return;
        }
        byte[] bytes = connection.response.array();
        HttpResponse.Progress progress = response.read(bytes, connection.response.position());
        if (progress == HttpResponse.Progress.INCOMPLETE && connection.response.hasRemaining()) {
            return;
        }
        connection.state = HttpConnection.State.IDLE;
        if (progress != HttpResponse.Progress.COMPLETE || response.closes() || plan.connectionPerRequest()) {
            drop(connection);
        }
        if (progress != HttpResponse.Progress.COMPLETE) {
            answers.onFault(connection.sequence, Fault.SYNTAX, "no response with a length");
        } else if (response.status() != 200) {
            answers.onFault(connection.sequence, Fault.STATUS, "status " + response.status());
        } else {
            passOn(connection, bytes);
        }
    }

    private void passOn(HttpConnection connection, byte[] bytes) {
        Fault fault = bencode.read(bytes, response.bodyStart(), response.bodyBytes(), answer);
        if (fault == null) {
            answers.onAnswer(connection.sequence, answer);
        } else {
            answers.onFault(connection.sequence, fault, bencode.lastString());
        }
    }

    /** Handles the end of a connection. */
    private void handleEnd(HttpConnection connection, String detail) {
        if (connection.state == HttpConnection.State.IDLE) {
            drop(connection);
        } else {
            retry(connection, detail);
        }
    }

    /** Repeats a request once: a server may close a kept connection just when the next request arrives. */
    private void retry(HttpConnection connection, String detail) {
        boolean maySend = connection.reused && connection.response.position() == 0;
        drop(connection);
        if (maySend) {
            connection.request.rewind();
            try {
                connect(connection);
                return;
            } catch (IOException e) {
                detail = e.toString();
            }
        }
        answers.onFault(connection.sequence, Fault.CLOSED, detail);
    }

    private static void drop(HttpConnection connection) {
        connection.state = HttpConnection.State.IDLE;
        if (connection.channel != null) {
            QuietClose.close(connection.channel);
            connection.channel = null;
        }
    }

    @Override
    public void abandon(int socket, long sequence) {
        HttpConnection connection = connections[socket];
        if (connection.state != HttpConnection.State.IDLE && connection.sequence == sequence) {
            drop(connection);
        }
    }

    @Override
    public void close() {
        for (HttpConnection connection : connections) {
            drop(connection);
        }
        QuietClose.close(selector);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
