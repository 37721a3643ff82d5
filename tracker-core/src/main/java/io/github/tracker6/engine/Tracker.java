package io.github.tracker6.engine;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.ListingCap;
import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.health.Health;
import io.github.tracker6.store.FullScrapeStore;
import io.github.tracker6.store.InfoHashes;
import io.github.tracker6.store.StoreTotals;
import io.github.tracker6.store.SwarmStore;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The announce engine: passes announces and scrapes through the interceptors to the store, and counts what comes back.
 * It knows no protocol; adapters and embedders call {@link #announce} and {@link #scrape}. Thread-safe.
 *
 * <p>Lifecycle: {@link TrackerBuilder#build()} starts nothing, {@link #start()} starts the daemon threads, {@link
 * #close()} ends them. A tracker that is not started, or that is closed, answers too. Then no answer waits for a second
 * family or a probe, there is no time limit, and expired endpoints stay in memory until the next announce to their swarm. The store
 * is borrowed: close it after the tracker.
 *
 * <p>Which thread completes a stage: an answer that needs no wait is complete on return. If the store or an interceptor
 * completes its stage later, the same thread completes the tracker's stage: do not block it. Answers that waited for a
 * second family or a probe, and stages that reached the time limit, are completed on {@link TrackerBuilder#executor}.
 *
 * @since 0.1.0
 */
public final class Tracker implements TrackerHandler, AutoCloseable {
    private final SwarmStore store;
    private final ChainPart storePart;
    private final StoreCall storeCall;
    private final TrackerHandler chain;
    private final FullScrapeCall fullScrape;
    private final EngineThreads threads;
    private final PendingStages pending;
    private final AnswerDelay secondFamily;
    private final AnswerDelay probe;
    private final Housekeeping housekeeping;
    private final TrackerStats stats = new TrackerStats();
    private final AdoptionSeries adoption = new AdoptionSeries();
    private final Listeners listeners;
    private final Intervals intervals;
    private final EngineHealth health = new EngineHealth(System::nanoTime);
    private volatile State state = State.BUILT;

    private enum State {
        BUILT,
        STARTED,
        CLOSED
    }

    Tracker(TrackerBuilder options, SwarmStore store) {
        List<TrackerInterceptor> interceptors = List.copyOf(options.interceptors);
        this.store = store;
        this.storePart = ChainPart.of(store);
        this.listeners = new Listeners(options.listeners, stats);
        this.threads = new EngineThreads(options.executor);
        this.pending = new PendingStages(threads, options.requestTimeout);
        this.secondFamily = new AnswerDelay(threads);
        this.probe = new AnswerDelay(threads);
        this.intervals = new Intervals(options, store.peerTtl());
        this.housekeeping = new Housekeeping(store, options.clock, listeners, stats, adoption, intervals, health);
        AnnounceRules rules = new AnnounceRules(options, intervals, new HostHash(store, options.hostKey));
        this.storeCall = new StoreCall(
                options, store, storePart, rules, intervals, secondFamily, probe, listeners, pending, threads);
        this.chain = InterceptorCall.chain(interceptors, storeCall, pending);
        this.fullScrape = new FullScrapeCall(storeCall, storePart, interceptors, pending);
    }

    /** Returns a builder with every default. */
    public static TrackerBuilder builder() {
        return new TrackerBuilder();
    }

    /**
     * Starts the daemon threads: a timer, housekeeping once a second, and, when they are needed, threads that complete
     * answers. If that fails, nothing is left running, and the tracker can be started again. Does nothing if the tracker
     * is started already.
     *
     * @return this
     * @throws IllegalStateException if the tracker is closed
     */
    public synchronized Tracker start() {
        if (state == State.CLOSED) {
            throw new IllegalStateException("the tracker is closed; build a new one");
        }
        if (state == State.BUILT) {
            try {
                threads.start();
                pending.start();
                secondFamily.start();
                probe.start();
                housekeeping.start();
            } catch (RuntimeException | Error e) {
                stop();
                throw e;
            }
            state = State.STARTED;
        }
        return this;
    }

    @Override
    public CompletionStage<AnnounceResponse> announce(AnnounceRequest request, AnnounceResponse response) {
        response.intervalSeconds(intervals.seconds());
        CompletionStage<AnnounceResponse> stage = chain.announce(request, response);
        if (stage == response.done()) {
            recordOutcome(request, response);
            return stage;
        }
        return handOut(stage, (answer, failure) -> {
            if (succeeded(response, failure)) {
                recordOutcome(request, response);
            }
        });
    }

    /**
     * Answers an announce with a new response.
     *
     * @return as {@link #announce(AnnounceRequest, AnnounceResponse)}
     */
    public CompletionStage<AnnounceResponse> announce(AnnounceRequest request) {
        return announce(request, new AnnounceResponse());
    }

    @Override
    public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch) {
        return recordOutcome(batch, chain.scrape(batch));
    }

    @Override
    public void prefetch(InfoHashes swarms) {
        try {
            storeCall.prefetch(swarms);
        } catch (Throwable e) { // the announces that follow do not depend on the hint
            stats.countFailure(storePart.failure(e));
        }
    }

    /** Returns whether a scrape without info hashes is answered, see {@link TrackerBuilder#fullScrapeLimit}. */
    @Override
    public boolean answersFullScrape() {
        return storeCall.answersFullScrape();
    }

    /**
     * Answers a scrape without info hashes. The interceptors see the listed swarms as they see a scrape of these: what
     * they hide there is hidden here.
     *
     * @return as {@link #scrape(ScrapeBatch)}; the batch is refused if the full scrape is off
     */
    @Override
    public CompletionStage<ScrapeBatch> scrapeAll(ScrapeBatch batch) {
        return answersFullScrape() ? recordOutcome(batch, fullScrape.scrapeAll(batch)) : storeCall.scrapeAll(batch);
    }

    /**
     * Reads the counts of swarms for the operator: past the interceptors, so that nothing is hidden. Not counted as a scrape,
     * and listeners are not told. A failure is counted.
     *
     * @return as {@link #scrape(ScrapeBatch)}
     */
    public CompletionStage<ScrapeBatch> readCounts(ScrapeBatch batch) {
        return recordFailure(batch, storeCall.scrape(batch));
    }

    /**
     * Adds swarms that hold peers to a batch for the operator, with their counts, in any order. As {@link #readCounts}, and
     * whether or not the {@linkplain #answersFullScrape() full scrape} is on.
     *
     * @param maxSwarms how many to add at most, 1 or more
     * @return as {@link #scrape(ScrapeBatch)}; the batch is refused if the store is no {@link FullScrapeStore}
     */
    public CompletionStage<ScrapeBatch> readAllCounts(ScrapeBatch batch, int maxSwarms) {
        return recordFailure(batch, storeCall.readAll(batch, maxSwarms));
    }

    /** Returns the counters of this tracker. A live view. */
    public TrackerStats stats() {
        return stats;
    }

    /** Returns figures over all swarms, as the store counts them now. */
    public StoreTotals totals() {
        return store.totals();
    }

    /** Returns how many hosts had which families while this tracker was {@linkplain #start() started}. A live view. */
    public AdoptionSeries adoption() {
        return adoption;
    }

    /**
     * Returns how the engine does: down before {@link #start()} and after {@link #close()}; degraded while housekeeping fails
     * again and again or does not end, and for a minute after a request reached the {@linkplain TrackerBuilder#requestTimeout
     * time limit}. The store is a part of its own, see {@link SwarmStore#health()}. Does not wait.
     */
    public Health health() {
        return switch (state) {
            case BUILT -> Health.down("not started");
            case STARTED -> health.ofStarted();
            case CLOSED -> Health.down("closed");
        };
    }

    /** Returns the interval in force, in seconds. What a client is told is spread around it. */
    @Override
    public int intervalSeconds() {
        return storeCall.intervalSeconds();
    }

    /**
     * Ends the threads and leaves no stage incomplete. Answers that wait for a second family or a probe are given now. Stages that
     * wait for the store or an interceptor have 2 seconds to complete; then they fail with a {@link TrackerException}.
     * Takes less than 5 seconds. The store stays open. Idempotent.
     */
    @Override
    public synchronized void close() {
        if (state == State.STARTED) {
            stop();
        }
        state = State.CLOSED;
    }

    private void stop() {
        secondFamily.close();
        probe.close();
        pending.close();
        housekeeping.close();
        threads.close();
    }

    private void recordOutcome(AnnounceRequest request, AnnounceResponse response) {
        Rejection rejection = response.rejection();
        if (rejection == null) {
            stats.countAnnounce(request.protocol(), request.sourceFamily(), request.event());
            ListingCap cap = response.unlistedBy();
            if (cap != null) {
                stats.countUnlisted(cap);
            }
            listeners.onAnnounce(request, response);
        } else {
            stats.countRefusal(rejection.reason());
            listeners.onRefusal(request, rejection);
        }
    }

    private CompletionStage<ScrapeBatch> recordOutcome(ScrapeBatch batch, CompletionStage<ScrapeBatch> stage) {
        if (stage == batch.done()) {
            recordOutcome(batch);
            return stage;
        }
        return handOut(stage, (answer, failure) -> {
            if (succeeded(batch, failure)) {
                recordOutcome(batch);
            }
        });
    }

    private CompletionStage<ScrapeBatch> recordFailure(ScrapeBatch batch, CompletionStage<ScrapeBatch> stage) {
        return stage == batch.done() ? stage : handOut(stage, (answer, failure) -> succeeded(batch, failure));
    }

    /** Returns the stage that completes when the outcome is recorded; {@link #close()} waits for that, too. */
    private static <T> CompletionStage<T> handOut(
            CompletionStage<T> stage, BiConsumer<? super @Nullable T, ? super @Nullable Throwable> recording) {
        CompletionStage<T> outcome = stage.whenComplete(recording);
        if (stage instanceof PendingStage<T> pendingStage) {
            pendingStage.outcome(outcome);
        }
        return outcome;
    }

    private void recordOutcome(ScrapeBatch batch) {
        stats.countScrape();
        listeners.onScrape(batch);
    }

    /**
     * Returns whether a stage completed with its message; counts a failure if not. If a part timed out and an interceptor
     * answered in its place, this throws, so that the tracker's stage fails: the part may still write into the message.
     */
    private boolean succeeded(Object message, @Nullable Throwable failure) {
        TrackerException abandonment = failure == null ? pending.abandonment(message) : null;
        if (abandonment != null) {
            countFailure(abandonment);
            throw abandonment;
        }
        if (failure != null) {
            countFailure(failure);
        }
        return failure == null;
    }

    private void countFailure(Throwable failure) {
        stats.countFailure(failure);
        if (failure instanceof TrackerException fault && fault.isTimeout()) {
            health.noteTimeout();
        }
    }
}
