package io.github.tracker6.status;

import io.github.tracker6.ListingCap;
import io.github.tracker6.Rejection;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.engine.TrackerStats;
import io.github.tracker6.health.PartHealth;
import io.github.tracker6.internal.LogLimiter;
import io.github.tracker6.metainfo.Release;
import io.github.tracker6.status.StatusReport.Count;
import io.github.tracker6.status.StatusReport.TorrentFigures;
import io.github.tracker6.store.StoreException;
import io.github.tracker6.store.StoreTotals;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a report when it is asked, at most every 2 seconds. Thread-safe. */
final class ReportCollector {
    private static final Logger LOG = LoggerFactory.getLogger(ReportCollector.class);
    private static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Tracker tracker;
    private final String version;
    private final Instant started;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final @Nullable Supplier<? extends List<Release>> releases;
    private final @Nullable DownloadHistory downloads;
    private final Supplier<? extends List<PartHealth>> parts;
    private final List<NamedCounter> refusals;
    private final AnnounceRates rates;
    private final TorrentReader reader;
    private final LogLimiter failureLog = new LogLimiter();
    private @Nullable StatusReport last;
    private long lastNanos;

    /** A counter of the embedder's. */
    record NamedCounter(String key, String label, LongSupplier count) {}

    ReportCollector(TrackerStatus.Builder options) {
        this.tracker = options.tracker;
        this.version = options.version;
        this.clock = options.clock;
        this.nanoTime = options.nanoTime;
        this.started = clock.instant();
        this.releases = options.releases;
        this.downloads = options.downloads;
        this.parts = options.parts;
        this.refusals = List.copyOf(options.refusals);
        this.rates = new AnnounceRates(tracker.stats(), nanoTime);
        this.reader = new TorrentReader(tracker);
    }

    /**
     * Looks at the counters of announces, and at the parts, so that they know since when they are in their state; to be called every
     * {@link AnnounceRates#SAMPLE_SECONDS}.
     */
    synchronized void sample() {
        rates.sample();
        var unused = parts.get();
    }

    /** Returns the last report, or makes one if that is too old. */
    synchronized StatusReport report() {
        StatusReport report = last;
        if (report == null || nanoTime.getAsLong() - lastNanos >= MAX_AGE_NANOS) {
            report = make(report);
            last = report;
            lastNanos = nanoTime.getAsLong();
        }
        return report;
    }

    private StatusReport make(@Nullable StatusReport before) {
        StoreTotals totals = tracker.totals();
        TrackerStats stats = tracker.stats();
        return new StatusReport(
                clock.instant(),
                version,
                started,
                tracker.intervalSeconds(),
                totals.swarms(),
                totals.families(),
                tracker.adoption().points(),
                rates.rates(),
                refusals(stats),
                unlisted(stats),
                releases != null,
                torrents(before),
                List.copyOf(parts.get()),
                downloads == null ? List.of() : downloads.years());
    }

    /**
     * Returns the torrents; those of the report before if the store fails, since zeros would look like empty swarms.
     *
     * @throws StoreException if it fails and there is no report before
     */
    private List<TorrentFigures> torrents(@Nullable StatusReport before) {
        Throwable failure;
        try {
            return releases == null ? reader.all() : reader.listed(releases.get());
        } catch (ExecutionException | TimeoutException e) {
            failure = e;
            if (failureLog.tryAcquire()) {
                LOG.warn(
                        "The status shows the torrents of a while ago: {}",
                        StoreException.describe(e.getCause() == null ? e : e.getCause()));
            }
        } catch (InterruptedException e) {
            failure = e;
            Thread.currentThread().interrupt();
        }
        if (before == null) {
            throw new StoreException("the store did not tell the figures of the torrents", failure);
        }
        return before.torrents();
    }

    private List<Count> refusals(TrackerStats stats) {
        Stream<Count> own = EnumSet.allOf(Rejection.Reason.class).stream()
                .map(reason -> new Count(key(reason), label(reason), stats.refusals(reason)));
        Stream<Count> more =
                refusals.stream().map(counter -> new Count(counter.key, counter.label, counter.count.getAsLong()));
        return sorted(Stream.concat(own, more));
    }

    private static List<Count> unlisted(TrackerStats stats) {
        return sorted(EnumSet.allOf(ListingCap.class).stream()
                .map(cap -> new Count(key(cap), label(cap), stats.unlisted(cap))));
    }

    private static List<Count> sorted(Stream<Count> counts) {
        return counts.filter(count -> count.count() > 0)
                .sorted(Comparator.comparingLong(Count::count).reversed())
                .toList();
    }

    private static String key(Enum<?> label) {
        return label.name().toLowerCase(Locale.ROOT);
    }

    private static String label(Rejection.Reason reason) {
        return switch (reason) {
            case MALFORMED -> "Malformed announce";
            case ADDRESS_REFUSED -> "Address that other peers can't reach";
            case NOT_SERVED -> "Torrent that is not served";
            case CAPACITY -> "No room";
            case FORBIDDEN -> "Forbidden by a rule";
            case UNAVAILABLE -> "Failed inside the tracker";
        };
    }

    private static String label(ListingCap cap) {
        return switch (cap) {
            case ADDRESS -> "Too many on one address";
            case NETWORK -> "Too many in one network";
            case SWARM -> "The swarm is full";
            case SWARMS -> "Too many swarms";
            case PEERS -> "The tracker is full";
        };
    }
}
