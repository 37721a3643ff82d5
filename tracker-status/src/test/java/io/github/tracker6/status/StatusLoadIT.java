package io.github.tracker6.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.HostCounts;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.engine.AdoptionSeries;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.metainfo.Release;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * 20,000 torrents and 1,000,000 hosts: a report and its formats take less than a second, and announces do not wait for them.
 * Prints what it measures.
 */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatusLoadIT {
    private static final int TORRENTS = 20_000;
    private static final int HOSTS = 1_000_000;
    private static final int DAYS = 62;
    private static final int ROUNDS = 8;
    private static final long MIXER = 0x9e3779b97f4a7c15L;
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMillis(5);
    private static final int ANNOUNCES_PER_SECOND = 2_000;
    private static final int SECONDS = 8;

    private final MemorySwarmStore store = MemorySwarmStore.builder()
            .maxPeers(2 * HOSTS)
            .maxPeersPerSwarm(HOSTS)
            .maxSwarms(2 * TORRENTS)
            .fairShares(false)
            .build();
    private final ManualClock clock = ManualClock.at(Instant.now().minus(Duration.ofDays(DAYS)));
    private final DownloadHistory downloads =
            DownloadHistory.builder().clock(clock).releases(this::releases).build();
    private final Tracker tracker = Tracker.builder().store(store).build().start();
    private final List<Release> releases = IntStream.range(0, TORRENTS)
            .mapToObj(i -> Release.of("release-" + i + ".amd64.iso", infoHash(i), null))
            .toList();

    private List<Release> releases() {
        return releases;
    }

    private static InfoHash infoHash(int torrent) {
        return InfoHash.of((torrent + 1) * MIXER, torrent, torrent);
    }

    @BeforeAll
    void fill() {
        int host = 0;
        for (int torrent = 0; torrent < TORRENTS; torrent++) {
            // A few large swarms and many small ones: about a million in all.
            for (int n = Math.max(2, HOSTS / 11 / (torrent + 1)); n > 0; n--) {
                add(torrent, host++);
            }
        }
        assertThat(store.totals().hosts()).isEqualTo(host).isBetween(HOSTS * 9L / 10, HOSTS * 11L / 10);
        for (int day = 0; day < DAYS; day++) {
            for (int torrent = day % 5; torrent < TORRENTS; torrent += torrent < 1_000 ? 1 : 20) {
                downloads.onAnnounce(
                        new AnnounceRequest().infoHash(infoHash(torrent)).source(AddressFamily.IPV6, 1, 1),
                        new AnnounceResponse().countedDownload(true).dualStack(torrent % 2 == 0));
            }
            clock.advance(Duration.ofDays(1));
        }
        List<AdoptionSeries.Point> points = new ArrayList<>();
        Instant now = Instant.now();
        for (int i = 1; i <= AdoptionSeries.MAX_POINTS; i++) {
            points.add(new AdoptionSeries.Point(
                    now.minus(AdoptionSeries.PERIOD.multipliedBy(i)), new HostCounts(i, 1, 2, 3, 4, 5, 6)));
        }
        tracker.adoption().restore(points);
    }

    /** Adds a host with IPv4, with both families or with IPv6. */
    private void add(int torrent, int host) {
        InfoHash infoHash = infoHash(torrent);
        PeerUpdate update = new PeerUpdate()
                .infoHash(infoHash)
                .hostTag((host + 1) * MIXER)
                .role(host % 4 == 0 ? PeerRole.SEEDER : PeerRole.DOWNLOADER)
                .nowMillis(System.currentTimeMillis());
        if (host % 3 != 2) {
            var unused = store.announce(
                    update.endpoint(AddressFamily.IPV4, 0, 0x0b000000L + host, 6881), new AnnounceResponse());
        }
        if (host % 3 != 0) {
            var unused = store.announce(
                    update.endpoint(AddressFamily.IPV6, 0x2400_0000_0000_0000L + ((long) host << 24), host, 6881),
                    new AnnounceResponse());
        }
    }

    @AfterAll
    void close() {
        tracker.close();
        store.close();
    }

    private ReportCollector collector(boolean listed) {
        TrackerStatus.Builder builder =
                TrackerStatus.builder(tracker).downloads(downloads).nanoTime(new StepwiseTime()::get);
        return new ReportCollector(listed ? builder.releases(this::releases) : builder);
    }

    /** A time in which each report is too old at once. */
    private static final class StepwiseTime {
        private long nanos;

        long get() {
            nanos += TimeUnit.SECONDS.toNanos(10);
            return nanos;
        }
    }

    @Test
    void aReportAndItsFormatsTakeLessThanASecond() {
        for (boolean listed : new boolean[] {true, false}) {
            ReportCollector collector = collector(listed);
            long[] best = new long[3];
            Arrays.fill(best, Long.MAX_VALUE);
            int json = 0;
            int csv = 0;
            for (int round = 0; round < ROUNDS; round++) {
                long begin = System.nanoTime();
                StatusReport report = collector.report();
                long made = System.nanoTime();
                json = StatusJson.write(report).length;
                long written = System.nanoTime();
                csv = TorrentsCsv.write(report).length;
                best[0] = Math.min(best[0], made - begin);
                best[1] = Math.min(best[1], written - made);
                best[2] = Math.min(best[2], System.nanoTime() - written);
                assertThat(report.torrents()).hasSize(TORRENTS);
            }
            System.out.printf(
                    Locale.ROOT,
                    "listed=%b: report %d ms, JSON %d ms (%d KiB), CSV %d ms (%d KiB)%n",
                    listed,
                    best[0] / 1_000_000,
                    best[1] / 1_000_000,
                    json >> 10,
                    best[2] / 1_000_000,
                    csv >> 10);
            assertThat(Arrays.stream(best).max().orElseThrow()).isLessThan(LIMIT.toNanos());
        }
    }

    /**
     * Announces at a steady rate: first beside a thread that computes and touches nothing, then beside one report after the
     * other. A busy machine makes threads wait for a processor in both. So the locks are watched, too: those that the report's
     * thread holds for long, which it does only where it waits for a processor itself.
     */
    @Test
    void announcesDoNotWaitForReports() throws Exception {
        Waits control = announceBesideComputing();
        for (boolean listed : new boolean[] {true, false}) {
            AtomicBoolean stop = new AtomicBoolean();
            ReportCollector collector = collector(listed);
            LongAdder reports = new LongAdder();
            LongAdder blocked = new LongAdder();
            Thread reporter = new Thread(
                    () -> {
                        while (!stop.get()) {
                            StatusReport report = collector.report();
                            assertThat(StatusJson.write(report).length + TorrentsCsv.write(report).length)
                                    .isPositive();
                            reports.increment();
                        }
                    },
                    "reporter");
            try (RecordingStream stream = new RecordingStream()) {
                stream.enable("jdk.JavaMonitorEnter")
                        .withThreshold(LONGEST_WAIT)
                        .withoutStackTrace();
                stream.onEvent("jdk.JavaMonitorEnter", event -> {
                    RecordedThread owner = event.getThread("previousOwner");
                    if (owner != null && "reporter".equals(owner.getJavaName())) {
                        blocked.increment();
                    }
                });
                stream.startAsync();
                reporter.start();
                Waits beside = announce();
                stop.set(true);
                reporter.join();
                System.out.printf(
                        Locale.ROOT,
                        "listed=%b: announces beside computing %s; beside %d reports %s; blocked %d times%n",
                        listed,
                        control,
                        reports.sum(),
                        beside,
                        blocked.sum());
                assertThat(reports.sum()).isPositive();
                assertThat(beside.p99)
                        .as("99th percentile, in nanoseconds")
                        .isLessThan(Math.max(LONGEST_WAIT.toNanos(), 2 * control.p99));
            }
            assertThat(blocked.sum())
                    .as(
                            "announces that waited 5 ms and more for a lock of the report, of %d",
                            ANNOUNCES_PER_SECOND * SECONDS)
                    .isLessThan(ANNOUNCES_PER_SECOND * SECONDS / 500);
        }
    }

    private Waits announceBesideComputing() throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        Thread computing = new Thread(() -> {
            while (!stop.get()) {
                Thread.onSpinWait();
            }
        });
        computing.start();
        try {
            return announce();
        } finally {
            stop.set(true);
            computing.join();
        }
    }

    /**
     * How long announces took, in nanoseconds.
     *
     * @param slow how many took longer than {@link #LONGEST_WAIT}
     */
    private record Waits(long median, long p99, long p999, long max, int slow) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "median %d, 99 %% %d, 99.9 %% %d, max %d µs, %d past 5 ms",
                    median / 1_000,
                    p99 / 1_000,
                    p999 / 1_000,
                    max / 1_000,
                    slow);
        }
    }

    private Waits announce() {
        long[] nanos = new long[ANNOUNCES_PER_SECOND * SECONDS];
        AnnounceRequest request = new AnnounceRequest();
        AnnounceResponse response = new AnnounceResponse();
        long begin = System.nanoTime();
        for (int i = 0; i < nanos.length; i++) {
            long due = begin + i * TimeUnit.SECONDS.toNanos(1) / ANNOUNCES_PER_SECOND;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            request.reset()
                    .infoHash(infoHash(i % 7 == 0 ? i % TORRENTS : i % 20))
                    .source(AddressFamily.IPV6, 0x2a00_0000_0000_0000L, i % 1_000)
                    .port(6881)
                    .left(1);
            long called = System.nanoTime();
            var stage = tracker.announce(request, response.reset());
            nanos[i] = System.nanoTime() - called;
            assertThat(stage == response.done()).isTrue();
        }
        Arrays.sort(nanos);
        int slow = (int) Arrays.stream(nanos)
                .filter(wait -> wait > LONGEST_WAIT.toNanos())
                .count();
        return new Waits(
                nanos[nanos.length / 2],
                nanos[nanos.length - nanos.length / 100],
                nanos[nanos.length - nanos.length / 1_000],
                nanos[nanos.length - 1],
                slow);
    }
}
