package io.github.tracker6.standalone.torrent;

import io.github.tracker6.metainfo.Metainfo;
import io.github.tracker6.metainfo.TorrentFile;
import io.github.tracker6.standalone.cli.ByteCount;
import io.github.tracker6.standalone.cli.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a torrent holds, as lines for people: a label and a value each. */
final class TorrentDescription {
    private final Metainfo torrent;
    private final int maxFiles;
    private final List<String> lines = new ArrayList<>();

    TorrentDescription(Metainfo torrent, int maxFiles) {
        this.torrent = torrent;
        this.maxFiles = maxFiles;
    }

    List<String> lines() {
        add("name", Printable.of(torrent.name()));
        add("version", torrent.version().name().toLowerCase(Locale.ROOT));
        torrent.v1InfoHash().ifPresent(hash -> add("v1 hash", hash.toString()));
        torrent.v2InfoHash().ifPresent(hash -> add("v2 hash", hash.toString()));
        add("size", ByteCount.exact(torrent.totalBytes()));
        add("piece length", ByteCount.exact(torrent.pieceLength()));
        add("private", torrent.isPrivate() ? "yes, peers come from the trackers alone" : "no");
        torrent.createdBy().ifPresent(program -> add("created by", Printable.of(program)));
        torrent.creationDate().ifPresent(time -> add("created", time.toString()));
        torrent.comment().ifPresent(text -> addAll("comment", Printable.lines(text)));
        addTrackers();
        addAll("web seeds", torrent.webSeeds().stream().map(Printable::of).toList());
        addFiles();
        return lines;
    }

    private void addTrackers() {
        List<List<String>> tiers = torrent.tiers();
        if (tiers.isEmpty()) {
            add("trackers", "none");
        }
        for (int i = 0; i < tiers.size(); i++) {
            addAll("tier " + (i + 1), tiers.get(i).stream().map(Printable::of).toList());
        }
        String announce = torrent.announce().orElse("");
        boolean isFirst = !tiers.isEmpty() && tiers.get(0).contains(announce);
        if (!announce.isEmpty() && !isFirst) {
            add("announce", Printable.of(announce) + " (for clients that know no tiers)");
        }
    }

    private void addFiles() {
        List<TorrentFile> files = torrent.files();
        if (torrent.isSingleFile()) {
            return;
        }
        add("files", String.valueOf(files.size()));
        files.stream()
                .limit(maxFiles)
                .forEach(file ->
                        lines.add("  " + Printable.of(file.toString()) + ", " + ByteCount.rounded(file.length())));
        if (files.size() > maxFiles) {
            lines.add("  and " + (files.size() - maxFiles) + " more; --all-files prints them");
        }
    }

    private void add(String label, String value) {
        lines.add(String.format(Locale.ROOT, "%-14s%s", label, value).stripTrailing());
    }

    private void addAll(String label, List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            add(i == 0 ? label : "", values.get(i));
        }
    }
}
