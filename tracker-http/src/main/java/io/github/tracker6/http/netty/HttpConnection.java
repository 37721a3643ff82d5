package io.github.tracker6.http.netty;

import io.github.tracker6.Endpoint;
import io.github.tracker6.http.HttpExchange;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: reads requests, has them answered one after the other, and writes each answer at once. The one
 * handler of its channel. Bytes are asked for one read at a time, and not while an answer is owed: a client that does
 * not read its answers, or sends faster than it is served, waits in its own socket.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter implements ChannelFutureListener {
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
    private @Nullable ChannelHandlerContext context;

    /**
     * Makes a connection that entered the gate.
     *
     * @param source where it came from
     * @param network what it entered the gate by
     */
    HttpConnection(Worker worker, Endpoint source, long network) {
        this.worker = worker;
        this.client = source;
        this.network = network;
        this.proxied = worker.shared.handler().trusts(source.family(), source.addressHigh(), source.addressLow());
        this.scanner = new HeadScanner(worker.shared.limits());
        worker.shared.stats().accepted.increment();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        boolean expectsProxyHeader = proxied && worker.shared.proxyProtocol();
        if (expectsProxyHeader) {
            proxyHeader = new ProxyHeader();
            state = State.PROXY_HEADER;
        }
        context = ctx;
        deadlineNanos = nanoTime(ctx) + (expectsProxyHeader ? worker.proxyHeaderNanos : worker.headerNanos);
        if (worker.add(this, ctx.executor())) {
            ctx.read();
        } else {
            close(ctx);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            int length = in.readableBytes();
            switch (state) {
                case PROXY_HEADER, READING -> {
                    int whole = pendingLength + length;
                    byte[] bytes = worker.scratch(whole);
                    System.arraycopy(pending, 0, bytes, 0, pendingLength);
                    in.readBytes(bytes, pendingLength, length);
                    consume(ctx, bytes, whole);
                }
                case ANSWERING -> hoard(ctx, in, length);
                case LINGERING, CLOSED -> {
                    // thrown away
                }
            }
        } finally {
            in.release();
        }
    }

    /** Keeps bytes that nobody asked for: a transport may deliver what came before the peer ended its output. */
    private void hoard(ChannelHandlerContext ctx, ByteBuf in, int length) {
        if (pendingLength + length > worker.maxHeadBytes + READ_BYTES) {
            close(ctx);
            return;
        }
        byte[] whole = new byte[pendingLength + length];
        System.arraycopy(pending, 0, whole, 0, pendingLength);
        in.readBytes(whole, pendingLength, length);
        pending = whole;
        pendingLength = whole.length;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        readOn(ctx);
    }

    private void readOn(ChannelHandlerContext ctx) {
        if (state != State.ANSWERING && state != State.CLOSED && !inputEnded) {
            ctx.read();
        }
    }

    /** Takes what it can of the bytes from offset 0 on, and keeps the rest. */
    private void consume(ChannelHandlerContext ctx, byte[] bytes, int length) {
        int at = 0;
        if (state == State.PROXY_HEADER && length > 0) {
            at = proxyHeader(ctx, bytes, length);
        }
        while (state == State.READING && at < length) {
            if (!scanner.begun() && requests > 0) {
                deadlineNanos = nanoTime(ctx) + worker.headerNanos;
            }
            int head = scanner.scan(bytes, at, length - at);
            if (head == HeadScanner.MORE) {
                break;
            }
            if (head < 0) {
                refuse(ctx, -head);
                return;
            }
            scanner.reset();
            int behind = at + head;
            request(ctx, bytes, at, head, behind < length);
            at = behind;
        }
        keep(bytes, at, length);
        if (inputEnded && state != State.ANSWERING) {
            close(ctx);
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
    private int proxyHeader(ChannelHandlerContext ctx, byte[] bytes, int length) {
        ProxyHeader header = proxyHeader;
        if (header == null) {
            throw new IllegalStateException("no PROXY protocol header is expected");
        }
        int taken = header.parse(bytes, length);
        if (taken == ProxyHeader.MORE) {
            return 0;
        }
        if (taken == ProxyHeader.BAD) {
            worker.shared.stats().badProxyHeaders.increment();
            close(ctx);
            return length;
        }
        proxyHeader = null;
        state = State.READING;
        deadlineNanos = nanoTime(ctx) + worker.headerNanos;
        Endpoint named = header.client();
        if (named != null && !becomes(named)) {
            worker.shared.stats().refusedPerAddress.increment();
            close(ctx);
        }
        return taken;
    }

    /** Counts the connection as the client's that the proxy named; returns false where that has too many. */
    private boolean becomes(Endpoint named) {
        ConnectionGate gate = worker.shared.gate();
        client = named;
        proxied = worker.shared.handler().trusts(named.family(), named.addressHigh(), named.addressLow());
        gate.leave(network);
        network = proxied ? ConnectionGate.EXEMPT : gate.networkOf(named);
        if (gate.enter(network)) {
            return true;
        }
        network = ConnectionGate.EXEMPT;
        return false;
    }

    private void request(ChannelHandlerContext ctx, byte[] bytes, int from, int length, boolean more) {
        HttpExchange exchange = worker.exchange().source(client);
        int status = worker.head.parse(bytes, from, length, proxied, exchange);
        if (status != RequestHead.OK) {
            worker.recycle(exchange);
            refuse(ctx, status);
            return;
        }
        worker.shared.stats().requests.increment();
        requests++;
        headOnly = worker.head.head();
        http10 = worker.head.http10();
        keepAlive = worker.head.keepAlive() && requests < worker.shared.limits().maxRequestsPerConnection();
        state = State.ANSWERING;
        deadlineNanos = nanoTime(ctx) + worker.writeNanos;
        CompletionStage<HttpExchange> stage = worker.shared.handler().handle(exchange);
        if (stage == exchange.done()) {
            answer(ctx, exchange, more);
        } else {
            stage.whenComplete((ignored, failure) -> answerLater(ctx, exchange));
        }
    }

    /** Comes back from the thread that completed the answer. */
    private void answerLater(ChannelHandlerContext ctx, HttpExchange exchange) {
        try {
            ctx.executor().execute(() -> {
                if (state == State.ANSWERING) {
                    answer(ctx, exchange, pendingLength > 0);
                    resume(ctx);
                } else {
                    worker.recycle(exchange);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("The server is closed; nobody waits for the answer", e);
        }
    }

    /** Writes an answer; {@code more} says that the client sent something behind the request. */
    private void answer(ChannelHandlerContext ctx, HttpExchange exchange, boolean more) {
        int status = exchange.status();
        boolean served = status == HttpStatus.OK.code() || status == HttpStatus.NOT_FOUND.code();
        keepAlive &= served && !draining;
        unreadBehindAnswer = more || !served;
        AnswerWriter.Persistence persistence = !keepAlive
                ? AnswerWriter.Persistence.CLOSE
                : http10 ? AnswerWriter.Persistence.STAY_HTTP_1_0 : AnswerWriter.Persistence.STAY;
        ByteBuf out = worker.answers.write(
                ctx.alloc(), status, exchange.body(), exchange.bodyLength(), exchange.gzipped(), headOnly, persistence);
        worker.recycle(exchange);
        send(ctx, out);
    }

    /** Answers a request that could not be read, and gives the connection up. */
    private void refuse(ChannelHandlerContext ctx, int status) {
        worker.shared.stats().badRequests.increment();
        state = State.ANSWERING;
        deadlineNanos = nanoTime(ctx) + worker.writeNanos;
        keepAlive = false;
        unreadBehindAnswer = true;
        pending = NOTHING;
        pendingLength = 0;
        byte[] body = HttpStatus.of(status).plainBody();
        send(
                ctx,
                worker.answers.write(
                        ctx.alloc(), status, body, body.length, false, false, AnswerWriter.Persistence.CLOSE));
    }

    private void send(ChannelHandlerContext ctx, ByteBuf out) {
        ChannelFuture written = ctx.writeAndFlush(out);
        if (written.isDone()) {
            sent(ctx, written.isSuccess());
        } else {
            var unused = written.addListener(this);
        }
    }

    /** Hears that the socket took the whole answer, or never will. */
    @Override
    public void operationComplete(ChannelFuture written) {
        ChannelHandlerContext ctx = context;
        if (ctx != null && state == State.ANSWERING) {
            sent(ctx, written.isSuccess());
            resume(ctx);
        }
    }

    private void sent(ChannelHandlerContext ctx, boolean success) {
        if (!success) {
            close(ctx);
        } else if (keepAlive) {
            state = State.READING;
            deadlineNanos = nanoTime(ctx) + worker.idleNanos;
        } else if (unreadBehindAnswer && !inputEnded && ctx.channel() instanceof DuplexChannel duplex) {
            // Closing over unread bytes would reset the connection, and the client might lose the answer.
            state = State.LINGERING;
            deadlineNanos = nanoTime(ctx) + LINGER_NANOS;
            var unused = duplex.shutdownOutput();
        } else {
            close(ctx);
        }
    }

    /** Goes on with what was sent behind the request that was just answered. */
    private void resume(ChannelHandlerContext ctx) {
        if (state == State.READING) {
            int length = pendingLength;
            pendingLength = 0;
            consume(ctx, pending, length);
        }
        readOn(ctx);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            inputEnded = true;
            if (state != State.ANSWERING) {
                close(ctx);
            }
        }
    }

    /** Closes now, or after the answer that is owed. */
    void drain() {
        draining = true;
        ChannelHandlerContext ctx = context;
        if (ctx != null && state != State.ANSWERING) {
            close(ctx);
        }
    }

    /** Closes at once. */
    void close() {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            close(ctx);
        }
    }

    /** Closes where the deadline passed. */
    void expireAt(long nowNanos) {
        ChannelHandlerContext ctx = context;
        if (ctx == null || nowNanos - deadlineNanos < 0) {
            return;
        }
        boolean idle = state == State.READING && requests > 0 && !scanner.begun();
        if (!idle && state != State.LINGERING) {
            worker.shared.stats().timeouts.increment();
        }
        close(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            worker.shared.stats().errors.increment();
            if (worker.errorLog.tryAcquire()) {
                LOG.warn("Closed a connection because of a {}", cause.getClass().getName());
                LOG.debug("It was", cause);
            }
        }
        close(ctx);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        leave();
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
        worker.shared.gate().leave(network);
        worker.shared.gate().leave();
        worker.shared.stats().closed.increment();
    }

    private void close(ChannelHandlerContext ctx) {
        state = State.CLOSED;
        var unused = ctx.close();
    }

    private static long nanoTime(ChannelHandlerContext ctx) {
        return ctx.executor().ticker().nanoTime();
    }
}
