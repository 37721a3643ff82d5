package io.github.tracker6.status;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.HostCounts;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.AdoptionSeries;
import io.github.tracker6.health.HealthState;
import io.github.tracker6.health.PartHealth;
import io.github.tracker6.metainfo.Release;
import io.github.tracker6.metainfo.V2InfoHash;
import io.github.tracker6.status.StatusReport.AnnounceRate;
import io.github.tracker6.status.StatusReport.Count;
import io.github.tracker6.status.StatusReport.FamilyDownloads;
import io.github.tracker6.status.StatusReport.SwarmFigures;
import io.github.tracker6.status.StatusReport.TorrentFigures;
import io.github.tracker6.status.StatusReport.YearDownloads;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Reports for tests: that of a mirror that has run for a while, and that of a tracker that has just started. */
final class Reports {
    static final Instant TIME = Instant.parse("2026-11-20T14:02:11Z");

    private static final Instant START = TIME.minus(Duration.ofDays(41));

    /** The name that must stay text. */
    static final String SCRIPT = "<script>alert(1)</script>";

    private Reports() {}

    /** Returns the report of a tracker without torrents, hosts and history. */
    static StatusReport empty() {
        return new StatusReport(
                TIME,
                "",
                TIME,
                1800,
                0,
                HostCounts.NONE,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                true,
                List.of(),
                List.of(),
                List.of());
    }

    /** Returns a report with some torrents, of which nothing else is told. */
    static StatusReport of(TorrentFigures... torrents) {
        return with(mirror(), List.of(torrents), true);
    }

    /** Returns a report with other torrents. */
    static StatusReport with(StatusReport report, List<TorrentFigures> torrents, boolean isListed) {
        return new StatusReport(
                report.time(),
                report.version(),
                report.started(),
                report.intervalSeconds(),
                report.swarms(),
                report.hosts(),
                report.adoption(),
                report.announces(),
                report.refusals(),
                report.unlisted(),
                isListed,
                torrents,
                report.parts(),
                report.downloads());
    }

    /** Returns a report with other hosts and a later time. */
    static StatusReport later(StatusReport report, HostCounts hosts, Instant time) {
        return new StatusReport(
                time,
                report.version(),
                report.started(),
                report.intervalSeconds(),
                report.swarms(),
                hosts,
                report.adoption(),
                report.announces(),
                report.refusals(),
                report.unlisted(),
                report.isListed(),
                report.torrents(),
                report.parts(),
                report.downloads());
    }

    /** Returns the report of a mirror with 1,204 hosts and 132 torrents. */
    static StatusReport mirror() {
        Random random = new Random(6);
        List<TorrentFigures> torrents = images(random);
        torrents.add(torrent(SCRIPT, 999, 2, 1, 40, new HostCounts(1, 0, 0, 0, 2, 0, 0), false));
        torrents.sort(Comparator.comparing(torrent -> torrent.release().name()));
        return new StatusReport(
                TIME,
                "0.1.0",
                START,
                1800,
                158,
                new HostCounts(402, 118, 9, 21, 471, 62, 121),
                adoption(random),
                List.of(
                        new AnnounceRate("HTTP", AddressFamily.IPV6, 2_604_118, 0.41),
                        new AnnounceRate("HTTP", AddressFamily.IPV4, 1_870_022, 0.28),
                        new AnnounceRate("UDP", AddressFamily.IPV6, 1_120_553, 0.19),
                        new AnnounceRate("UDP", AddressFamily.IPV4, 1_401_930, 0.22)),
                List.of(
                        new Count("not_listed", "Torrent is not on the list", 48_210),
                        new Count("udp_rate_limited", "Over the rate limit (UDP)", 9_120),
                        new Count("bad_request", "Not a valid request", 1_204),
                        new Count("undeclared_proxy", "Behind a proxy that is not declared", 37)),
                List.of(new Count("network_cap", "Too many peers of one network", 212)),
                true,
                torrents,
                parts(),
                downloads(torrents));
    }

