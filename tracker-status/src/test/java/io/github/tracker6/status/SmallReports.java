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
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A report in which every field has a value of its own. */
final class SmallReports {
    static final Instant TIME = Instant.parse("2026-11-29T12:00:00.5Z");
    static final InfoHash V1 = InfoHash.fromHex("0123456789abcdef0123456789abcdef01234567");
    static final V2InfoHash V2 = v2();

    private SmallReports() {}

    private static V2InfoHash v2() {
        byte[] bytes = new byte[V2InfoHash.BYTES];
        Arrays.fill(bytes, (byte) 0xee);
        return V2InfoHash.fromBytes(bytes);
    }

    /** Returns a report of torrents with the given names, and a hybrid. */
    static StatusReport of(String... names) {
        Release hybrid = Release.of("hybrid", V1, V2);
        TorrentFigures both = new TorrentFigures(
                hybrid,
                List.of(
                        new SwarmFigures(V1.toString(), 21, 22, 23, new HostCounts(31, 32, 33, 34, 35, 36, 37)),
                        new SwarmFigures(
                                hybrid.infoHashes().get(1).toString(),
                                11,
                                12,
                                13,
                                new HostCounts(1, 2, 3, 4, 5, 6, 7))));
        List<TorrentFigures> torrents = new ArrayList<>(List.of(both));
        for (int i = 0; i < names.length; i++) {
            torrents.add(single(names[i], InfoHash.of(1, 2, i), i));
        }
        return new StatusReport(
                TIME,
                "0.1",
                TIME.minusSeconds(60),
                1_800,
                2,
                new HostCounts(1, 2, 3, 4, 5, 6, 7),
                List.of(new AdoptionSeries.Point(
                        Instant.parse("2026-11-29T11:55:00Z"), new HostCounts(7, 6, 5, 4, 3, 2, 1))),
                List.of(
                        new AnnounceRate("HTTP", AddressFamily.IPV4, 100, 1.5),
                        new AnnounceRate("UDP", AddressFamily.IPV6, 200, 2 / 3.0)),
                List.of(new Count("malformed", "Malformed", 9)),
                List.of(new Count("swarm", "The swarm is full", 8)),
                true,
                torrents,
                List.of(new PartHealth("Store", HealthState.DEGRADED, "late", TIME.minusSeconds(5))),
                List.of(
                        new YearDownloads(
                                2026,
                                "hybrid",
                                V1.toString(),
                                new FamilyDownloads(1, 2, 3),
                                Map.of(LocalDate.parse("2026-11-29"), new FamilyDownloads(1, 0, 1))),
                        new YearDownloads(2026, "", "", new FamilyDownloads(4, 5, 6), Map.of())));
    }

    static TorrentFigures single(String name, InfoHash infoHash, int seeders) {
        return new TorrentFigures(
                Release.of(name, infoHash, null),
                List.of(new SwarmFigures(infoHash.toString(), seeders, 0, 0, HostCounts.ofFamilies(0, seeders, 0))));
    }
}
