package io.github.tracker6.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Announces on their way to the script. It takes several at once, which costs Redis a third less than one after the other does:
 * while two batches are on their way, what comes waits for them, or until there is enough for another batch. So nothing waits
 * where there is little to do. In a Cluster, where a script gets keys of one slot alone, each announce goes by itself. Of two
 * announces that nobody waits for in between, either may be first. Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what ends a batch sees to its failure
final class AnnounceQueue {
    /** Announces to a batch at most; whoever else uses Redis waits while the script is at them, some 0.2 ms. */
    private static final int MOST_ANNOUNCES = 16;

    /** Batches on their way while less than another one waits. */
    private static final int FEW_BATCHES = 2;

    /** Batches on their way at most. */
    private static final int MOST_BATCHES = 16;

    /** Reads with an announce, at most or nearly so: two for each class of a large swarm. */
    private static final int MOST_READS = 12;

    private final RedisLink link;
    private final RedisScript<List<byte @Nullable []>> script;
    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicInteger batches = new AtomicInteger();

    // How long batches took lately: the lesser of two, for one may have met with a stall.
    // Written by whoever ends a batch.
    private volatile long tripNanos;
    private volatile long lastTripNanos;

    AnnounceQueue(RedisLink link, RedisScript<List<byte @Nullable []>> script) {
        this.link = link;
        this.script = script;
    }

    /** An announce that waits, or is on its way. */
    private static final class Waiting extends CompletableFuture<byte[]> {
        final byte[][] keys;
        final byte[][] arguments;
        final List<RedisCall<byte[]>> reads;
        final long sinceNanos = System.nanoTime();

        Waiting(byte[][] keys, byte[][] arguments, List<RedisCall<byte[]>> reads) {
            this.keys = keys;
            this.arguments = arguments;
            this.reads = reads;
        }

        /** Completes with what the script replied. */
        void replied(byte @Nullable [] reply) {
            if (reply == null) {
                completeExceptionally(RedisStoreException.of(RedisTrouble.SCRIPT));
            } else {
                complete(reply);
            }
        }
    }

    /** A batch that was sent; it is done when the script and all reads ended. */
    private record Sent(
            List<Waiting> announces, RedisCall<List<byte @Nullable []>> script, CompletableFuture<Void> done) {}

    /**
     * Sends an announce, and reads about the same swarm behind it. Never throws, never waits.
     *
     * @return what the script replies to it, when all that was read with it has ended, well or not
     */
    CompletableFuture<byte[]> send(byte[][] keys, byte[][] arguments, List<RedisCall<byte[]>> reads) {
        Waiting waiting = new Waiting(keys, arguments, reads);
        if (!link.takesAnyKeys()) {
            sendAlone(waiting, reads);
        } else if (queued.incrementAndGet() > link.requestQueueSize()) {
            queued.decrementAndGet();
            waiting.completeExceptionally(RedisStoreException.of(RedisTrouble.QUEUE_FULL));
        } else {
            queue.add(waiting);
            pump();
        }
        return waiting;
    }

    private void pump() {
        while (!queue.isEmpty() && claim()) {
            List<Waiting> announces = take();
            if (announces.isEmpty()) {
                batches.decrementAndGet();
                continue;
            }
            long sentNanos = System.nanoTime();
            Sent sent = transmit(
                    announces,
                    announces.stream().flatMap(each -> each.reads.stream()).toList());
            if (sent.done.isDone()) {
                batches.decrementAndGet();
                end(sent);
            } else {
                sent.done.whenComplete((unused, failure) -> {
                    try {
                        took(System.nanoTime() - sentNanos);
                        // Whoever is answered may announce again, and goes with the next batch.
                        end(sent);
                    } finally {
                        batches.decrementAndGet();
                        pump();
                    }
                });
            }
        }
    }

    private boolean claim() {
        while (true) {
            int now = batches.get();
            if (now >= (queued.get() < MOST_ANNOUNCES ? FEW_BATCHES : MOST_BATCHES)) {
                return false;
            } else if (batches.compareAndSet(now, now + 1)) {
                return true;
            }
        }
    }

    private void took(long nanos) {
        tripNanos = Math.min(nanos, lastTripNanos);
        lastTripNanos = nanos;
    }

    /**
     * Takes who goes next. Who has waited so long that the answer would come too late does not: the script would record the
     * announce, and nobody would hear of it.
     */
    private List<Waiting> take() {
        long limit = link.timeLimit().toNanos();
        long latest = System.nanoTime() - limit + Math.min(tripNanos, limit * 2 / 3);
        List<Waiting> announces = new ArrayList<>(MOST_ANNOUNCES);
        int commands = 1;
        while (announces.isEmpty()
                || (announces.size() < MOST_ANNOUNCES && commands + MOST_READS <= link.requestQueueSize())) {
            Waiting next = queue.poll();
            if (next == null) {
                break;
            }
            queued.decrementAndGet();
            if (next.sinceNanos - latest > 0) {
                announces.add(next);
                commands += next.reads.size();
            } else {
                next.completeExceptionally(RedisStoreException.of(RedisTrouble.TIMEOUT));
            }
        }
        return announces;
    }

    private Sent transmit(List<Waiting> announces, List<RedisCall<byte[]>> reads) {
        byte[][] keys =
                announces.stream().flatMap(each -> Arrays.stream(each.keys)).toArray(byte[][]::new);
        byte[][] arguments = announces.stream()
                .flatMap(each -> Arrays.stream(each.arguments))
                .toArray(byte[][]::new);
        RedisCall<List<byte @Nullable []>> call = RedisCall.eval(script, keys, arguments);
        List<RedisCall<?>> calls = new ArrayList<>(1 + reads.size());
        calls.add(call);
        calls.addAll(reads);
        // The time limit is that of the announce which waited longest.
        calls.forEach(each -> each.sinceNanos = announces.get(0).sinceNanos);
        return new Sent(announces, call, link.send(calls));
    }

    private void sendAlone(Waiting announce, List<RedisCall<byte[]>> reads) {
        Sent sent = transmit(List.of(announce), reads);
        sent.done.whenComplete((unused, failure) -> end(sent));
    }

    private void end(Sent sent) {
        try {
            List<byte @Nullable []> replies = sent.script.join();
            if (replies.size() != sent.announces.size()) {
                throw RedisStoreException.of(RedisTrouble.SCRIPT);
            }
            for (int i = 0; i < replies.size(); i++) {
                sent.announces.get(i).replied(replies.get(i));
            }
        } catch (RuntimeException e) {
            RedisStoreException failure = RedisStoreException.of(e);
            if (failure.trouble() == RedisTrouble.SCRIPT && sent.announces.size() > 1) {
                // Something is wrong with one swarm. Those before it are recorded again, as if they announced twice.
                sent.announces.forEach(each -> sendAlone(each, List.of()));
            } else {
                sent.announces.forEach(each -> each.completeExceptionally(failure.again()));
            }
        }
    }
}
