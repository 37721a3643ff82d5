package io.github.tracker6.engine;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Reachability;
import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.FullScrapeStore;
import io.github.tracker6.store.InfoHashes;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.SwarmStore;
import java.time.Clock;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The end of the chain: checks what passed the interceptors, calls the store, and completes the answer. A provisional
 * answer waits for the host's second family, or for the result of a probe, or for one after the other; after each wait the
 * store is called once more. Thread-safe.
 */
final class StoreCall implements TrackerHandler {
    private final SwarmStore store;
    private final AnnounceRules rules;
    private final AnswerDelay secondFamily;
    private final AnswerDelay probe;
    private final long secondFamilyMillis;
    private final @Nullable ReachabilityResults results;
    private final long resultsMillis;
    private final Listeners listeners;
    private final PendingStages pending;
    private final EngineThreads threads;
    private final Clock clock;
    private final Intervals intervals;
    private final int fullScrapeLimit;
    private final ChainPart part;

    StoreCall(
            TrackerBuilder options,
            SwarmStore store,
            ChainPart part,
            AnnounceRules rules,
            Intervals intervals,
            AnswerDelay secondFamily,
            AnswerDelay probe,
            Listeners listeners,
            PendingStages pending,
            EngineThreads threads) {
        this.fullScrapeLimit = options.fullScrapeLimit;
        this.clock = options.clock;
        this.store = store;
        this.rules = rules;
        this.intervals = intervals;
        this.secondFamily = secondFamily;
        this.probe = probe;
        this.secondFamilyMillis = options.secondFamilyDelay.toMillis();
        this.resultsMillis = options.reachabilityDelay.toMillis();
        this.results = resultsMillis == 0 ? null : options.reachability;
        this.listeners = listeners;
        this.pending = pending;
        this.threads = threads;
        this.part = part;
    }

    @Override
    public CompletionStage<AnnounceResponse> announce(AnnounceRequest request, AnnounceResponse response) {
        Rejection refusal = AnnounceRules.refusal(request);
        if (refusal != null) {
            return response.reject(refusal);
        }
        PeerUpdate update = request.update;
        CompletionStage<AnnounceResponse> stage;
        try {
            rules.fill(update, request, clock.millis());
            stage = store.announce(update, response);
            if (stage == response.done() && !mayWait(request, response)) {
                rules.complete(update, response);
                return stage;
            }
        } catch (Throwable e) {
            return PendingStage.failed(response, part, part.failure(e));
        }
        PendingAnnounce announce = new PendingAnnounce(request, response, stage == response.done());
        announce.follow(stage);
        pending.add(announce);
        return announce;
    }

    @Override
    public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch) {
        CompletionStage<ScrapeBatch> stage;
        try {
            stage = store.scrape(batch, clock.millis());
        } catch (Throwable e) {
            return PendingStage.failed(batch, part, part.failure(e));
        }
        return stage == batch.done() ? stage : pending.await(stage, batch, part);
    }

    @Override
    public boolean answersFullScrape() {
        return fullScrapeLimit > 0;
    }

    @Override
    public CompletionStage<ScrapeBatch> scrapeAll(ScrapeBatch batch) {
        return fullScrapeLimit == 0 ? batch.reject(Rejection.FULL_SCRAPE_REFUSED) : readAll(batch, fullScrapeLimit);
    }

    /** Adds swarms that hold peers to the batch, with their counts; refuses it if the store can't list its swarms. */
    CompletionStage<ScrapeBatch> readAll(ScrapeBatch batch, int maxSwarms) {
        if (!(store instanceof FullScrapeStore lister)) {
            return batch.reject(Rejection.FULL_SCRAPE_REFUSED);
        }
        CompletionStage<ScrapeBatch> stage;
        try {
            stage = lister.scrapeAll(batch, maxSwarms, clock.millis());
        } catch (Throwable e) {
            return PendingStage.failed(batch, part, part.failure(e));
        }
        return stage == batch.done() ? stage : pending.await(stage, batch, part);
    }

    @Override
    public int intervalSeconds() {
        return intervals.seconds();
    }

    @Override
    public void prefetch(InfoHashes swarms) {
        store.prefetch(swarms);
    }

    /** Whether an answer may wait. Asks for a result once for each answer of the store. Allocates nothing where it is final. */
    private boolean mayWait(AnnounceRequest request, AnnounceResponse response) {
        if (!response.provisional()) {
            return false;
        }
        return response.dualStack()
                ? probe.isOpen() && isResultExpected(request, response)
                : secondFamilyMillis > 0 && secondFamily.isOpen();
    }

    /** A failure changes no answer. */
    private boolean isResultExpected(AnnounceRequest request, AnnounceResponse response) {
        if (results == null) {
            return false;
        }
        try {
            return results.isExpected(request, response);
        } catch (Throwable e) {
            listeners.recordFailure(results, e);
            return false;
        }
    }

    /** An announce that the store answers later, or whose answer waits, or both. */
    private final class PendingAnnounce extends PendingStage<AnnounceResponse> {
        private final AnnounceRequest request;
        private final PeerUpdate update;
        private boolean mayWait;
        private boolean awaitedResult;
        private boolean countedDownload;

        /**
         * Makes a stage.
         *
         * @param mayWait whether the store has answered, and the answer may wait
         */
        PendingAnnounce(AnnounceRequest request, AnnounceResponse response, boolean mayWait) {
            super(response, part);
            this.request = request;
            this.update = request.update;
            this.mayWait = mayWait;
        }

        @Override
        void onAnswer() {
            boolean found = mayWait;
            mayWait = false;
            countedDownload |= message().countedDownload();
            if (!waits(found)) {
                message().countedDownload(countedDownload);
                rules.complete(update, message());
                succeed();
            }
        }

        private boolean waits(boolean found) {
            boolean dualStack = message().dualStack();
            boolean waitedBefore = dualStack ? awaitedResult : update.repeated();
            if (waitedBefore || !(found || mayWait(request, message()))) {
                return false;
            }
            AnswerDelay.Wait wait = (dualStack ? probe : secondFamily).reserve(this::lookAgain);
            if (wait == null) {
                return false;
            }
            if (dualStack) {
                awaitedResult = true;
                awaitResult(wait);
            } else {
                wait.begin(secondFamilyMillis);
            }
            return true;
        }

        /** Begins the wait for a result. One that has come since it was expected leads to the second look at once. */
        private void awaitResult(AnswerDelay.Wait wait) {
            boolean awaited = false;
            try {
                awaited = results != null && results.tryAwait(request, wait::end);
            } catch (Throwable e) {
                listeners.recordFailure(results, e);
            }
            if (awaited) {
                wait.begin(resultsMillis);
            } else {
                wait.end();
            }
        }

        /** Calls the store once more; runs on the executor, and so does what hangs on the answer. */
        private void lookAgain() {
            if (isDone()) {
                return; // it timed out
            }
            AnnounceResponse response = message();
            CompletionStage<AnnounceResponse> stage;
            try {
                response.peers4().clear();
                response.peers6().clear();
                response.provisional(false)
                        .countedDownload(false)
                        .dualStack(false)
                        .reachability(Reachability.UNKNOWN);
                stage = store.announce(update.repeated(true).nowMillis(clock.millis()), response);
            } catch (Throwable e) {
                fail(part.failure(e));
                return;
            }
            if (stage == response.done()) {
                accept(response, null);
            } else {
                followOn(threads, stage);
            }
        }
    }
}
