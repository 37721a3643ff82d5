package io.github.tracker6.http.netty;

import io.github.tracker6.Endpoint;
import io.github.tracker6.http.TrackerExchange;
import io.github.tracker6.internal.HostFailure;
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
 * One connection: reads requests, has them answered one after the other, and writes each answer at once. It asks for bytes
 * one read at a time, and not while an answer is owed: what a client sends faster than it is served, or while it does not
 * read its answers, waits in the client's own socket. It gives one answer per round of its event loop.
 *
 * <p>The class is long: reading, answering and closing share one state, which each of them changes.
 */
final class HttpConnection {
    /** The most bytes taken with one read: a request with the usual headers and some more. */
    static final int READ_BYTES = 2_048;

    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
    /** The client, in the words of a proxy that does not know it or does not name it (RFC 7239, section 6.2). */
    private static final String HIDDEN = "unknown";

    /** How long a client gets to stop sending before its connection is closed under an answer that refused it. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How much time a client earns with each whole piece of a long answer that it takes. */
    private static final long PIECE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private enum State {
        /** A trusted proxy owes its PROXY protocol header. */
        PROXY_HEADER,
        /** The client owes the first bytes of TLS. */
        TLS_START,
        /** The client owes a request, or the rest of it. */
        READING,
        /** The tracker owes an answer, or the socket has not taken all of it. */
        ANSWERING,
        /** The last answer was sent; what the client still sends is thrown away. */
        LINGERING,
        CLOSED
    }

    /** The list of its worker that it is in; none before it is open, and after it has left. */
    @Nullable
    ConnectionList list;

    @Nullable
    HttpConnection previous;

    @Nullable
    HttpConnection next;

    private final Worker worker;
    private final ConnectionSlot slot;
    private final HeadScanner scanner;
    private final PendingInput pending = new PendingInput();
    private final OutgoingAnswer outgoing;
    private final Stall stall;
    /** How many bytes were written that the socket has not taken. */
    private int untakenBytes;

    private @Nullable ConnectionIo io;
    private State state = State.READING;
    private long deadlineNanos;
    private long waitSinceNanos;
    private int requests;
    /** Whether the time of the answer that is owed is measured, and since when. */
    private boolean measured;

    private long requestNanos;
    private boolean inputEnded;
    private boolean draining;
    /** Whether the next round of the loop goes on with it. */
    private boolean turnDue;
    /** The request whose answer is not ready. */
    private @Nullable TrackerExchange waiting;

    private HttpConnection(Worker worker, ConnectionSlot slot) {
        this.worker = worker;
        this.slot = slot;
        this.scanner = new HeadScanner(worker.context.limits());
        this.stall = new Stall(worker.context.limits().socketBufferBytes());
        this.outgoing = new OutgoingAnswer(worker.answers);
    }

    /** Makes a connection; returns null if the caps are reached, so that it must be closed. Thread-safe. */
    static @Nullable HttpConnection admit(Worker worker, Binding listener, Endpoint source) {
        ConnectionSlot slot = new ConnectionSlot(worker.context, listener, source);
        HttpConnection connection = new HttpConnection(worker, slot); // first: what fails here holds no place
        return slot.take() ? connection : null;
    }

    /** Begins, on the event loop that the io names. */
    void open(ConnectionIo io) {
        this.io = io;
        boolean proxyHeader = slot.expectsProxyHeader();
        state = proxyHeader ? State.PROXY_HEADER : afterProxyHeader();
        waitSinceNanos = io.nanoTime();
        deadlineNanos = waitSinceNanos + (proxyHeader ? worker.proxyHeaderNanos : worker.headerNanos);
        if (worker.add(this, io.loop())) {
            io.read();
        } else {
            close(io);
        }
    }

    private State afterProxyHeader() {
        return slot.usesTls() ? State.TLS_START : State.READING;
    }

