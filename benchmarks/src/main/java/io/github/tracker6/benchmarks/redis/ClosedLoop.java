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
 * Keeps a number of announces in flight: each answer sends the next announce, on the thread that it came on, as the event
 * loop of a tracker does.
 */
final class ClosedLoop {
    private static final long LIMIT_SECONDS = 600;

    private final Source next;
    private final AtomicLong left;
    private final CountDownLatch busy;
    private final Histogram latencies = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);
    private final AtomicLong answered = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** Describes the next announce. */
    interface Source {
        /**
         * Describes an announce.
         *
         * @param contender which contender it goes to, from 0
         */
        void next(PeerUpdate update, int contender);
    }

    /**
     * What came of it.
     *
     * @param peers how many an answer had on average
     */
    record Outcome(double seconds, Histogram latencies, double peers) {}

    private ClosedLoop(Source next, long announces, int lanes) {
        this.next = next;
        this.left = new AtomicLong(announces);
        this.busy = new CountDownLatch(lanes);
    }

    /**
     * Sends announces to one or several contenders alike; waits until all are answered.
     *
     * @throws IllegalStateException if one failed
     */
    static Outcome run(List<? extends Contender> contenders, int inFlight, long announces, Source next)
            throws InterruptedException {
        int lanes = inFlight * contenders.size();
        ClosedLoop loop = new ClosedLoop(next, announces, lanes);
        long start = System.nanoTime();
        for (int i = 0; i < lanes; i++) {
            int contender = i % contenders.size();
            loop.new Runner(contenders.get(contender).newLane(), contender).go();
        }
        boolean ended = loop.busy.await(LIMIT_SECONDS, TimeUnit.SECONDS);
        double seconds = (System.nanoTime() - start) / 1e9;
        Throwable failure = loop.failure.get();
        if (!ended || failure != null) {
            throw new IllegalStateException("an announce failed: " + (ended ? failure : "no end"), failure);
        }
        return new Outcome(seconds, loop.latencies, (double) loop.answered.get() / announces);
    }

    private final class Runner {
        private final Contender.Lane lane;
        private final int contender;
        private final PeerUpdate update = new PeerUpdate();

        Runner(Contender.Lane lane, int contender) {
            this.lane = lane;
            this.contender = contender;
        }

        @SuppressWarnings("FutureReturnValueIgnored") // ended() takes what fails
        void go() {
            while (failure.get() == null && left.getAndDecrement() > 0) {
                next.next(update, contender);
                long begun = System.nanoTime();
                CompletableFuture<?> result = lane.send(update).toCompletableFuture();
                if (!result.isDone()) {
                    result.whenComplete((value, thrown) -> {
                        ended(begun, thrown);
                        go();
                    });
                    return;
                }
                result.whenComplete((value, thrown) -> ended(begun, thrown));
            }
            busy.countDown();
        }

        private void ended(long begun, @Nullable Throwable thrown) {
            latencies.recordValue(Math.min(System.nanoTime() - begun, TimeUnit.MINUTES.toNanos(1)));
            try {
                if (thrown != null) {
                    throw new IllegalStateException(thrown);
                }
                answered.addAndGet(lane.answered());
            } catch (RuntimeException e) {
                failure.compareAndSet(null, e);
            }
        }
    }
}
