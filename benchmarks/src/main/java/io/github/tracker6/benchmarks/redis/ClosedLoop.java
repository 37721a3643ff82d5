package io.github.tracker6.benchmarks.redis;

import io.github.tracker6.store.PeerUpdate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a number of announces in flight. When an answer arrives, the same thread sends the next announce, as the event
 * loop of a tracker does.
 */
final class ClosedLoop {
    private static final long LIMIT_SECONDS = 600;

    private final Source next;
    private final AtomicLong left;
    private final CountDownLatch busy;
    private final Histogram latencies = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);
    private final AtomicLong peers = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** Describes the next announce. */
    interface Source {
        /**
         * Describes an announce.
         *
         * @param contender the index of the contender that gets it
         */
        void next(PeerUpdate update, int contender);
    }

    /**
     * The result of a run.
     *
     * @param peers the mean number of peers in an answer
     */
    record Outcome(double seconds, Histogram latencies, double peers) {}

    private ClosedLoop(Source next, long announces, int senders) {
        this.next = next;
        this.left = new AtomicLong(announces);
        this.busy = new CountDownLatch(senders);
    }

    /**
     * Sends announces to one or several contenders in equal shares, and waits until all are answered.
     *
     * @throws IllegalStateException if one failed
     */
    static Outcome run(List<? extends Contender> contenders, int inFlight, long announces, Source next)
            throws InterruptedException {
        int senders = inFlight * contenders.size();
        ClosedLoop loop = new ClosedLoop(next, announces, senders);
        long start = System.nanoTime();
        for (int i = 0; i < senders; i++) {
            int contender = i % contenders.size();
            loop.new Runner(contenders.get(contender).newSender(), contender).go();
        }
        boolean ended = loop.busy.await(LIMIT_SECONDS, TimeUnit.SECONDS);
        double seconds = (System.nanoTime() - start) / 1e9;
        Throwable failure = loop.failure.get();
        if (!ended || failure != null) {
            throw new IllegalStateException("an announce failed: " + (ended ? failure : "no end"), failure);
        }
        return new Outcome(seconds, loop.latencies, (double) loop.peers.get() / announces);
    }

    private final class Runner {
        private final Contender.Sender sender;
        private final int contender;
        private final PeerUpdate update = new PeerUpdate();

        Runner(Contender.Sender sender, int contender) {
            this.sender = sender;
            this.contender = contender;
        }

        @SuppressWarnings("FutureReturnValueIgnored") // recordEnd() handles failures
        void go() {
            while (failure.get() == null && left.getAndDecrement() > 0) {
                next.next(update, contender);
                long beginNanos = System.nanoTime();
                CompletableFuture<?> result = sender.send(update).toCompletableFuture();
                if (!result.isDone()) {
                    result.whenComplete((value, thrown) -> {
                        recordEnd(beginNanos, thrown);
                        go();
                    });
                    return;
                }
                result.whenComplete((value, thrown) -> recordEnd(beginNanos, thrown));
            }
            busy.countDown();
        }

        private void recordEnd(long beginNanos, @Nullable Throwable thrown) {
            latencies.recordValue(Math.min(System.nanoTime() - beginNanos, TimeUnit.MINUTES.toNanos(1)));
            try {
                if (thrown != null) {
                    throw new IllegalStateException(thrown);
                }
                peers.addAndGet(sender.peersInLastAnswer());
            } catch (RuntimeException e) {
                failure.compareAndSet(null, e);
            }
        }
    }
}
