package io.github.tracker6.claims;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counters of {@link AddressClaims}, from when it was built. They never decrease. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ClaimStats {
    private final LongAdder probes = new LongAdder();
    private final LongAdder published = new LongAdder();
    private final LongAdder refreshed = new LongAdder();
    private final LongAdder withdrawn = new LongAdder();
    private final LongAdder refusedByTracker = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final Counters<ProbeOutcome> outcomes = new Counters<>(ProbeOutcome.class);
    private final Counters<ClaimRefusal> refusals = new Counters<>(ClaimRefusal.class);

    ClaimStats() {}

    void countProbe() {
        probes.increment();
    }

    void countOutcome(ProbeOutcome outcome) {
        outcomes.count(outcome);
    }

    void countRefusal(ClaimRefusal reason) {
        refusals.count(reason);
    }

    void countPublished() {
        published.increment();
    }

    void countRefreshed() {
        refreshed.increment();
    }

    void countWithdrawn() {
        withdrawn.increment();
    }

    void countRefusedByTracker() {
        refusedByTracker.increment();
    }

    void countFailure() {
        failures.increment();
    }

    /** Returns how many probes began. */
    public long probes() {
        return probes.sum();
    }

    /** Returns how many probes ended with an outcome. */
    public long outcomes(ProbeOutcome outcome) {
        return outcomes.get(outcome);
    }

    /** Returns how many probes ended. */
    public long outcomes() {
        return outcomes.sum();
    }

    /** Returns how often an endpoint was published: announced for the first time, or again after a probe. */
    public long published() {
        return published.sum();
    }

    /** Returns how often a published endpoint was announced again with its host, without a probe. */
    public long refreshed() {
        return refreshed.sum();
    }

    /** Returns how many endpoints were withdrawn because the host stopped or a probe failed. */
    public long withdrawn() {
        return withdrawn.sum();
    }

    /** Returns how many claims had no effect for a reason. */
    public long refusals(ClaimRefusal reason) {
        return refusals.get(reason);
    }

    /** Returns how many claims had no effect. */
    public long refusals() {
        return refusals.sum();
    }

    /** Returns how many announces on a host's behalf the tracker refused, for example because of a cap. */
    public long refusedByTracker() {
        return refusedByTracker.sum();
    }

    /** Returns how many claims were lost because the store, an interceptor or the predicate of torrents failed. */
    public long failures() {
        return failures.sum();
    }
}