    /** Takes bytes that came. */
    void received(ByteBuffer in) {
        ConnectionIo io = io();
        switch (state) {
            case PROXY_HEADER, TLS_START, READING -> {
                if (turnDue) {
                    keepUnasked(io, in);
                    return;
                }
                int length = pending.length() + in.remaining();
                byte[] bytes = worker.scratch(length);
                pending.joinInto(bytes, in);
                consume(io, bytes, length);
            }
            case ANSWERING -> keepUnasked(io, in);
            case LINGERING, CLOSED -> {
                // thrown away
            }
        }
    }

    /** Keeps what was not asked for: a transport may deliver what came before the client ended its output. */
    private void keepUnasked(ConnectionIo io, ByteBuffer in) {
        if (pending.length() + in.remaining() > worker.maxHeadBytes + READ_BYTES) {
            close(io);
        } else {
            pending.append(in);
        }
    }

    private ConnectionIo io() {
        return Objects.requireNonNull(io, "io");
    }

    /** Asks for more, unless an answer is owed, or a request may be here already. */
    void readOn() {
        if (state != State.ANSWERING && state != State.CLOSED && !inputEnded && !turnDue) {
            io().read();
        }
    }

    /** Takes one request of the bytes from offset 0 on if it is whole, and keeps the rest. */
    private void consume(ConnectionIo io, byte[] bytes, int length) {
        int at = 0;
        if (state == State.PROXY_HEADER && length > 0) {
            at = proxyHeader(io, bytes, length);
        }
        if (state == State.TLS_START && at < length) {
            beginTls(io, bytes, at, length);
            at = length;
        }
        if (state == State.READING && at < length) {
            if (!scanner.begun() && requests > 0) {
                deadlineNanos = io.nanoTime() + worker.headerNanos;
            }
            int head = scanner.scan(bytes, at, length - at);
            if (head < 0) {
                refuse(io, -head, bytes, at, length - at);
                return;
            }
            if (head != HeadScanner.MORE) {
                scanner.reset();
                int behind = at + head;
                request(io, bytes, at, head, behind < length);
                at = behind;
                if (state == State.READING && at < length) {
                    takeTurn(io);
                }
            }
        }
        if (state == State.LINGERING || state == State.CLOSED) {
            pending.clear();
        } else {
            pending.keep(bytes, at, length);
        }
        closeIfEnded(io);
    }

    /** Closes if the client ended its output and is owed nothing. */
    private void closeIfEnded(ConnectionIo io) {
        if (inputEnded && state != State.ANSWERING && !turnDue) {
            close(io);
        }
    }

    private void takeTurn(ConnectionIo io) {
        if (!turnDue) {
            turnDue = true;
            worker.turns.add(this, io.loop());
        }
    }

    /** Goes on, in a round of the loop of its own, with what it has. */
    void turn() {
        turnDue = false;
        try {
            if (state == State.ANSWERING && !outgoing.isWhole()) {
                ConnectionIo io = io();
                write(io, outgoing.writeMore(io.allocator()));
                resume(io);
            } else if (state == State.READING) {
                ConnectionIo io = io();
                int length = pending.length();
                consume(io, pending.take(), length);
                readOn();
            }
        } catch (Throwable e) {
            failed(e);
        }
    }

    /** Returns the number of bytes that the header took. */
    private int proxyHeader(ConnectionIo io, byte[] bytes, int length) {
        int taken = slot.readProxyHeader(bytes, length);
        if (taken == ProxyHeader.BAD) {
            close(io);
            return length;
        }
        if (taken != ProxyHeader.MORE) {
            state = afterProxyHeader();
            deadlineNanos = io.nanoTime() + worker.headerNanos;
        }
        return taken;
    }

    /** Begins TLS if the client may have a handshake. First, since a handshake costs more than a hundred announces. */
    private void beginTls(ConnectionIo io, byte[] bytes, int from, int to) {
        slot.recordBadStart(bytes, from, to - from);
        state = State.READING;
        if (slot.admitsHandshake()) {
            io.beginTls(bytes, from, to);
        } else {
            close(io);
        }
    }

