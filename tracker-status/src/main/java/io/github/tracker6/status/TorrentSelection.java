package io.github.tracker6.status;

import io.github.tracker6.HostCounts;
import io.github.tracker6.status.StatusReport.SwarmFigures;
import io.github.tracker6.status.StatusReport.TorrentFigures;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The torrents that a reader asks for. Immutable.
 *
 * @param rows those of the page
 * @param found how many there are on all pages
 * @param page the page that is shown, from 1: the last one if the reader asks for a later one
 * @param pages how many pages there are, 1 at least
 */
record TorrentSelection(List<TorrentFigures> rows, int found, int page, int pages) {
    /**
     * Filters, sorts and cuts a list.
     *
     * @param torrents by name
     */
    static TorrentSelection of(List<TorrentFigures> torrents, PageQuery query) {
        List<TorrentFigures> found = found(torrents, query);
        int pages = Math.max(1, (found.size() + PageQuery.PAGE_SIZE - 1) / PageQuery.PAGE_SIZE);
        int page = Math.min(query.page(), pages);
        int from = (page - 1) * PageQuery.PAGE_SIZE;
        List<TorrentFigures> rows =
                List.copyOf(sorted(found, query).subList(from, Math.min(found.size(), from + PageQuery.PAGE_SIZE)));
        return new TorrentSelection(rows, found.size(), page, pages);
    }

    /** Returns how many torrents have no seed. */
    static long seedless(List<TorrentFigures> torrents) {
        return torrents.stream().filter(torrent -> torrent.seeders() == 0).count();
    }

    /** Returns the hosts with an IPv6 endpoint, whether they have an IPv4 endpoint too or not. */
    static long withIpv6(HostCounts hosts) {
        return hosts.ipv6() + hosts.dualStack();
    }

    private static List<TorrentFigures> found(List<TorrentFigures> torrents, PageQuery query) {
        if (query.search().isEmpty() && !query.isSeedless()) {
            return torrents;
        }
        String[] words = query.search().toLowerCase(Locale.ROOT).split("\\s+");
        List<TorrentFigures> found = new ArrayList<>();
        for (TorrentFigures torrent : torrents) {
            if ((!query.isSeedless() || torrent.seeders() == 0) && hasAll(torrent, words)) {
                found.add(torrent);
            }
        }
        return found;
    }

    private static boolean hasAll(TorrentFigures torrent, String[] words) {
        String name = torrent.release().name().toLowerCase(Locale.ROOT);
        for (String word : words) {
            if (!name.contains(word) && !hasInfoHash(torrent, word)) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasInfoHash(TorrentFigures torrent, String start) {
        for (SwarmFigures swarm : torrent.swarms()) {
            if (swarm.infoHash().startsWith(start)) {
                return true;
            }
        }
        return torrent.release().v2().isPresent()
                && torrent.release().v2().get().toString().startsWith(start);
    }

    /** A torrent and the number that it is sorted by, which takes too long to be computed for each comparison. */
    private record Keyed(TorrentFigures torrent, double key) {}

    private static List<TorrentFigures> sorted(List<TorrentFigures> torrents, PageQuery query) {
        if (query.sort() == PageQuery.Sort.NAME) {
            if (!query.isDescending()) {
                return torrents;
            }
            List<TorrentFigures> reversed = new ArrayList<>(torrents);
            Collections.reverse(reversed);
            return reversed;
        }
        Comparator<Keyed> byKey = Comparator.comparingDouble(Keyed::key);
        return torrents.stream()
                .map(torrent -> new Keyed(torrent, key(torrent, query.sort())))
                .sorted(query.isDescending() ? byKey.reversed() : byKey)
                .map(Keyed::torrent)
                .toList();
    }

    private static double key(TorrentFigures torrent, PageQuery.Sort sort) {
        return switch (sort) {
            case NAME -> 0;
            case SEEDS -> torrent.seeders();
            case LEECHERS -> torrent.leechers();
            case COMPLETED -> torrent.downloaded();
            case IPV6 -> share(torrent.hosts());
        };
    }

    /** A torrent without hosts comes before those with hosts but without IPv6. */
    private static double share(HostCounts hosts) {
        return hosts.hosts() == 0 ? -1 : (double) withIpv6(hosts) / hosts.hosts();
    }
}
