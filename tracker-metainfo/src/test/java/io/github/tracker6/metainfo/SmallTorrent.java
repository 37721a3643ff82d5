package io.github.tracker6.metainfo;

import io.github.tracker6.InfoHash;
import java.nio.charset.StandardCharsets;

/** A torrent of one file of five bytes. Different names make different info hashes. */
record SmallTorrent(String name) {
    static SmallTorrent named(String name) {
        return new SmallTorrent(name);
    }

    byte[] bytes() {
        return ("d8:announce28:http://tracker.example.org/a4:infod6:lengthi5e4:name" + name.length() + ":" + name
                        + "12:piece lengthi16384e6:pieces20:hhhhhhhhhhhhhhhhhhhhee")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    InfoHash hash() {
        try {
            return Metainfo.parseOwned(bytes()).infoHashes().get(0);
        } catch (InvalidTorrentException e) {
            throw new IllegalStateException(e);
        }
    }
}
