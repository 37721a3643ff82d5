package io.github.tracker6.claims;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counters of {@link AddressClaims}, from when it was built. They never decrease. Thread-safe. */
public final class ClaimStats {
    private final LongAdder probes = new LongAdder();
    private final LongAdder published = new LongAdder();
    private final LongAdder refreshed = new LongAdder();
    private final LongAdder withdrawn = new LongAdder();
    private final LongAdder refusedByTracker = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final Map<ProbeOutcome, LongAdder> outcomes = adders(ProbeOutcome.class);
    private final Map<ClaimRefusal, LongAdder> refusals = adders(ClaimRefusal.class);

    ClaimStats() {}

    void countProbe() {
        probes.increment();
    }

    void countOutcome(ProbeOutcome outcome) {
        adder(outcomes, outcome).increment();
    }

    void countRefusal(ClaimRefusal reason) {
        adder(refusals, reason).increment();
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
        return adder(outcomes, outcome).sum();
    }

    /** Returns how many probes ended. */
    public long outcomes() {
        return sum(outcomes);
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
        return adder(refusals, reason).sum();
    }

    /** Returns how many claims had no effect. */
    public long refusals() {
        return sum(refusals);
    }

    /** Returns how many announces on a host's behalf the tracker refused, for example because of a cap. */
    public long refusedByTracker() {
        return refusedByTracker.sum();
    }

    /** Returns how many claims were lost because the store, an interceptor or the predicate of torrents failed. */
    public long failures() {
        return failures.sum();
    }

    private static long sum(Map<?, LongAdder> adders) {
        return adders.values().stream().mapToLong(LongAdder::sum).sum();
    }

    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
        Map<E, LongAdder> adders = new EnumMap<>(type);
        for (E each : EnumSet.allOf(type)) {
            adders.put(each, new LongAdder());
        }
        return adders;
    }

    private static <E extends Enum<E>> LongAdder adder(Map<E, LongAdder> adders, E each) {
        LongAdder adder = adders.get(each);
        if (adder == null) {
            throw new AssertionError("no counter for " + each);
        }
        return adder;
    }
}
