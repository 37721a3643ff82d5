package io.github.tracker6.status;

import io.github.tracker6.InfoHash;
import io.github.tracker6.status.StatusReport.FamilyDownloads;
import io.github.tracker6.status.StatusReport.YearDownloads;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes the table of downloads per year and release. Stateless. */
final class DownloadTable {
    private static final Comparator<YearDownloads> ORDER = Comparator.comparingInt(YearDownloads::year)
            .thenComparingLong(row -> row.total().all())
            .reversed()
            .thenComparing(YearDownloads::name)
            .thenComparing(YearDownloads::infoHash);

    private DownloadTable() {}

    /** What a year has one row for. */
    private record Key(int year, InfoHash release) {}

    /** Returns the rows, as {@link DownloadHistory#years} describes. */
    static List<YearDownloads> rows(Map<InfoHash, TorrentDownloads> torrents, TorrentDownloads others, int today) {
        Map<Key, YearDownloads> largest = new HashMap<>();
        List<YearDownloads> rows = new ArrayList<>();
        torrents.forEach((infoHash, counts) -> {
            TorrentDownloads.Copy copy = counts.copy(today);
            InfoHash release =
                    copy.infoHashes().isEmpty() ? infoHash : copy.infoHashes().get(0);
            for (YearDownloads row : rowsOf(copy, release.toString())) {
                largest.merge(new Key(row.year(), release), row, DownloadTable::larger);
            }
        });
        rows.addAll(largest.values());
        rows.addAll(rowsOf(others.copy(today), ""));
        rows.sort(ORDER);
        return rows;
    }

    private static YearDownloads larger(YearDownloads one, YearDownloads other) {
        return one.total().all() >= other.total().all() ? one : other;
    }

    private static List<YearDownloads> rowsOf(TorrentDownloads.Copy copy, String infoHash) {
        Map<Integer, SortedMap<LocalDate, FamilyDownloads>> days = new HashMap<>();
        copy.days().forEach((epochDay, downloads) -> {
            LocalDate day = LocalDate.ofEpochDay(epochDay);
            days.computeIfAbsent(day.getYear(), unused -> new TreeMap<>(Comparator.reverseOrder()))
                    .put(day, downloads);
        });
        List<YearDownloads> rows = new ArrayList<>();
        copy.years()
                .forEach((year, total) -> rows.add(new YearDownloads(
                        year,
                        copy.name(),
                        infoHash,
                        total,
                        Collections.unmodifiableMap(days.getOrDefault(year, Collections.emptySortedMap())))));
        return rows;
    }
}
