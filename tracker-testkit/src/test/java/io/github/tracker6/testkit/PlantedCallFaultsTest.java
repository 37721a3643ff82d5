package io.github.tracker6.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.FullScrapeStore;
import io.github.tracker6.store.InfoHashes;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreTotals;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stores that break one rule of how they are called each: the test of that rule fails with them. */
class PlantedCallFaultsTest {
    private enum Fault {
        ANSWERS_WITH_ANOTHER_RESPONSE,
        ANSWERS_WITH_ANOTHER_BATCH,
        SETS_AN_INTERVAL,
        CLEARS_THE_TAG,
        CLEARS_A_FLAG,
        REFUSES_STOPPED,
        REFUSES_REPEATED,
        CREATES_WHAT_IT_IS_TOLD_OF,
        CHANGES_THE_HINT,
        COUNTS_WHAT_THE_BATCH_HOLDS,
        FORGETS_WHAT_THE_BATCH_HOLDS,
        FAILS_WHEN_CLOSED_TWICE
    }

    @ParameterizedTest
    @EnumSource
    void theTestOfARuleFindsItBroken(Fault fault) {
        CallTests tests =
                new CallTests(options -> new FaultyStore(fault, new ModelSwarmStore(options, new Random(1)))) {};
        tests.openStore();
        assertThatThrownBy(() -> runTestOf(fault, tests))
                .isInstanceOfAny(AssertionError.class, IllegalStateException.class);
    }

    private static void runTestOf(Fault fault, CallTests tests) {
        switch (fault) {
            case ANSWERS_WITH_ANOTHER_RESPONSE, ANSWERS_WITH_ANOTHER_BATCH ->
                tests.aCallCompletesWithTheMessageThatItWasGiven();
            case SETS_AN_INTERVAL -> tests.theIntervalOfAnAnswerIsLeftAlone();
            case CLEARS_THE_TAG, CLEARS_A_FLAG -> tests.anUpdateIsLeftAsItWas(AddressFamily.IPV6);
            case REFUSES_STOPPED, REFUSES_REPEATED -> tests.stoppedAndRepeatedAnnouncesHaveNoCap(AddressFamily.IPV4);
            case CREATES_WHAT_IT_IS_TOLD_OF, CHANGES_THE_HINT -> tests.aHintOfWhatComesChangesNothing();
            case COUNTS_WHAT_THE_BATCH_HOLDS, FORGETS_WHAT_THE_BATCH_HOLDS ->
                tests.aFullScrapeAddsToWhatTheBatchHolds();
            case FAILS_WHEN_CLOSED_TWICE -> tests.aStoreMayBeClosedTwice();
        }
    }

    /** Breaks one rule on the way to a correct store. */
    private static final class FaultyStore implements FullScrapeStore {
        private final Fault fault;
        private final FullScrapeStore correct;
        private boolean closed;

        FaultyStore(Fault fault, FullScrapeStore correct) {
            this.fault = fault;
            this.correct = correct;
        }

        @Override
        public CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response) {
            if ((fault == Fault.REFUSES_STOPPED && update.stopped())
                    || (fault == Fault.REFUSES_REPEATED && update.repeated())) {
                return response.reject(Rejection.UNAVAILABLE);
            }
            CompletionStage<AnnounceResponse> stage = correct.announce(update, response);
            switch (fault) {
                case SETS_AN_INTERVAL -> response.intervalSeconds(1);
                case CLEARS_THE_TAG -> update.hostTag(0);
                case CLEARS_A_FLAG -> update.stalled(false);
                default -> {}
            }
            return fault == Fault.ANSWERS_WITH_ANOTHER_RESPONSE
                    ? CompletableFuture.completedFuture(new AnnounceResponse())
                    : stage;
        }

        @Override
        public void prefetch(InfoHashes swarms) {
            if (fault == Fault.CREATES_WHAT_IT_IS_TOLD_OF && swarms.size() > 0) {
                var unused = correct.announce(
                        new PeerUpdate().infoHash(swarms.head(0), swarms.middle(0), swarms.tail(0)),
                        new AnnounceResponse());
            }
            if (fault == Fault.CHANGES_THE_HINT) {
                swarms.clear();
            }
        }

        @Override
        public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, long nowMillis) {
            CompletionStage<ScrapeBatch> stage = correct.scrape(batch, nowMillis);
            return fault == Fault.ANSWERS_WITH_ANOTHER_BATCH
                    ? CompletableFuture.completedFuture(new ScrapeBatch())
                    : stage;
        }

        @Override
        public CompletionStage<ScrapeBatch> scrapeAll(ScrapeBatch batch, int maxSwarms, long nowMillis) {
            if (fault == Fault.FORGETS_WHAT_THE_BATCH_HOLDS) {
                batch.reset();
            }
            int max = fault == Fault.COUNTS_WHAT_THE_BATCH_HOLDS ? maxSwarms - batch.size() : maxSwarms;
            return correct.scrapeAll(batch, max, nowMillis);
        }

        @Override
        public Duration peerTtl() {
            return correct.peerTtl();
        }

        @Override
        public StoreTotals totals() {
            return correct.totals();
        }

        @Override
        public int maintain(long nowMillis) {
            return correct.maintain(nowMillis);
        }

        @Override
        public void close() {
            if (closed && fault == Fault.FAILS_WHEN_CLOSED_TWICE) {
                throw new IllegalStateException("closed twice");
            }
            closed = true;
            correct.close();
        }
    }
}
