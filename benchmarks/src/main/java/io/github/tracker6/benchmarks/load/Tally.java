package io.github.tracker6.benchmarks.load;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What one generator, or all of them, counted. */
final class Tally {
    private static final long MAX_LATENCY_NANOS = TimeUnit.MINUTES.toNanos(2);

    /** Announces and scrapes, from the first to the last. */
    long sent;

    long received;
    long lost;
    /** Answered after the time-out: counted as lost before. */
    long late;
    /** Arrivals of an open loop for which no announce could be sent before the end. */
    long unsent;
    /** The longest time between when an announce should have been sent and when it was, in nanoseconds. */
    long maxBehindNanos;

    /** Peers in all the answers. */
    long peers;

    long scrapedSwarms;
    final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
    final Map<Fault, String> examples = new EnumMap<>(Fault.class);
    /** From the intended time of sending to the answer, in nanoseconds, of announces in the measured time. */
    final Histogram latencies = new Histogram(1, MAX_LATENCY_NANOS, 3);

    void wrong(Fault fault, String example) {
        faults.merge(fault, 1L, Long::sum);
        examples.putIfAbsent(fault, example);
    }

    /** Returns what the first fault of a kind looked like. */
    String example(Fault fault) {
        return examples.getOrDefault(fault, "");
    }

    long wrong() {
        return faults.values().stream().mapToLong(Long::longValue).sum();
    }

    void latency(long nanos) {
        latencies.recordValue(Math.min(Math.max(nanos, 1), MAX_LATENCY_NANOS));
    }

    void add(Tally other) {
        sent += other.sent;
        received += other.received;
        lost += other.lost;
        late += other.late;
        unsent += other.unsent;
        maxBehindNanos = Math.max(maxBehindNanos, other.maxBehindNanos);
        peers += other.peers;
        scrapedSwarms += other.scrapedSwarms;
        other.faults.forEach((fault, count) -> faults.merge(fault, count, Long::sum));
        other.examples.forEach(examples::putIfAbsent);
        latencies.add(other.latencies);
    }

    /** Returns the answers that nothing is wrong with: at least so many, for one announce may have several faults. */
    long good() {
        return Math.max(0, received - wrong());
    }

    /** Returns whether nothing was lost and nothing wrong. */
    boolean isClean() {
        return lost == 0 && faults.isEmpty();
    }
}
