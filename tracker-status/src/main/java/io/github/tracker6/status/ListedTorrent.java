package io.github.tracker6.status;

import io.github.tracker6.HostCounts;
import java.util.Objects;

/**
 * One torrent of a list with its figures, for meters. Of a hybrid it has the larger figures of the two swarms. Immutable.
 *
 * @param name of the release; "" if unknown
 * @param infoHash 40 hex digits, lower case; of a hybrid that of v1
 * @param seeders hosts with all data (BEP 48, "complete")
 * @param leechers all other hosts (BEP 48, "incomplete")
 * @param downloads how many hosts ever finished (BEP 48, "downloaded")
 * @param hosts by families
 * @since 0.1.0
 */
public record ListedTorrent(
        String name, String infoHash, long seeders, long leechers, long downloads, HostCounts hosts) {
    /** Checks that nothing is null. */
    public ListedTorrent {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(infoHash, "infoHash");
        Objects.requireNonNull(hosts, "hosts");
    }

    static ListedTorrent of(StatusReport.TorrentFigures torrent) {
        return new ListedTorrent(
                torrent.release().name(),
                torrent.swarms().get(0).infoHash(),
                torrent.seeders(),
                torrent.leechers(),
                torrent.downloaded(),
                torrent.hosts());
    }
}