    /** Returns that many torrents, by name. */
    static List<TorrentFigures> many(int count) {
        Random random = new Random(20_000);
        List<TorrentFigures> torrents = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int hosts = random.nextInt(200);
            torrents.add(torrent(
                    String.format("image-%05d-netinst.iso", i),
                    i + 1,
                    hosts / 2,
                    hosts - hosts / 2,
                    hosts * 9L,
                    hosts(random, hosts),
                    false));
        }
        return torrents;
    }

    static TorrentFigures torrent(String name, int id, long seeders, long leechers) {
        return torrent(name, id, seeders, leechers, 0, HostCounts.ofFamilies(seeders, leechers, 0), false);
    }

    private static TorrentFigures torrent(
            String name, int id, long seeders, long leechers, long downloaded, HostCounts hosts, boolean isHybrid) {
        Random bytes = new Random(id);
        byte[] v1 = new byte[InfoHash.BYTES];
        bytes.nextBytes(v1);
        byte[] v2 = new byte[V2InfoHash.BYTES];
        bytes.nextBytes(v2);
        @Nullable V2InfoHash second = isHybrid ? V2InfoHash.fromBytes(v2) : null;
        Release release = Release.of(name, InfoHash.fromBytes(v1), second);
        List<SwarmFigures> swarms = new ArrayList<>();
        swarms.add(new SwarmFigures(InfoHash.fromBytes(v1).toString(), seeders, leechers, downloaded, hosts));
        if (second != null) {
            swarms.add(new SwarmFigures(
                    second.truncated().toString(), seeders / 2, leechers / 2, downloaded / 3, HostCounts.NONE));
        }
        return new TorrentFigures(release, swarms);
    }

    private static List<TorrentFigures> images(Random random) {
        List<TorrentFigures> torrents = new ArrayList<>();
        int id = 1;
        for (String version : List.of("13.2.0", "13.1.0", "12.11.0")) {
            for (String architecture :
                    List.of("amd64", "arm64", "armhf", "i386", "ppc64el", "riscv64", "s390x", "mips64el")) {
                for (String kind :
                        List.of("netinst.iso", "DVD-1.iso", "BD-1.iso", "xfce-CD-1.iso", "edu-netinst.iso")) {
                    int base = architecture.equals("amd64") ? 90 : architecture.equals("arm64") ? 34 : 9;
                    int hosts = (int) (base * (0.3 + random.nextDouble()) / (version.startsWith("13.2") ? 1 : 3));
                    boolean isAbandoned = architecture.equals("mips64el") && version.startsWith("12") && hosts % 2 == 0;
                    int seeders = isAbandoned ? 0 : Math.max(1, hosts * 3 / 4);
                    int leechers = isAbandoned ? 2 : hosts - hosts * 3 / 4;
                    torrents.add(torrent(
                            "debian-" + version + "-" + architecture + "-" + kind,
                            id++,
                            seeders,
                            leechers,
                            hosts * 61L + random.nextInt(400),
                            hosts(random, seeders + leechers),
                            kind.startsWith("DVD") || kind.startsWith("BD")));
                }
            }
        }
        for (String desktop :
                List.of("gnome", "kde", "xfce", "lxde", "lxqt", "cinnamon", "mate", "standard", "junior")) {
            int hosts = 6 + random.nextInt(40);
            torrents.add(torrent(
                    "debian-live-13.2.0-amd64-" + desktop + ".iso",
                    id++,
                    hosts - 3,
                    3,
                    hosts * 44L,
                    hosts(random, hosts),
                    true));
        }
        torrents.add(torrent("", id++, 1, 0, 3, HostCounts.ofFamilies(0, 1, 0), false));
        torrents.add(torrent("photos of the 2026 conference \uD83D\uDCF7.tar", id, 4, 0, 61, hosts(random, 4), true));
        return torrents;
    }

    private static HostCounts hosts(Random random, int hosts) {
        int both = (int) (hosts * (0.45 + random.nextDouble() / 4));
        int ipv6 = (hosts - both) / 4;
        int reached = both * 7 / 10;
        return new HostCounts(
                hosts - both - ipv6, ipv6, 0, 0, reached, (both - reached) / 2, both - reached - (both - reached) / 2);
    }

    private static List<AdoptionSeries.Point> adoption(Random random) {
        List<AdoptionSeries.Point> points = new ArrayList<>();
        Instant end = Instant.ofEpochSecond(TIME.getEpochSecond() / 300 * 300);
        double noise = 0;
        for (int i = AdoptionSeries.MAX_POINTS - 1; i >= 0; i--) {
            Instant time = end.minus(AdoptionSeries.PERIOD.multipliedBy(i));
            noise = 0.97 * noise + random.nextGaussian() * 2;
            boolean isOff = (i > 4300 && i < 4540) || (i > 100 && i < 112);
            if (isOff) {
                continue;
            }
            double done = 1 - (double) i / AdoptionSeries.MAX_POINTS;
            double day = Math.sin((time.getEpochSecond() % 86_400) / 86_400.0 * 2 * Math.PI - 1.9);
            double all = 905 + 270 * done + 34 * day + noise;
            double share = 0.51 + 0.155 * done + 0.01 * day;
            long with = Math.round(all * share);
            long ipv6 = Math.round(with * (0.12 + 0.065 * done));
            long both = with - ipv6;
            long reached = Math.round(both * (0.66 + 0.06 * done));
            points.add(new AdoptionSeries.Point(
                    time,
                    new HostCounts(
                            Math.round(all) - with,
                            ipv6 * 8 / 10,
                            ipv6 / 10,
                            ipv6 - ipv6 * 8 / 10 - ipv6 / 10,
                            reached,
                            (both - reached) / 3,
                            both - reached - (both - reached) / 3)));
        }
        return points;
    }

    private static List<PartHealth> parts() {
        return List.of(
                new PartHealth("HTTP", HealthState.UP, "", START),
                new PartHealth("UDP", HealthState.UP, "", START),
                new PartHealth("Store", HealthState.UP, "", TIME.minus(Duration.ofDays(3))),
                new PartHealth("List of torrents", HealthState.UP, "", START),
                new PartHealth(
                        "Prober",
                        HealthState.DEGRADED,
                        "2,048 probes wait, the oldest for 41 s",
                        TIME.minusSeconds(1260)),
                new PartHealth("Seed 2001:db8:20::51 port 6881", HealthState.UP, "", TIME.minus(Duration.ofDays(12))),
                new PartHealth(
                        "Seed seed2.example.org port 6881",
                        HealthState.DOWN,
                        "[2001:db8:20::52]:6881 does not answer: connection timed out",
                        TIME.minusSeconds(9420)));
    }

    private static List<YearDownloads> downloads(List<TorrentFigures> torrents) {
        List<TorrentFigures> popular = torrents.stream()
                .sorted(Comparator.comparing(TorrentFigures::downloaded).reversed())
                .limit(26)
                .toList();
        List<YearDownloads> downloads = new ArrayList<>();
        for (int year : new int[] {2026, 2025}) {
            int from = year == 2026 ? 0 : 20;
            for (TorrentFigures torrent : popular.subList(from, popular.size())) {
                long all = torrent.downloaded() / (2027 - year);
                long more = torrent.downloaded() % 13;
                long ipv6 = all * ((year == 2026 ? 10 : 5) + more / 2) / 100;
                long both = all * ((year == 2026 ? 42 : 36) + more) / 100;
                downloads.add(new YearDownloads(
                        year,
                        torrent.release().name(),
                        torrent.swarms().get(0).infoHash(),
                        new FamilyDownloads(all - ipv6 - both, both, ipv6),
                        Map.of()));
            }
        }
        return downloads;
    }
}
