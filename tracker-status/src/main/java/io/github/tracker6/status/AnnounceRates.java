package io.github.tracker6.status;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.engine.Protocol;
import io.github.tracker6.engine.TrackerStats;
import io.github.tracker6.status.StatusReport.AnnounceRate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How many announces a second came by each protocol over each family in the last minute. Used by one thread. */
final class AnnounceRates {
    /** How often {@link #sample()} is to be called. */
    static final long SAMPLE_SECONDS = 10;

    private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final TrackerStats stats;
    private final LongSupplier nanoTime;
    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, List<AnnounceRate> totals) {}

    /** Takes the first sample. */
    AnnounceRates(TrackerStats stats, LongSupplier nanoTime) {
        this.stats = stats;
        this.nanoTime = nanoTime;
        samples.add(now());
    }

    /** Takes a sample, and forgets those that the last minute does not need. */
    void sample() {
        Sample now = now();
        samples.add(now);
        while (samples.size() > 2 && now.nanos - second().nanos >= WINDOW_NANOS) {
            samples.remove();
        }
    }

    private Sample second() {
        var inOrder = samples.iterator();
        inOrder.next();
        return inOrder.next();
    }

    /** Returns totals and rates, the protocols in their order, IPv4 first. Before the first minute is over, since the start. */
    List<AnnounceRate> rates() {
        Sample now = now();
        Sample before = samples.element();
        double seconds = Math.max(1, now.nanos - before.nanos) / (double) TimeUnit.SECONDS.toNanos(1);
        List<AnnounceRate> rates = new ArrayList<>();
        for (int i = 0; i < now.totals.size(); i++) {
            AnnounceRate total = now.totals.get(i);
            long added = total.total() - before.totals.get(i).total();
            rates.add(new AnnounceRate(total.protocol(), total.family(), total.total(), added / seconds));
        }
        return rates;
    }

    private Sample now() {
        List<AnnounceRate> totals = new ArrayList<>();
        for (Protocol protocol : EnumSet.allOf(Protocol.class)) {
            for (AddressFamily family : EnumSet.allOf(AddressFamily.class)) {
                totals.add(new AnnounceRate(protocol.name(), family, stats.announces(protocol, family), 0));
            }
        }
        return new Sample(nanoTime.getAsLong(), totals);
    }
}
