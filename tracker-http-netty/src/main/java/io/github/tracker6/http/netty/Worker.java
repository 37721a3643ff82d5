package io.github.tracker6.http.netty;

import io.github.tracker6.engine.AnswerTimes;
import io.github.tracker6.http.HttpLimits;
import io.github.tracker6.http.TrackerExchange;
import io.netty.util.concurrent.EventExecutor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of one event loop share: scratch memory, exchanges to reuse, and one clock that watches all
 * their deadlines, so that a connection needs no timer. Used on its event loop alone.
 */
final class Worker {
    private static final int MAX_IDLE_EXCHANGES = 64;
    private static final long MAX_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long MIN_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Stands for a time in {@link #longestWaitSinceNanos()}. */
    static final long NOTHING_WAITS = Long.MAX_VALUE;

    final ServerContext context;
    final RequestHead head = new RequestHead();
    final Turns turns = new Turns();
    final AnswerWriter answers = new AnswerWriter();
    /** Where bytes are read to that are looked at at once. */
    final ByteBuffer inbox = ByteBuffer.allocateDirect(HttpConnection.READ_BYTES);

    final long headerNanos;
    final long idleNanos;
    final long writeNanos;
    final long proxyHeaderNanos;
    final int maxHeadBytes;

    private final ArrayDeque<TrackerExchange> idleExchanges = new ArrayDeque<>();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final long tickNanos;
    private byte[] scratch;
    private final ConnectionList waiting = new ConnectionList();
    private final ConnectionList busy = new ConnectionList();

    /** When the first of those that wait began to; other workers read it. */
    private final AtomicLong longestWaitSinceNanos = new AtomicLong(NOTHING_WAITS);

    /** The announces since the last one that was measured. */
    private int unmeasured;

    private boolean ticking;
    private boolean draining;

    Worker(ServerContext context) {
        this.context = context;
        HttpLimits limits = context.limits();
        headerNanos = limits.headerTimeout().toNanos();
        idleNanos = limits.idleTimeout().toNanos();
        writeNanos = limits.writeTimeout().toNanos();
        proxyHeaderNanos = limits.proxyHeaderTimeout().toNanos();
        maxHeadBytes = HeadScanner.maxHeadBytes(limits);
        tickNanos = tickNanos(limits);
        scratch = new byte[2 * HttpConnection.READ_BYTES];
    }

    /** A deadline is met late by at most one tick: an eighth of the shortest timeout, 250 ms at most. */
    private static long tickNanos(HttpLimits limits) {
        long shortest = Stream.of(
                        limits.headerTimeout(),
                        limits.idleTimeout(),
                        limits.writeTimeout(),
                        limits.proxyHeaderTimeout())
                .mapToLong(Duration::toNanos)
                .min()
                .orElseThrow();
        return Math.max(MIN_TICK_NANOS, Math.min(MAX_TICK_NANOS, shortest / 8));
    }

    /** Returns memory for so many bytes, which the next caller gets too. */
    byte[] scratch(int bytes) {
        if (scratch.length < bytes) {
            scratch = new byte[bytes];
        }
        return scratch;
    }

    /** Notes an announce. Returns whether the time of its answer is to be measured. */
    boolean measuresAnnounce() {
        unmeasured++;
        if (unmeasured < AnswerTimes.ONE_IN) {
            return false;
        }
        unmeasured = 0;
        return context.stats().answerTimes().isObserved();
    }

    /** Returns an exchange as after {@link TrackerExchange#reset()}. */
    TrackerExchange exchange() {
        TrackerExchange exchange = idleExchanges.pollLast();
        return exchange == null ? context.handler().newExchange().reset() : exchange;
    }

    /** Takes an exchange back that is not used any more; drops it if the store may still write into it. */
    void recycle(TrackerExchange exchange) {
        if (exchange.isReusable() && idleExchanges.size() < MAX_IDLE_EXCHANGES) {
            idleExchanges.addLast(exchange.reset());
        }
    }

    /** Watches the deadlines of a connection, which waits for a request. Returns false if the server is about to close. */
    boolean add(HttpConnection connection, EventExecutor loop) {
        waiting.add(connection);
        publishLongestWait();
        if (!ticking) {
            tickLater(loop);
        }
        return !draining;
    }

    /** Notes that a connection got its answer, and waits for a request from now on. */
    void beginWait(HttpConnection connection) {
        move(connection, waiting);
    }

    /** Notes that a connection has a complete request. */
    void endWait(HttpConnection connection) {
        move(connection, busy);
    }

    private void move(HttpConnection connection, ConnectionList to) {
        ConnectionList from = connection.list;
        if (from != null) { // else it has left
            from.remove(connection);
            to.add(connection);
            publishLongestWait();
        }
    }

    private void publishLongestWait() {
        HttpConnection longest = waiting.first();
        longestWaitSinceNanos.setOpaque(longest == null ? NOTHING_WAITS : longest.waitSinceNanos());
    }

    /** Returns when the connection that waits longest began to, or {@link #NOTHING_WAITS}. Thread-safe. */
    long longestWaitSinceNanos() {
        return longestWaitSinceNanos.getOpaque();
    }

    /** Closes the connection that waited longest without a complete request. Returns false if none waits. */
    boolean closeLongestWaiting() {
        HttpConnection longest = waiting.first();
        if (longest == null) {
            return false;
        }
        endWait(longest); // a transport may close it later
        context.stats().evicted.increment();
        longest.close();
        return true;
    }

    /** Forgets a connection. Idempotent. */
    void remove(HttpConnection connection) {
        ConnectionList list = connection.list;
        if (list != null) {
            list.remove(connection);
            publishLongestWait();
        }
        if (draining && isEmpty()) {
            drained.complete(null);
        }
    }

    private boolean isEmpty() {
        return waiting.first() == null && busy.first() == null;
    }

    /** Closes every connection, those that owe an answer after it. */
    void drain() {
        draining = true;
        forEach(HttpConnection::drain);
        if (isEmpty()) {
            drained.complete(null);
        }
    }

    /** Closes every connection, whatever it owes. */
    void closeAll() {
        forEach(HttpConnection::close);
    }

    /** Returns what completes when {@link #drain()} was called and no connection is left. */
    CompletableFuture<Void> drained() {
        return drained;
    }

    private void tickLater(EventExecutor loop) {
        ticking = false; // if there is no memory for a task now, the next connection tries again
        var unused = loop.schedule(() -> tick(loop), tickNanos, TimeUnit.NANOSECONDS);
        ticking = true;
    }

    private void tick(EventExecutor loop) {
        long nowNanos = NettyVersion.nanoTime(loop);
        forEach(connection -> connection.expireAt(nowNanos));
        if (isEmpty()) {
            ticking = false;
        } else {
            tickLater(loop);
        }
    }

    private void forEach(Consumer<HttpConnection> action) {
        forEach(busy.first(), action);
        forEach(waiting.first(), action);
    }

    /** What fails for one connection is no reason to leave the others alone. */
    private static void forEach(@Nullable HttpConnection first, Consumer<HttpConnection> action) {
        HttpConnection connection = first;
        while (connection != null) {
            HttpConnection next = connection.next;
            try {
                action.accept(connection);
            } catch (Throwable e) {
                connection.failed(e);
            }
            connection = next;
        }
    }
}