    private void request(ConnectionIo io, byte[] bytes, int from, int length, boolean more) {
        TrackerExchange exchange = worker.exchange().source(slot.client()).namedByProxy(slot.isNamedByProxy());
        int status = worker.head.parse(bytes, from, length, slot.readsForwarding(), exchange);
        if (status != RequestHead.OK) {
            worker.recycle(exchange);
            refuse(io, status, bytes, from, length);
            return;
        }
        if (slot.isHiddenByProxy()) {
            exchange.forwardedFor(HIDDEN);
        }
        worker.endWait(this);
        worker.context.stats().requests.increment();
        requests++;
        outgoing.begin(worker.head, requests < worker.context.limits().maxRequestsPerConnection());
        state = State.ANSWERING;
        requestNanos = io.nanoTime();
        deadlineNanos = requestNanos + worker.writeNanos;
        CompletionStage<TrackerExchange> stage = worker.context.handler().handle(exchange);
        measured = exchange.isAnnounce() && worker.measuresAnnounce();
        if (stage == exchange.done()) {
            answer(io, exchange, more);
        } else {
            waiting = exchange;
            stage.whenComplete((ignored, failure) -> answerLater(io, exchange));
        }
    }

    /** Comes back from the thread that completed the answer. */
    private void answerLater(ConnectionIo io, TrackerExchange exchange) {
        try {
            io.loop().execute(() -> answerWaiting(io, exchange));
        } catch (RejectedExecutionException e) {
            LOG.debug("The server is closed: the answer is dropped", e);
        }
    }

    private void answerWaiting(ConnectionIo io, TrackerExchange exchange) {
        try {
            if (waiting == exchange) {
                waiting = null;
                answer(io, exchange, pending.length() > 0);
                resume(io);
            } else {
                worker.recycle(exchange); // too late: the connection is closed, or was told so
            }
        } catch (Throwable e) {
            failed(e);
        }
    }

    /** Writes an answer; {@code more} says that the client sent something behind the request. */
    private void answer(ConnectionIo io, TrackerExchange exchange, boolean more) {
        if (draining) {
            outgoing.closeBehind();
        }
        deadlineNanos = stall.limitFromNanos(io.nanoTime(), worker.writeNanos) + worker.writeNanos;
        ByteBuf out = outgoing.write(io.allocator(), exchange, more);
        if (outgoing.isWhole()) {
            worker.recycle(exchange);
        }
        write(io, out);
        if (measured) {
            measured = false;
            worker.context.stats().answerTimes().record(io.nanoTime() - requestNanos);
        }
    }

    /** Answers a request that could not be read, and gives the connection up. */
    private void refuse(ConnectionIo io, int status, byte[] bytes, int from, int length) {
        if (requests == 0) {
            slot.recordBadStart(bytes, from, length);
        }
        worker.endWait(this);
        worker.context.stats().badRequests.increment();
        state = State.ANSWERING;
        deadlineNanos = io.nanoTime() + worker.writeNanos;
        pending.clear();
        outgoing.beginRefusal();
        write(io, outgoing.write(io.allocator(), HttpStatus.refusal(status), true));
    }

    private void write(ConnectionIo io, ByteBuf out) {
        untakenBytes = out.readableBytes();
        if (io.write(out, outgoing.isWhole() && !outgoing.keepsAlive())) {
            written(io);
        } else {
            stall.refused(io.nanoTime());
        }
    }

    /** Goes on when the socket took all that was written. */
    private void written(ConnectionIo io) {
        stall.taken(untakenBytes);
        if (outgoing.isWhole()) {
            answered(io);
        } else {
            // Slow is no fault, but each piece moves the limit only a little: who takes too little runs out of time.
            deadlineNanos += Math.min(PIECE_NANOS, io.nanoTime() + worker.writeNanos - deadlineNanos);
            takeTurn(io);
        }
    }

