package io.github.tracker6.status;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.HostCounts;
import io.github.tracker6.engine.AdoptionSeries;
import io.github.tracker6.health.PartHealth;
import io.github.tracker6.metainfo.Release;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The figures of a tracker at one moment, as every format shows them. Immutable. A host is counted once per swarm.
 *
 * @param time when they were collected
 * @param version of the tracker, "" if unknown
 * @param started when the tracker was started
 * @param intervalSeconds how often clients announce
 * @param swarms swarms with at least one peer
 * @param hosts all hosts, by families and reachability
 * @param adoption the hosts over time, oldest first: a point every 5 minutes for up to 30 days
 * @param announces announces answered since the start, by protocol and family
 * @param refusals what was refused or dropped since the start, most frequent first; without those that are 0
 * @param unlisted announces answered but not listed because of a cap, most frequent first; without those that are 0
 * @param isListed whether the torrents are those of a list; if not, they are those with peers
 * @param torrents by name; if there is no list, those with the most hosts first
 * @param parts the health of the parts
 * @param downloads finished downloads, the latest year first, in a year the most frequent release first
 */
record StatusReport(
        Instant time,
        String version,
        Instant started,
        int intervalSeconds,
        long swarms,
        HostCounts hosts,
        List<AdoptionSeries.Point> adoption,
        List<AnnounceRate> announces,
        List<Count> refusals,
        List<Count> unlisted,
        boolean isListed,
        List<TorrentFigures> torrents,
        List<PartHealth> parts,
        List<YearDownloads> downloads) {
    /**
     * Announces of one protocol over one family.
     *
     * @param protocol such as {@code HTTP}
     * @param total since the start
     * @param perSecond over the last minute
     */
    record AnnounceRate(String protocol, AddressFamily family, long total, double perSecond) {}

    /**
     * How often something happened.
     *
     * @param key for machines, such as {@code udp_rate_limited}
     * @param label for people, such as "Over the rate limit (UDP)"
     */
    record Count(String key, String label, long count) {}

    /**
     * One release with its swarm, or the two swarms of a hybrid. The figures of a hybrid are the larger of the two: most clients
     * are in both.
     *
     * @param release name and info hashes; the name is "" for a torrent of which nothing but the info hash is known
     * @param swarms one, or that of v1 and that of v2
     */
    record TorrentFigures(Release release, List<SwarmFigures> swarms) {
        long seeders() {
            return max(SwarmFigures::seeders);
        }

        long leechers() {
            return max(SwarmFigures::leechers);
        }

        long downloaded() {
            return max(SwarmFigures::downloaded);
        }

        /** Returns the hosts of the larger swarm. */
        HostCounts hosts() {
            HostCounts most = HostCounts.NONE;
            for (SwarmFigures swarm : swarms) {
                most = swarm.hosts().hosts() > most.hosts() ? swarm.hosts() : most;
            }
            return most;
        }

        private long max(ToLongFunction<SwarmFigures> figure) {
            // No streams here: the page asks this of every torrent.
            long max = 0;
            for (SwarmFigures swarm : swarms) {
                max = Math.max(max, figure.applyAsLong(swarm));
            }
            return max;
        }
    }

    /**
     * One swarm.
     *
     * @param infoHash 40 hex digits, lower case
     * @param seeders hosts with all data (BEP 48, "complete")
     * @param leechers all other hosts (BEP 48, "incomplete")
     * @param downloaded how many hosts ever finished (BEP 48, "downloaded")
     * @param hosts by families and reachability
     */
    record SwarmFigures(String infoHash, long seeders, long leechers, long downloaded, HostCounts hosts) {}

    /**
     * The finished downloads of one release in one year (UTC), by the families that the host was known by when it finished.
     *
     * @param name of the release, "" if unknown
     * @param infoHash 40 hex digits, of a hybrid that of v1; "" for the row of all info hashes that have no row of their own
     * @param days the same for single days of the last 62, newest first
     */
    record YearDownloads(
            int year, String name, String infoHash, FamilyDownloads total, Map<LocalDate, FamilyDownloads> days) {}

    /** Finished downloads of hosts known by IPv4 alone, by both families, and by IPv6 alone. */
    record FamilyDownloads(long ipv4, long dualStack, long ipv6) {
        static final FamilyDownloads NONE = new FamilyDownloads(0, 0, 0);

        long all() {
            return ipv4 + dualStack + ipv6;
        }

        FamilyDownloads plus(FamilyDownloads other) {
            return new FamilyDownloads(ipv4 + other.ipv4, dualStack + other.dualStack, ipv6 + other.ipv6);
        }
    }
}
