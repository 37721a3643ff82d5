package io.github.tracker6.standalone.doctor;

import io.github.tracker6.metainfo.Metainfo;
import io.github.tracker6.standalone.cli.Printable;
import io.github.tracker6.standalone.client.TrackerUrl;
import io.github.tracker6.standalone.torrent.TrackerNotes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What the trackers of a torrent mean for a tracker that should serve it. */
final class TorrentFindings {
    private static final String SUBJECT = "torrent";

    private final Metainfo torrent;
    private final String host;

    TorrentFindings(Metainfo torrent, String host) {
        this.torrent = torrent;
        this.host = host;
    }

    /** Returns the URLs of the torrent at this host. */
    List<TrackerUrl> urls() {
        return torrent.tiers().stream()
                .flatMap(List::stream)
                .flatMap(TorrentFindings::parse)
                .filter(url -> url.host().equalsIgnoreCase(host))
                .distinct()
                .toList();
    }

    /** Websocket trackers and the like are left out. */
    private static Stream<TrackerUrl> parse(String text) {
        try {
            return Stream.of(TrackerUrl.parse(text));
        } catch (IllegalArgumentException e) {
            return Stream.empty();
        }
    }

    List<Finding> list() {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(
                SUBJECT,
                Printable.of(torrent.name()) + ", " + torrent.version().name().toLowerCase(Locale.ROOT)
                        + (torrent.isPrivate() ? ", private: peers come from its trackers alone" : "")));
        if (!torrent.tiers().isEmpty() && urls().isEmpty()) {
            findings.add(Finding.warn(
                    SUBJECT,
                    "none of its trackers is " + Printable.of(host)
                            + ": its clients do not come here; the command torrent announce changes the trackers"));
        }
        new TrackerNotes(torrent.tiers()).lines().forEach(line -> findings.add(Finding.warn(SUBJECT, line)));
        return findings;
    }
}
