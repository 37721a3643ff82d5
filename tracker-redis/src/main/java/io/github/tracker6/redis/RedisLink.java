package io.github.tracker6.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.AsyncCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to Redis: sends calls, each within a time limit, and fails them at once while their node is out of reach. It
 * connects in the background, and connects again, for as long as it is open. Nothing is ever sent twice but what Redis did
 * not do: a script that it did not know, and what it put off while a slot of a Cluster moves. Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails, fails a call, or is tried again
final class RedisLink implements AutoCloseable {
    /** The default of the time limit: 300 milliseconds. */
    static final Duration DEFAULT_TIME_LIMIT = Duration.ofMillis(300);
    /** The default of the request queue: 8,192 calls. */
    static final int DEFAULT_REQUEST_QUEUE_SIZE = 8_192;

    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
    private static final long SWEEP_MILLIS = 10;
    private static final long CONNECT_DELAY_MILLIS = 50;
    private static final long CONNECT_DELAY_MAX_MILLIS = 1_000;
    private static final long PROBE_DELAY_MILLIS = 20;
    private static final long PROBE_DELAY_MAX_MILLIS = 500;
    private static final long REFRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int SILENT_PROBES_TO_DISCONNECT = 3;
    private static final long TRY_AGAIN_MILLIS = 15;
    private static final String TRY_AGAIN = "TRYAGAIN";

    private final RedisSource source;
    private final Duration timeLimit;
    private final int requestQueueSize;
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final ConcurrentMap<String, CircuitBreaker> breakers = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, CompletableFuture<String>> loads = new ConcurrentHashMap<>();
    // Nearly in the order of their deadlines: announces may have waited before.
    private final ConcurrentLinkedQueue<RedisCall<?>> inFlight = new ConcurrentLinkedQueue<>();
    private final AtomicLong nextRefreshNanos = new AtomicLong(System.nanoTime());
    private volatile @Nullable RedisLine line;
    private volatile RedisStoreException absence =
            RedisStoreException.of(RedisTrouble.DISCONNECTED, "not connected yet", null);
    private @Nullable ScheduledExecutorService timer;
    private volatile boolean closed;

    RedisLink(RedisSource source, Duration timeLimit, int requestQueueSize) {
        this.source = source;
        this.timeLimit = timeLimit;
        this.requestQueueSize = requestQueueSize;
    }

    static RedisLinkBuilder builder() {
        return new RedisLinkBuilder();
    }

