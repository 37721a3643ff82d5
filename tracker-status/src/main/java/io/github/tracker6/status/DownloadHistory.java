package io.github.tracker6.status;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.TrackerListener;
import io.github.tracker6.internal.StateFile;
import io.github.tracker6.metainfo.Release;
import io.github.tracker6.status.StatusReport.YearDownloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts finished downloads per torrent, UTC day and address family, and keeps them over restarts: single days for 62 days,
 * and the sums of years for ever. Add it to a tracker as a listener. Thread-safe.
 *
 * <p>A download counts once, when {@link AnnounceResponse#countedDownload()} says so. Its family is what the host is known by
 * at that moment: IPv4 alone, both, or IPv6 alone. A download that another node of a shared store counted is not here: the
 * sum over the nodes is the sum of all downloads.
 *
 * <p>Bounded: {@link #MAX_TORRENTS} info hashes, and only those that {@link Builder#accept} takes. All others are counted
 * together, in one row without an info hash. An info hash that is here once stays, with the last name that was known.
 *
 * @since 0.1.0
 */
public final class DownloadHistory implements TrackerListener {
    /** The most info hashes that have a row of their own: 40,000. */
    public static final int MAX_TORRENTS = 40_000;

    /** For how many days single days are kept, today among them: 62. */
    public static final int MAX_DAYS = 62;

    private static final Logger LOG = LoggerFactory.getLogger(DownloadHistory.class);
    private static final String KIND = "T6DOWNL1";

    private final Predicate<InfoHash> accept;
    private final Supplier<? extends List<Release>> releases;
    private final Clock clock;
    private final int maxTorrents;
    private final Map<InfoHash, TorrentDownloads> torrents = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private volatile TorrentDownloads others = new TorrentDownloads();

    DownloadHistory(Builder builder, int maxTorrents) {
        this.accept = builder.accept;
        this.releases = builder.releases;
        this.clock = builder.clock;
        this.maxTorrents = maxTorrents;
    }

    /** Returns a builder with every default. */
    public static Builder builder() {
        return new Builder();
    }

    /** Counts the download that the announce finished, if it finished one. */
    @Override
    public void onAnnounce(AnnounceRequest request, AnnounceResponse response) {
        if (response.countedDownload()) {
            Families families = response.dualStack()
                    ? Families.BOTH
                    : request.sourceFamily() == AddressFamily.IPV4 ? Families.IPV4 : Families.IPV6;
            of(request.infoHash()).add(today(), families);
        }
    }

    private TorrentDownloads of(InfoHash infoHash) {
        TorrentDownloads known = torrents.get(infoHash);
        if (known != null) {
            return known;
        }
        if (size.get() >= maxTorrents || !accept.test(infoHash)) {
            return others;
        }
        return torrents.computeIfAbsent(infoHash, unused -> {
            size.incrementAndGet();
            return new TorrentDownloads();
        });
    }

    /**
     * Returns the rows of all years: the latest year first, in a year the release with the most downloads first. A hybrid is
     * one row, under its first info hash, with the figures of that info hash that has more downloads in the year: most clients
     * are in both of its swarms.
     */
    List<YearDownloads> years() {
        noteReleases();
        return DownloadTable.rows(torrents, others, today());
    }

    /** Notes the names of the releases that have downloads. */
    private void noteReleases() {
        for (Release release : releases.get()) {
            List<InfoHash> both = release.infoHashes();
            for (InfoHash infoHash : both) {
                TorrentDownloads counts = torrents.get(infoHash);
                if (counts != null) {
                    counts.release(release.name(), both);
                }
            }
        }
    }

    /**
     * Replaces a file by what is counted until now, as a whole: a crash leaves it or the file before, which is kept beside it.
     *
     * @throws IOException if it can't be written
     */
    public void saveTo(Path file) throws IOException {
        noteReleases();
        int today = today();
        byte[] bytes = DownloadFormat.write(torrents, others, today);
        if (bytes.length > StateFile.MAX_BYTES) {
            // Far above what the caps allow in practice. The sums of the years are worth more than the days.
            LOG.warn("The downloads take {} bytes; they are saved without single days", bytes.length);
            bytes = DownloadFormat.write(torrents, others, today + MAX_DAYS);
        }
        new StateFile(file).write(KIND, bytes);
    }

    /**
     * Adds what {@link #saveTo} wrote to what is counted until now. Call it once, before the tracker starts. A broken file is
     * reported with one warning and kept under its name with {@code .broken} appended; the file before it then counts.
     *
     * @throws IOException if the file can't be read
     */
    public void loadFrom(Path file) throws IOException {
        Map<String, Function<byte[], DownloadFormat.Loaded>> kinds = Map.of(KIND, DownloadFormat::read);
        new StateFile(file).read(kinds, refused -> keepBroken(file, refused)).ifPresent(loaded -> {
            if (loaded.fault() != null) {
                keepBroken(file, file + " is read up to a fault: " + loaded.fault());
            }
            add(loaded);
        });
    }

    private void add(DownloadFormat.Loaded loaded) {
        loaded.torrents().forEach((infoHash, counts) -> {
            if (size.get() < maxTorrents) {
                torrents.merge(infoHash, counts, TorrentDownloads::plus);
                size.set(torrents.size());
            } else {
                others = others.plus(counts);
            }
        });
        others = others.plus(loaded.others());
    }

    /** The next save would write over a broken file, and the one after that over the last trace of it. */
    private static void keepBroken(Path file, String refused) {
        Path aside = file.resolveSibling(file.getFileName() + ".broken");
        try {
            if (Files.exists(file)) {
                Files.copy(file, aside, StandardCopyOption.REPLACE_EXISTING);
            }
            LOG.warn("{}; a copy is kept as {}", refused, aside);
        } catch (IOException e) {
            LOG.warn("{}; a copy can't be kept: {}", refused, e.toString());
        }
    }

    private int today() {
        return (int) LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toEpochDay();
    }

    /**
     * Makes a history. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private Predicate<InfoHash> accept = infoHash -> true;
        private Supplier<? extends List<Release>> releases = List::of;
        private Clock clock = Clock.systemUTC();

        Builder() {}

        /**
         * Sets which info hashes get a row of their own. Default: all, up to {@link #MAX_TORRENTS}. On a tracker that serves every
         * torrent, clients can make up info hashes: accept those that you know.
         *
         * @param accept is asked on the thread of an announce, when an info hash without a row has its first download
         */
        public Builder accept(Predicate<InfoHash> accept) {
            this.accept = Objects.requireNonNull(accept, "accept");
            return this;
        }

        /**
         * Sets where the names of torrents come from, and which info hashes are one release. Default: no names.
         *
         * @param releases is asked for each report and before each save
         */
        public Builder releases(Supplier<? extends List<Release>> releases) {
            this.releases = Objects.requireNonNull(releases, "releases");
            return this;
        }

        /** Sets the clock that tells the day. Default: the system's. */
        public Builder clock(Clock clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /** Makes the history. */
        public DownloadHistory build() {
            return new DownloadHistory(this, MAX_TORRENTS);
        }
    }
}