    /** Goes on when the socket took the rest of what was written. */
    void sent() {
        if (state == State.ANSWERING) {
            ConnectionIo io = io();
            written(io);
            resume(io);
        }
    }

    private void answered(ConnectionIo io) {
        waitSinceNanos = io.nanoTime();
        if (outgoing.keepsAlive()) {
            state = State.READING;
            deadlineNanos = waitSinceNanos + worker.idleNanos;
            worker.beginWait(this);
        } else if (outgoing.hasUnreadBehind() && !inputEnded) {
            // Closing over unread bytes would reset the connection, and the client might lose the answer.
            state = State.LINGERING;
            deadlineNanos = waitSinceNanos + LINGER_NANOS;
            worker.beginWait(this);
            io.shutdownOutput();
        } else {
            close(io);
        }
    }

    /** Goes on behind an answer: in the next round with what was sent behind the request, or with what is still to come. */
    private void resume(ConnectionIo io) {
        if (state == State.READING && pending.length() > 0) {
            takeTurn(io);
        }
        closeIfEnded(io);
        readOn();
    }

    /** Returns when it began to wait for a request. */
    long waitSinceNanos() {
        return waitSinceNanos;
    }

    /** Notes that the client ended its output. */
    void inputEnded() {
        inputEnded = true;
        closeIfEnded(io());
    }

    /** Notes that TLS did not come about; the close follows. */
    void handshakeFailed() {
        worker.context.stats().tlsFailures.increment();
    }

    /** Closes if the socket does not take what was written, and none of that is an answer that is owed. */
    void outputWaits() {
        ConnectionIo io = this.io;
        if (io != null && state != State.ANSWERING && state != State.CLOSED) {
            worker.context.stats().unread.increment();
            state = State.CLOSED;
            io.abort();
        }
    }

    /** Closes now, or after the answer that is owed. */
    void drain() {
        draining = true;
        if (state != State.ANSWERING) {
            close();
        }
    }

    /** Closes at once. */
    void close() {
        ConnectionIo io = this.io;
        if (io != null) {
            close(io);
        }
    }

    /** Closes if the deadline passed; if the answer is not ready, the client gets status 503. */
    void expireAt(long nowNanos) {
        ConnectionIo io = this.io;
        if (io == null || state == State.CLOSED || nowNanos - deadlineNanos < 0) {
            return;
        }
        boolean idle = state == State.READING && requests > 0 && !scanner.begun();
        if (!idle && state != State.LINGERING) {
            worker.context.stats().timeouts.increment();
        }
        if (state == State.ANSWERING && waiting != null) {
            waiting = null;
            deadlineNanos = nowNanos + LINGER_NANOS;
            write(io, outgoing.write(io.allocator(), HttpStatus.refusal(HttpStatus.UNAVAILABLE), true));
            readOn();
        } else if (state == State.ANSWERING) {
            state = State.CLOSED;
            io.abort();
        } else {
            close(io);
        }
    }

    /** Closes because of a failure: a lost connection, which is of no interest, or any other, which is counted. */
    void failed(Throwable cause) {
        try {
            // An IOException is the loss of the connection, unless it names what the host lacks.
            if (!(cause instanceof IOException) || HostFailure.of(cause) != HostFailure.OTHER) {
                worker.context.failures().recordConnection(cause);
            }
            close();
        } catch (Throwable e) {
            leave(); // whatever happens, the capacity is given back
        }
    }

    /** Gives back what the connection holds. Idempotent. */
    void leave() {
        end();
        waiting = null;
        outgoing.clear();
        pending.clear();
        worker.remove(this);
        slot.release();
    }

    private void close(ConnectionIo io) {
        end();
        io.close();
    }

    private void end() {
        if (state == State.TLS_START) {
            handshakeFailed();
        }
        state = State.CLOSED;
    }
}
