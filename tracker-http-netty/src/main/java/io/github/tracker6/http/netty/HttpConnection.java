package io.github.tracker6.http.netty;

import io.github.tracker6.Endpoint;
import io.github.tracker6.http.TrackerExchange;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: reads requests, has them answered one after the other, and writes each answer at once. Bytes are asked
 * for one read at a time, and not while an answer is owed: a client that does not read its answers, or sends faster than
 * it is served, waits in its own socket.
 */
final class HttpConnection {
    /** The most bytes taken with one read: a request with the usual headers and some more. */
    static final int READ_BYTES = 2_048;

    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
    /** How long a client gets to stop sending before its connection is closed under an answer that refused it. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final byte[] NOTHING = {};

    private enum State {
        /** A trusted proxy owes its PROXY protocol header. */
        PROXY_HEADER,
        /** The client owes a request, or the rest of it. */
        READING,
        /** The tracker owes an answer, or the socket has not taken all of it. */
        ANSWERING,
        /** The last answer left; what the client still sends is thrown away. */
        LINGERING,
        CLOSED
    }

    @Nullable
    HttpConnection previous;

    @Nullable
    HttpConnection next;

    private final Worker worker;
    private final HeadScanner scanner;
    private Endpoint client;
    private boolean proxied;
    private long network;
    private @Nullable ProxyHeader proxyHeader;
    private State state = State.READING;
    private long deadlineNanos;
    private byte[] pending = NOTHING;
    private int pendingLength;
    private int requests;
    private boolean inputEnded;
    private boolean draining;
    private boolean headOnly;
    private boolean http10;
    private boolean keepAlive;
    private boolean unreadBehindAnswer;
    private boolean left;
    private @Nullable ConnectionIo io;

    private HttpConnection(Worker worker, Endpoint source, boolean trusted, long network) {
        this.worker = worker;
        this.client = source;
        this.network = network;
        this.proxied = trusted;
        this.scanner = new HeadScanner(worker.context.limits());
        worker.context.stats().accepted.increment();
    }

    /**
     * Makes a connection that came from an address, and counts it; returns null where the caps are reached, so that it
     * has to be closed. Thread-safe.
     */
    static @Nullable HttpConnection admit(Worker worker, Endpoint source) {
        ServerContext context = worker.context;
        boolean trusted = context.handler().trusts(source.family(), source.addressHigh(), source.addressLow());
        long network = trusted ? ConnectionGate.EXEMPT : context.gate().networkOf(source);
        if (!context.gate().enter()) {
            context.stats().refusedTotal.increment();
            return null;
        }
        if (!context.gate().enter(network)) {
            context.gate().leave();
            context.stats().refusedPerAddress.increment();
            return null;
        }
        return new HttpConnection(worker, source, trusted, network);
    }

    /** Begins, on the event loop that the io names. */
    void open(ConnectionIo io) {
        boolean expectsProxyHeader = proxied && worker.context.proxyProtocol();
        if (expectsProxyHeader) {
            proxyHeader = new ProxyHeader();
            state = State.PROXY_HEADER;
        }
        this.io = io;
        deadlineNanos = io.nanoTime() + (expectsProxyHeader ? worker.proxyHeaderNanos : worker.headerNanos);
        if (worker.add(this, io.loop())) {
            io.read();
        } else {
            close(io);
        }
    }

    /** Takes bytes that came. */
    void received(ByteBuffer in) {
        ConnectionIo io = io();
        int length = in.remaining();
        switch (state) {
            case PROXY_HEADER, READING -> {
                int whole = pendingLength + length;
                byte[] bytes = worker.scratch(whole);
                System.arraycopy(pending, 0, bytes, 0, pendingLength);
                in.get(bytes, pendingLength, length);
                consume(io, bytes, whole);
            }
            case ANSWERING -> hoard(io, in, length);
            case LINGERING, CLOSED -> {
                // thrown away
            }
        }
    }

    private ConnectionIo io() {
        return Objects.requireNonNull(io, "io");
    }

    /** Keeps bytes that nobody asked for: a transport may deliver what came before the peer ended its output. */
    private void hoard(ConnectionIo io, ByteBuffer in, int length) {
        if (pendingLength + length > worker.maxHeadBytes + READ_BYTES) {
            close(io);
            return;
        }
        byte[] whole = new byte[pendingLength + length];
        System.arraycopy(pending, 0, whole, 0, pendingLength);
        in.get(whole, pendingLength, length);
        pending = whole;
        pendingLength = whole.length;
    }

    /** Asks for more, unless an answer is owed. */
    void readOn() {
        if (state != State.ANSWERING && state != State.CLOSED && !inputEnded) {
            io().read();
        }
    }

    /** Takes what it can of the bytes from offset 0 on, and keeps the rest. */
    private void consume(ConnectionIo io, byte[] bytes, int length) {
        int at = 0;
        if (state == State.PROXY_HEADER && length > 0) {
            at = proxyHeader(io, bytes, length);
        }
        while (state == State.READING && at < length) {
            if (!scanner.begun() && requests > 0) {
                deadlineNanos = io.nanoTime() + worker.headerNanos;
            }
            int head = scanner.scan(bytes, at, length - at);
            if (head == HeadScanner.MORE) {
                break;
            }
            if (head < 0) {
                refuse(io, -head);
                return;
            }
            scanner.reset();
            int behind = at + head;
            request(io, bytes, at, head, behind < length);
            at = behind;
        }
        keep(bytes, at, length);
        if (inputEnded && state != State.ANSWERING) {
            close(io);
        }
    }

    private void keep(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length == 0 || state == State.LINGERING || state == State.CLOSED) {
            pending = NOTHING;
            pendingLength = 0;
            return;
        }
        if (pending.length < length) {
            pending = new byte[Math.max(256, Integer.highestOneBit(length) * 2)];
        }
        System.arraycopy(bytes, from, pending, 0, length);
        pendingLength = length;
    }

    /** Returns the number of bytes that the header took. */
    private int proxyHeader(ConnectionIo io, byte[] bytes, int length) {
        ProxyHeader header = proxyHeader;
        if (header == null) {
            throw new IllegalStateException("no PROXY protocol header is expected");
        }
        int taken = header.parse(bytes, length);
        if (taken == ProxyHeader.MORE) {
            return 0;
        }
        if (taken == ProxyHeader.BAD) {
            worker.context.stats().badProxyHeaders.increment();
            close(io);
            return length;
        }
        proxyHeader = null;
        state = State.READING;
        deadlineNanos = io.nanoTime() + worker.headerNanos;
        Endpoint named = header.client();
        if (named != null && !becomes(named)) {
            worker.context.stats().refusedPerAddress.increment();
            close(io);
        }
        return taken;
    }

    /** Counts the connection as the client's that the proxy named; returns false where that has too many. */
    private boolean becomes(Endpoint named) {
        ConnectionGate gate = worker.context.gate();
        client = named;
        proxied = worker.context.handler().trusts(named.family(), named.addressHigh(), named.addressLow());
        gate.leave(network);
        network = proxied ? ConnectionGate.EXEMPT : gate.networkOf(named);
        if (gate.enter(network)) {
            return true;
        }
        network = ConnectionGate.EXEMPT;
        return false;
    }

    private void request(ConnectionIo io, byte[] bytes, int from, int length, boolean more) {
        TrackerExchange exchange = worker.exchange().source(client);
        int status = worker.head.parse(bytes, from, length, proxied, exchange);
        if (status != RequestHead.OK) {
            worker.recycle(exchange);
            refuse(io, status);
            return;
        }
        worker.context.stats().requests.increment();
        requests++;
        headOnly = worker.head.head();
        http10 = worker.head.http10();
        keepAlive =
                worker.head.keepAlive() && requests < worker.context.limits().maxRequestsPerConnection();
        state = State.ANSWERING;
        deadlineNanos = io.nanoTime() + worker.writeNanos;
        CompletionStage<TrackerExchange> stage = worker.context.handler().handle(exchange);
        if (stage == exchange.done()) {
            answer(io, exchange, more);
        } else {
            stage.whenComplete((ignored, failure) -> answerLater(io, exchange));
        }
    }

    /** Comes back from the thread that completed the answer. */
    private void answerLater(ConnectionIo io, TrackerExchange exchange) {
        try {
            io.loop().execute(() -> {
                if (state == State.ANSWERING) {
                    answer(io, exchange, pendingLength > 0);
                    resume(io);
                } else {
                    worker.recycle(exchange);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("The server is closed; nobody waits for the answer", e);
        }
    }

    /** Writes an answer; {@code more} says that the client sent something behind the request. */
    private void answer(ConnectionIo io, TrackerExchange exchange, boolean more) {
        int status = exchange.status();
        boolean served = status == HttpStatus.OK.code() || status == HttpStatus.NOT_FOUND.code();
        keepAlive &= served && !draining;
        unreadBehindAnswer = more || !served;
        AnswerWriter.Persistence persistence = !keepAlive
                ? AnswerWriter.Persistence.CLOSE
                : http10 ? AnswerWriter.Persistence.STAY_HTTP_1_0 : AnswerWriter.Persistence.STAY;
        ByteBuf out = worker.answers.write(
                io.allocator(),
                status,
                exchange.body(),
                exchange.bodyLength(),
                exchange.gzipped(),
                headOnly,
                persistence);
        worker.recycle(exchange);
        send(io, out);
    }

    /** Answers a request that could not be read, and gives the connection up. */
    private void refuse(ConnectionIo io, int status) {
        worker.context.stats().badRequests.increment();
        state = State.ANSWERING;
        deadlineNanos = io.nanoTime() + worker.writeNanos;
        keepAlive = false;
        unreadBehindAnswer = true;
        pending = NOTHING;
        pendingLength = 0;
        byte[] body = HttpStatus.of(status).plainBody();
        send(
                io,
                worker.answers.write(
                        io.allocator(), status, body, body.length, false, false, AnswerWriter.Persistence.CLOSE));
    }

    private void send(ConnectionIo io, ByteBuf out) {
        if (io.write(out, !keepAlive)) {
            answered(io);
        }
    }

    /** Hears that the socket took the rest of an answer. */
    void sent() {
        if (state == State.ANSWERING) {
            ConnectionIo io = io();
            answered(io);
            resume(io);
        }
    }

    private void answered(ConnectionIo io) {
        if (keepAlive) {
            state = State.READING;
            deadlineNanos = io.nanoTime() + worker.idleNanos;
        } else if (unreadBehindAnswer && !inputEnded) {
            // Closing over unread bytes would reset the connection, and the client might lose the answer.
            state = State.LINGERING;
            deadlineNanos = io.nanoTime() + LINGER_NANOS;
            io.shutdownOutput();
        } else {
            close(io);
        }
    }

    /** Goes on with what was sent behind the request that was just answered. */
    private void resume(ConnectionIo io) {
        if (state == State.READING) {
            int length = pendingLength;
            pendingLength = 0;
            consume(io, pending, length);
        }
        readOn();
    }

    /** Hears that the client ended its output. */
    void inputEnded() {
        inputEnded = true;
        if (state != State.ANSWERING) {
            close(io());
        }
    }

    /** Closes now, or after the answer that is owed. */
    void drain() {
        draining = true;
        ConnectionIo io = this.io;
        if (io != null && state != State.ANSWERING) {
            close(io);
        }
    }

    /** Closes at once. */
    void close() {
        ConnectionIo io = this.io;
        if (io != null) {
            close(io);
        }
    }

    /** Closes where the deadline passed. */
    void expireAt(long nowNanos) {
        ConnectionIo io = this.io;
        if (io == null || nowNanos - deadlineNanos < 0) {
            return;
        }
        boolean idle = state == State.READING && requests > 0 && !scanner.begun();
        if (!idle && state != State.LINGERING) {
            worker.context.stats().timeouts.increment();
        }
        close(io);
    }

    /** Closes because of trouble: of the connection, which is nothing to speak of, or of any other kind. */
    void failed(Throwable cause) {
        if (!(cause instanceof IOException)) {
            worker.context.stats().errors.increment();
            if (worker.errorLog.tryAcquire()) {
                LOG.warn("Closed a connection because of a {}", cause.getClass().getName());
                LOG.debug("It was", cause);
            }
        }
        close();
    }

    /** Gives back what the connection holds. Idempotent. */
    void leave() {
        if (left) {
            return;
        }
        left = true;
        state = State.CLOSED;
        pending = NOTHING;
        pendingLength = 0;
        worker.remove(this);
        worker.context.gate().leave(network);
        worker.context.gate().leave();
        worker.context.stats().closed.increment();
    }

    private void close(ConnectionIo io) {
        state = State.CLOSED;
        io.close();
    }
}
