package io.github.tracker6.status;

import io.github.tracker6.InfoHash;
import io.github.tracker6.status.StatusReport.FamilyDownloads;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The finished downloads of one info hash: a sum for each year, and the days of the last while. Thread-safe. */
final class TorrentDownloads {
    /** A longer name is cut: names come from torrent files. */
    static final int MAX_NAME_CHARS = 256;

    private final SortedMap<Integer, FamilyDownloads> years = new TreeMap<>();
    private final SortedMap<Integer, FamilyDownloads> days = new TreeMap<>();
    private String name = "";
    private List<InfoHash> infoHashes = List.of();

    /**
     * A copy of all of it.
     *
     * @param name of the release, "" if it is not known
     * @param infoHashes of the release; empty if it is not known
     * @param years by year, sorted
     * @param days by day since 1970-01-01, sorted
     */
    record Copy(
            String name,
            List<InfoHash> infoHashes,
            SortedMap<Integer, FamilyDownloads> years,
            SortedMap<Integer, FamilyDownloads> days) {}

    /** Counts a download. */
    synchronized void add(int day, Families families) {
        FamilyDownloads one = new FamilyDownloads(
                families == Families.IPV4 ? 1 : 0,
                families == Families.BOTH ? 1 : 0,
                families == Families.IPV6 ? 1 : 0);
        years.merge(yearOf(day), one, FamilyDownloads::plus);
        days.merge(day, one, FamilyDownloads::plus);
        // By their number: a clock that is ahead for a moment must not cost the days.
        while (days.size() > DownloadHistory.MAX_DAYS) {
            days.remove(days.firstKey());
        }
    }

    /** Notes which release the info hash belongs to. */
    synchronized void release(String releaseName, List<InfoHash> releaseHashes) {
        name = cut(releaseName);
        infoHashes = releaseHashes;
    }

    /** Sets the downloads of a year, as they were saved. */
    synchronized void year(int year, FamilyDownloads downloads) {
        years.put(year, downloads);
    }

    /** Sets the downloads of a day, as they were saved. */
    synchronized void day(int day, FamilyDownloads downloads) {
        days.put(day, downloads);
    }

    /** Returns a copy, without the days that are too old. */
    synchronized Copy copy(int today) {
        return new Copy(name, infoHashes, new TreeMap<>(years), new TreeMap<>(days.tailMap(firstDay(today))));
    }

    /** Returns new counts: the sums of these and others, with the name of these if they have one. */
    TorrentDownloads plus(TorrentDownloads other) {
        TorrentDownloads sum = new TorrentDownloads();
        sum.addAll(other);
        sum.addAll(this);
        return sum;
    }

    private void addAll(TorrentDownloads other) {
        Copy copy = other.copy(0);
        for (Map.Entry<Integer, FamilyDownloads> year : copy.years().entrySet()) {
            years.merge(year.getKey(), year.getValue(), FamilyDownloads::plus);
        }
        for (Map.Entry<Integer, FamilyDownloads> day : copy.days().entrySet()) {
            days.merge(day.getKey(), day.getValue(), FamilyDownloads::plus);
        }
        if (!copy.infoHashes().isEmpty()) {
            release(copy.name(), copy.infoHashes());
        }
    }

    private static int firstDay(int today) {
        return today - DownloadHistory.MAX_DAYS + 1;
    }

    private static int yearOf(int day) {
        return LocalDate.ofEpochDay(day).getYear();
    }

    private static String cut(String name) {
        if (name.length() <= MAX_NAME_CHARS) {
            return name;
        }
        boolean splits = Character.isHighSurrogate(name.charAt(MAX_NAME_CHARS - 1));
        return name.substring(0, splits ? MAX_NAME_CHARS - 1 : MAX_NAME_CHARS);
    }
}
