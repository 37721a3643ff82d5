package io.github.tracker6.claims;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counters of a {@link ReachabilityProber}, from when it was built. They never decrease. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ReachabilityStats {
    private final LongAdder probes = new LongAdder();
    private final LongAdder marks = new LongAdder();
    private final LongAdder seedProbes = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final Counters<ProbeOutcome> outcomes = new Counters<>(ProbeOutcome.class);
    private final Counters<ProbeRefusal> refusals = new Counters<>(ProbeRefusal.class);

    ReachabilityStats() {}

    void countProbe() {
        probes.increment();
    }

    void countOutcome(ProbeOutcome outcome) {
        outcomes.count(outcome);
    }

    void countRefusal(ProbeRefusal reason) {
        refusals.count(reason);
    }

    void countMark() {
        marks.increment();
    }

    void countSeedProbe() {
        seedProbes.increment();
    }

    void countFailure() {
        failures.increment();
    }

    /** Returns how many probes of announced endpoints began. */
    public long probes() {
        return probes.sum();
    }

    /**
     * Returns how many probes of announced endpoints ended with an outcome. A probe that tries uTP after TCP has one
     * outcome: {@link ProbeOutcome#UTP}, or else that of TCP.
     */
    public long outcomes(ProbeOutcome outcome) {
        return outcomes.get(outcome);
    }

    /** Returns how many probes of announced endpoints ended. */
    public long outcomes() {
        return outcomes.sum();
    }

    /** Returns how many probes of announced endpoints were not made because of a limit. A later announce asks again. */
    public long refusals(ProbeRefusal reason) {
        return refusals.get(reason);
    }

    /** Returns how many probes of announced endpoints were not made because of a limit. */
    public long refusals() {
        return refusals.sum();
    }

    /** Returns how often the store was told whether an endpoint can be reached, once for each swarm. */
    public long marks() {
        return marks.sum();
    }

    /** Returns how many probes of pinned seeds ended. */
    public long seedProbes() {
        return seedProbes.sum();
    }

    /** Returns how many results or announces were lost because the store or this object failed. */
    public long failures() {
        return failures.sum();
    }
}
