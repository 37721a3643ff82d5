package io.github.tracker6.benchmarks.load;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** The counts of one generator, or of all of them. Not thread-safe. */
final class Tally {
    private static final long MAX_LATENCY_NANOS = TimeUnit.MINUTES.toNanos(2);

    /** All announces and scrapes, those of the joins too. */
    long sent;

    long received;
    long lost;
    /** Answers after the time-out. Their announces are among {@link #lost}. */
    long late;
    /** Announces that a tracker had not answered when it was killed. They are not among {@link #lost}. */
    long cutOff;
    /** Announces of an open loop that could not be sent before the end. */
    long unsent;
    /** The longest delay between the time at which an announce was due and the time at which it was sent. */
    long maxBehindNanos;

    /** The peers in all answers. */
    long peers;

    long scrapedSwarms;
    final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
    final Map<Fault, String> examples = new EnumMap<>(Fault.class);
    /** From the due time to the answer, in nanoseconds, of the announces in the measured time. */
    final Histogram latencies = new Histogram(1, MAX_LATENCY_NANOS, 3);

    void addFault(Fault fault, String example) {
        faults.merge(fault, 1L, Long::sum);
        examples.putIfAbsent(fault, example);
    }

    /** Returns the details of the first fault of a kind. */
    String example(Fault fault) {
        return examples.getOrDefault(fault, "");
    }

    long wrong() {
        return faults.values().stream().mapToLong(Long::longValue).sum();
    }

    void addLatency(long nanos) {
        latencies.recordValue(Math.min(Math.max(nanos, 1), MAX_LATENCY_NANOS));
    }

    void add(Tally other) {
        sent += other.sent;
        received += other.received;
        lost += other.lost;
        late += other.late;
        cutOff += other.cutOff;
        unsent += other.unsent;
        maxBehindNanos = Math.max(maxBehindNanos, other.maxBehindNanos);
        peers += other.peers;
        scrapedSwarms += other.scrapedSwarms;
        other.faults.forEach((fault, count) -> faults.merge(fault, count, Long::sum));
        other.examples.forEach(examples::putIfAbsent);
        latencies.add(other.latencies);
    }

    /** Returns the number of answers without a fault. It may be too low: an announce may have several faults. */
    long good() {
        return Math.max(0, received - wrong());
    }

    /** Returns whether nothing was lost and no answer had a fault. */
    boolean isClean() {
        return lost == 0 && faults.isEmpty();
    }
}
