package io.github.tracker6.standalone.client;

import io.github.tracker6.InfoHash;
import io.github.tracker6.metainfo.Metainfo;
import io.github.tracker6.standalone.cli.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A torrent that a tracker is asked about: an info hash, or a torrent file.
 *
 * @param name of the torrent; empty if it is an info hash
 * @param infoHashes one, or the two of a hybrid
 */
record AskedTorrent(String name, List<InfoHash> infoHashes) {
    AskedTorrent {
        infoHashes = List.copyOf(infoHashes);
    }

    /**
     * Reads 40 hex digits, the 64 of BitTorrent v2, or a torrent file.
     *
     * @throws IOException if the file can't be read
     */
    static AskedTorrent read(Path argument) throws IOException {
        String text = argument.toString();
        if (text.matches("[0-9A-Fa-f]{40}(?:[0-9A-Fa-f]{24})?")) {
            return new AskedTorrent("", List.of(InfoHash.fromHex(text.substring(0, 2 * InfoHash.BYTES))));
        }
        Metainfo torrent = Metainfo.read(argument);
        return new AskedTorrent(Printable.of(torrent.name()), torrent.infoHashes());
    }
}
