package io.github.tracker6.status.metrics;

import io.github.tracker6.status.ListedTorrent;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes a tag of each torrent's name: a line of text of bounded length, and no two alike. */
final class TorrentTags {
    /** In code points, before the info hash is appended. */
    static final int MAX_LENGTH = 120;

    private static final int HASH_DIGITS = 8;
    private static final int REPLACEMENT = '\ufffd';

    private TorrentTags() {}

    /** Returns the torrents by their tags, in the order given. Of two with one info hash the first counts. */
    static Map<String, ListedTorrent> of(List<ListedTorrent> torrents) {
        Map<String, ListedTorrent> byHash = new LinkedHashMap<>();
        Map<String, Integer> names = new HashMap<>();
        for (ListedTorrent torrent : torrents) {
            if (byHash.putIfAbsent(torrent.infoHash(), torrent) == null) {
                names.merge(nameOf(torrent), 1, Integer::sum);
            }
        }
        Map<String, ListedTorrent> tags = new LinkedHashMap<>();
        for (ListedTorrent torrent : byHash.values()) {
            String name = nameOf(torrent);
            String hash = torrent.infoHash();
            String tag = name;
            if (names.getOrDefault(name, 0) > 1) {
                tag = name + " " + hash.substring(0, Math.min(HASH_DIGITS, hash.length()));
                if (names.containsKey(tag) || tags.containsKey(tag)) {
                    tag = name + " " + hash;
                }
            }
            tags.put(tag, torrent);
        }
        return tags;
    }

    private static String nameOf(ListedTorrent torrent) {
        StringBuilder line = new StringBuilder();
        torrent.name()
                .codePoints()
                .limit(MAX_LENGTH)
                .map(c -> isText(c) ? c : REPLACEMENT)
                .forEach(line::appendCodePoint);
        String name = line.toString().strip();
        return name.isEmpty() ? torrent.infoHash() : name;
    }

    /** Returns whether a character stands in a line of text: not one that ends it, turns it around or is half of a pair. */
    private static boolean isText(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
