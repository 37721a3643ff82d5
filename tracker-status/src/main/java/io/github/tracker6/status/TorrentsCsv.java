package io.github.tracker6.status;

import io.github.tracker6.HostCounts;
import io.github.tracker6.metainfo.V2InfoHash;
import io.github.tracker6.status.StatusReport.TorrentFigures;
import java.nio.charset.StandardCharsets;

/**
 * Writes the torrents of a report as CSV (RFC 4180), in UTF-8, with a header. The columns are described in {@code
 * docs/status.md}. Stateless.
 */
final class TorrentsCsv {
    static final String CONTENT_TYPE = "text/csv; charset=utf-8; header=present";

    private static final String END = "\r\n";
    private static final String HEADER = "name,info_hash_v1,info_hash_v2,seeders,leechers,downloaded,hosts,ipv4,"
            + "dual_stack_reached,dual_stack_not_reached,dual_stack_unknown,ipv6_reached,ipv6_not_reached,ipv6_unknown";

    /** With these, and with their full-width forms, a spreadsheet takes a text for a formula. */
    private static final String FORMULA_BEGINS = "=+-@\uff1d\uff0b\uff0d\uff20";

    private TorrentsCsv() {}

    static byte[] write(StatusReport report) {
        StringBuilder csv = new StringBuilder(HEADER).append(END);
        for (TorrentFigures torrent : report.torrents()) {
            text(csv, torrent.release().name());
            csv.append(',')
                    .append(torrent.release().v1().map(Object::toString).orElse(""))
                    .append(',')
                    .append(torrent.release().v2().map(V2InfoHash::toString).orElse(""));
            number(csv, torrent.seeders());
            number(csv, torrent.leechers());
            number(csv, torrent.downloaded());
            hosts(csv, torrent.hosts());
            csv.append(END);
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void hosts(StringBuilder csv, HostCounts hosts) {
        number(csv, hosts.hosts());
        number(csv, hosts.ipv4());
        number(csv, hosts.dualStackReached());
        number(csv, hosts.dualStackNotReached());
        number(csv, hosts.dualStackUnknown());
        number(csv, hosts.ipv6Reached());
        number(csv, hosts.ipv6NotReached());
        number(csv, hosts.ipv6Unknown());
    }

    private static void number(StringBuilder csv, long number) {
        csv.append(',').append(number);
    }

    /**
     * Appends a name in quotes. Control characters become spaces, and an apostrophe comes before what a spreadsheet takes for a
     * formula: names come from torrent files.
     */
    private static void text(StringBuilder csv, String name) {
        String plain = name.replaceAll("\\p{Cntrl}", " ");
        String stripped = plain.stripLeading();
        boolean isFormula = !stripped.isEmpty() && FORMULA_BEGINS.indexOf(stripped.charAt(0)) >= 0;
        csv.append('"')
                .append(isFormula ? "'" : "")
                .append(plain.replace("\"", "\"\""))
                .append('"');
    }
}