    /** Starts to connect, in the background. */
    synchronized RedisLink start() {
        if (timer != null || closed) {
            throw new IllegalStateException("was started before");
        }
        ScheduledExecutorService made = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "tracker6-redis");
            thread.setDaemon(true);
            return thread;
        });
        timer = made;
        made.execute(() -> connect(CONNECT_DELAY_MILLIS));
        return this;
    }

    /** Completes when it is connected for the first time; exceptionally when it is closed before. */
    CompletionStage<Void> connected() {
        return connected.minimalCompletionStage();
    }

    /** Returns why calls of all nodes, or of some, fail at once; null where nothing is known to be wrong. */
    @Nullable
    RedisStoreException trouble() {
        if (line == null) {
            return absence;
        }
        for (CircuitBreaker breaker : breakers.values()) {
            RedisStoreException reason = breaker.reason();
            if (reason != null) {
                return reason;
            }
        }
        return null;
    }

    /** Returns how long a call may take. */
    Duration timeLimit() {
        return timeLimit;
    }

    /** Returns how many may wait. */
    int requestQueueSize() {
        return requestQueueSize;
    }

    /** Returns whether a call may be about keys of any slots. */
    boolean takesAnyKeys() {
        return !(line instanceof RedisLine.Cluster);
    }

    /** Sends a call, and returns it. Never throws, never waits. */
    <T extends @Nullable Object> RedisCall<T> send(RedisCall<T> call) {
        RedisLine now = admit(call);
        if (now != null) {
            AsyncCommand<byte[], byte[], T> command = prepare(call, call.newCommand());
            write(now, call, command);
        }
        return call;
    }

    /**
     * Sends calls to one node, in this order, in one flush. Never throws, never waits.
     *
     * @return what completes with all of them
     */
    CompletableFuture<Void> send(List<? extends RedisCall<?>> calls) {
        RedisCall<?> first = calls.get(0);
        RedisLine now = admit(first);
        List<? extends RedisCall<?>> others = calls.subList(1, calls.size());
        if (now == null) {
            RedisStoreException reason = reasonFor(first);
            for (RedisCall<?> call : others) {
                call.completeExceptionally(reason.again());
            }
            return all(calls);
        }
        List<AsyncCommand<byte[], byte[], ?>> commands = new ArrayList<>(calls.size());
        commands.add(prepareAny(first));
        for (RedisCall<?> call : others) {
            start(call, first.breaker);
            commands.add(prepareAny(call));
        }
        try {
            now.write(commands);
        } catch (RuntimeException e) {
            commands.forEach(command -> command.completeExceptionally(e));
        }
        if (closed) {
            failInFlight();
        }
        return all(calls);
    }

    private static CompletableFuture<Void> all(List<? extends RedisCall<?>> calls) {
        return CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new));
    }

    /** Gives back what it made; calls in flight fail. Waits up to 4 s, so never to be called on an event loop. Idempotent. */
    @Override
    public void close() {
        ScheduledExecutorService stopped;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            absence = RedisStoreException.of(RedisTrouble.CLOSED);
            line = null;
            stopped = timer;
        }
        if (stopped != null) {
            stopped.shutdownNow();
        }
        connected.completeExceptionally(RedisStoreException.of(RedisTrouble.CLOSED));
        failInFlight();
        source.close();
        failInFlight();
    }

    @Override
    public String toString() {
        RedisStoreException trouble = trouble();
        return "RedisLink[" + (trouble == null ? "open" : trouble.trouble()) + "]";
    }

    // ---- calls

    /** Returns the line to write to; null where the call was failed. */
    private @Nullable RedisLine admit(RedisCall<?> call) {
        RedisLine now = line;
        if (now == null) {
            call.completeExceptionally(absence.again());
            return null;
        }
        CircuitBreaker breaker = breakerOf(now.nodeOf(call));
        RedisStoreException reason = breaker.reason();
        if (reason != null) {
            call.completeExceptionally(reason.again());
            return null;
        }
        start(call, breaker);
        return now;
    }

    private void start(RedisCall<?> call, @Nullable CircuitBreaker breaker) {
        call.breaker = breaker;
        call.mark = breaker == null ? 0 : breaker.mark();
        call.deadlineNanos = call.sinceNanos + timeLimit.toNanos();
        inFlight.add(call);
    }

    private RedisStoreException reasonFor(RedisCall<?> failed) {
        try {
            failed.getNow(null);
        } catch (RuntimeException e) {
            return RedisStoreException.of(e);
        }
        return absence;
    }

    private <T extends @Nullable Object> AsyncCommand<byte[], byte[], T> prepareAny(RedisCall<T> call) {
        return prepare(call, call.newCommand());
    }

    private <T extends @Nullable Object> AsyncCommand<byte[], byte[], T> prepare(
            RedisCall<T> call, AsyncCommand<byte[], byte[], T> command) {
        call.command = command;
        command.whenComplete((value, failure) -> received(call, value, failure));
        return command;
    }

    private void write(RedisLine now, RedisCall<?> call, AsyncCommand<byte[], byte[], ?> command) {
        try {
            now.write(command);
        } catch (RuntimeException e) {
            command.completeExceptionally(e);
        }
        if (closed && !call.isDone()) {
            failInFlight();
        }
    }

    private <T extends @Nullable Object> void received(RedisCall<T> call, T value, @Nullable Throwable failure) {
        CircuitBreaker breaker = call.breaker;
        if (breaker == null || (failure != null && call.isDone())) {
            return;
        }
        if (failure == null) {
            breaker.answered();
            call.complete(value);
            return;
        }
        RedisScript<T> script = call.script();
        if (script != null && RedisTrouble.unwrap(failure) instanceof RedisNoScriptException) {
            breaker.answered();
            reload(call, script);
            return;
        }
        RedisStoreException mapped = RedisStoreException.of(failure);
        switch (mapped.trouble()) {
            case DISCONNECTED -> trip(breaker, mapped);
            case TIMEOUT, QUEUE_FULL, CLOSED -> {}
            case READ_ONLY -> {
                breaker.answered();
                leaveReplica(breaker, mapped);
            }
            case MOVING -> {
                breaker.answered();
                if (isPutOff(failure) && tryAgain(call)) {
                    return;
                }
            }
            default -> breaker.answered();
        }
        call.completeExceptionally(mapped);
    }

    private static boolean isPutOff(Throwable failure) {
        String reply = String.valueOf(RedisTrouble.unwrap(failure).getMessage());
        return reply.startsWith(TRY_AGAIN) || reply.contains(RedisTrouble.ELSEWHERE);
    }

    /**
     * Asks again in a moment: while a slot moves, neither node may run a script of several keys of which some are not there.
     * Returns false where the time limit is near.
     */
    private boolean tryAgain(RedisCall<?> call) {
        if (call.deadlineNanos - System.nanoTime() < 2 * TimeUnit.MILLISECONDS.toNanos(TRY_AGAIN_MILLIS)) {
            return false;
        }
        schedule(
                () -> {
                    RedisLine now = line;
                    if (now != null && !call.isDone()) {
                        write(now, call, prepareAny(call));
                    }
                },
                TRY_AGAIN_MILLIS);
        return true;
    }

    /** Loads the script once for all who miss it on this node, then asks again. */
    private <T extends @Nullable Object> void reload(RedisCall<T> call, RedisScript<T> script) {
        RedisLine now = line;
        if (now == null) {
            call.completeExceptionally(absence.again());
            return;
        }
        if (call.reloaded) {
            // The slot moved, or scripts are flushed all the time.
            write(now, call, prepare(call, call.newCommandWithSource(script)));
            return;
        }
        call.reloaded = true;
        String node = now.nodeOf(call);
        String key = node + ' ' + script.name();
        CompletableFuture<String> fresh = new CompletableFuture<>();
        CompletableFuture<String> running = loads.putIfAbsent(key, fresh);
        if (running == null) {
            LOG.debug("Redis node {} forgot script {}", node, script);
            connectionTo(now, node)
                    .thenCompose(connection -> connection.async().scriptLoad(script.source()))
                    .whenComplete((digest, failure) -> {
                        loads.remove(key, fresh);
                        if (failure == null) {
                            fresh.complete(digest);
                        } else {
                            fresh.completeExceptionally(failure);
                        }
                    });
        }
        (running == null ? fresh : running).whenComplete((digest, failure) -> {
            if (!call.isDone()) {
                write(
                        now,
                        call,
                        prepare(call, failure == null ? call.newCommand() : call.newCommandWithSource(script)));
            }
        });
    }

    private void expire() {
        long now = System.nanoTime();
        List<RedisCall<?>> due = new ArrayList<>();
        inFlight.removeIf(call -> {
            if (call.isDone()) {
                return true;
            }
            return now - call.deadlineNanos >= 0 && due.add(call);
        });
        due.forEach(this::timedOut);
    }

    private void timedOut(RedisCall<?> call) {
        RedisStoreException failure =
                RedisStoreException.of(RedisTrouble.TIMEOUT, "nothing within " + timeLimit.toMillis() + " ms", null);
        CircuitBreaker breaker = call.breaker;
        if (breaker != null && breaker.timedOut(call.mark, failure)) {
            opened(breaker, failure);
        }
        fail(call, failure);
    }

    private void failInFlight() {
        for (RedisCall<?> call = inFlight.poll(); call != null; call = inFlight.poll()) {
            if (!call.isDone()) {
                fail(call, RedisStoreException.of(RedisTrouble.CLOSED));
            }
        }
    }

    private static void fail(RedisCall<?> call, RedisStoreException failure) {
        call.completeExceptionally(failure);
        AsyncCommand<byte[], byte[], ?> command = call.command;
        if (command != null) {
            // So that Lettuce does not send it any more, if it has not yet.
            command.cancel();
        }
    }

    // ---- breakers

    private CircuitBreaker breakerOf(String node) {
        CircuitBreaker breaker = breakers.get(node);
        return breaker == null ? breakers.computeIfAbsent(node, CircuitBreaker::new) : breaker;
    }

    private void trip(CircuitBreaker breaker, RedisStoreException failure) {
        if (breaker.open(failure)) {
            opened(breaker, failure);
        }
    }

    private void opened(CircuitBreaker breaker, RedisStoreException failure) {
        LOG.warn("Redis{} is not asked for now: {}", label(breaker), failure.getMessage());
        schedule(() -> probe(breaker, PROBE_DELAY_MILLIS, 0), PROBE_DELAY_MILLIS);
    }

    /** Asks whether the node is back; runs on the timer, where nothing waits. */
    private void probe(CircuitBreaker breaker, long delayMillis, int silentBefore) {
        RedisLine now = line;
        if (now == null) {
            return;
        }
        if (!now.nodes().contains(breaker.name())) {
            // A Cluster without this node: another one has its slots.
            breakers.remove(breaker.name(), breaker);
            return;
        }
        connectionTo(now, breaker.name())
                .thenCompose(connection -> connection.async().ping())
                .toCompletableFuture()
                .orTimeout(timeLimit.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((pong, failure) -> {
                    if (failure == null || RedisTrouble.unwrap(failure) instanceof RedisCommandExecutionException) {
                        breaker.answered();
                        if (breaker.close()) {
                            LOG.info("Redis{} answers again", label(breaker));
                        }
                        return;
                    }
                    boolean silent = RedisTrouble.unwrap(failure) instanceof TimeoutException;
                    retry(now, breaker, delayMillis, silent ? silentBefore + 1 : 0);
                });
    }

    private void retry(RedisLine now, CircuitBreaker breaker, long delayMillis, int silent) {
        boolean disconnect = silent == SILENT_PROBES_TO_DISCONNECT;
        // Without a connection a probe costs next to nothing.
        long next = Math.min(silent > 0 ? delayMillis * 2 : delayMillis * 5 / 4, PROBE_DELAY_MAX_MILLIS);
        try {
            if (disconnect) {
                // A host that vanished, or a master that was replaced while it hung: TCP would not tell for long.
                source.disconnect(now.address(breaker.name()));
            }
            long nowNanos = System.nanoTime();
            long due = nextRefreshNanos.get();
            if (nowNanos - due >= 0 && nextRefreshNanos.compareAndSet(due, nowNanos + REFRESH_NANOS)) {
                source.refresh();
            }
        } finally {
            schedule(() -> probe(breaker, next, disconnect ? 0 : silent), next);
        }
    }

    private static CompletionStage<StatefulRedisConnection<byte[], byte[]>> connectionTo(RedisLine now, String node) {
        try {
            return now.connectionTo(node);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** A replica where a master was: Sentinel knows the new one, and is asked when connecting. */
    private void leaveReplica(CircuitBreaker breaker, RedisStoreException failure) {
        if (line instanceof RedisLine.Single && source.disconnect(null)) {
            trip(breaker, failure);
        }
    }

    private static String label(CircuitBreaker breaker) {
        return breaker.name().isEmpty() ? "" : " node " + breaker.name();
    }

    // ---- connecting

    /** Connects or tries again later; runs on the timer, which has nothing else to do yet, and waits. */
    private void connect(long delayMillis) {
        RedisLine made;
        try {
            made = source.connect();
        } catch (RuntimeException e) {
            RedisStoreException failure = RedisStoreException.of(e);
            if (!closed) {
                if (failure.trouble() != absence.trouble() || delayMillis == CONNECT_DELAY_MILLIS) {
                    LOG.warn("No connection to Redis yet: {}", failure.getMessage());
                }
                absence = failure;
            }
            schedule(() -> connect(Math.min(delayMillis * 2, CONNECT_DELAY_MAX_MILLIS)), delayMillis);
            return;
        }
        CompletableFuture<?>[] nodes = made.nodes().stream()
                .map(node -> connectionTo(made, node).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(nodes)
                .orTimeout(RedisTuning.CONNECT_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((all, failure) -> ready(made));
    }

    private void ready(RedisLine made) {
        synchronized (this) {
            if (closed || timer == null) {
                return;
            }
            line = made;
        }
        try {
            timer.scheduleWithFixedDelay(this::expire, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return;
        }
        connected.complete(null);
    }

    private void schedule(Runnable task, long delayMillis) {
        ScheduledExecutorService now;
        synchronized (this) {
            now = timer;
        }
        if (now != null && !closed) {
            try {
                now.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("Closed meanwhile");
            }
        }
    }
}
